package discover

import (
	"sort"
	"testing"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

func mustSignals(t testing.TB) *signal.Set {
	t.Helper()
	set, err := signal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// mixedSeeds are the texts of the mixed tree and of every format case, in a
// fixed order.
func mixedSeeds() []string {
	var keys []string
	all := map[string]string{}
	for k, v := range mixed {
		keys, all[k] = append(keys, k), v
	}
	for _, c := range formatCases {
		keys, all[c.file] = append(keys, c.file), c.text
	}
	sort.Strings(keys)
	var out []string
	for _, k := range keys {
		out = append(out, all[k])
	}
	return out
}
