package risk

import (
	"fmt"
	"math"
	"strings"

	"go.yaml.in/yaml/v4"
)

// domain is what an input may be: its unit in words and its bounds.
type domain struct {
	name   string
	lo, hi float64
}

var (
	aRate        = domain{"a rate per year", 0, maxRate}
	aProbability = domain{"a probability", 0, 1}
	anAmount     = domain{"an amount of money", 0, maxMoney}
	aFactor      = domain{"a factor", 0, 1000}
	aScore       = domain{"a score on the capability scale", 0, 1e6}
)

func (d domain) String() string {
	if d.hi >= 1e15 {
		return fmt.Sprintf("%s, at least %g", d.name, d.lo)
	}
	return fmt.Sprintf("%s, %g to %g", d.name, d.lo, d.hi)
}

// The two distributions called PERT, by the name that a file gives them.
const (
	pertVose = "vose" // standard deviation (max-min)/(weight+2)
	pertMC2D = "mc2d" // alpha = 1 + weight (mode-min)/(max-min)
)

// quantityForms says what a quantity may look like, for messages.
const quantityForms = "a number, pert, uniform, beta, gamma, lognormal90, empirical, exponential, tests, base_rate, level or experts"

// quantity reads a number or a distribution, and keeps it within its domain.
func (r *reader) quantity(n *yaml.Node, path string, d domain) Dist {
	if n.Kind == yaml.ScalarNode {
		if v, ok := r.number(n, path); ok && r.within(n, path, d, v) {
			return Const(v)
		}
		return nil
	}
	f := r.mapping(n, path, quantityForms)
	if f == nil {
		return nil
	}
	var out Dist
	given := 0
	kept := r.reason(f)
	for _, form := range r.forms(d, kept) {
		v := f.get(form.name)
		if v == nil {
			continue
		}
		given++
		out = form.read(v, join(path, form.name))
	}
	f.done()
	if given != 1 {
		r.at(n, path, "shape", "give exactly one of: %s", quantityForms)
		return nil
	}
	if out == nil || !r.sound(n, path, d, out) {
		return nil
	}
	return out
}

type form struct {
	name string
	read func(*yaml.Node, string) Dist
}

// reason reads why experts who contradict one another are both kept.
func (r *reader) reason(f *fields) string {
	n := f.get(disagreement)
	if f.get("experts") == nil {
		f.forget(disagreement) // goes with nothing else
		return ""
	}
	if n == nil {
		return ""
	}
	why := strings.TrimSpace(f.text(disagreement))
	if why == "" && n.Kind == yaml.ScalarNode {
		r.at(n, join(f.path, disagreement), "missing", "missing: the reason why views that exclude one another are both kept")
	}
	return shorten(why)
}

func (r *reader) forms(d domain, kept string) []form {
	return []form{
		{"pert", func(n *yaml.Node, p string) Dist { return r.readPERT(n, p, d) }},
		{"uniform", func(n *yaml.Node, p string) Dist { return r.readUniform(n, p, d) }},
		{"beta", func(n *yaml.Node, p string) Dist { return r.readBeta(n, p, d) }},
		{"gamma", r.readGamma},
		{"exponential", r.readExponential},
		{"lognormal90", func(n *yaml.Node, p string) Dist { return r.readLognormal90(n, p, d) }},
		{"empirical", func(n *yaml.Node, p string) Dist { return r.readEmpirical(n, p, d) }},
		{"tests", r.readTests},
		{"base_rate", r.readBaseRate},
		{"level", func(n *yaml.Node, p string) Dist {
			s := r.levelsOf
			switch {
			case s == nil:
				s = &Scale{}
			case d == aRate:
				return r.readLevel(n, p, s.Likelihood, s.Rate)
			case d != anAmount:
				r.at(n, p, "shape", "levels are for rates and losses, not for %s", d.name)
				return nil
			}
			return r.readLevel(n, p, s.Consequence, s.Loss)
		}},
		{"experts", func(n *yaml.Node, p string) Dist { return r.readExperts(n, p, d, kept) }},
	}
}

// smallest keeps products of inputs far from where numbers lose their digits.
const smallest = 1e-12

// within checks numbers against the domain.
func (r *reader) within(n *yaml.Node, path string, d domain, vs ...float64) bool {
	for _, v := range vs {
		if v < d.lo || v > d.hi {
			r.at(n, path, "range", "%g is not %s", v, d)
			return false
		}
		if v != 0 && math.Abs(v) < smallest {
			r.at(n, path, "range", "%g is closer to zero than anybody can know; write 0, or at least %g", v, smallest)
			return false
		}
	}
	return true
}

// sound checks what comes out: finite moments inside the domain.
func (r *reader) sound(n *yaml.Node, path string, d domain, x Dist) bool {
	mean, variance := x.Mean(), x.Variance()
	switch {
	case math.IsNaN(mean) || math.IsInf(mean, 0) || math.IsNaN(variance) || math.IsInf(variance, 0):
		r.at(n, path, "range", "this distribution has no finite mean and deviation; narrow the range")
	case d.hi <= 1 && x.Max() > d.hi:
		r.at(n, path, "range", "this distribution reaches beyond %g, and the field is %s; use pert, beta or uniform", d.hi, d)
	case mean > d.hi:
		r.at(n, path, "range", "its mean is %g, and the field is %s", mean, d)
	default:
		return true
	}
	return false
}

// positive reads named positive parameters from [a, b] or {a: …, b: …}.
func (r *reader) positive(n *yaml.Node, path string, names ...string) ([]float64, bool) {
	out, ok := make([]float64, len(names)), true
	if n.Kind == yaml.SequenceNode {
		if out, ok = r.numbers(n, path, len(names), "["+strings.Join(names, ", ")+"]"); !ok {
			return nil, false
		}
	} else {
		f := r.mapping(n, path, strings.Join(names, ", "))
		if f == nil {
			return nil, false
		}
		for i, name := range names {
			c := f.need(name, "needed here")
			if c == nil {
				ok = false
				continue
			}
			v, good := r.number(c, join(path, name))
			out[i], ok = v, ok && good
		}
		f.done()
	}
	for i := range out {
		if ok && !(out[i] >= smallest && out[i] <= maxMoney) {
			r.at(n, path, "range", "%s is %g; it must be positive", names[i], out[i])
			return nil, false
		}
	}
	return out, ok
}
