package risk

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

func (r *reader) controls(n *yaml.Node, path string, p *Portfolio) {
	seen := map[string]bool{}
	load := make([]int, len(p.Scenarios))
	for _, f := range r.list(n, path, "controls", 200) {
		if v := f.need("id", "the control, such as A.6.2.4"); v != nil && seen[v.Value] {
			r.at(v, join(f.path, "id"), "duplicate", "%s is used twice", kindOf(v))
		}
		c := r.control(f, p)
		seen[c.ID] = true
		for _, s := range c.On {
			if one := p.Scenarios[s].Primary; c.Cap > 0 && len(one.Parts) > 1 && !one.Comonotone {
				r.at(f.node, join(f.path, "caps"), "shape", "a cap needs the severity of scenario %q as one distribution, or its forms with together: true", p.Scenarios[s].ID)
			}
			if load[s]++; load[s] == maxControls+1 {
				r.at(f.node, f.path, "too-many", "scenario %q has more than %d controls; join those that work as one", p.Scenarios[s].ID, maxControls)
			}
		}
		p.Controls = append(p.Controls, c)
	}
}

func (r *reader) control(f *fields, p *Portfolio) Control {
	c := Control{ID: f.text("id"), Name: f.text("name"), InPlace: f.truth("in_place")}
	c.Cost = Factor{join(f.path, "cost"), Const(0)}
	if v := f.get("cost"); v != nil {
		if q := r.quantity(v, join(f.path, "cost"), anAmount); q != nil {
			c.Cost.Dist = q
		}
	}
	c.On = r.appliesTo(f, p)
	shared := r.coverage(f)
	effect := func(key string) []Factor {
		v := f.get(key)
		if v == nil {
			return nil
		}
		q := r.quantity(v, join(f.path, key), aProbability)
		if q == nil {
			return nil
		}
		return append([]Factor{{join(f.path, key), q}}, shared...)
	}
	c.Prevents, c.Reduces = effect("prevents"), effect("reduces")
	if v := f.get("caps"); v != nil {
		c.Cap, c.Holds = r.limit(v, join(f.path, "caps"), shared)
	}
	if f.get("prevents") == nil && f.get("reduces") == nil && f.get("caps") == nil {
		r.at(f.node, f.path, "missing", "missing: prevents (share of events), reduces (share of each loss) or caps (greatest loss)")
	}
	f.done()
	return c
}

// appliesTo reads the ids of the scenarios; without it the control works on all.
func (r *reader) appliesTo(f *fields, p *Portfolio) []int {
	var on []int
	v := f.get("applies_to")
	if v == nil {
		for i := range p.Scenarios {
			on = append(on, i)
		}
		return on
	}
	at := join(f.path, "applies_to")
	if v.Kind != yaml.SequenceNode {
		r.at(v, at, "shape", "expected a list of scenario ids, got %s", kindOf(v))
		return nil
	}
	used := map[int]bool{}
	for i, n := range v.Content {
		here := fmt.Sprintf("%s[%d]", at, i)
		if k, ok := r.find(n, here, n.Value, p); ok {
			if used[k] {
				r.at(n, here, "duplicate", "named twice")
			}
			used[k] = true
			on = append(on, k)
		}
	}
	return on
}

// coverage reads what stands between efficacy and effect: the share of systems
// that the control covers, and the share of the year that it is in order.
func (r *reader) coverage(f *fields) []Factor {
	var out []Factor
	if v := f.get("coverage"); v != nil {
		if q := r.quantity(v, join(f.path, "coverage"), aProbability); q != nil {
			out = append(out, Factor{join(f.path, "coverage"), q})
		}
	}
	if v := f.get("days_out_of_order"); v != nil {
		at := join(f.path, "days_out_of_order")
		if d, ok := r.number(v, at); ok && r.within(v, at, domain{"days a year", 0, 365}, d) {
			out = append(out, Factor{at, Const(Reliability(d))})
		}
	}
	return out
}

// limit reads a cap: an amount, or {at: amount, holds: probability}.
func (r *reader) limit(n *yaml.Node, path string, shared []Factor) (float64, []Factor) {
	holds := Dist(Const(1))
	v, at := n, path
	if n.Kind == yaml.MappingNode {
		f := r.mapping(n, path, "at and holds")
		v, at = f.need("at", "the greatest loss of one event"), join(path, "at")
		if h := f.get("holds"); h != nil {
			if q := r.quantity(h, join(path, "holds"), aProbability); q != nil {
				holds = q
			}
		}
		f.done()
		if v == nil {
			return 0, nil
		}
	}
	x, ok := r.number(v, at)
	if !ok {
		return 0, nil
	}
	if !(x > 0 && x <= maxMoney) {
		r.at(v, at, "range", "%g; a cap must be positive", x)
		return 0, nil
	}
	return x, append([]Factor{{path, holds}}, shared...)
}
