package signal

import (
	"strings"
	"testing"
)

func builtinSet(t testing.TB) *Set {
	t.Helper()
	s, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheBuiltInSignalsLoadAndAreMoreThanSixHundredDistinctOnes(t *testing.T) {
	t.Parallel()
	s := builtinSet(t)
	if n := len(s.All()); n < 600 {
		t.Fatalf("%d signals, want at least 600", n)
	}
	if len(s.Version) != len("2026-11-22.01234567") {
		t.Error(s.Version)
	}
}

func TestNoBuiltInRowStandsTwice(t *testing.T) {
	t.Parallel()
	rows, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		id := r.On + ":" + fold(r.On, r.Pattern)
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		seen[id] = true
	}
}

func TestEveryPlaceHasASignalAndEveryExactSignalFindsItself(t *testing.T) {
	t.Parallel()
	s := builtinSet(t)
	used := map[string]bool{}
	for _, r := range s.All() {
		used[r.On] = true
		if s.Row(r.On, r.Pattern) != r {
			t.Errorf("%s is not found by its ID", r.ID())
		}
		if strings.ContainsAny(r.Pattern, "*[") {
			continue
		}
		if got := s.Match(r.On, r.Pattern); got != r {
			t.Errorf("%s finds %v", r.ID(), got)
		}
	}
	for place := range Places {
		if !used[place] {
			t.Errorf("no signal for %s", place)
		}
	}
}

func TestLookUpsFollowTheRulesOfTheirPlace(t *testing.T) {
	t.Parallel()
	s := builtinSet(t)
	id := func(sig *Signal) string {
		if sig == nil {
			return ""
		}
		return sig.ID()
	}
	for _, c := range []struct{ what, got, want string }{
		{"a distribution in any spelling", id(s.Match("pypi", "LangChain_OpenAI")), "pypi:langchain-*"},
		{"an exact row before a glob", id(s.Match("pypi", "langchain.core")), "pypi:langchain-core"},
		{"the longest glob", id(s.Match("tf", "aws_bedrockagent_agent_alias")), "tf:aws_bedrockagent_*"},
		{"an import path by segments", id(s.Under("py", "google.genai.types", ".")), "py:google.genai"},
		{"no part of a segment", id(s.Under("py", "torchlight.x", ".")), ""},
		{"a Go path with a major version", id(s.Under("gomod", "github.com/openai/openai-go/v2/option", "/")), "gomod:github.com/openai/openai-go"},
		{"an image behind a mirror", id(s.Tail("image", "registry.example.com/mirror/vllm/vllm-openai")), "image:vllm/vllm-openai"},
		{"a digit class", id(s.Match("model", "claude-3-5-sonnet-20241022")), "model:claude-[0-9]*"},
		{"a word where a digit must stand", id(s.Match("model", "claude-code")), ""},
		{"a star in the middle", id(s.Match("host", "bedrock-runtime.eu-west-1.amazonaws.com")), "host:bedrock-runtime.*.amazonaws.com"},
		{"letter case of Azure types", id(s.Match("arm", "microsoft.cognitiveservices/accounts")), "arm:Microsoft.CognitiveServices/accounts"},
		{"a crate with underscores", id(s.Match("cargo", "async_openai")), "cargo:async-openai"},
		{"the empty text", id(s.Match("env", "")), ""},
		{"an unknown place", id(s.Match("moon", "x")), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestAUsersRowReplacesTheBuiltInOne(t *testing.T) {
	t.Parallel()
	s, err := Load(File{"x.csv", []byte("pattern,on,kind,vendor\nopenai,py,library,Somebody\n")})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Match("py", "openai"); got.Vendor != "Somebody" {
		t.Errorf("%+v", got)
	}
	if len(s.All()) != len(builtinSet(t).All()) {
		t.Error("the row was added and did not replace")
	}
}

func TestBadSignalFilesSayWhereAndWhy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"on,pattern,kind\npy,,library\n":                "x.csv:2",
		"on,pattern,kind\npy,*,library\n":               "matches everything",
		"on,pattern,kind,strength\npy,a,library,very\n": "strength",
		"on,pattern,kind\npy,a,library,too,many\n":      "5 fields under 3 headings",
		"": "no heading",
	} {
		if _, err := Load(File{"x.csv", []byte(text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]string{"signals: [{on: py, pattern: a, kind: nothing}]": "signals[0]", "signals: [null]": "empty", "signal: []": "signal", "signals: [": "x.yaml"} {
		if _, err := Load(File{"x.yaml", []byte(text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzLoad puts any bytes before the readers of signal files, then looks up what
// they gave.
func FuzzLoad(f *testing.F) {
	f.Add(true, []byte("on,pattern,kind\npy,a*b[0-9]*,library\n"))
	f.Add(false, []byte("signals: [{on: host, pattern: \"*.a\", kind: ai-service}]"))
	f.Fuzz(func(t *testing.T, csv bool, data []byte) {
		name := "x.yaml"
		if csv {
			name = "x.csv"
		}
		rows, err := parse(File{name, data})
		if err != nil {
			return
		}
		s, err := build("x", rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.All() {
			s.Match(r.On, strings.ReplaceAll(r.Pattern, "*", "x"))
			s.Tail(r.On, r.Pattern+"/"+r.Pattern)
		}
	})
}
