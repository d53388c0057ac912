package browser_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/input"

	"github.com/plimsoll-aims/plimsoll/face/web/browser"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

// js answers with the value of an expression in the page.
func js(t *testing.T, p *browser.Page, expr string) string {
	t.Helper()
	r, err := p.Rod.Eval(`() => String(` + expr + `)`)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return r.Value.Str()
}

// until waits for an expression to have a value.
func until(t *testing.T, p *browser.Page, expr, want string) {
	t.Helper()
	var got string
	for range 50 {
		if r, err := p.Rod.Eval(`() => String(` + expr + `)`); err == nil {
			if got = r.Value.Str(); got == want {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s is %q, want %q", expr, got, want)
}

func press(t *testing.T, p *browser.Page, keys ...input.Key) {
	t.Helper()
	for _, k := range keys {
		if err := p.Rod.Keyboard.Type(k); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, b *browser.Browser, url string, o browser.Options) *browser.Page {
	t.Helper()
	p, err := b.Page(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestKeysDoWhatTheOverlaySays(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)

	t.Run("/ opens the palette, Escape closes it", func(t *testing.T) {
		p := open(t, b, srv.URL+"/risk", browser.Options{})
		press(t, p, input.Slash)
		until(t, p, `document.getElementById('palette').open`, "true")
		until(t, p, `document.activeElement.id`, "palette-q")
		press(t, p, input.Escape)
		until(t, p, `document.getElementById('palette').open`, "false")
	})
	t.Run("? lists the keys and switches them off for good", func(t *testing.T) {
		p := open(t, b, srv.URL+"/risk", browser.Options{})
		press(t, p, input.Key('?'))
		until(t, p, `document.getElementById('keys').open`, "true")
		js(t, p, `document.querySelector('[data-keys-switch]').click()`)
		press(t, p, input.Escape, input.Slash)
		until(t, p, `document.getElementById('palette').open`, "false")
		js(t, p, `localStorage.removeItem('keys')`)
	})
	t.Run("j and k walk the rows, x picks, t opens the tables", func(t *testing.T) {
		p := open(t, b, srv.URL+"/risk", browser.Options{})
		press(t, p, input.KeyJ, input.KeyJ, input.KeyX)
		until(t, p, `document.querySelector('tr.on').id`, "R-21")
		until(t, p, `document.querySelector('tr.on .pk input').checked`, "true")
		press(t, p, input.KeyK)
		until(t, p, `document.activeElement.textContent`, "Score treats one age band worse")
		press(t, p, input.KeyT)
		until(t, p, `document.querySelector('details.data').open`, "true")
	})
	for _, c := range []struct{ on, keys, want string }{
		{"risk", "gr", "/risks"}, {"risk", "gc", "/soa"}, {"risk", "gh", "/"}, {"risk", "c", "/risks/new"},
		{"record", "e", "/edit"}, {"record", "[", "/ai-systems/a"}, {"record", "]", "/ai-systems/b"},
	} {
		t.Run(c.keys+" goes to "+c.want, func(t *testing.T) {
			p := open(t, b, srv.URL+"/"+c.on, browser.Options{})
			for _, k := range c.keys {
				press(t, p, input.Key(k))
			}
			until(t, p, `location.pathname`, c.want)
		})
	}
	t.Run("keys typed into a field are text", func(t *testing.T) {
		p := open(t, b, srv.URL+"/form", browser.Options{})
		js(t, p, `document.getElementById('f-title').focus()`)
		press(t, p, input.KeyG, input.KeyR, input.Slash)
		until(t, p, `document.getElementById('f-title').value.includes('gr/')`, "true")
		until(t, p, `location.pathname`, "/form")
	})
}

func TestAPageWithProblemsPutsTheFocusOnThem(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)
	p := open(t, b, srv.URL+"/form", browser.Options{})
	until(t, p, `document.activeElement.id`, "problems")
	if title := js(t, p, `document.title`); !strings.HasPrefix(title, "Error:") {
		t.Errorf("title is %q", title)
	}
	js(t, p, `document.querySelector('#problems a').click()`)
	until(t, p, `document.activeElement.id`, "f-title")
}

func TestPopoversOpenByTheirButtonAndCloseByIt(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)
	p := open(t, b, srv.URL+"/home", browser.Options{})
	for _, want := range []string{"true", "false"} {
		el, err := p.Rod.Element("button.asof")
		if err != nil {
			t.Fatal(err)
		}
		if err := el.Click("left", 1); err != nil {
			t.Fatal(err)
		}
		until(t, p, `document.getElementById('asof').matches(':popover-open')`, want)
	}
}

func TestWithoutScriptEveryControlIsALinkOrSendsAForm(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)
	for _, name := range []string{"parts", "home", "soa", "sign-in"} {
		p := open(t, b, srv.URL+"/"+name, browser.Options{NoScript: true})
		dead := js(t, p, `[...document.querySelectorAll('button')].filter(b => b.type === 'button' && !b.closest('dialog')).map(b => b.outerHTML)`)
		if dead != "" {
			t.Errorf("%s: buttons that need script: %s", name, dead)
		}
		for _, sel := range []string{"a.find", "a.asof", "a.me"} {
			if name != "sign-in" && js(t, p, `!!document.querySelector('`+sel+`[href]')`) != "true" {
				t.Errorf("%s: %s is no link", name, sel)
			}
		}
	}
}

func TestFocusIsNeverHiddenBehindTheBars(t *testing.T) {
	b := browser.Start(t)
	srv := httptest.NewServer(gallery.Handler())
	t.Cleanup(srv.Close)
	p := open(t, b, srv.URL+"/soa", browser.Options{})
	js(t, p, `document.activeElement.blur()`)
	hidden := 0
	for range 60 {
		press(t, p, input.Tab)
		covered := js(t, p, `(() => { const e = document.activeElement, r = e.getBoundingClientRect();
			const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
			return e === document.body || !hit || e.matches('.seg input') || e.contains(hit) || hit.contains(e) ? '' : e.outerHTML })()`)
		if covered != "" {
			hidden++
			t.Logf("covered: %.120s", covered)
		}
	}
	if hidden > 0 {
		t.Errorf("%d of 60 focused controls were covered", hidden)
	}
}
