package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// alarm and incident are kinds of which one reacts to the other.
type alarm struct {
	Title string `json:"title" fact:"required"`
}

type incident struct {
	Title string `json:"title" fact:"required"`
}

var errRefused = errors.New("the reaction refuses")

// reacting is a vocabulary in which an alarm opens an incident and asks for a call,
// in the transaction in which it is written. "endless" begets itself.
func reacting(seen *[]string) *kernel.Registry {
	onAlarm := func(ctx context.Context, tx kernel.Tx, c kernel.Change) error {
		was, is := "nothing", "nothing"
		if c.Old != nil {
			was = c.Old.(*alarm).Title
		}
		if c.New != nil {
			is = c.New.(*alarm).Title
		}
		*seen = append(*seen, c.Meta.Name+": "+was+" to "+is)
		switch {
		case is == "refuse":
			return errRefused
		case is == "endless":
			_, err := tx.Put(ctx, kernel.Put{Kind: "alarm", Name: c.Meta.Name + "x", Spec: &alarm{Title: is}})
			return err
		case c.New == nil:
			return nil
		}
		if _, err := tx.Put(ctx, kernel.Put{Kind: "incident", Name: c.Meta.Name, Rev: kernel.RevAny, Spec: &incident{Title: is}}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, kernel.Job{Kind: "call", Key: c.Meta.Name})
	}
	return kernel.NewRegistry(kernel.Define[alarm]("alarm", kernel.React(onAlarm)), kernel.Define[incident]("incident"))
}

// TestAReactionIsPartOfTheChange: what it writes and asks for comes with the change,
// and goes with it when either fails.
func TestAReactionIsPartOfTheChange(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			var seen []string
			b := storetest.Open(t, engine, reacting(&seen))
			ctx, st := context.Background(), b.For(storetest.Owner())
			put := func(name, title string) error {
				_, err := st.Update(ctx, "test", func(tx kernel.Tx) error {
					_, err := tx.Put(ctx, kernel.Put{Kind: "alarm", Name: name, Rev: kernel.RevAny, Spec: &alarm{Title: title}})
					return err
				})
				return err
			}
			for _, title := range []string{"smoke", "fire", "fire"} { // the last changes nothing
				if err := put("a", title); err != nil {
					t.Fatal(err)
				}
			}
			if err := put("b", "refuse"); !errors.Is(err, errRefused) {
				t.Errorf("a refusing reaction: %v", err)
			}
			if err := put("c", "endless"); !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "do not come to an end") {
				t.Errorf("reactions without an end: %v", err)
			}
			if _, err := st.Update(ctx, "test", func(tx kernel.Tx) error { return tx.Delete(ctx, "alarm", "a", kernel.RevAny) }); err != nil {
				t.Fatal(err)
			}
			told := strings.Join(seen, "; ")
			if !strings.HasPrefix(told, "a: nothing to smoke; a: smoke to fire; b: nothing to refuse; c: ") || !strings.HasSuffix(told, "; a: fire to nothing") {
				t.Errorf("the reaction was told %s", told)
			}
			if err := st.View(ctx, kernel.At{}, func(v kernel.View) error {
				alarms, err := v.All(ctx, "alarm")
				incidents, ierr := v.All(ctx, "incident")
				if len(alarms) != 0 || len(incidents) != 1 || incidents[0].Spec.(*incident).Title != "fire" {
					t.Errorf("alarms %v, incidents %v", alarms, incidents)
				}
				return errors.Join(err, ierr)
			}); err != nil {
				t.Fatal(err)
			}
			j, err := b.Claim(ctx, []string{"call"})
			if err != nil || j == nil || j.Key != "a" {
				t.Fatalf("the job: %+v %v", j, err)
			}
			if again, err := b.Claim(ctx, []string{"call"}); err != nil || again != nil {
				t.Errorf("a second job: %+v %v", again, err)
			}
		})
	}
}
