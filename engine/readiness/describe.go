package readiness

import "github.com/plimsoll-aims/plimsoll/catalog"

// About is how one requirement is judged.
type About struct {
	ID     string // local: 4.1-x1
	Clause string
	Text   string
	Looks  string // what the rule looks at; empty where only a statement can tell
}

// Describe tells for every requirement, in the order of the standard, what its
// rule looks at.
func Describe(c *catalog.Catalog) []About {
	var out []About
	for _, q := range c.Framework(framework).Requirements {
		out = append(out, About{q.ID, q.Clause, q.Text, rules[q.ID].looks})
	}
	return out
}
