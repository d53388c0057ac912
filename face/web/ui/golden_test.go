package ui_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

var update = flag.Bool("update", false, "write the golden files")

func TestPartsLookAsTheyDid(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Examples() {
		html, err := e.Part.HTML()
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		// One tag a line, so that a difference can be read.
		got := strings.ReplaceAll(string(html), "><", ">\n<") + "\n"
		path := filepath.Join("testdata", "golden", e.Name+".html")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got {
			t.Errorf("%s differs from %s at line %d; look at it, then run with -update", e.Name, path, firstDifference(string(want), got))
		}
	}
}

func firstDifference(a, b string) int {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			return i + 1
		}
	}
	return len(as) + 1
}

func TestThePageAroundThePartsLooksAsItDid(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"past", "sign-in", "not-found"} {
		var b strings.Builder
		p := gallery.Pages()[name]
		p.Body = nil
		if err := ui.Render(&b, p); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		for _, a := range []string{"plimsoll.css", "plimsoll.js", "favicon.svg", "icon-180.png"} {
			got = strings.ReplaceAll(got, ui.Href(a), "/assets/"+a)
		}
		path := filepath.Join("testdata", "golden", "page-"+name+".html")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != got {
			t.Errorf("%s differs at line %d, err %v", path, firstDifference(string(want), got), err)
		}
	}
}
