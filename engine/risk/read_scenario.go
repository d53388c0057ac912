package risk

import (
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Read reads one scenario from a YAML file's bytes; file is its name in
// messages. Changes are put in before it is read. The error lists every problem
// with its position.
func Read(file string, data []byte, changes ...Change) (Scenario, error) {
	r := &reader{file: file}
	root := r.parse(data)
	if root == nil {
		return Scenario{}, fault.Problems(r.problems)
	}
	r.change(root, changes)
	f := r.mapping(root, "", "a scenario")
	if f == nil {
		return Scenario{}, fault.Problems(r.problems)
	}
	if n := f.get("scenarios"); n != nil {
		r.at(n, "scenarios", "portfolio", "this file holds a portfolio, not one scenario; use `risk portfolio` or `risk treat`")
		return Scenario{}, fault.Problems(r.problems)
	}
	currency := r.currency(f)
	r.ownScale(f, currency)
	s := r.scenario(f)
	f.forget("scenarios")
	f.done()
	s.Currency = currency
	if len(r.problems) > 0 {
		return Scenario{}, fault.Problems(r.problems)
	}
	s.Notes = append(s.Notes, r.notes(s)...)
	return s, nil
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (r *reader) currency(f *fields) string {
	if n := f.need("currency", "the currency of every amount in the file, such as EUR"); n != nil && !currencyCode.MatchString(n.Value) {
		r.at(n, join(f.path, "currency"), "currency", "%s is not a three-letter currency code such as EUR", kindOf(n))
	}
	return f.text("currency")
}

// ownScale reads the scale that levels in the file refer to.
func (r *reader) ownScale(f *fields, currency string) {
	n := f.get("scale")
	if n == nil {
		return
	}
	if g := r.mapping(n, join(f.path, "scale"), "a scale"); g != nil {
		before := len(r.problems)
		s := r.scale(g)
		g.done()
		if s.Currency = currency; len(r.problems) == before {
			r.levelsOf = &s
		}
	}
}

// scenario reads the fields of one scenario; the caller ends with done.
func (r *reader) scenario(f *fields) Scenario {
	s := Scenario{ID: f.text("id"), Name: f.text("name"), System: f.text("system")}
	f.get("description")
	f.get("source")
	if n := f.need("frequency", "how often: lef, or tef with vulnerability"); n != nil {
		r.frequency(n, join(f.path, "frequency"), &s)
	}
	if n := f.need("severity", "the loss of one event"); n != nil {
		s.Primary = r.severity(n, join(f.path, "severity"))
	}
	if n := f.get("secondary"); n != nil {
		s.Secondary = r.secondary(n, join(f.path, "secondary"))
	}
	if n := f.get("loading"); n != nil {
		s.Loading = r.loading(n, join(f.path, "loading"))
	}
	return s
}

func (r *reader) loading(n *yaml.Node, path string) float64 {
	v, ok := r.number(n, path)
	if !ok || !r.within(n, path, domain{"a loading on the common factor", -2, 2}, v) {
		return 0
	}
	return v
}

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

// LossForms are the six forms of loss of Open FAIR, as files name them.
var LossForms = []string{"productivity", "response", "replacement", "competitive_advantage", "fines_and_judgements", "reputation"}

// severity reads one distribution, or one for each loss form.
func (r *reader) severity(n *yaml.Node, path string) Severity {
	var s Severity
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 || n.Content[0].Value != "forms" && n.Content[0].Value != "together" {
		if q := r.quantity(n, path, anAmount); q != nil {
			s.Parts = []Factor{{path, q}}
		}
		return s
	}
	f := r.mapping(n, path, "forms")
	s.Comonotone = f.truth("together")
	forms := f.need("forms", "the loss forms")
	f.done()
	if forms == nil {
		return s
	}
	g := r.mapping(forms, join(path, "forms"), "loss forms")
	if g == nil {
		return s
	}
	for _, name := range LossForms {
		if v := g.get(name); v != nil {
			at := join(join(path, "forms"), name)
			if q := r.quantity(v, at, anAmount); q != nil {
				s.Parts = append(s.Parts, Factor{at, q})
			}
		}
	}
	g.done()
	if len(s.Parts) == 0 {
		r.at(forms, join(path, "forms"), "missing", "missing: at least one loss form")
	}
	return s
}

func (r *reader) secondary(n *yaml.Node, path string) *Secondary {
	f := r.mapping(n, path, "probability and severity")
	if f == nil {
		return nil
	}
	out := &Secondary{}
	if v := f.need("probability", "the share of events that have a secondary loss"); v != nil {
		out.Probability = Factor{join(path, "probability"), r.quantity(v, join(path, "probability"), aProbability)}
	}
	if v := f.need("severity", "the secondary loss of one event"); v != nil {
		out.Severity = r.severity(v, join(path, "severity"))
	}
	f.done()
	return out
}

// notes says what a reader of the figures should know about the inputs.
func (r *reader) notes(s Scenario) []string {
	var out []string
	for _, f := range s.factors() {
		if p, ok := f.Dist.(Pool); ok {
			for _, d := range p.Disagreement() {
				out = append(out, fmt.Sprintf("%s: the 90 %% ranges of experts %d and %d have nothing in common; settle why before relying on the figures", f.Path, d[0]+1, d[1]+1))
			}
		}
	}
	switch r.pert {
	case "":
	case pertVose:
		out = append(out, "pert: the Beta on [min, max] with mean (min+w*mode+max)/(w+2) and standard deviation (max-min)/(w+2), weight 4 unless given (vose)")
	case pertMC2D:
		out = append(out, "pert: the Beta on [min, max] with alpha = 1+w(mode-min)/(max-min), beta = 1+w(max-mode)/(max-min), weight 4 unless given (mc2d)")
	default:
		out = append(out, "pert: two parametrisations are used in this file, each where it is named (vose is the default)")
	}
	return out
}

// factors lists every input of the scenario.
func (s Scenario) factors() []Factor {
	out := append([]Factor(nil), s.Rate...)
	out = append(out, s.Primary.Parts...)
	if s.Secondary != nil {
		out = append(out, s.Secondary.Probability)
		out = append(out, s.Secondary.Severity.Parts...)
	}
	return append(out, s.LossFactors...)
}
