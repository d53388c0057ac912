package lint

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Only keeps the findings of some checks; none named keeps all. Usage when there
// is no such check.
func Only(list []Finding, ids ...string) ([]Finding, error) {
	if len(ids) == 0 {
		return list, nil
	}
	for i, id := range ids {
		ids[i] = strings.ToUpper(id)
		if !slices.ContainsFunc(checks, func(c check) bool { return c.id == ids[i] }) {
			return nil, fault.New(fault.Usage, "there is no check %s; they are L01 to L22", id)
		}
	}
	out := []Finding{}
	for _, x := range list {
		if slices.Contains(ids, x.Check) {
			out = append(out, x)
		}
	}
	return out, nil
}
