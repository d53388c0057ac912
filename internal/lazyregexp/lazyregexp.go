// Package lazyregexp holds regular expressions that are compiled when they are
// first used. A program of many commands then starts without compiling those of
// the commands that nobody called.
package lazyregexp

import (
	"fmt"
	"regexp"
	"sync"
)

// made lists every expression, so that a test can compile them all.
var made struct {
	sync.Mutex
	sources []string
}

// Regexp gives the expression; the first call compiles it.
type Regexp func() *regexp.Regexp

// New holds an expression for later. One that does not compile panics when it is
// first used. It is for variables of packages, as Check keeps the source.
func New(source string) Regexp {
	made.Lock()
	defer made.Unlock()
	made.sources = append(made.sources, source)
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}

// Check compiles every expression that the program has and names the first that
// does not compile.
func Check() error {
	made.Lock()
	defer made.Unlock()
	for _, source := range made.sources {
		if _, err := regexp.Compile(source); err != nil {
			return fmt.Errorf("%q: %w", source, err)
		}
	}
	return nil
}
