package risk

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// maxScenarios of one portfolio.
const maxScenarios = 2000

// ReadPortfolio reads a portfolio, with or without controls, from a YAML file's
// bytes, as Read does. A file with one scenario is a portfolio of one.
func ReadPortfolio(file string, data []byte, changes ...Change) (Portfolio, error) {
	r := &reader{file: file}
	var p Portfolio
	if root := r.parse(data); root != nil {
		r.change(root, changes)
		p = r.portfolio(root)
	}
	if len(r.problems) > 0 {
		return Portfolio{}, r.err()
	}
	return p, nil
}

func (r *reader) portfolio(root *yaml.Node) Portfolio {
	f := r.mapping(root, "", "a portfolio")
	if f == nil {
		return Portfolio{}
	}
	p := Portfolio{Currency: r.currency(f)}
	r.ownScale(f, p.Currency)
	if n := f.get("scenarios"); n != nil {
		p.Name = f.text("name")
		f.get("description")
		f.get("source")
		p.Scenarios = r.scenarios(n, "scenarios")
	} else if f.get("frequency") == nil && f.get("severity") == nil {
		r.at(root, "scenarios", "missing", "missing: scenarios, a list (or the fields of one scenario)")
	} else {
		one := r.scenario(f)
		p.Name = one.Name
		p.Scenarios = []Scenario{one}
	}
	if n := f.get("dependence"); n != nil {
		r.dependence(n, "dependence", &p)
	}
	if n := f.get("shocks"); n != nil {
		r.shocks(n, "shocks", &p)
	}
	if n := f.get("tolerance"); n != nil {
		p.Tolerance = r.tolerance(n, "tolerance")
	}
	if n := f.get("controls"); n != nil {
		r.controls(n, "controls", &p)
	}
	f.done()
	for i := range p.Scenarios {
		s := &p.Scenarios[i]
		s.Currency = p.Currency
		if s.Loading != 0 && s.Count.Kind != Poisson && s.Count.Kind != NegativeBinomial {
			r.at(root, fmt.Sprintf("scenarios[%d].loading", i), "range", "a %s count has a greatest rate, so the common factor cannot multiply it; use poisson or negative_binomial, or loading: 0", s.Count.Kind)
		}
	}
	p.Notes = r.told()
	return p
}

// list checks for a list of at most n mappings.
func (r *reader) list(n *yaml.Node, path, of string, most int) []*fields {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > most {
		r.at(n, path, "shape", "expected a list of 1 to %d %s", most, of)
		return nil
	}
	var out []*fields
	for i, c := range n.Content {
		if f := r.mapping(c, fmt.Sprintf("%s[%d]", path, i), of); f != nil {
			out = append(out, f)
		}
	}
	return out
}

func (r *reader) scenarios(n *yaml.Node, path string) []Scenario {
	var out []Scenario
	seen := map[string]bool{}
	for _, f := range r.list(n, path, "scenarios", maxScenarios) {
		if v := f.need("id", "a short name, unique in the file"); v != nil && seen[v.Value] {
			r.at(v, join(f.path, "id"), "duplicate", "%s is used twice", kindOf(v))
		}
		s := r.scenario(f)
		f.done()
		seen[s.ID] = true
		out = append(out, s)
	}
	return out
}

// dependence reads the common factor: the loading of every scenario that has
// none of its own, and how finely the factor is integrated.
func (r *reader) dependence(n *yaml.Node, path string, p *Portfolio) {
	f := r.mapping(n, path, "loading and nodes")
	if f == nil {
		return
	}
	if v := f.get("loading"); v != nil {
		l := r.loading(v, join(path, "loading"))
		for i := range p.Scenarios {
			if p.Scenarios[i].Loading == 0 {
				p.Scenarios[i].Loading = l
			}
		}
	}
	if f.get("nodes") != nil {
		p.Nodes, _ = r.whole(f, "nodes", 4, 64)
	}
	f.done()
}

// find gives the index of a scenario by id.
func (r *reader) find(n *yaml.Node, path, id string, p *Portfolio) (int, bool) {
	for i, s := range p.Scenarios {
		if s.ID == id {
			return i, true
		}
	}
	r.at(n, path, "unknown-value", "no scenario in this file has the id %q", shorten(id))
	return 0, false
}

func (r *reader) shocks(n *yaml.Node, path string, p *Portfolio) {
	for _, f := range r.list(n, path, "shocks", 100) {
		s := Shock{Name: f.text("name")}
		if v := f.need("rate", "how often it happens a year"); v != nil {
			if q := r.quantity(v, join(f.path, "rate"), domain{"a rate per year", 0, 20}); q != nil {
				s.Rate = Factor{join(f.path, "rate"), q}
			}
		}
		if v := f.need("hits", "the scenarios it strikes, each with a probability"); v != nil {
			if g := r.mapping(v, join(f.path, "hits"), "scenario: probability"); g != nil {
				for i := 0; i+1 < len(v.Content); i += 2 {
					at := join(g.path, v.Content[i].Value)
					k, known := r.find(v.Content[i], at, v.Content[i].Value, p)
					if q, ok := r.number(v.Content[i+1], at); ok && known && r.within(v.Content[i+1], at, aProbability, q) {
						s.Hits = append(s.Hits, Hit{k, q})
					}
				}
			}
		}
		f.done()
		p.Shocks = append(p.Shocks, s)
	}
}
