package soa

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// wanted is what needs each control: by the UID of its statement where records
// refer to it, by its catalogue id where law or an assessment asks for it.
type wanted struct {
	byStatement map[kernel.UID][]Need
	byID        map[string][]Need
}

// of gives everything that needs a control: live risks and treatments that name
// it, duties of law and impact assessments that ask for it, then what its own
// statement gives as reasons.
func (w *wanted) of(c *facts.Control) []Need {
	out := w.needs(c)
	if c.Statement == nil {
		return out
	}
	for _, r := range c.Statement.Reasons {
		for _, b := range r.Because {
			n := Need{Record: b.String(), Ground: string(r.Ground), Title: r.Text}
			if !slices.ContainsFunc(out, func(x Need) bool { return x.Record == n.Record }) {
				out = append(out, n)
			}
		}
		if len(r.Because) == 0 {
			out = append(out, Need{Ground: string(r.Ground), Title: r.Text})
		}
	}
	return out
}

// needs is what needs a control whatever its statement says. The list is the caller's.
func (w *wanted) needs(c *facts.Control) []Need {
	if c.Record == nil {
		return slices.Clone(w.byID[c.ID])
	}
	return slices.Concat(w.byStatement[c.Record.UID], w.byID[c.ID])
}

func gather(f *facts.Facts) *wanted {
	w := &wanted{byStatement: make(map[kernel.UID][]Need, len(f.Statements)), byID: map[string][]Need{}}
	w.risks(f)
	w.treatments(f)
	w.law(f)
	w.assessments(f)
	w.objectives(f)
	for _, n := range w.byStatement {
		slices.SortStableFunc(n, byRecord)
	}
	return w
}

func (w *wanted) risks(f *facts.Facts) {
	for _, r := range f.Risks {
		if r.Is.Opportunity || !live(r.Is) {
			continue
		}
		n := Need{Record: r.Key(), Ground: "risk", Title: r.Is.Title}
		for i := range r.Is.Controls {
			uid := r.Is.Controls[i].UID
			w.byStatement[uid] = append(w.byStatement[uid], n)
		}
	}
}

func (w *wanted) treatments(f *facts.Facts) {
	for _, t := range f.Treatments {
		if t.Is.State == aims.TreatmentDropped || t.Is.State == aims.TreatmentIneffective {
			continue
		}
		if r, ok := facts.Find(f.Risks, t.Is.Risk.UID); ok && !r.Is.State.Live() {
			continue
		}
		for i := range t.Is.Controls {
			uid := t.Is.Controls[i].UID
			w.byStatement[uid] = append(w.byStatement[uid], Need{Record: t.Key(), Ground: "treatment", Title: t.Is.Title})
		}
	}
}

// objectives that a statement serves are reasons for it.
func (w *wanted) objectives(f *facts.Facts) {
	for _, s := range f.Statements {
		for i := range s.Is.Objectives {
			if o, ok := facts.Find(f.Objectives, s.Is.Objectives[i].UID); ok && o.Is.State == "active" {
				w.byStatement[s.UID] = append(w.byStatement[s.UID], Need{Record: o.Key(), Ground: "objective", Title: o.Is.Title})
			}
		}
	}
}

// assessments need the controls that are about them: an approved impact assessment
// is there because A.5.2 to A.5.5 are in place.
func (w *wanted) assessments(f *facts.Facts) {
	for _, a := range f.Assessments {
		if a.Is.State != aims.AssessmentApproved {
			continue
		}
		n := Need{Record: a.Key(), Ground: "impact", Title: a.Is.Title, System: kernel.Key("system", a.Is.System.Name)}
		ids := []string{"A.5.2", "A.5.3"}
		if len(a.Is.Individuals)+len(a.Is.Groups) > 0 {
			ids = append(ids, "A.5.4")
		}
		if len(a.Is.Society) > 0 {
			ids = append(ids, "A.5.5")
		}
		for _, id := range ids {
			w.byID["iso42001:"+id] = append(w.byID["iso42001:"+id], n)
		}
	}
}

// law adds the duties of the AI Act: the roles and classes of a live system say
// what is owed, and the crosswalk says which control serves it. Each article is
// named once for a control, with the first system that owes it.
func (w *wanted) law(f *facts.Facts) {
	act := f.Catalog.Framework("aiact")
	if act == nil || act.Law == nil {
		return
	}
	serves := controlsOf(f)
	seen := map[string]bool{}
	done := map[string]bool{}
	for _, s := range f.Systems {
		if !s.Is.Stage.Live() || s.Is.InScope == aims.No || len(s.Is.AIAct.Roles) == 0 {
			continue
		}
		classes := texts(s.Is.AIAct.Classes)
		sort := strings.Join(texts(s.Is.AIAct.Roles), " ") + "|" + strings.Join(classes, " ")
		if done[sort] {
			continue
		}
		done[sort] = true
		for _, role := range s.Is.AIAct.Roles {
			for _, d := range act.Law.DutiesOf(string(role), classes...) {
				for _, article := range d.Items {
					for _, control := range serves[article] {
						if key := control + article; !seen[key] {
							seen[key] = true
							w.byID[control] = append(w.byID[control], Need{Record: article, Ground: "legal", Title: d.Text, System: s.Key()})
						}
					}
				}
			}
		}
	}
}

// controlsOf maps articles to the Annex A controls that serve them, weak mappings
// left out.
func controlsOf(f *facts.Facts) map[string][]string {
	out := map[string][]string{}
	for _, m := range f.Catalog.Crosswalk("aiact", "iso42001") {
		if strings.HasPrefix(m.To, "iso42001:A.") && !m.Weak() {
			out[m.From] = append(out[m.From], m.To)
		}
	}
	return out
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
