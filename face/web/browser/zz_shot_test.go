package browser_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"strconv"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/browser"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

// SHOT="home,1440,light soa,800,print"
func TestZZShot(t *testing.T) {
	spec := os.Getenv("SHOT")
	if spec == "" { t.Skip() }
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	defer srv.Close()
	for _, s := range strings.Fields(spec) {
		f := strings.Split(s, ",")
		w, _ := strconv.Atoi(f[1])
		o := browser.Options{Width: w, Dark: f[2] == "dark", Print: f[2] == "print", Forced: f[2] == "forced", Grey: f[2] == "grey", NoScript: f[2] == "noscript"}
		p, err := b.Page(srv.URL+"/"+f[0], o)
		if err != nil { t.Fatal(err) }
		if f[2] == "pdf" { if err := p.PDF("/tmp/ui/shots/"+f[0]+".pdf"); err != nil { t.Error(err) }; continue }
		for _, pr := range p.Problems() { t.Log(pr) }
		if n, _ := p.Sideways(); n != 0 { t.Log("sideways", s, n) }
		if err := p.Screenshot("/tmp/ui/shots/z-" + strings.ReplaceAll(s, ",", "-") + ".png"); err != nil { t.Error(err) }
		p.Close()
	}
}
