package kernel_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// FuzzDecode takes any bytes for a document of a ship: it is refused with
// problems, or what it became reads back the same from its canonical form.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"title":"Gull","state":"planned","tons":1e2,"crew":["a"],"cargo":[{"goods":"tea"}],"about":"ship/x"}`, `{"title":"x","title":"y"}`,
		`[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[`, `{"masts":1e999}`, "{\"title\":\"\\ud800\"}", `{"built":"2026-02-30"}`, `null`, ``, `{"tons":-0}`} {
		f.Add([]byte(seed))
	}
	storetest.Registry()
	f.Fuzz(func(t *testing.T, b []byte) {
		tree, err := kernel.ParseJSON(bytes.NewReader(b))
		if err != nil {
			if k := fault.Of(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("kind %d for bad input: %v", k, err)
			}
			return
		}
		spec, ps := storetest.ShipKind.Decode(tree)
		if len(ps) > 0 {
			return
		}
		again, err := kernel.ParseJSON(bytes.NewReader(storetest.ShipKind.JSON(spec)))
		if err != nil {
			t.Fatalf("the canonical form does not parse: %v", err)
		}
		back, ps := storetest.ShipKind.Decode(again)
		if len(ps) > 0 || !bytes.Equal(storetest.ShipKind.JSON(back), storetest.ShipKind.JSON(spec)) {
			t.Fatalf("reads back as %s (%v), was %s", storetest.ShipKind.JSON(back), ps, storetest.ShipKind.JSON(spec))
		}
	})
}

// FuzzParseWhere takes any text for a filter: it is refused, or it reads back the
// same from its written form.
func FuzzParseWhere(f *testing.F) {
	for _, seed := range []string{"state=open|treating, owner=p05, due<2026-12-01", `title~"a,b"|c`, "x=", "=", `x="`, "a!=b,,c>=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cs, err := kernel.ParseWhere(s)
		if err != nil {
			return
		}
		again, err := kernel.ParseWhere(kernel.FormatWhere(cs))
		if err == nil && !reflect.DeepEqual(cs, again) {
			t.Fatalf("%q became %q: %+v, was %+v", s, kernel.FormatWhere(cs), again, cs)
		}
	})
}

// TestCanonicalForm pins RFC 8785 on what records hold.
func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	tons := 1e21
	ship := &storetest.Ship{Title: "a\u2028\"\\\b\f\n\r\t\x01é😀<&>", State: "planned", Tons: &tons, Masts: 3}
	want := `{"masts":3,"state":"planned","title":"a` + "\u2028" + `\"\\\b\f\n\r\t\u0001é😀<&>","tons":1e+21}`
	if got := string(storetest.ShipKind.JSON(ship)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !json.Valid(storetest.ShipKind.JSON(ship)) {
		t.Error("not JSON")
	}
	for x, want := range map[float64]string{0.000001: "0.000001", 1e-7: "1e-7", 100: "100", 0.1: "0.1", 1e20: "100000000000000000000", 5e-324: "5e-324", 333333333.33333329: "333333333.3333333"} {
		if got := string(kernel.AppendFloat(nil, x)); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

// TestProblemsSayWhatToDo checks the words of common mistakes.
func TestProblemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	cases := []struct{ doc, want string }{
		{`{"titel":"x","state":"planned"}`, "titel: there is no such field; did you mean title?"},
		{`{"title":"x","state":"flying"}`, `state: "flying" is not one of planned, afloat, sunk`},
		{`{"title":"x","state":"planned","built":"yesterday"}`, `built: "yesterday" is not a day such as 2026-11-20`},
		{`{"title":"x","state":"planned","masts":12}`, "masts: 12 is outside 0 to 9"},
		{`{"title":"x","state":"planned","masts":1.5}`, "masts: 1.5 is not a whole number"},
		{`{"title":"x","state":"planned","crew":"anna"}`, "crew: this is a list"},
		{`{"title":"x","state":"planned","cargo":[{"good":"tea"}]}`, "cargo[0].good: there is no such field; did you mean goods?"},
		{`{"title":"two\nlines","state":"planned"}`, "title: Title is one line"},
		{`{"state":"planned"}`, "title: Title is needed"},
		{`{"title":"x","state":"afloat"}`, "masts: a ship afloat has a mast"},
	}
	for _, c := range cases {
		tree, err := kernel.ParseJSON(strings.NewReader(c.doc))
		if err != nil {
			t.Fatal(err)
		}
		_, ps := storetest.ShipKind.Decode(tree)
		if err := ps.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.doc, err, c.want)
		}
	}
	for _, doc := range []string{`{"a":1,"a":2}`, strings.Repeat("[", 100), `{"a":1} {}`, `{`, strings.Repeat(" ", kernel.MaxDocument+1)} {
		if _, err := kernel.ParseJSON(strings.NewReader(doc)); err == nil {
			t.Errorf("%.20q is accepted", doc)
		}
	}
}

// TestScopeMatch is the pure half of the promise that scopes mean the same in Go
// and in SQL; the conformance suite holds the other.
func TestScopeMatch(t *testing.T) {
	t.Parallel()
	p := &kernel.Principal{Person: "me"}
	mine := kernel.Subject{UID: "r", Owner: "me", Labels: map[string]string{"team": "a"}, Links: func(u kernel.UID) bool { return u == "sys" }}
	cases := []struct {
		scope kernel.Scope
		want  bool
	}{
		{kernel.Scope{Type: kernel.ScopeAll}, true}, {kernel.Scope{Type: kernel.ScopeOwned}, true}, {kernel.Scope{}, false},
		{kernel.Scope{Type: kernel.ScopeLabel, Label: "team=a"}, true}, {kernel.Scope{Type: kernel.ScopeLabel, Label: "team=b"}, false},
		{kernel.Scope{Type: kernel.ScopeLinked, Link: "sys"}, true}, {kernel.Scope{Type: kernel.ScopeLinked, Link: "r"}, true}, {kernel.Scope{Type: kernel.ScopeLinked, Link: "x"}, false},
	}
	for _, c := range cases {
		if got := c.scope.Match(p, mine); got != c.want {
			t.Errorf("%+v: got %v", c.scope, got)
		}
	}
	if (kernel.Scope{Type: kernel.ScopeOwned}).Match(&kernel.Principal{}, kernel.Subject{}) {
		t.Error("nobody owns what nobody owns")
	}
}
