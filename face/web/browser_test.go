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

	"github.com/plimsoll-aims/plimsoll/demo"
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

// TestThePagesWorkWithoutScript signs in as each person with script switched off
// and reads the pages that people live in.
func TestThePagesWorkWithoutScript(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	for _, person := range demo.People {
		p := signIn(t, b, e, person.Email, browser.Options{NoScript: true})
		for _, path := range []string{"/systems", "/systems/S1", "/soa", "/readiness", "/?asof=2026-06-30"} {
			q := visit(t, b, e, path, browser.Options{NoScript: true})
			if n := len(q.Rod.MustElements("h1")); n != 1 {
				t.Errorf("%s as %s has %d main headings", path, person.Name, n)
			}
			q.Close()
		}
		if name := p.Rod.MustElement(".me").MustText(); !strings.Contains(name, strings.Fields(person.Name)[0]) {
			t.Errorf("signed in as %q, want %s", name, person.Name)
		}
		p.Close()
	}
}

// TestTheSheetIsEditedWithoutScript changes a row, sees it saved, and undoes it.
func TestTheSheetIsEditedWithoutScript(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	for _, noScript := range []bool{true, false} {
		o := browser.Options{NoScript: noScript}
		signIn(t, b, e, manager, o).Close()
		for _, word := range []string{"In progress", "In place"} {
			p := visit(t, b, e, "/soa", o)
			p.Rod.MustElement(`select[name="A.7.6.state"]`).MustSelect(word)
			click(t, p, `#save button[value="save"]`)
			if got := p.Rod.MustElement(`select[name="A.7.6.state"] option[selected]`).MustText(); got != word {
				t.Errorf("script %v: the row shows %q, want %q", !noScript, got, word)
			}
			p.Close()
		}
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

// TestAFormWithAnErrorKeepsWhatWasTyped sends a risk without an owner.
func TestAFormWithAnErrorKeepsWhatWasTyped(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	o := browser.Options{NoScript: true}
	signIn(t, b, e, manager, o).Close()
	p := visit(t, b, e, "/new/risks", o)
	p.Rod.MustElement(`[name="title"]`).MustInput("A risk of the test")
	p.Rod.MustEval(`() => document.querySelectorAll('[required]').forEach(x => x.removeAttribute('required'))`)
	click(t, p, `main form button[type="submit"]:not([formnovalidate]):not([name])`)
	if len(p.Rod.MustElements(".errsum")) != 1 || p.Rod.MustElement(`[name="title"]`).MustProperty("value").Str() != "A risk of the test" {
		t.Errorf("the form lost what was typed, or says nothing: %s", p.Rod.MustInfo().Title)
	}
	p.Close()
}

// TestAConflictShowsBothSides saves a risk over a newer revision.
func TestAConflictShowsBothSides(t *testing.T) {
	b, e := browser.Start(t), theDemo(t)
	signIn(t, b, e, manager, browser.Options{}).Close()
	first, second := visit(t, b, e, "/tasks/plan-ia-3/edit", browser.Options{}), visit(t, b, e, "/tasks/plan-ia-3/edit", browser.Options{})
	defer first.Close()
	defer second.Close()
	save := `main form button[type="submit"]:not([formnovalidate]):not([name])`
	before := first.Rod.MustElement(`[name="title"]`).MustProperty("value").Str()
	first.Rod.MustElement(`[name="title"]`).MustSelectAllText().MustInput("Their title")
	click(t, first, save)
	second.Rod.MustElement(`[name="title"]`).MustSelectAllText().MustInput("My title")
	click(t, second, save)
	text := second.Rod.MustElement("main").MustText()
	for _, want := range []string{"Their title", "My title"} {
		if !strings.Contains(text, want) && !strings.Contains(second.Rod.MustHTML(), want) {
			t.Errorf("the conflict does not show %q", want)
		}
	}
	second.Axe(t)
	back := visit(t, b, e, "/tasks/plan-ia-3/edit", browser.Options{})
	defer back.Close()
	back.Rod.MustElement(`[name="title"]`).MustSelectAllText().MustInput(before)
	click(t, back, save)
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
