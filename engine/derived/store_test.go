package derived_test

import (
	"context"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/derived"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// The same functions answer for now and for any earlier moment of a real store, and
// what is kept is exact: a write makes another overview, an old position keeps its own.
func TestAnOverviewIsExactForItsPositionAndDay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := storetest.Open(t, "sqlite", instance.Registry())
	st := b.For(storetest.Owner())
	put := func(kind, name string, spec any) {
		if _, err := st.Update(ctx, "test", func(tx kernel.Tx) error {
			_, err := tx.Put(ctx, kernel.Put{Kind: kind, Name: name, Rev: kernel.RevAny, Spec: spec})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	put("organisation", "us", &aims.Organisation{Title: "Us", Climate: aims.Climate{Relevant: aims.Yes, Reasons: "energy", Decided: "2026-02-01"}})
	first := b.Clock.Now()
	b.Clock.Add(48 * time.Hour)
	put("system", "score", &aims.System{Title: "Score", Purpose: "score", Stage: aims.StageDesign, Roles: []aims.Role{aims.RoleProvider}})

	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	cache := derived.New(func(context.Context, kernel.View) (*catalog.Catalog, error) { return cat, nil })
	read := func(at kernel.At) (o *overview.Overview) {
		t.Helper()
		if err := st.View(ctx, at, func(v kernel.View) (err error) {
			o, err = cache.Of(ctx, v)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return o
	}
	now, then := read(kernel.At{}), read(kernel.At{Time: first})
	if n, m := now.Readiness().Requirements.Met, then.Readiness().Requirements.Met; n != 3 || m != 1 {
		t.Errorf("met %d now and %d then, want 3 (climate, purpose, role) and 1", n, m)
	}
	if read(kernel.At{}) != now || read(kernel.At{Time: first}) != then {
		t.Error("an overview that was kept was made again")
	}
	b.Clock.Add(24 * time.Hour)
	if read(kernel.At{}) == now {
		t.Error("yesterday's overview was given for today")
	}
	if h := now.Home(); h.Organisation != "Us" || h.Ready.Met != 3 || h.Ready.Total != 165 || len(h.Ready.Cells) != 38 || len(h.Next) == 0 {
		t.Errorf("%+v", h)
	}
	if len(now.Sheet().Rows) != 38 || now.Impact().Counts.Undetermined != 1 {
		t.Errorf("%d rows, %+v", len(now.Sheet().Rows), now.Impact().Counts)
	}

	if _, err := st.Update(ctx, "test", func(tx kernel.Tx) error {
		us, err := tx.Get(ctx, "organisation", "us")
		if err != nil {
			return err
		}
		return tx.Erase(ctx, us.UID, true, "Article 17")
	}); err != nil {
		t.Fatal(err)
	}
	if got := read(kernel.At{Time: first}).Home().Organisation; got == "Us" {
		t.Errorf("an earlier moment still shows %q, which was erased", got)
	}
}
