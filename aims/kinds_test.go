package aims_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
)

func TestRegistryBuilds(t *testing.T) {
	if n := len(aims.Registry().Kinds()); n != 21 {
		t.Fatalf("%d kinds", n)
	}
}
