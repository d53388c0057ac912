package impact

import (
	"cmp"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Build judges every AI system and counts by unit, the units in order of their names.
func Build(f *facts.Facts) *Report {
	return build(f, func(s facts.Of[aims.System]) string { return s.Is.Unit })
}

// ByLabel counts by the values of a label instead of by unit.
func ByLabel(f *facts.Facts, label string) *Report {
	return build(f, func(s facts.Of[aims.System]) string { return s.Labels[label] })
}

func build(f *facts.Facts, unit func(facts.Of[aims.System]) string) *Report {
	r := &Report{AsOf: f.At, Systems: make([]System, 0, len(f.Systems))}
	at := map[string]*Unit{}
	for _, s := range f.Systems {
		v := judge(f, s)
		v.Unit = unit(s)
		r.Systems = append(r.Systems, v)
		u := at[v.Unit]
		if u == nil {
			u = &Unit{Unit: v.Unit}
			at[v.Unit] = u
		}
		r.Counts.add(s.Is, &v)
		u.Counts.add(s.Is, &v)
	}
	r.Units = make([]Unit, 0, len(at))
	for _, u := range at {
		r.Units = append(r.Units, *u)
	}
	slices.SortFunc(r.Units, func(a, b Unit) int { return cmp.Compare(a.Unit, b.Unit) })
	return r
}

// What a system has.
const (
	Recorded = "recorded" // an approved assessment, its review not overdue
	Overdue  = "overdue"  // an approved assessment whose review is overdue
	Declared = "declared" // none on record, but its owner says that one was made
	Draft    = "draft"    // one is being made
	None     = "none"
)

func judge(f *facts.Facts, s facts.Of[aims.System]) System {
	v := System{Record: s.Key(), Title: s.Is.Title, Affects: string(s.Is.Assurance.Affects), Has: None}
	v.Need, v.Why = facts.NeedsAssessment(s.Is)
	a, found, current := f.Assessed(s.UID)
	switch {
	case found:
		v.Has, v.Assessment, v.ApprovedOn, v.NextReview = Recorded, a.Key(), a.Is.Approved.On, a.Is.NextReview
		if !current {
			v.Has = Overdue
		}
	case s.Is.Assurance.ImpactAssessment.Answer == aims.AnswerYes:
		v.Has = Declared
	default:
		for _, a := range f.AssessmentsOf(s.UID) {
			if a.Is.State == aims.AssessmentDraft || a.Is.State == aims.AssessmentInReview {
				v.Has, v.Assessment = Draft, a.Key()
			}
		}
	}
	return v
}

func (c *Counts) add(s *aims.System, v *System) {
	c.Systems++
	if s.Stage.Live() {
		c.Live++
	}
	switch s.Assurance.Affects {
	case aims.AffectsRights:
		c.Rights++
	case aims.AffectsSafety:
		c.Safety++
	case aims.AffectsBoth:
		c.Both++
	}
	if s.Assurance.Affects.People() {
		c.Affecting++
	}
	switch {
	case v.Need == facts.Undetermined:
		c.Undetermined++
	case v.Need == facts.Needed:
		c.Needed++
		switch v.Has {
		case Recorded:
			c.Recorded++
		case Declared:
			c.Declared++
		default:
			c.Missing++
		}
	}
}

// Of judges one system; ok is false when there is none with the UID.
func Of(f *facts.Facts, system kernel.UID) (System, bool) {
	s, ok := facts.Find(f.Systems, system)
	if !ok {
		return System{}, false
	}
	v := judge(f, s)
	v.Unit = s.Is.Unit
	return v, true
}
