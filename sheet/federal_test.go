package sheet_test

import (
	"os"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

func TestTmpFederal(t *testing.T) {
	reg := aims.Registry()
	f, err := os.Open("../examples/federal/map.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := sheet.ParseMapping("map.yaml", f, reg)
	if err != nil {
		t.Fatal(err)
	}
	c, err := os.Open(os.Getenv("FEDERAL"))
	if err != nil {
		t.Skip()
	}
	st := storetest.Open(t, "sqlite", reg).For(storetest.Owner())
	for range 2 {
		c.Seek(0, 0)
		start := time.Now()
		tab, err := sheet.Read(c, "x.csv", -1, m.Form)
		if err != nil {
			t.Fatal(err)
		}
		t.Log("read", time.Since(start))
		a, err := sheet.Import(t.Context(), st, m, tab, sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log("import", time.Since(start), a.Read, a.Created, a.Updated, a.Unchanged, len(a.Refused), a.Encoding)
		for i, r := range a.Refused {
			if i < 20 {
				t.Logf("%+v", r)
			}
		}
	}
}
