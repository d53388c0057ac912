package code_test

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

func TestTheExampleOrganisationTravelsThroughTwoStores(t *testing.T) {
	t.Parallel()
	w := &world{t, storetest.Open(t, "sqlite", aims.Registry()).For(storetest.Owner())}
	set, ps := code.Read(aims.Registry(), code.Layer{Name: "demo", FS: os.DirFS("../demo/kestrel-quay")})
	if len(ps) > 0 {
		t.Fatal(fault.Problems(ps))
	}
	if r := w.apply(set, code.Options{Set: "demo"}); r.Created != len(set.Items) || r.Created < 400 {
		t.Fatalf("%d records, %+v", len(set.Items), r)
	}
	out := memory{fstest.MapFS{}}
	if err := w.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		_, err := code.Export(ctx, v, out, code.ExportOptions{Set: "demo"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	copied, ps := code.Read(aims.Registry(), code.Layer{Name: "copy", FS: out.MapFS})
	if len(ps) > 0 {
		t.Fatal(fault.Problems(ps))
	}
	if p, err := w.plan(copied, code.Options{}); err != nil || p.Differs() {
		t.Errorf("an export differs from its store: %v", err)
	}
	other := &world{t, storetest.Open(t, "sqlite", aims.Registry()).For(storetest.Owner())}
	other.apply(copied, code.Options{})
	if p, err := other.plan(set, code.Options{Set: "demo"}); err != nil || p.Differs() {
		t.Errorf("the second store differs from the directory: %v", err)
	}
}
