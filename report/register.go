package report

import (
	"fmt"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// register takes the records of a kind in. A report goes to somebody outside, so
// sensitive fields stay out, whoever makes it.
func (r *Report) register(reg *kernel.Registry, kind string, list []*kernel.Record) {
	r.kind, r.records = reg.Kind(kind), list
	out := make([]kernel.Shown, len(list))
	for i, x := range list {
		out[i] = r.kind.ShowOutside(x)
	}
	r.Value = out
}

func recordsOf[T any](list []facts.Of[T]) []*kernel.Record {
	out := make([]*kernel.Record, len(list))
	for i, x := range list {
		out[i] = x.Record
	}
	return out
}

// person names a person as people know them.
func person(f *facts.Facts, ref kernel.Ref[aims.Person]) string {
	if p, ok := facts.Find(f.People, ref.UID); ok {
		return p.Is.FullName
	}
	return ref.Name
}

// level writes a level, nothing when it is not rated.
func level(n int) sheet.Cell {
	if n == 0 {
		return sheet.Cell{}
	}
	return sheet.Cell{Text: strconv.Itoa(n), Number: true}
}

func risks(r *Report, o *overview.Overview, reg *kernel.Registry) {
	f := o.Facts
	r.Title, r.Wide = "Risk register", true
	r.register(reg, "risk", recordsOf(f.Risks))
	line := o.Home().LoadLine
	r.Lead = []string{fmt.Sprintf("%d risks, %d of them live.", len(f.Risks), line.Live)}
	if line.Criteria == "" {
		r.Lead = append(r.Lead, "No risk criteria are in force, so no line is drawn.")
	} else {
		r.Lead = append(r.Lead, fmt.Sprintf("The line is at level %d; %d risks lie above it, %d are accepted.", line.Line, line.Above, line.Accepted))
	}
	r.Head = []string{"Risk", "Title", "AI system", "Owner", "State", "Inherent", "Residual", "Next review"}
	for _, x := range f.Risks {
		sys := x.Is.System.Name
		if s, ok := facts.Find(f.Systems, x.Is.System.UID); ok {
			sys = s.Is.Title
		}
		r.add(text(x.Name), text(x.Is.Title), text(sys), text(person(f, x.Is.Owner)), text(string(x.Is.State)), level(x.Is.Inherent.Level()), level(x.Is.Residual.Level()), text(string(x.Is.NextReview)))
	}
}

func systems(r *Report, o *overview.Overview, reg *kernel.Registry) {
	f := o.Facts
	r.Title, r.Wide = "AI systems", true
	r.register(reg, "system", recordsOf(f.Systems))
	r.Lead = []string{fmt.Sprintf("%d AI systems, %d of them live and not put outside the scope.", len(f.Systems), len(f.CoveredSystems()))}
	r.Head = []string{"System", "Title", "Purpose", "Stage", "In scope", "Owner", "Unit"}
	for _, x := range f.Systems {
		r.add(texts(x.Name, x.Is.Title, x.Is.Purpose, string(x.Is.Stage), string(x.Is.InScope), person(f, x.Is.Owner), x.Is.Unit)...)
	}
}

func evidence(r *Report, o *overview.Overview, reg *kernel.Registry) {
	f := o.Facts
	r.Title, r.Wide = "Evidence", true
	r.register(reg, "evidence", f.Evidence)
	fresh := 0
	r.Head = []string{"Evidence", "Title", "Proves", "Collected", "Counts until", "Standing", "SHA-256"}
	for rec, e := range kernel.Each[aims.Evidence](f.Evidence) {
		stands, until := facts.Stands(e, f.Today, 0)
		if stands == facts.Fresh {
			fresh++
		}
		proves := ""
		for _, c := range e.Controls {
			proves += c.Name + " "
		}
		for _, q := range e.Requirements {
			proves += q + " "
		}
		r.add(texts(rec.Name, e.Title, proves, string(e.Collected), string(until), string(stands), string(e.File.Digest))...)
	}
	r.Lead = []string{fmt.Sprintf("%d pieces of evidence, %d of them fresh by their own last day. A control may ask for fresher ones; see the Statement of Applicability.", len(f.Evidence), fresh)}
}

func objectives(r *Report, o *overview.Overview, reg *kernel.Registry) {
	f := o.Facts
	r.Title = "AI objectives"
	r.register(reg, "objective", recordsOf(f.Objectives))
	r.Lead = []string{fmt.Sprintf("%d objectives.", len(f.Objectives))}
	r.Head = []string{"Objective", "Title", "Owner", "State", "Target", "Last value", "Measured on", "Standing"}
	for _, x := range f.Objectives {
		target, last := sheet.Cell{}, sheet.Cell{}
		if x.Is.Target != nil {
			target = figure(*x.Is.Target, x.Is.Unit)
		}
		if m := x.Is.Last(); m != nil && m.Value != nil {
			last = figure(*m.Value, x.Is.Unit)
		}
		r.add(text(x.Name), text(x.Is.Title), text(person(f, x.Is.Owner)), text(string(x.Is.State)), target, last, text(string(x.Is.Measured())), text(string(x.Is.Standing())))
	}
}

func figure(x float64, unit string) sheet.Cell {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if unit != "" {
		s += " " + unit
	}
	return text(s)
}
