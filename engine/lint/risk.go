package lint

import (
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// riskChecks are about impact, risk and the statement of applicability.
var riskChecks = []check{
	{"L04", "AI systems that need an impact assessment and have no approved one in force (a privacy assessment does not count, one that the owner merely declares is a warning), and approved full assessments without misuse or society",
		"", assessed},
	{"L05", "significant changes of a live AI system after which neither was an assessment approved nor does the change say when risk and impact were assessed again",
		"changes that nobody wrote on the system's card", reassessed},
	{"L06", "no risk criteria in force, criteria without version, bands, limit or a scale, and live risks that fall in no band",
		"two ratings of one risk that lie more than a band apart: a risk holds one rating", criteria},
	{"L07", "controls that are left out although a live risk or treatment names them, or without a reason; controls that are in without any reason; controls that nobody has decided on once the statement is issued",
		"", applicability},
	{"L08", "residual risks above the line whose acceptance is missing, has run out, has no last day where the band asks for one, or was given by somebody who may not",
		"", accepted},
}

func assessed(f *facts.Facts, r *reporter) {
	for _, s := range f.Systems {
		if need, why := facts.NeedsAssessment(s.Is); need == facts.Needed {
			if _, found, current := f.Assessed(s.UID); !current {
				unassessed(f, r, s, why, found)
			}
		}
	}
	for _, a := range f.Assessments {
		if a.Is.State != aims.AssessmentApproved || a.Is.Type != aims.AssessmentFull {
			continue
		}
		if a.Is.Misuse == "" {
			r.at(a.Record, a.Is.Title, "6.1.4", Error, "the assessment does not look at foreseeable misuse", "say what people may do with the system although they should not")
		}
		if len(a.Is.Society) == 0 {
			r.at(a.Record, a.Is.Title, "A.5.5", Error, "the assessment has no part on society", "assess the effects on society, or say why there are none")
		}
	}
}

func unassessed(f *facts.Facts, r *reporter, s facts.Of[aims.System], why string, found bool) {
	a, _, _ := f.Assessed(s.UID)
	switch {
	case found:
		r.at(a.Record, a.Is.Title, "8.4", Warning, "the impact assessment of "+s.Is.Title+" was due to be looked at again by "+string(a.Is.NextReview), "look at it again and have it approved")
	case s.Is.Assurance.ImpactAssessment.Answer == aims.AnswerYes:
		r.at(s.Record, s.Is.Title, "8.4", Warning, "its owner says that an impact assessment was made, but none is on record", "record the assessment with its approval")
	case slices.ContainsFunc(f.AssessmentsOf(s.UID), func(a facts.Of[aims.Assessment]) bool { return a.Is.Type == "privacy" }):
		r.at(s.Record, s.Is.Title, "6.1.4", Error, "there is only a privacy assessment; "+why, "assess the effects on individuals, groups and society as well")
	case !s.Is.Stage.Used():
		r.at(s.Record, s.Is.Title, "8.4", Warning, "it has no approved impact assessment yet; "+why, "have one approved before the system reaches people")
	default:
		r.at(s.Record, s.Is.Title, "8.4", Error, "it has no approved impact assessment; "+why, "make an impact assessment and have it approved")
	}
}

func reassessed(f *facts.Facts, r *reporter) {
	for _, s := range f.Systems {
		if !covered(s.Is) {
			continue
		}
		if c := f.Reassess(s); c != nil {
			r.at(s.Record, s.Is.Title, "8.4", Warning, "impact was not assessed again after the change of "+string(c.Date)+": "+c.What, "assess risk and impact again, and record the day with the change")
		}
	}
}

func criteria(f *facts.Facts, r *reporter) {
	c, ok := f.InForceCriteria()
	if !ok {
		r.missing("criteria", "6.1.1", Warning, "no risk criteria are in force", "set scales, bands and the load line, and have them approved")
		return
	}
	lacks := func(missing bool, what string) {
		if missing {
			r.at(c.Record, c.Is.Title, "6.1.2", Warning, "the criteria have no "+what, "complete the criteria and have them approved")
		}
	}
	lacks(c.Is.Version == "", "version")
	lacks(len(c.Is.Bands) == 0, "bands")
	lacks(c.Is.Limit == 0, "load line")
	lacks(len(c.Is.Likelihood) == 0 || len(c.Is.Organisation) == 0 || len(c.Is.Individuals) == 0 || len(c.Is.Society) == 0, "scale for likelihood or for one of the three consequences")
	if len(c.Is.Bands) == 0 {
		return
	}
	for _, x := range f.Risks {
		if l := x.Is.Level(); x.Is.State.Live() && l > 0 && c.Is.BandOf(l) == nil {
			r.at(x.Record, x.Is.Title, "6.1.2", Warning, fmt.Sprintf("its level %d falls in no band of the criteria: it was not rated on their scales", l), "rate the risk on the scales of the criteria")
		}
	}
}

func applicability(f *facts.Facts, r *reporter) {
	if len(f.Statements) == 0 {
		return
	}
	needs := neededBy(f)
	issued := false
	if d, ok := f.Applicability(); ok {
		issued = f.InForce(d.Is)
	}
	for _, c := range f.Controls() {
		switch {
		case c.Statement == nil && issued:
			r.missing("control", "6.1.3", Warning, local(c.ID)+" is missing from the Statement of Applicability although it is issued", "decide whether "+local(c.ID)+" is needed, and why")
		case c.Statement == nil:
		case c.Decided && !c.Applicable && len(needs[c.Record.Name]) > 0:
			r.at(c.Record, c.Title, "6.1.3", Error, local(c.ID)+" is left out, but "+facts.List(needs[c.Record.Name], 4)+" needs it", "include the control, or treat the risk without it")
		case c.Decided && !c.Applicable && c.Statement.ExclusionReason == "":
			r.at(c.Record, c.Title, "6.1.3", Warning, local(c.ID)+" is left out without a reason", "say why it is not needed")
		case c.Decided && c.Applicable && len(c.Statement.Reasons) == 0 && len(needs[c.Record.Name]) == 0:
			r.at(c.Record, c.Title, "6.1.3", Warning, local(c.ID)+" is included without any reason", "name the risk, duty, contract or objective that needs it")
		case !c.Decided && issued:
			r.at(c.Record, c.Title, "6.1.3", Warning, "nobody has decided whether "+local(c.ID)+" is needed although the statement is issued", "decide it, and why")
		}
	}
}

// neededBy lists the live risks, treatments and objectives that name a control, by
// the name of its statement. A risk that is merely retained needs none.
func neededBy(f *facts.Facts) map[string][]string {
	out := map[string][]string{}
	for _, x := range f.Risks {
		retained := len(x.Is.Options) > 0 && !slices.ContainsFunc(x.Is.Options, func(o aims.TreatmentOption) bool { return o != "retain" })
		if x.Is.State.Live() && !x.Is.Opportunity && !retained {
			for i := range x.Is.Controls {
				out[x.Is.Controls[i].Name] = append(out[x.Is.Controls[i].Name], x.Key())
			}
		}
	}
	for _, t := range f.Treatments {
		if t.Is.State != aims.TreatmentDropped && t.Is.State != aims.TreatmentIneffective {
			for i := range t.Is.Controls {
				out[t.Is.Controls[i].Name] = append(out[t.Is.Controls[i].Name], t.Key())
			}
		}
	}
	for _, s := range f.Statements {
		if s.Is.Applicable != aims.No && len(s.Is.Objectives) > 0 {
			out[s.Name] = append(out[s.Name], "objective/"+s.Is.Objectives[0].Name)
		}
	}
	return out
}

func accepted(f *facts.Facts, r *reporter) {
	c, ok := f.InForceCriteria()
	if !ok || c.Is.Limit == 0 {
		return
	}
	for _, x := range f.Risks {
		level := x.Is.Level()
		if !x.Is.State.Live() || x.Is.Opportunity || level <= c.Is.Limit || !x.Is.Residual.Rated() {
			continue
		}
		if why := notAccepted(f, c.Is, x.Is, level); why != "" {
			r.at(x.Record, x.Is.Title, "6.1.3", Warning, fmt.Sprintf("its residual level %d lies above the line of %d, and %s", level, c.Is.Limit, why), "have the risk accepted by who may, with a reason and a last day, or treat it further")
		}
	}
}

func notAccepted(f *facts.Facts, c *aims.Criteria, x *aims.Risk, level int) string {
	a, band := x.Acceptance, c.BandOf(level)
	switch {
	case a.IsZero() || a.On > f.Today:
		return "nobody has accepted it"
	case facts.Past(a.Until, f.Today):
		return "its acceptance ended on " + string(a.Until)
	case band == nil:
		return ""
	case band.Accept == aims.AcceptNobody:
		return "nobody may accept a risk in the band " + band.Name
	case band.NeedsEnd && a.Until == "":
		return "its acceptance has no last day, which the band " + band.Name + " asks for"
	case band.Accept == aims.AcceptNamed && !slices.ContainsFunc(band.By, func(p kernel.Ref[aims.Person]) bool { return p.UID == a.By.UID }):
		return "it was accepted by " + a.By.Name + ", who may not in the band " + band.Name
	}
	return ""
}
