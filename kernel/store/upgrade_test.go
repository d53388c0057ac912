package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// boat is a kind whose schema moved on: version 1 said "sails", version 2 says
// "masts", version 3 counts in a list.
type boat1 struct {
	Title string `json:"title" fact:"required"`
	Sails int    `json:"sails" fact:"index"`
}

type boat3 struct {
	Title string   `json:"title" fact:"required"`
	Masts []string `json:"masts"`
	Tall  bool     `json:"tall" fact:"index"`
}

func upgraded(broken bool) *kernel.Kind {
	first := func(spec json.RawMessage) (json.RawMessage, error) {
		if broken {
			return nil, errors.New("the upgrade does not work")
		}
		return json.RawMessage(strings.Replace(string(spec), `"sails"`, `"count"`, 1)), nil
	}
	second := func(spec json.RawMessage) (json.RawMessage, error) {
		var old struct {
			Title string
			Count int
		}
		if err := json.Unmarshal(spec, &old); err != nil {
			return nil, err
		}
		return json.Marshal(map[string]any{"title": old.Title, "masts": strings.Split(strings.Repeat("mast ", old.Count), " ")[:old.Count], "tall": old.Count > 2})
	}
	return kernel.Define[boat3]("boat", kernel.Upgrades(first, second))
}

// TestUpgrade writes with an old program and reads with a new one: the projection
// is rebuilt, the past is readable, the log verifies.
func TestUpgrade(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			ctx := context.Background()
			b := storetest.Open(t, engine, kernel.NewRegistry(kernel.Define[boat1]("boat")))
			for _, sails := range []int{1, 3} {
				if _, err := b.For(storetest.Owner()).Update(ctx, "", func(tx kernel.Tx) error {
					_, err := tx.Put(ctx, kernel.Put{Kind: "boat", Name: "gull", Rev: kernel.RevAny, Spec: &boat1{Title: "Gull", Sails: sails}})
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			b.Opt.Registry = kernel.NewRegistry(upgraded(false))
			b.Reopen(t)
			for at, masts := range map[kernel.Seq]int{0: 3, 1: 1} {
				err := b.For(storetest.Owner()).View(ctx, kernel.At{Seq: at}, func(v kernel.View) error {
					r, err := v.Get(ctx, "boat", "gull")
					if err == nil && len(r.Spec.(*boat3).Masts) != masts {
						t.Errorf("at %d: got %+v", at, r.Spec)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
			n := 0
			if err := b.For(storetest.Owner()).View(ctx, kernel.At{}, func(v kernel.View) error {
				p, err := v.List(ctx, kernel.Query{Kind: "boat", Where: []kernel.Cond{{Field: "tall", Op: "=", Values: []string{"true"}}}})
				n = p.Total
				return err
			}); err != nil || n != 1 {
				t.Errorf("the projection finds %d, %v", n, err)
			}
			if r := verify(t, b); len(r.Faults) > 0 {
				t.Errorf("%+v", r.Faults)
			}
		})
	}
}

// TestBroken reads with a program whose upgrade fails: the record is listed as
// broken, hides nothing else, and can be deleted.
func TestBroken(t *testing.T) {
	ctx := context.Background()
	b := storetest.Open(t, "sqlite", kernel.NewRegistry(kernel.Define[boat1]("boat")))
	put := func(name string, spec any) {
		t.Helper()
		if _, err := b.For(storetest.Owner()).Update(ctx, "", func(tx kernel.Tx) error {
			_, err := tx.Put(ctx, kernel.Put{Kind: "boat", Name: name, Spec: spec})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	put("old", &boat1{Title: "Old"})
	b.Opt.Registry = kernel.NewRegistry(upgraded(true))
	b.Reopen(t)
	put("new", &boat3{Title: "New"})
	st := b.For(storetest.Owner())
	broken, err := st.Broken(ctx)
	if err != nil || len(broken) != 1 || broken[0].Name != "old" || !strings.Contains(broken[0].Problem, "does not work") {
		t.Fatalf("got %+v, %v", broken, err)
	}
	if err := st.View(ctx, kernel.At{}, func(v kernel.View) error {
		all, err := v.All(ctx, "boat")
		if len(all) != 1 || all[0].Name != "new" {
			t.Errorf("got %+v", all)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Update(ctx, "", func(tx kernel.Tx) error { return tx.Delete(ctx, "boat", "old", kernel.RevAny) }); err != nil {
		t.Fatal(err)
	}
	if broken, err = st.Broken(ctx); err != nil || len(broken) != 0 {
		t.Errorf("got %+v, %v", broken, err)
	}
}
