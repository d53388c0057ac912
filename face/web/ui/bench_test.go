package ui_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

func BenchmarkRender(b *testing.B) {
	list := gallery.Shell("Fifty rows", "risk")
	t := gallery.Table()
	for i := len(t.Rows); i < 50; i++ {
		r := t.Rows[i%6]
		r.ID = fmt.Sprint("row-", i)
		t.Rows = append(t.Rows, r)
	}
	list.Body = []ui.Part{t}
	ready := gallery.ReadinessPage()
	clauses := ui.Readiness{}
	for range 41 { // four rows each: 164 requirements
		c := gallery.ReadyList()[0]
		c.Rows = append(c.Rows, c.Rows[0])
		clauses = append(clauses, c)
	}
	ready.Body = []ui.Part{clauses}
	for name, p := range map[string]ui.Page{"readiness of 164": ready, "home": gallery.Home(), "soa": gallery.SoAEdit(), "record": gallery.Record(), "list of 50": list} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ui.Render(io.Discard, p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestWholePagesStayLight sums what a first view brings: page, stylesheet, script and icon, compressed.
func TestWholePagesStayLight(t *testing.T) {
	t.Parallel()
	shared := 0
	for _, name := range []string{"plimsoll.css", "plimsoll.js", "favicon.svg"} {
		z, _ := get(t, ui.Href(name), "gzip")
		shared += len(z)
	}
	for _, name := range []string{"home", "risk", "soa", "record", "form"} {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		if err := ui.Render(w, gallery.Pages()[name]); err != nil {
			t.Fatal(err)
		}
		w.Close() //nolint:errcheck // memory
		t.Logf("%s: %d bytes compressed, %d with everything", name, z.Len(), z.Len()+shared)
		if z.Len()+shared > 25<<10 {
			t.Errorf("%s weighs %d bytes with everything, the most is %d", name, z.Len()+shared, 25<<10)
		}
	}
}
