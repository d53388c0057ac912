package risk

import (
	"regexp"

	"go.yaml.in/yaml/v4"
)

// Read reads one scenario from a YAML file's bytes; file is its name in
// messages. Changes are put in before it is read. The error lists every problem
// with its position.
func Read(file string, data []byte, changes ...Change) (Scenario, error) {
	r := &reader{file: file}
	root := r.parse(data)
	if root == nil {
		return Scenario{}, r.err()
	}
	r.change(root, changes)
	f := r.mapping(root, "", "a scenario")
	if f == nil {
		return Scenario{}, r.err()
	}
	if n := f.get("scenarios"); n != nil {
		r.at(n, "scenarios", "portfolio", "this file holds a portfolio, not one scenario; use `risk portfolio` or `risk treat`")
		return Scenario{}, r.err()
	}
	currency := r.currency(f)
	r.ownScale(f, currency)
	s := r.scenario(f)
	f.forget("scenarios")
	f.done()
	s.Currency = currency
	if len(r.problems) > 0 {
		return Scenario{}, r.err()
	}
	s.Notes = r.told()
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

// told is what a reader of the figures should know about the inputs.
func (r *reader) told() []string {
	out := r.notes
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
