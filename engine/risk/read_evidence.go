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
// linearly. Views that exclude one another are a problem unless the file says why
// both are kept: an average would hide a finding.
func (r *reader) readExperts(n *yaml.Node, path string, d domain, kept string) Dist {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > 100 {
		r.at(n, path, "shape", "expected a list of 1 to 100 experts, each with name, weight and a range")
		return nil
	}
	var p Pool
	var views []view
	total := 0.0
	for i, c := range n.Content {
		v, ok := r.view(c, fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("number %d", i+1), d)
		if !ok {
			return nil
		}
		p.Parts, p.Weights, views = append(p.Parts, v.of), append(p.Weights, v.weight), append(views, v)
		total += v.weight
	}
	for i := range p.Weights {
		p.Weights[i] /= total
	}
	if len(p.Parts) == 1 {
		return p.Parts[0]
	}
	if !r.settled(n, path, views, kept) {
		return nil
	}
	return p
}

// view is what one expert says.
type view struct {
	name      string
	weight    float64
	of        Dist
	low, high float64 // the range as stated: min to max where the form has them, else 90 %
}

// view reads one expert's range, with its name and weight.
func (r *reader) view(n *yaml.Node, path, name string, d domain) (v view, ok bool) {
	if r.mapping(n, path, "name, weight and a range") == nil {
		return v, false
	}
	v.name, v.weight = name, 1
	rest := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	for j := 0; j+1 < len(n.Content); j += 2 {
		switch k, c := n.Content[j], n.Content[j+1]; k.Value {
		case "name":
			if c.Kind != yaml.ScalarNode {
				r.at(c, join(path, "name"), "shape", "expected text, got %s", kindOf(c))
				return v, false
			}
			v.name = strconv.Quote(shorten(c.Value))
		case "weight":
			x, ok := r.number(c, join(path, "weight"))
			if !ok || !r.within(c, join(path, "weight"), domain{"a weight", 1e-6, 1e6}, x) {
				return v, false
			}
			v.weight = x
		case "experts", disagreement:
			r.at(k, path, "shape", "an expert cannot be a panel of experts")
			return v, false
		default:
			rest.Content = append(rest.Content, k, c)
		}
	}
	if v.of = r.quantity(rest, path, d); v.of == nil {
		return v, false
	}
	v.low, v.high = v.of.Quantile(bandLow), v.of.Quantile(bandHigh)
	switch form := rest.Content[0].Value; form {
	case "pert", "uniform", "empirical":
		v.low, v.high = v.of.Quantile(0), v.of.Max()
	}
	return v, true
}

// String names the expert with the range.
func (v view) String() string { return fmt.Sprintf("%s (%.4g to %.4g)", v.name, v.low, v.high) }

// excludes says whether two views have nothing in common, and whether at least nine
// tenths of each have not.
func (v view) excludes(w view) (whole, nearly bool) {
	apart := func(x, y Dist) bool { return x.Quantile(bandHigh) < y.Quantile(bandLow) }
	return v.high < w.low || w.high < v.low, apart(v.of, w.of) || apart(w.of, v.of)
}

// disagreement is the field beside experts that says why views which exclude one
// another are both kept.
const disagreement = "disagreement"

// settled holds the views against one another. Two of which the ranges have nothing
// in common cannot both be right: a problem at the later of them, or a note when the
// file keeps them on purpose. Two that meet only at their ends are noted.
func (r *reader) settled(n *yaml.Node, path string, views []view, kept string) bool {
	ok := true
	for i, b := range views {
		told := false // one contradiction of each expert is enough to read
		for _, a := range views[:i] {
			whole, nearly := a.excludes(b)
			switch {
			case whole && kept == "" && !told:
				ok, told = false, true
				r.at(n.Content[i], fmt.Sprintf("%s[%d]", path, i), "contradiction",
					"the experts %s and %s contradict each other: their ranges have nothing in common, so at least one is wrong. Settle why and mend a range, or keep both on purpose with `%s: the reason` beside experts",
					a, b, disagreement)
			case whole && kept != "":
				r.note("%s (line %d): the ranges of the experts %s and %s have nothing in common; both are kept on purpose: %s", path, n.Line, a, b, kept)
			case nearly && !whole:
				r.note("%s (line %d): the 90 %% ranges of the experts %s and %s have nothing in common; settle why before relying on the figures", path, n.Line, a, b)
			}
		}
	}
	return ok
}

// note keeps what a reader of the figures should know, up to a number.
func (r *reader) note(format string, args ...any) {
	if len(r.notes) < maxListed {
		r.notes = append(r.notes, fmt.Sprintf(format, args...))
	}
}
