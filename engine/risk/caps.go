package risk

import "slices"

// caps is a loss that several measures keep at or below amounts, each in its share
// of events: the mixture over the lowest limit that holds. It grows with the
// number of measures; capping what is capped would double with each of them.
type caps struct {
	Pool
	of            Dist
	limits, holds []float64 // limits rising
}

// and adds a measure.
func (c caps) and(limit, held float64) Dist {
	at, _ := slices.BinarySearch(c.limits, limit)
	c.limits = slices.Insert(slices.Clone(c.limits), at, limit)
	c.holds = slices.Insert(slices.Clone(c.holds), at, held)
	c.Pool = Pool{}
	rest := 1.0
	for i, l := range c.limits {
		c.Parts, c.Weights = append(c.Parts, Capped{c.of, l}), append(c.Weights, rest*c.holds[i])
		rest *= 1 - c.holds[i]
	}
	if rest > 0 {
		c.Parts, c.Weights = append(c.Parts, c.of), append(c.Weights, rest)
	}
	return c
}
