package risk

import (
	"go.yaml.in/yaml/v4"
)

func (r *reader) frequency(n *yaml.Node, path string, s *Scenario) {
	f := r.mapping(n, path, "lef, or tef and vulnerability")
	if f == nil {
		return
	}
	lef, tef, vul := f.get("lef"), f.get("tef"), f.get("vulnerability")
	counts := f.get("count")
	f.done()
	switch {
	case lef != nil && (tef != nil || vul != nil):
		r.at(lef, join(path, "lef"), "both", "give lef, or tef with vulnerability, not both")
	case lef != nil:
		r.lef(lef, join(path, "lef"), s)
	case tef == nil || vul == nil:
		r.at(n, path, "missing", "missing: lef (loss events a year), or tef (threat events a year) with vulnerability (the share that becomes a loss)")
	default:
		r.rate(tef, join(path, "tef"), aRate, s)
		r.vulnerability(vul, join(path, "vulnerability"), s)
	}
	if counts != nil {
		r.count(counts, join(path, "count"), s)
	}
	r.countFits(n, path, s)
}

func (r *reader) rate(n *yaml.Node, path string, d domain, s *Scenario) {
	if q := r.quantity(n, path, d); q != nil {
		s.Rate = append(s.Rate, Factor{path, q})
	}
}

// lef reads loss events a year: a quantity, or a count distribution by name.
func (r *reader) lef(n *yaml.Node, path string, s *Scenario) {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		r.rate(n, path, aRate, s)
		return
	}
	name, v := n.Content[0].Value, n.Content[1]
	at := join(path, name)
	switch name {
	case "poisson":
		r.rate(v, at, aRate, s)
	case "bernoulli":
		s.Count.Kind = Bernoulli
		r.rate(v, at, aProbability, s)
	case "negative_binomial":
		f := r.mapping(v, at, "mean and size")
		if f == nil {
			return
		}
		if c := f.need("mean", "expected events a year"); c != nil {
			r.rate(c, join(at, "mean"), aRate, s)
		}
		r.size(f, s)
		f.done()
	case "binomial":
		f := r.mapping(v, at, "n and p")
		if f == nil {
			return
		}
		k, ok := r.whole(f, "n", 1, 1e6)
		c := f.need("p", "the probability that one of the n goes wrong in a year")
		f.done()
		if !ok || c == nil {
			return
		}
		s.Count = Count{Kind: Binomial, Trials: k}
		if q := r.quantity(c, join(at, "p"), aProbability); q != nil {
			s.Rate = append(s.Rate, Factor{join(at, "n"), Const(k)}, Factor{join(at, "p"), q})
		}
	default:
		r.rate(n, path, aRate, s)
	}
}

func (r *reader) size(f *fields, s *Scenario) {
	c := f.need("size", "the r of variance = mean + mean^2/r; smaller means more clustered")
	if c == nil {
		return
	}
	v, ok := r.number(c, join(f.path, "size"))
	if ok && r.within(c, join(f.path, "size"), domain{"a size", 0.01, 1e6}, v) {
		s.Count = Count{Kind: NegativeBinomial, Size: v}
	}
}

// count reads how events scatter around a tef x vulnerability rate.
func (r *reader) count(n *yaml.Node, path string, s *Scenario) {
	if n.Kind == yaml.ScalarNode && n.Value == "poisson" {
		return
	}
	if n.Kind == yaml.ScalarNode && n.Value == "bernoulli" {
		s.Count = Count{Kind: Bernoulli}
		return
	}
	if s.Count.Kind != Poisson {
		r.at(n, path, "both", "the count is already given by lef")
		return
	}
	if n.Kind != yaml.MappingNode {
		r.at(n, path, "unknown-value", "use poisson, bernoulli or negative_binomial: {size: …}")
		return
	}
	f := r.mapping(n, path, "negative_binomial")
	if c := f.need("negative_binomial", "the count's name"); c != nil {
		if g := r.mapping(c, join(path, "negative_binomial"), "size"); g != nil {
			r.size(g, s)
			g.done()
		}
	}
	f.done()
}

// countFits refuses rates that the count cannot have.
func (r *reader) countFits(n *yaml.Node, path string, s *Scenario) {
	top := 1.0
	for _, f := range s.Rate {
		top *= f.Dist.Max()
	}
	if s.Count.Kind == Bernoulli && top > 1 {
		r.at(n, path, "range", "a bernoulli count has at most one event, so its rate is a probability, and this one reaches %g", top)
	}
	if len(s.Rate) > 0 && NewProduct(distsOf(s.Rate)...).Quantile(1-1e-9) > 10*maxRate {
		r.at(n, path, "range", "more than %g events a year are possible here; model a year's total instead", 10*float64(maxRate))
	}
}

// vulnerability reads a probability, or capability against resistance.
func (r *reader) vulnerability(n *yaml.Node, path string, s *Scenario) {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 ||
		n.Content[0].Value != "capability" && n.Content[0].Value != "resistance" {
		r.rate(n, path, aProbability, s)
		return
	}
	f := r.mapping(n, path, "capability and resistance")
	var c, q Dist
	if v := f.need("capability", "the threat's capability"); v != nil {
		c = r.quantity(v, join(path, "capability"), aScore)
	}
	if v := f.need("resistance", "the resistance it meets"); v != nil {
		q = r.quantity(v, join(path, "resistance"), aScore)
	}
	f.done()
	if c != nil && q != nil {
		s.Rate = append(s.Rate, Factor{path, Const(Exceeds(c, q))})
	}
}
