package store_test

import (
	"context"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// Two processes share a database. What one erases, the other shows of no moment any
// more, however often it has read it before.
func TestWhatAnotherProcessErasesIsForgottenHere(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			ctx := context.Background()
			here := storetest.Open(t, engine, storetest.Registry())
			elsewhere, err := store.Open(ctx, here.Opt)
			if err != nil {
				t.Fatal(err)
			}
			defer elsewhere.Close()
			write := func(db *store.DB, f func(kernel.Tx) error) {
				t.Helper()
				if _, err := db.For(storetest.Owner()).Update(ctx, "", f); err != nil {
					t.Fatal(err)
				}
			}
			var crew *kernel.Record
			write(here.DB, func(tx kernel.Tx) (err error) {
				crew, err = tx.Put(ctx, kernel.Put{Kind: "crew", Name: "anna", Spec: &storetest.Crew{Title: "Anna"}})
				return err
			})
			write(here.DB, func(tx kernel.Tx) error {
				_, err := tx.Put(ctx, kernel.Put{Kind: "crew", Name: "ben", Spec: &storetest.Crew{Title: "Ben"}})
				return err
			})
			count := func() (n int) {
				t.Helper()
				if err := here.For(storetest.Owner()).View(ctx, kernel.At{Seq: crew.Seq}, func(v kernel.View) error {
					all, err := v.All(ctx, "crew")
					n = len(all)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if n := count(); n != 1 {
				t.Fatalf("%d crew before the erasure", n)
			}
			write(elsewhere, func(tx kernel.Tx) error { return tx.Erase(ctx, crew.UID, true, "Article 17") })
			if n := count(); n != 0 {
				t.Errorf("%d crew are still shown of a moment before the erasure", n)
			}
		})
	}
}
