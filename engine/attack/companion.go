package attack

import "encoding/json"

// MarshalJSON lists the techniques that go along with a step as steps of their
// own, right after it: whoever reads the techniques of a way reads them all. Such
// a step names the one that it goes with, succeeds with it and changes no
// probability.
func (p Path) MarshalJSON() ([]byte, error) {
	type plain Path
	out := plain{Probability: p.Probability, Steps: make([]Step, 0, len(p.Steps))}
	for _, s := range p.Steps {
		out.Steps = append(out.Steps, s)
		for i, t := range s.Also {
			c := Step{Technique: t, On: s.On, From: []string{s.Fact}, Fact: s.Fact, Rule: s.Rule, Title: s.Title, Chance: 1, GoesWith: s.Technique}
			if i < len(s.along) {
				c.Name, c.Tactic = s.along[i].name, s.along[i].tactic
			}
			out.Steps = append(out.Steps, c)
		}
	}
	return json.Marshal(out)
}

// along is what a companion technique is called and where it belongs.
type along struct{ name, tactic string }
