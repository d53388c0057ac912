package main

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// TestEveryRegularExpressionOfTheProgramCompiles looks at those that are
// compiled late, wherever in the program they stand.
func TestEveryRegularExpressionOfTheProgramCompiles(t *testing.T) {
	if err := lazyregexp.Check(); err != nil {
		t.Fatal(err)
	}
}
