package browser_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/browser"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

// TestGalleryIsAccessible opens every page of the gallery, which has every part, in both themes and at two widths:
// no violation of axe-core's rules, no sideways scrolling, nothing on the console (a broken content policy would be).
// With PLIMSOLL_SHOTS set to a folder it also leaves pictures there.
func TestGalleryIsAccessible(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)
	for _, name := range pageNames() {
		for _, o := range looks(name) {
			t.Run(fmt.Sprintf("%s, %d wide, dark %v", name, o.Width, o.Dark), func(t *testing.T) {
				p, err := b.Page(srv.URL+"/"+name, o)
				if err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				if over, err := p.Sideways(); err != nil || over > 0 {
					t.Errorf("scrolls sideways by %d px, err %v", over, err)
				}
				for _, s := range p.Problems() {
					if name != "not-found" {
						t.Error(s)
					}
				}
				if dir := os.Getenv("PLIMSOLL_SHOTS"); dir != "" {
					shoot(t, p, filepath.Join(dir, fmt.Sprintf("%s-%d-%v.png", name, o.Width, o.Dark)))
				}
				p.Axe(t)
			})
		}
	}
}

// looks is in which sizes and themes a page is opened: the page of every part in all four, the pages that people live
// in in two, the others, made of the same parts, in one.
func looks(name string) []browser.Options {
	all := []browser.Options{{Width: 1280}, {Width: 320, Height: 640, Dark: true}, {Width: 1280, Dark: true}, {Width: 320, Height: 640}}
	switch name {
	case "parts":
		return all
	case "home", "soa":
		return all[:2]
	}
	return all[1:2]
}

func pageNames() []string {
	var names []string
	for n := range gallery.Pages() {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func shoot(t *testing.T, p *browser.Page, path string) {
	t.Helper()
	if err := p.Screenshot(path); err != nil {
		t.Error(err)
	}
}
