package risk

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Tolerance is the line that the board drew: for each point, the greatest
// probability of losing more than an amount in one year. Points rise in loss
// and fall in probability.
type Tolerance []Limit

// Limit is one point of a tolerance curve.
type Limit struct {
	Loss        float64 `json:"loss"`
	Probability float64 `json:"probability"`
}

// Freeboard is how far below (or above) the line the organisation is at one
// point of it.
type Freeboard struct {
	Limit
	Exceedance float64 `json:"exceedance"` // the probability carried of losing more than Loss
	Carried    float64 `json:"carried"`    // the loss carried at Probability
	Freeboard  float64 `json:"freeboard"`  // Loss - Carried: money to spare, negative when over the line
	Under      bool    `json:"under"`
}

// Freeboards measures a year's loss against every point of the line.
func (t Tolerance) Freeboards(a *Annual) []Freeboard {
	out := make([]Freeboard, len(t))
	for i, l := range t {
		v := a.VaR(1 - l.Probability)
		out[i] = Freeboard{l, a.Exceedance(l.Loss), v, l.Loss - v, v <= l.Loss}
	}
	return out
}

// Holds says whether the year's loss is under the whole line.
func (t Tolerance) Holds(a *Annual) bool {
	for _, f := range t.Freeboards(a) {
		if !f.Under {
			return false
		}
	}
	return true
}

func (r *reader) tolerance(n *yaml.Node, path string) Tolerance {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > 50 {
		r.at(n, path, "shape", "expected a list of 1 to 50 points {loss, probability}")
		return nil
	}
	var out Tolerance
	for i, c := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		f := r.mapping(c, at, "loss and probability")
		if f == nil {
			continue
		}
		var l Limit
		if v := f.need("loss", "an amount"); v != nil {
			if x, ok := r.number(v, join(at, "loss")); ok && r.within(v, join(at, "loss"), anAmount, x) {
				l.Loss = x
			}
		}
		if v := f.need("probability", "the greatest probability of losing more in a year"); v != nil {
			if x, ok := r.number(v, join(at, "probability")); ok && r.within(v, join(at, "probability"), domain{"a probability", Floor, 1 - Floor}, x) {
				l.Probability = x
			}
		}
		f.done()
		if k := len(out); k > 0 && (l.Loss <= out[k-1].Loss || l.Probability >= out[k-1].Probability) {
			r.at(c, at, "order", "a tolerance curve rises in loss and falls in probability; this point does not follow the one before")
		}
		out = append(out, l)
	}
	return out
}
