// Package fixedseed makes property tests draw the same cases on every run, so
// that a change is never refused for a case that it has nothing to do with. A
// test file asks for it with a blank import:
//
//	import _ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
//
// To look for new cases, say so on the command line, which has the last word:
//
//	go test ./engine/risk -rapid.seed 0 -rapid.checks 10000
//
// A seed of 0 draws anew each time. What such a run finds becomes a test of its
// own.
package fixedseed

import (
	"flag"

	_ "pgregory.net/rapid" // registers the flags that init sets
)

const seed = "42001"

// init runs before the command line is parsed, and after rapid's flags exist.
func init() {
	if err := flag.Set("rapid.seed", seed); err != nil {
		panic("fixedseed: rapid no longer has the flag rapid.seed: " + err.Error())
	}
}
