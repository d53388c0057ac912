package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"github.com/plimsoll-aims/plimsoll/face/web/browser"
)

// signIn opens the demo's sign-in page and signs in with one click.
func signIn(t testing.TB, b *browser.Browser, e *example, email string, o browser.Options) *browser.Page {
	t.Helper()
	p, err := b.Page(e.url+"/sign-in", o)
	if err != nil {
		t.Fatal(err)
	}
	click(t, p, fmt.Sprintf("button[value=%q]", email))
	return p
}

// click presses an element and waits for the page that follows.
func click(t testing.TB, p *browser.Page, selector string) {
	t.Helper()
	timed := p.Rod.Timeout(20 * time.Second)
	el, err := timed.Element(selector)
	if err != nil {
		t.Fatalf("%s: %v", selector, err)
	}
	wait := timed.WaitNavigation(proto.PageLifecycleEventNameLoad)
	if err := el.Click(proto.InputMouseButtonLeft, 1); err != nil {
		t.Fatalf("click %s: %v", selector, err)
	}
	wait()
}

// open goes to another page of the same site in a page of its own.
func visit(t testing.TB, b *browser.Browser, e *example, path string, o browser.Options) *browser.Page {
	t.Helper()
	p, err := b.Page(e.url+path, o)
	if err != nil {
		t.Fatal(err)
	}
	p.Rod = p.Rod.Timeout(time.Minute) // no test waits for ever
	return p
}

// walk are the pages that a browser opens: hand-made ones, and every kind of
// generic page.
func walk(e *example) []string {
	out := []string{"/", "/systems", "/systems/S1", "/systems/mood-tile", "/soa", "/soa?control=A.6.2.4", "/soa/compare?from=2026-06-30", "/readiness", "/readiness/9.2.2-x1", "/lint", "/coverage", "/packs", "/log", "/log/verify",
		"/programme", "/records", "/watch", "/assurance", "/settings", "/help", "/profile", "/asof", "/changes", "/search?q=score", "/catalog", "/catalog/iso42001:A.6.2.4",
		"/?asof=2026-06-30", "/soa?asof=2026-06-30", "/systems/S1?asof=2026-06-30", "/systems/S1/edit", "/systems/S1/history", "/systems/S1/diff?from=1&to=2"}
	for _, k := range e.i.DB.Registry().Kinds() {
		if !k.Internal && k.Name != "system" {
			out = append(out, "/"+k.Plural, "/new/"+k.Plural)
		}
	}
	return out
}

// TestPagesAreAccessible opens every page in both themes and at two widths: no
// violation, no sideways scrolling, nothing on the console. Each page is opened in
// one combination, the four in turn, and the pages that people live in, in all.
func TestPagesAreAccessible(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	looks := []browser.Options{{Width: 1280}, {Width: 320, Height: 640, Dark: true}, {Width: 1280, Dark: true}, {Width: 320, Height: 640}}
	for i, path := range walk(e) {
		chosen := looks[i%4 : i%4+1]
		if slices.Contains([]string{"/", "/systems", "/systems/S1", "/soa", "/readiness"}, path) {
			chosen = looks
		}
		for _, o := range chosen {
			t.Run(fmt.Sprintf("%s, %d wide, dark %v", path, o.Width, o.Dark), func(t *testing.T) { accessible(t, b, e, path, o) })
		}
	}
}

func accessible(t *testing.T, b *browser.Browser, e *example, path string, o browser.Options) {
	p := visit(t, b, e, path, o)
	defer p.Close()
	if over, err := p.Sideways(); err != nil || over > 0 {
		t.Errorf("scrolls sideways by %d px, err %v", over, err)
	}
	for _, s := range p.Problems() {
		t.Error(s)
	}
	if dir := os.Getenv("PLIMSOLL_SHOTS"); dir != "" {
		name := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-", ":", "-").Replace(path), "-")
		if err := p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%d-%v.png", name, o.Width, o.Dark))); err != nil {
			t.Error(err)
		}
	}
	p.Axe(t)
}

// TestThePagesWorkWithoutScript reads the pages that people live in with script
// switched off: each has its heading, its content and its forms in the markup. That
// forms are sent and answered without script is what the tests by request show.
func TestThePagesWorkWithoutScript(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	for _, path := range []string{"/", "/systems", "/systems/S1", "/soa", "/readiness", "/?asof=2026-06-30", "/new/risks", "/search?q=score"} {
		p := visit(t, b, e, path, browser.Options{NoScript: true})
		html := markup(t, p)
		if n := strings.Count(html, "<h1"); n != 1 {
			t.Errorf("%s has %d main headings", path, n)
		}
		if strings.Contains(html, "data-open=") && !strings.Contains(html, `href="/search"`) {
			t.Errorf("%s: search is reached by script only", path)
		}
		p.Close()
	}
}

// markup reads a page without running anything in it.
func markup(t testing.TB, p *browser.Page) string {
	t.Helper()
	timed := p.Rod.Timeout(20 * time.Second)
	doc, err := proto.DOMGetDocument{}.Call(timed)
	if err != nil {
		t.Fatal(err)
	}
	html, err := proto.DOMGetOuterHTML{NodeID: doc.Root.NodeID}.Call(timed)
	if err != nil {
		t.Fatal(err)
	}
	return html.OuterHTML
}

// TestTheSheetIsEditedInPlace changes a row, sees it saved, and undoes it.
func TestTheSheetIsEditedInPlace(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	for _, word := range []string{"In progress", "In place"} {
		p := visit(t, b, e, "/soa", browser.Options{})
		rod := p.Rod.Timeout(20 * time.Second)
		rod.MustElement(`select[name="A.7.6.state"]`).MustSelect(word)
		click(t, p, `#save button[value="save"]`)
		if got := strings.TrimSpace(rod.MustElement(`select[name="A.7.6.state"] option[selected]`).MustEval(`() => this.textContent`).Str()); got != word {
			t.Errorf("the row shows %q, want %q", got, word)
		}
		p.Close()
	}
}

// TestARefusedRowSaysWhatToDo leaves out a control that something needs: the page
// says so at the top, at the row, and keeps what was typed.
func TestARefusedRowSaysWhatToDo(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	p := visit(t, b, e, "/soa?control=A.6.2.4", browser.Options{})
	defer p.Close()
	p.Rod.MustElement(`input[name="A.6.2.4.applicable"][value="no"]`).MustEval(`() => { this.checked = true }`)
	click(t, p, `#save button[value="save"]`)
	if title := p.Rod.MustInfo().Title; !strings.HasPrefix(title, "Error:") {
		t.Errorf("the title is %q", title)
	}
	if text := p.Rod.MustElement(".errsum").MustText(); !strings.Contains(text, "cannot be left out") {
		t.Errorf("the summary says %q", text)
	}
	if id := p.Rod.MustEval(`() => document.activeElement.closest('.errsum') ? 'summary' : document.activeElement.tagName`).Str(); id != "summary" {
		t.Errorf("the focus is on %s, not on the summary", id)
	}
	p.Axe(t)
}

// TestThreeActsByKeyboardAlone opens the sheet, a system, and the past without a
// mouse.
func TestThreeActsByKeyboardAlone(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	acts := []struct {
		name, from string
		keys       []input.Key
		to         string
	}{
		{"open the Statement of Applicability", "/", []input.Key{input.KeyG, input.KeyC}, "/soa"},
		{"open the AI systems", "/", []input.Key{input.KeyG, input.KeyS}, "/systems"},
		{"skip to saving the sheet", "/soa", []input.Key{input.Tab, input.Tab, input.Enter}, "#save"},
	}
	for _, a := range acts {
		t.Run(a.name, func(t *testing.T) {
			p := visit(t, b, e, a.from, browser.Options{})
			defer p.Close()
			for _, k := range a.keys {
				p.Rod.Keyboard.MustType(k)
				time.Sleep(30 * time.Millisecond)
			}
			deadline := time.Now().Add(5 * time.Second)
			for !strings.HasSuffix(p.Rod.MustInfo().URL, a.to) && time.Now().Before(deadline) {
				time.Sleep(20 * time.Millisecond)
			}
			if url := p.Rod.MustInfo().URL; !strings.HasSuffix(url, a.to) {
				t.Errorf("at %s, want %s", url, a.to)
			}
		})
	}
}
