package aims_test

import (
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestEveryKindAndFieldExplainsItself(t *testing.T) {
	t.Parallel()
	for _, k := range aims.Kinds() {
		if k == kernel.CustomFieldKind {
			continue
		}
		if k.Help == "" {
			t.Errorf("kind %s has no help", k.Name)
		}
		if len(k.Clauses) == 0 {
			t.Errorf("kind %s does not say which clause asks for it", k.Name)
		}
		k.Walk(func(f *kernel.Field) {
			inside := strings.HasSuffix(f.Path, ".digest") || f.Type == kernel.TypeString && strings.Contains(f.Path, "file.")
			if f.Help == "" && !inside && !fromKernel(f) {
				t.Errorf("%s.%s has no help", k.Name, f.Path)
			}
		})
	}
}

// fromKernel says whether the field belongs to a struct of the kernel: a file or an amount.
func fromKernel(f *kernel.Field) bool {
	_, last, _ := strings.Cut(f.Path, ".")
	for _, name := range []string{"name", "size", "media", "amount", "currency"} {
		if last == name || strings.HasSuffix(last, "."+name) {
			return true
		}
	}
	return false
}

func TestARecordNeedsAtMostThreeFieldsToStart(t *testing.T) {
	t.Parallel()
	for kind, most := range map[string]int{"system": 3, "risk": 3, "evidence": 3, "task": 3, "control": 3, "treatment": 4, "assessment": 4} {
		needed := 0
		for _, f := range aims.Registry().Kind(kind).Fields {
			if f.Required {
				needed++
			}
		}
		if needed > most {
			t.Errorf("a %s needs %d fields before it can be saved; %d is the most we ask", kind, needed, most)
		}
	}
}

func TestNamesOfKindsAndPluralsAreDistinct(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, k := range aims.Kinds() {
		for _, name := range []string{k.Name, k.Plural} {
			if by, twice := seen[name]; twice && by != k.Name {
				t.Errorf("%s is both %s and %s", name, by, k.Name)
			}
			seen[name] = k.Name
		}
	}
}
