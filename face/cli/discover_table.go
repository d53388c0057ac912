package cli

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// assetTable has one row for each asset, with the first place that shows it.
func assetTable(r *discover.Result) *table {
	t := &table{head: []string{"kind", "name", "vendor", "confidence", "evidence", "more"}}
	state := map[string]string{}
	if c := r.Changes; c != nil {
		t.head = append(t.head, "since")
		for _, id := range c.New {
			state[id] = "new"
		}
		for _, id := range c.Changed {
			state[id] = "changed"
		}
	}
	for _, a := range r.Assets {
		row := []string{a.Kind, a.Name, a.Vendor, string(a.Confidence), where(a.Evidence), ""}
		if n := len(a.Evidence) - 1; n > 0 {
			row[5] = fmt.Sprintf("+%d", n)
		}
		if r.Changes != nil {
			row = append(row, state[a.ID])
		}
		t.add(row...)
	}
	return t
}

func where(ev []discover.Evidence) string {
	if len(ev) == 0 {
		return ""
	}
	if ev[0].Line == 0 {
		return ev[0].File
	}
	return fmt.Sprintf("%s:%d", ev[0].File, ev[0].Line)
}

// discoveryTable shows assets and, on a terminal, the proposed systems with
// their reasons. In a pipe only the assets are data; the systems are in JSON.
func discoveryTable(env *Env, r *discover.Result) error {
	if err := emitTable(env, assetTable(r)); err != nil {
		return err
	}
	if !env.OutTTY {
		return nil
	}
	if r.Changes != nil {
		for _, id := range r.Changes.Gone {
			fmt.Fprintln(env.Out, "gone:", id)
		}
	}
	fmt.Fprintln(env.Out)
	for _, s := range r.Systems {
		fmt.Fprintf(env.Out, "Proposed system %s (%s, %d assets)\n  %s\n", s.Name, s.Root, len(s.Assets), s.Why)
	}
	if len(r.Assets) == 0 {
		fmt.Fprintf(env.Out, "No AI found in %d files.\n", r.Scanned.Files)
	}
	return nil
}

// listSignals shows every signal, built-in and the user's own.
func listSignals(env *Env, format string, set *signal.Set) error {
	t := &table{head: []string{"signal", "kind", "vendor", "name", "class", "strength"}}
	for _, s := range set.All() {
		t.add(s.ID(), s.Kind, s.Vendor, s.Name, s.Class, string(s.Strength))
	}
	if strings.HasPrefix(format, "s") || strings.HasPrefix(format, "cyc") {
		format = "table"
	}
	return emit(env, format, set.All(), t)
}
