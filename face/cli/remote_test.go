package cli

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// local lists the commands that work on this machine whatever a server offers.
// A new command goes either here or into far.
var local = []string{"demo", "serve", "backup", "restore", "doctor", "version", "pack verify", "discover",
	"scan"}

// TestEveryCommandIsFarOrLocal walks the grammar: nothing is offered to users of a
// server by forgetting to decide.
func TestEveryCommandIsFarOrLocal(t *testing.T) {
	t.Parallel()
	p, err := kong.New(&commands{}, kong.Name("plimsoll"))
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, leaf := range p.Model.Leaves(false) {
		name := strings.TrimPrefix(leaf.FullPath(), "plimsoll ")
		first, _, _ := strings.Cut(name, " ")
		far, here := farNamed(name) != nil, slices.Contains(local, name) || slices.Contains(local, first)
		if far == here {
			t.Errorf("plimsoll %s: in far %v, local %v; it is to be one of them", name, far, here)
		}
		seen = append(seen, name)
	}
	for _, c := range far {
		if !slices.Contains(seen, c.name) {
			t.Errorf("far has %q, which nobody can type", c.name)
		}
		if !c.rule.SignedIn && (c.rule.Verb == "" || c.rule.Area == "") || c.rule.Public {
			t.Errorf("%q has no rule", c.name)
		}
	}
}

// TestAServerCannotChooseWhereFilesGo holds names of an answer against an export.
func TestAServerCannotChooseWhereFilesGo(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"risks/r01.yaml": true, ".plimsoll.yaml": true, "README.md": true, "files/abc": true,
		".git/hooks/post-checkout": false, "risks/.hidden": false, "../x": false, "/etc/x": false, "a/../../x": false, "": false, ".": false,
	} {
		if got := exportable(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

// TestABusyServerSaysSo finds every seat taken.
func TestABusyServerSaysSo(t *testing.T) {
	t.Parallel()
	seats := make(chan struct{}, 1)
	if err := seat(t.Context(), seats); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := seat(ctx, seats); !fault.Is(err, fault.Busy) {
		t.Error(err)
	}
}
