package ui_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

// pages renders every page of the gallery, which together have every template.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, p := range gallery.Pages() {
		var b bytes.Buffer
		if err := ui.Render(&b, p); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b.Bytes()
	}
	return out
}

func TestNoPageHasInlineStyleOrScript(t *testing.T) {
	t.Parallel()
	for name, page := range pages(t) {
		walk(t, page, func(tok html.Token) {
			if tok.Data == "style" {
				t.Errorf("%s: a style element", name)
			}
			hasSrc := false
			for _, a := range tok.Attr {
				hasSrc = hasSrc || a.Key == "src"
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s=%q>", name, tok.Data, a.Key, a.Val)
				}
				if (a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction") && outside(a.Val) {
					t.Errorf("%s: <%s %s=%q> leaves this host or runs something", name, tok.Data, a.Key, a.Val)
				}
			}
			if tok.Data == "script" && !hasSrc {
				t.Errorf("%s: an inline script", name)
			}
		})
	}
}

func outside(url string) bool {
	return strings.HasPrefix(url, "javascript:") || strings.HasPrefix(url, "//") || strings.Contains(url, "://")
}

func TestEveryPageIsWellFormed(t *testing.T) {
	t.Parallel()
	for name, page := range pages(t) {
		for _, fault := range faults(page) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestTheCheckOfWellFormedPagesFindsFaults(t *testing.T) {
	t.Parallel()
	for markup, want := range map[string]string{
		"<p><b>x</p></b>":                        "closes",
		"<p>x":                                   "never closed",
		`<i id="a"></i><i id="a"></i>`:           "twice",
		`<label for="no">x</label>`:              "no element",
		`<i id="a"></i><a href="#nowhere">x</a>`: "no element",
	} {
		if f := faults([]byte(markup)); len(f) == 0 || !strings.Contains(f[0], want) {
			t.Errorf("%s: found %q, want %q", markup, f, want)
		}
	}
}

var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}

// faults lists what is not closed, named twice or points at nothing.
func faults(page []byte) []string {
	var out, open []string
	ids, wanted := map[string]bool{}, map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				out = append(out, z.Err().Error())
			}
			for id := range wanted {
				if !ids[id] {
					out = append(out, "no element has the id "+id)
				}
			}
			if len(open) > 0 {
				out = append(out, fmt.Sprint(open, " never closed"))
			}
			return out
		case html.StartTagToken:
			tok := z.Token()
			out = append(out, attributes(tok, ids, wanted)...)
			if !void[tok.Data] {
				open = append(open, tok.Data)
			}
		case html.SelfClosingTagToken:
			out = append(out, attributes(z.Token(), ids, wanted)...)
		case html.EndTagToken:
			tok := z.Token()
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				return append(out, fmt.Sprintf("</%s> closes %v", tok.Data, open))
			}
			open = open[:len(open)-1]
		}
	}
}

func attributes(tok html.Token, ids, wanted map[string]bool) []string {
	var out []string
	for _, a := range tok.Attr {
		switch a.Key {
		case "id":
			if ids[a.Val] {
				out = append(out, "the id "+a.Val+" is there twice")
			}
			ids[a.Val] = true
		case "for", "aria-labelledby", "aria-describedby", "list", "popovertarget":
			for _, id := range strings.Fields(a.Val) {
				wanted[id] = true
			}
		case "href":
			if id, ok := strings.CutPrefix(a.Val, "#"); ok && id != "" {
				wanted[id] = true
			}
		}
	}
	return out
}

// walk calls do for every start tag.
func walk(t *testing.T, page []byte, do func(html.Token)) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			do(z.Token())
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><a href='javascript:x'`
	p := gallery.Shell(evil, "home")
	p.State, p.Notice, p.Org = evil, evil, evil
	p.User.Name = evil
	p.Crumbs = []ui.Link{{Href: "javascript:alert(1)", Text: evil}}
	p.Body = []ui.Part{
		ui.MainLink{Text: evil, Href: "javascript:alert(1)", Ref: evil, Sub: evil}, ui.Badge{Text: evil, Status: ui.Status(evil)}, ui.Person{Name: evil, Href: " javascript:x"},
		ui.Level{Text: evil, Word: evil}, ui.Stamp{Text: evil, ISO: evil}, ui.Tags{evil}, ui.Ref{Text: evil, Href: "data:text/html,x"}, ui.Markdown(evil),
		ui.LoadLine{ID: evil, Label: evil, LineText: evil, GapText: evil}, ui.Spark{Label: evil}, ui.Heat{Caption: evil}, ui.Table{Caption: evil, Rows: []ui.Row{{ID: evil, Cells: []ui.Part{ui.Soft(evil)}}}},
		ui.Form{Action: "javascript:x", Sections: []ui.Section{{Title: evil, Fields: []ui.Field{{Path: evil, Label: evil, Value: evil, Errors: []string{evil}}}}}},
	}
	var b bytes.Buffer
	if err := ui.Render(&b, p); err != nil {
		t.Fatal(err)
	}
	walk(t, b.Bytes(), func(tok html.Token) {
		for _, a := range tok.Attr {
			if strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") || strings.HasPrefix(a.Val, "data:") {
				t.Errorf("<%s %s=%q>", tok.Data, a.Key, a.Val)
			}
		}
	})
	if n := bytes.Count(b.Bytes(), []byte("<script")); n != 1 {
		t.Errorf("%d script elements, want the one of the shell", n)
	}
}
