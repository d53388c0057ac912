package strict

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
)

func TestScalarsKeepTheirWords(t *testing.T) {
	t.Parallel()
	docs, ps := Read("a.yaml", []byte("a: 1.50\nb: 2026-11-20\nc: yes\nd: true\ne: ~\nf: [x, 2]\n---\n# nothing\n---\nz: 'q'\n"))
	if len(ps) != 0 || len(docs) != 2 {
		t.Fatalf("%v, %d documents", ps, len(docs))
	}
	want := map[string]any{"a": json.Number("1.50"), "b": "2026-11-20", "c": "yes", "d": true, "e": nil, "f": []any{"x", json.Number("2")}}
	if !reflect.DeepEqual(docs[0].Tree, want) {
		t.Errorf("%#v", docs[0].Tree)
	}
	if docs[1].Index != 2 || !reflect.DeepEqual(docs[1].Tree, map[string]any{"z": "q"}) {
		t.Errorf("%#v", docs[1])
	}
}

func TestReadRefusesWhatSurprises(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, code, where string }{
		"an alias bomb":          {"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor", "f:1:4"},
		"an alias":               {"a: 1\nb: &x 2\nc: *x\n", "anchor", "f:2:4"},
		"a tag":                  {"a: 1\nb: !!binary aGk=\n", "tag", "f:2:4"},
		"a merge key":            {"a: 1\n<<: {b: 2}\n", "merge-key", "f:2:1"},
		"a doubled key":          {"a: 1\nb:\n  c: 1\n  c: 2\n", "doubled-key", "f:4:3"},
		"a key that is a list":   {"? [a]\n: 1\n", "bad-key", "f:1:3"},
		"a syntax error":         {"a: 1\nb: c: d\n", "syntax", "f:2:5"},
		"a tab as indentation":   {"a:\n\t- b\n", "syntax", "f:2:1"},
		"too deep a flow":        {"a: " + strings.Repeat("[", 40), "too-deep", ""},
		"too deep a block":       {deep(40), "too-deep", ""},
		"bytes that are no text": {"a: 1\nb: x\xff\n", "bad-text", "f:2:5"},
		"a control character":    {"a: 1\nb: \x00\n", "bad-text", "f:2:4"},
		"a huge file":            {strings.Repeat("# x\n", MaxBytes/4+1), "too-large", "f:1:1"},
		"very many documents":    {strings.Repeat("---\na: 1\n", MaxDocs+1), "too-many", "f:1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, ps := Read("f", []byte(c.in))
			if len(ps) == 0 || ps[0].Code != c.code {
				t.Fatalf("want %s, got %v", c.code, ps)
			}
			if c.where != "" && ps[0].Where != c.where {
				t.Errorf("want it at %s, got %s", c.where, ps[0].Where)
			}
		})
	}
}

func TestAllProblemsOfAFileAtOnce(t *testing.T) {
	t.Parallel()
	_, ps := Read("f", []byte("a: &x 1\na: 2\nb: *x\n"))
	if len(ps) != 3 {
		t.Errorf("want the anchor, the doubled key and the alias, got %v", ps)
	}
}

func TestPositionsOfPaths(t *testing.T) {
	t.Parallel()
	docs, ps := Read("f", []byte("kind: risk\nspec:\n  title: x\n  steps:\n  - due: 1\n  - due: 2\n  text: |\n    long\nlabels:\n  a.b: c\n"))
	if len(ps) != 0 {
		t.Fatal(ps)
	}
	d := docs[0]
	for path, want := range map[string]string{
		"": "f:1:1", "kind": "f:1:7", "spec.title": "f:3:10", "spec.steps[1].due": "f:6:10", "spec.steps[1]": "f:6:5",
		"spec.steps": "f:4:3", "spec.text": "f:7:3", "labels.a.b": "f:10:8", "spec.owner": "f:2:1", "spec.steps[7].due": "f:4:3", "nothing": "f:1:1",
	} {
		if got := d.At(path); got != want {
			t.Errorf("%q is at %s, got %s", path, want, got)
		}
	}
	if got := d.KeyAt("spec.title"); got != "f:3:3" {
		t.Errorf("the key of spec.title is at f:3:3, got %s", got)
	}
	placed := d.Place("spec", []fault.Problem{{Path: "title", Code: "unknown-field"}, {Path: "steps[0].due", Code: "wrong-type"}})
	if placed[0].Where != "f:3:3" || placed[1].Where != "f:5:10" || placed[1].Path != "spec.steps[0].due" {
		t.Errorf("%v", placed)
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("kind: risk\nname: r\nspec:\n  a: [1, 2]\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("? {a: b}\n: |\n  x\n---\n...\n%YAML 1.2\n---\n- >-\n  f\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		docs, ps := Read("f", b)
		for _, p := range ps {
			if p.Where == "" || p.Message == "" {
				t.Fatalf("a problem without place or words: %+v", p)
			}
		}
		for _, d := range docs {
			d.At("spec.a[0].b")
			d.KeyAt("a")
		}
	})
}
