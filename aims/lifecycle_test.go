package aims_test

import (
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestEveryStateCanBeReached(t *testing.T) {
	t.Parallel()
	for _, k := range aims.Kinds() {
		if k.Lifecycle == nil {
			continue
		}
		reached := slices.Clone(k.Lifecycle.Initial)
		for i := 0; i < len(reached); i++ {
			for _, step := range k.Lifecycle.Next(reached[i]) {
				if !slices.Contains(reached, step.To) {
					reached = append(reached, step.To)
				}
			}
		}
		for _, s := range k.Field(k.Lifecycle.Field).Enum {
			if !slices.Contains(reached, s) {
				t.Errorf("no %s can ever be %s", k.Name, s)
			}
		}
	}
}

// What somebody answers for is a decision, and no record can begin with it.
func TestDecisionsNeedTheRightToDecide(t *testing.T) {
	t.Parallel()
	for kind, states := range map[string][]string{
		"risk": {"accepted", "closed"}, "assessment": {"approved"}, "document": {"approved", "withdrawn"},
		"scope": {"approved"}, "criteria": {"approved"}, "treatment": {"verified", "ineffective", "dropped"}, "objective": {"reached", "dropped"},
		"proposal": {"dismissed"}, "finding": {"accepted", "dismissed"},
	} {
		l := aims.Registry().Kind(kind).Lifecycle
		for _, to := range states {
			if slices.Contains(l.Initial, to) {
				t.Errorf("a %s can begin as %s without a decision", kind, to)
			}
			for _, step := range l.Transitions {
				if step.To == to && step.Verb != kernel.Decide {
					t.Errorf("a %s becomes %s from %s without a decision", kind, to, step.From)
				}
			}
		}
	}
}
