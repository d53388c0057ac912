package demo_test

import (
	"testing"
)

func TestTheYearLoads(t *testing.T) {
	t.Parallel()
	load(t)
}
