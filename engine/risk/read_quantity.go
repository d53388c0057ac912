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
	for _, form := range r.forms(d) {
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

func (r *reader) forms(d domain) []form {
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
		{"experts", func(n *yaml.Node, p string) Dist { return r.readExperts(n, p, d) }},
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

func (r *reader) readPERT(n *yaml.Node, path string, d domain) Dist {
	weight, named := 4.0, pertVose
	var v []float64
	if n.Kind == yaml.MappingNode {
		f := r.mapping(n, path, "min, mode, max")
		v = make([]float64, 3)
		ok := true
		for i, key := range []string{"min", "mode", "max"} {
			if c := f.need(key, "a PERT has min, mode and max"); c == nil {
				ok = false
			} else if x, good := r.number(c, join(path, key)); good {
				v[i] = x
			} else {
				ok = false
			}
		}
		if c := f.get("weight"); c != nil {
			if x, good := r.number(c, join(path, "weight")); good && r.within(c, join(path, "weight"), domain{"a weight", 0.01, 1000}, x) {
				weight = x
			} else {
				ok = false
			}
		}
		if s := f.text("parametrisation"); s == pertMC2D {
			named = s
		} else if s != "" && s != pertVose {
			r.at(f.get("parametrisation"), join(path, "parametrisation"), "unknown-value", "%q is not known; use %s or %s", shorten(s), pertVose, pertMC2D)
			ok = false
		}
		f.done()
		if !ok {
			return nil
		}
	} else {
		var ok bool
		if v, ok = r.numbers(n, path, 3, "[min, mode, max]"); !ok {
			return nil
		}
	}
	if !r.within(n, path, d, v...) {
		return nil
	}
	if v[0] > v[1] || v[1] > v[2] {
		r.at(n, path, "order", "min %g, mode %g, max %g are not in rising order", v[0], v[1], v[2])
		return nil
	}
	if !(v[0] == v[2]) && !strings.Contains(r.pert, named) {
		r.pert = strings.TrimPrefix(r.pert+" "+named, " ")
	}
	if named == pertMC2D {
		return PERT(v[0], v[1], v[2], weight)
	}
	return PERTVose(v[0], v[1], v[2], weight)
}

func (r *reader) readUniform(n *yaml.Node, path string, d domain) Dist {
	v, ok := r.numbers(n, path, 2, "[min, max]")
	if !ok || !r.within(n, path, d, v...) {
		return nil
	}
	if v[0] > v[1] {
		r.at(n, path, "order", "min %g is greater than max %g", v[0], v[1])
		return nil
	}
	return Uniform(v[0], v[1])
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

func (r *reader) readBeta(n *yaml.Node, path string, d domain) Dist {
	lo, hi := 0.0, 1.0
	if n.Kind == yaml.MappingNode {
		f := &fields{r: r, node: n, path: path}
		rest := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i].Value, n.Content[i+1]
			switch k {
			case "min", "max":
				x, ok := r.number(v, join(path, k))
				if !ok {
					return nil
				}
				if k == "min" {
					lo = x
				} else {
					hi = x
				}
			default:
				rest.Content = append(rest.Content, n.Content[i], v)
			}
		}
		n = rest
		n.Line, n.Column = f.node.Line, f.node.Column
	}
	v, ok := r.positive(n, path, "alpha", "beta")
	if !ok || !r.within(n, path, d, lo, hi) {
		return nil
	}
	if lo > hi {
		r.at(n, path, "order", "min %g is greater than max %g", lo, hi)
		return nil
	}
	if v[0] > 1e6 || v[1] > 1e6 || v[0] < 1e-3 || v[1] < 1e-3 {
		r.at(n, path, "range", "alpha and beta must lie between 0.001 and 1,000,000")
		return nil
	}
	if lo == hi {
		return Const(lo)
	}
	return Beta{v[0], v[1], lo, hi}
}

func (r *reader) readGamma(n *yaml.Node, path string) Dist {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 && (n.Content[0].Value == "mean" || n.Content[0].Value == "sd") {
		v, ok := r.positive(n, path, "mean", "sd")
		if !ok {
			return nil
		}
		return r.checkGamma(n, path, v[0]*v[0]/(v[1]*v[1]), v[1]*v[1]/v[0])
	}
	v, ok := r.positive(n, path, "shape", "scale")
	if !ok {
		return nil
	}
	return r.checkGamma(n, path, v[0], v[1])
}

func (r *reader) checkGamma(n *yaml.Node, path string, shape, scale float64) Dist {
	if !(shape >= 0.01 && shape <= 1e6) || !(scale > 0 && scale < maxMoney) {
		r.at(n, path, "range", "shape %g and scale %g are out of reach; shape must lie between 0.01 and 1,000,000", shape, scale)
		return nil
	}
	return Gamma{shape, scale}
}

func (r *reader) readExponential(n *yaml.Node, path string) Dist {
	v, ok := r.number(n, path)
	if !ok {
		return nil
	}
	if !(v > 0 && v <= maxMoney) {
		r.at(n, path, "range", "the mean is %g; it must be positive", v)
		return nil
	}
	return Gamma{1, v}
}

func (r *reader) readLognormal90(n *yaml.Node, path string, d domain) Dist {
	v, ok := r.numbers(n, path, 2, "[low, high], the 5 % and 95 % points")
	if !ok || !r.within(n, path, d, v...) {
		return nil
	}
	switch {
	case v[0] <= 0:
		r.at(n, path, "range", "low is %g; a lognormal needs both ends above zero (use pert or uniform for a range that starts at zero)", v[0])
	case v[0] > v[1]:
		r.at(n, path, "order", "low %g is greater than high %g", v[0], v[1])
	case v[1]/v[0] > maxSpread:
		r.at(n, path, "range", "high is more than %g times low; such a range says that nothing is known: split the scenario", float64(maxSpread))
	default:
		return Lognormal90(v[0], v[1])
	}
	return nil
}

func (r *reader) readEmpirical(n *yaml.Node, path string, d domain) Dist {
	values, weights := n, (*yaml.Node)(nil)
	if n.Kind == yaml.MappingNode {
		f := r.mapping(n, path, "values, weights")
		if values = f.need("values", "the observed values"); values == nil {
			return nil
		}
		weights = f.get("weights")
		f.done()
	}
	v, ok := r.numbers(values, path, 0, "of values")
	if !ok || !r.within(values, path, d, v...) {
		return nil
	}
	if len(v) == 0 || len(v) > 10_000 {
		r.at(values, path, "range", "%d values; give 1 to 10,000", len(v))
		return nil
	}
	if weights == nil {
		return NewEmpirical(v, nil)
	}
	w, ok := r.numbers(weights, join(path, "weights"), len(v), "one for each value")
	if !ok {
		return nil
	}
	for _, x := range w {
		if !(x > 0 && x <= 1e12) {
			r.at(weights, join(path, "weights"), "range", "a weight is %g; weights must be positive", x)
			return nil
		}
	}
	return NewEmpirical(v, w)
}
