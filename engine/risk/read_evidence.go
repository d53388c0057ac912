package risk

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// readTests reads {passed: k, of: n}, evidence about a probability.
func (r *reader) readTests(n *yaml.Node, path string) Dist {
	f := r.mapping(n, path, "passed and of")
	if f == nil {
		return nil
	}
	k, okK := r.whole(f, "passed", 0, 1e9)
	of, okN := r.whole(f, "of", 1, 1e9)
	f.done()
	if !okK || !okN {
		return nil
	}
	if k > of {
		r.at(n, path, "order", "%d tests passed of %d; passed cannot be more than of", k, of)
		return nil
	}
	return FromTests(k, of)
}

// whole reads a needed whole number.
func (r *reader) whole(f *fields, key string, lo, hi float64) (int, bool) {
	c := f.need(key, "a whole number")
	if c == nil {
		return 0, false
	}
	v, ok := r.number(c, join(f.path, key))
	if !ok {
		return 0, false
	}
	if v != float64(int(v)) || v < lo || v > hi {
		r.at(c, join(f.path, key), "range", "%g is not a whole number from %g to %g", v, lo, hi)
		return 0, false
	}
	return int(v), true
}

// readBaseRate reads a rate from a count of incidents: events over years of
// exposure (systems times years), times how many go unreported for each one
// that is. The posterior of the reported rate is Gamma(events+1/2, 1/years).
func (r *reader) readBaseRate(n *yaml.Node, path string) Dist {
	f := r.mapping(n, path, "events, years and under_reporting")
	if f == nil {
		return nil
	}
	events, okE := r.whole(f, "events", 0, 1e6)
	var years float64
	okY := false
	if c := f.need("years", "the years of exposure behind the count, systems times years"); c != nil {
		if years, okY = r.number(c, join(path, "years")); okY && !(years > 0 && years <= 1e9) {
			r.at(c, join(path, "years"), "range", "%g; the exposure must be positive", years)
			okY = false
		}
	}
	var factor Dist
	if c := f.need("under_reporting", "how many real events stand behind each reported one; 1 says that all are reported"); c != nil {
		factor = r.quantity(c, join(path, "under_reporting"), domain{"a factor", 1, 1000})
	}
	f.get("source")
	f.done()
	if !okE || !okY || factor == nil {
		return nil
	}
	return NewProduct(Gamma{float64(events) + 0.5, 1 / years}, factor)
}

// readExperts reads several people's views of one quantity and pools them
// linearly. Views that exclude one another are kept, and noted: hiding them in an
// average would hide a finding.
func (r *reader) readExperts(n *yaml.Node, path string, d domain) Dist {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > 100 {
		r.at(n, path, "shape", "expected a list of 1 to 100 experts, each with name, weight and a range")
		return nil
	}
	var p Pool
	var names []string
	total := 0.0
	for i, c := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		f := r.mapping(c, at, "name, weight and a range")
		if f == nil {
			return nil
		}
		view := &yaml.Node{Kind: yaml.MappingNode, Line: c.Line, Column: c.Column}
		weight, name := 1.0, fmt.Sprintf("number %d", i+1)
		for j := 0; j+1 < len(c.Content); j += 2 {
			switch k, v := c.Content[j], c.Content[j+1]; k.Value {
			case "name":
				if v.Kind != yaml.ScalarNode {
					r.at(v, join(at, "name"), "shape", "expected text, got %s", kindOf(v))
					return nil
				}
				name = strconv.Quote(shorten(v.Value))
			case "weight":
				x, ok := r.number(v, join(at, "weight"))
				if ok && !r.within(v, join(at, "weight"), domain{"a weight", 1e-6, 1e6}, x) || !ok {
					return nil
				}
				weight = x
			case "experts":
				r.at(k, at, "shape", "an expert cannot be a panel of experts")
				return nil
			default:
				view.Content = append(view.Content, k, v)
			}
		}
		q := r.quantity(view, at, d)
		if q == nil {
			return nil
		}
		p.Parts, p.Weights, names = append(p.Parts, q), append(p.Weights, weight), append(names, name)
		total += weight
	}
	for i := range p.Weights {
		p.Weights[i] /= total
	}
	if len(p.Parts) == 1 {
		return p.Parts[0]
	}
	for _, d := range p.Disagreement() {
		if len(r.notes) == maxListed {
			break
		}
		r.notes = append(r.notes, fmt.Sprintf("%s (line %d): the 90 %% ranges of the experts %s and %s have nothing in common, so at least one is wrong; settle why before relying on the figures",
			path, n.Line, names[d[0]], names[d[1]]))
	}
	return p
}

// Disagreement gives the pairs of experts (by position) whose 90 % ranges have
// nothing in common: they cannot both be right.
func (m Pool) Disagreement() [][2]int {
	var out [][2]int
	for i := range m.Parts {
		for j := range i {
			a, b := m.Parts[i], m.Parts[j]
			if a.Quantile(bandLow) > b.Quantile(bandHigh) || b.Quantile(bandLow) > a.Quantile(bandHigh) {
				out = append(out, [2]int{j, i})
			}
		}
	}
	return out
}
