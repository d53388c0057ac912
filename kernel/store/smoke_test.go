package store_test

import (
	"context"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

func TestSmoke(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			b := storetest.Open(t, engine, storetest.Registry())
			ctx := context.Background()
			st := b.For(storetest.Owner())
			_, err := st.Update(ctx, "first", func(tx kernel.Tx) error {
				if _, err := tx.Put(ctx, kernel.Put{Kind: "crew", Name: "anna", Spec: &storetest.Crew{Title: "Anna"}}); err != nil {
					return err
				}
				_, err := tx.Put(ctx, kernel.Put{Kind: "ship", Name: "s1", Labels: map[string]string{"a": "b"}, Spec: map[string]any{"title": "Gull", "state": "planned", "captain": "anna"}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			err = st.View(ctx, kernel.At{}, func(v kernel.View) error {
				p, err := v.List(ctx, kernel.Query{Kind: "ship", Where: []kernel.Cond{{Field: "captain", Op: "=", Values: []string{"anna"}}}, Sort: []string{"-tons"}})
				if err != nil {
					return err
				}
				t.Logf("%+v %+v", p, p.Items[0].Spec)
				f, err := v.Search(ctx, "gull", nil, 5)
				t.Log(len(f), err)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Checkpoint(ctx, 0); err != nil {
				t.Fatal(err)
			}
			rep, err := st.Verify(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", rep)
			if len(rep.Faults) > 0 {
				t.Fatal(rep.Faults)
			}
		})
	}
}
