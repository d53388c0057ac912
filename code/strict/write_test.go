package strict

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

func TestWhatIsWrittenReadsLikeATextFile(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word and more words, ", 12) + "end"
	got := string(Append(nil, Map{
		{"kind", "risk"}, {"name", "007"}, {"flag", true}, {"n", json.Number("3")}, {"on", "2026-11-20"},
		{"text", "first line\nsecond: line\n"}, {"long", long}, {"odd", "yes"}, {"empty", ""}, {"url", "https://a.example/b#c"},
		{"list", []any{"a", "b: c", Map{{"x", json.Number("1")}, {"y", "z"}}, []any{}}}, {"map", Map{{"k", Map{}}}},
	}))
	want := `kind: risk
name: "007"
flag: true
n: 3
on: 2026-11-20
text: |
  first line
  second: line
long: >-
  word and more words, word and more words, word and more words, word and more words, word and more
  words, word and more words, word and more words, word and more words, word and more words, word
  and more words, word and more words, word and more words, end
odd: "yes"
empty: ""
url: https://a.example/b#c
list:
  - a
  - "b: c"
  - x: 1
    y: z
  - []
map:
  k: {}
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

// anyText leans towards what breaks writers: spaces at the ends, line ends,
// characters that mean something in YAML, and rare ones.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{" ", "  ", "\n", "\n\n", "\t", "\r", ": ", " #", "- ", "---", "...", "|", ">", "'", `"`, "\\",
		"%", "@", "`", "*a", "&a", "!t", "{", "[", "?", ",", "null", "~", "yes", "0x1F", "1e5", "1_000", "12:30", "2026-11-20", ".inf", "<<", "=", "word ", "plain text",
		"\u0085", "\u2028", "\ufeff", "\u00a0", "\ufffd", "\U000e0001", "é", "本", strings.Repeat("long text ", 20)}))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.ToValidUTF8(strings.ReplaceAll(strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces"), ""), "\x00", ""), "?")
	})
}

func TestReadTakesBackWhatIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, k := anyText().Draw(t, "text"), anyText().Draw(t, "key")
		in := Map{{"a", s}, {"list", []any{s, Map{{"b", s}, {"c", s}}, "end"}}, {"deep", Map{{"m", Map{{k, s}}}}}, {"z", s}}
		b := Append(nil, in)
		docs, ps := Read("f", b)
		if len(ps) > 0 || len(docs) != 1 {
			t.Fatalf("%v\n%s", ps, b)
		}
		want := map[string]any{"a": s, "list": []any{s, map[string]any{"b": s, "c": s}, "end"}, "deep": map[string]any{"m": map[string]any{k: s}}, "z": s}
		if !reflect.DeepEqual(docs[0].Tree, want) {
			t.Fatalf("got %#v\nwant %#v\n%s", docs[0].Tree, want, b)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	in := Append(nil, Map{{"kind", "risk"}, {"name", "r-1"}, {"spec", Map{{"title", "A title"}, {"text", strings.Repeat("line of text\n", 40)}, {"list", []any{"a", "b", "c"}}}}})
	for b.Loop() {
		if _, ps := Read("f", in); len(ps) > 0 {
			b.Fatal(ps)
		}
	}
}
