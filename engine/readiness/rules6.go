package readiness

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

func ratedRisks(has, lacks, do string, ok func(facts.Of[aims.Risk]) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict { return every(risks(f), "risk", "live risks", has, lacks, do, ok) }
}

func planned(has, lacks, do string, ok func(*aims.Treatment) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(treatments(f), "treatment", "items of the treatment plan", has, lacks, do, func(t facts.Of[aims.Treatment]) bool { return ok(t.Is) })
	}
}

// clause61 are the rules for risk, treatment and impact assessment.
var clause61 = []rule{
	{"6.1.1-x1", "at least one risk and one opportunity", 30, func(f *facts.Facts) verdict {
		chances := facts.Where(f.Risks, func(r *aims.Risk) bool { return r.Opportunity })
		switch {
		case len(f.Risks) == 0:
			return silent("risk", "the register is empty", "record the first risk")
		case len(chances) == 0:
			v := gap("", "the register has no opportunity", "record what could go better than planned")
			v.create = "risk"
			return v
		}
		return met(facts.Count(len(f.Risks)-len(chances), "risk", "risks")+" and "+facts.Count(len(chances), "opportunity", "opportunities")+" are on record", facts.Keys(f.Risks)...)
	}},
	{"6.1.1-x2", "the objective at stake, on every live risk", 10, ratedRisks("name the objective at stake", "name no objective at stake", "say which objective of Annex C or of your own the risk touches", touchesObjective)},
	{"6.1.1-x3", "risk criteria in force with bands and a limit", 40, criteriaThat("the criteria separate acceptable from unacceptable risk", "the criteria have no bands or no limit", "set the bands and the load line", func(c *aims.Criteria) bool { return len(c.Bands) > 0 && c.Limit > 0 })},
	{"6.1.1-x4", "scales for likelihood, organisation, individuals and society in the criteria", 30, criteriaThat("the criteria have scales for all three consequences", "a scale is missing in the criteria", "write the anchors of all four scales", func(c *aims.Criteria) bool {
		return len(c.Likelihood) > 0 && len(c.Organisation) > 0 && len(c.Individuals) > 0 && len(c.Society) > 0
	})},
	{"6.1.1-x5", "the intended use of the AI system behind every live risk", 10, func(f *facts.Facts) verdict {
		return every(risks(f), "risk", "live risks", "have their context", "come from a system without intended use", "describe the intended use of the system", func(r facts.Of[aims.Risk]) bool {
			if r.Is.System.IsZero() {
				return true
			}
			s, ok := facts.Find(f.Systems, r.Is.System.UID)
			return ok && s.Is.IntendedUse != ""
		})
	}},
	{"6.1.1-a", "a treatment or an acceptance for every risk above the line", 20, treatedOverLine},
	{"6.1.1-b1", "the process that each treatment becomes part of", 5, planned("say which process they are part of", "name no process", "name the process of the AIMS that the action belongs to", func(t *aims.Treatment) bool { return t.Process != "" })},
	{"6.1.1-b2", "how one will see that each treatment works", 5, planned("say how one will see that they work", "do not say how one will see that they work", "write the criterion", func(t *aims.Treatment) bool { return t.Criterion != "" })},
	{"6.1.1-x6", "the day on which every live risk was identified", 5, ratedRisks("have the day on which they were identified", "have no day on which they were identified", "say when the risk was first written down", func(r facts.Of[aims.Risk]) bool { return r.Is.Identified != "" })},

	{"6.1.2-x1", "the method in the risk criteria, or a document for it (MD-05)", 40, methodInForce},
	{"6.1.2-b", "a second person who rated every risk above the line", 15, func(f *facts.Facts) verdict {
		return every(overLine(f), "risk", "risks above the line before treatment", "were rated by two people", "were rated by one person alone", "have a second person rate the risk", func(r facts.Of[aims.Risk]) bool { return len(r.Is.AssessedBy) > 1 })
	}},
	{"6.1.2-c", "the AI objectives or objectives of Annex C that every live risk touches", 10, ratedRisks("name what they help or hinder", "name no objective", "say which objective the risk helps or hinders", touchesObjective)},
	{"6.1.2-d1", "all three consequences on every live risk", 10, ratedRisks("have all three consequences rated", "lack a consequence", "rate the consequences for the organisation, for individuals and for society", func(r facts.Of[aims.Risk]) bool {
		i := r.Is.Inherent
		return i.Organisation > 0 && i.Individuals > 0 && i.Society > 0
	})},
	{"6.1.2-d2", "the likelihood of every live risk", 5, ratedRisks("have a likelihood", "have no likelihood", "rate the likelihood", func(r facts.Of[aims.Risk]) bool { return r.Is.Inherent.Likelihood > 0 })},
	{"6.1.2-d3", "the level of every live risk", 5, ratedRisks("have a level", "have no level", "rate the risk", func(r facts.Of[aims.Risk]) bool { return r.Is.Inherent.Rated() })},
	{"6.1.2-e1", "the band of the criteria that every live risk falls in", 10, func(f *facts.Facts) verdict {
		c, ok := f.InForceCriteria()
		if !ok {
			return silent("criteria", "there are no risk criteria in force to compare with", "set the risk criteria")
		}
		return every(risks(f), "risk", "live risks", "fall in a band of the criteria", "fall in no band", "rate the risk on the scales of the criteria", func(r facts.Of[aims.Risk]) bool { return c.Is.BandOf(r.Is.Level()) != nil })
	}},
	{"6.1.2-e2", "a level on every live risk, and none above the line left lying", 10, func(f *facts.Facts) verdict {
		return both(ratedRisks("can be ranked", "cannot be ranked", "rate the risk", func(r facts.Of[aims.Risk]) bool { return r.Is.Level() > 0 })(f), treatedOverLine(f))
	}},
	{"6.1.2-x2", "the method in the risk criteria, or a document for it (MD-05)", 40, methodInForce},

	{"6.1.3-x1", "a document for the risk treatment process (MD-08), in force", 60, document("risk treatment process", "MD-08")},
	{"6.1.3-a", "the treatment options of every live risk", 5, ratedRisks("have an option chosen", "have no option chosen", "choose how to treat the risk", func(r facts.Of[aims.Risk]) bool { return len(r.Is.Options) > 0 })},
	{"6.1.3-b", "the controls of every live risk that is to be modified", 10, func(f *facts.Facts) verdict {
		return every(facts.Where(risks(f), modified), "risk", "risks to be modified", "name their controls", "name no control", "name the controls that act on the risk", func(r facts.Of[aims.Risk]) bool { return len(r.Is.Controls) > 0 })
	}},
	{"6.1.3-c", "a decision on each of the 38 controls", 30, annexDecided},
	{"6.1.3-d", "controls of the organisation's own", 20, func(f *facts.Facts) verdict {
		own := facts.Where(f.Statements, func(c *aims.Control) bool { return c.Framework() != "iso42001" })
		if len(own) == 0 {
			return silent("control", "no control beyond Annex A is recorded", "record the controls of your own, or state that none is needed and why")
		}
		return met(facts.Count(len(own), "control of your own is", "controls of your own are")+" recorded", facts.Keys(own)...)
	}},
	{"6.1.3-e", "how every applicable control is put into practice", 10, func(f *facts.Facts) verdict {
		return overControls(applicable(f), "control", "have their implementation described", "do not say how they are put into practice", "read the guidance and say how the control is put into practice", func(c *facts.Control) bool { return c.Statement != nil && c.Statement.Implementation != "" })
	}},
	{"6.1.3-f", "a reason for each of the 38 controls, none left out that a live risk names, and an approved statement (MD-06)", 30, func(f *facts.Facts) verdict {
		return both(annexDecided(f), noneMissed(f), documentIn(f, "Statement of Applicability", "MD-06"))
	}},
	{"6.1.3-g", "an owner and a day for every item of the treatment plan", 10, planned("have an owner and a day", "have no day", "say until when it is to be done", func(t *aims.Treatment) bool { return !t.Owner.IsZero() && (t.Due != "" || t.Done != "") })},
	{"6.1.3-x2", "an approved treatment plan (MD-07), and a valid acceptance of every residual risk above the line", 20, func(f *facts.Facts) verdict {
		return both(documentIn(f, "approval of the risk treatment plan", "MD-07"), acceptedOverLine(f))
	}},
	{"6.1.3-x3", "the controls that serve each active objective", 15, func(f *facts.Facts) verdict {
		served := map[string]bool{}
		for _, s := range f.Statements {
			for i := range s.Is.Objectives {
				served[s.Is.Objectives[i].Name] = true
			}
		}
		return every(objectives(f), "objective", "active objectives", "are served by a control", "are served by no control", "name the objective in the controls that serve it", func(o facts.Of[aims.Objective]) bool { return served[o.Name] })
	}},
	{"6.1.3-x4", "a statement with an owner for every applicable control", 15, func(f *facts.Facts) verdict {
		return overControls(applicable(f), "control", "have a statement and an owner", "have no owner", "name who answers for the control", func(c *facts.Control) bool { return c.Statement != nil && !c.Statement.Owner.IsZero() })
	}},
	{"6.1.3-x7", "a document for the risk treatment process (MD-08), in force", 60, document("risk treatment process", "MD-08")},

	{"6.1.4-x1", "a procedure for impact assessments (clause 6.1.4 or control A.5.2), in force", 60, document("impact assessment procedure", "iso42001:6.1.4", "iso42001:6.1.4-x1", "iso42001:A.5.2")},
	{"6.1.4-x2", "intended use and foreseeable misuse in every approved full assessment", 30, assessed("look at intended use and misuse", "do not look at intended use or misuse", "complete the assessment", func(a *aims.Assessment) bool { return a.Intended != "" && a.Misuse != "" })},
	{"6.1.4-x3", "context and jurisdictions in every approved full assessment", 20, assessed("state context and jurisdictions", "lack context or jurisdictions", "describe the setting and name the jurisdictions", func(a *aims.Assessment) bool { return a.Context != "" && len(a.Jurisdictions) > 0 })},
	{"6.1.4-x4", "a conclusion in every approved assessment", 10, func(f *facts.Facts) verdict {
		return every(approved(f), "assessment", "approved assessments", "come to a conclusion", "come to no conclusion", "say what the assessment comes to", func(a facts.Of[aims.Assessment]) bool { return a.Is.Conclusion != "" })
	}},
	{"6.1.4-x5", "the decision who gets to see every approved full assessment", 5, assessed("have a decision on publication", "have no decision on publication", "decide who gets to see the result", func(a *aims.Assessment) bool { return a.Publication.Decision != "" })},
	{"6.1.4-x6", "the risks that every approved full assessment went into", 10, assessed("went into risks", "went into no risk", "link the risks that follow from the assessment", func(a *aims.Assessment) bool { return len(a.Risks) > 0 })},
}

func assessed(has, lacks, do string, ok func(*aims.Assessment) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(fullAssessments(f), "assessment", "approved full assessments", has, lacks, do, func(a facts.Of[aims.Assessment]) bool { return ok(a.Is) })
	}
}

func touchesObjective(r facts.Of[aims.Risk]) bool {
	return r.Is.Objective != "" || len(r.Is.Threatens) > 0
}

func modified(r *aims.Risk) bool {
	for _, o := range r.Options {
		if o == "modify" {
			return true
		}
	}
	return false
}

func treatedOverLine(f *facts.Facts) verdict {
	list := overLine(f)
	if len(list) == 0 {
		return silent("risk", "no risk is rated above the line", "rate the risks and set the line")
	}
	return every(list, "treatment", "risks above the line before treatment", "are treated or accepted", "are neither treated nor accepted", "plan a treatment, or have the risk accepted", func(r facts.Of[aims.Risk]) bool {
		return len(f.TreatmentsOf(r.UID)) > 0 || !r.Is.Acceptance.IsZero()
	})
}

func acceptedOverLine(f *facts.Facts) verdict {
	limit := line(f)
	list := facts.Where(risks(f), func(r *aims.Risk) bool { return r.Level() > limit })
	if len(list) == 0 {
		return met("no residual risk lies above the line")
	}
	return every(list, "risk", "residual risks above the line", "are accepted", "are not accepted, or no longer", "have the risk accepted by who may, with a reason and a last day", func(r facts.Of[aims.Risk]) bool {
		return !r.Is.Acceptance.IsZero() && !facts.Past(r.Is.Acceptance.Until, f.Today)
	})
}

func methodInForce(f *facts.Facts) verdict {
	v := criteriaThat("the criteria say how risks are found and rated", "the criteria have no method", "write the method", func(c *aims.Criteria) bool { return c.Method != "" })(f)
	if v.state == Met {
		return v
	}
	if d := documentIn(f, "risk assessment process", "MD-05"); d.state == Met {
		return d
	}
	return v
}

func annexDecided(f *facts.Facts) verdict {
	var annex []*facts.Control
	for _, c := range f.Controls() {
		if !c.Custom() {
			annex = append(annex, c)
		}
	}
	return overControls(annex, "control", "of Annex A are decided with a reason", "of Annex A are not decided or have no reason", "decide whether the control is needed, and why", func(c *facts.Control) bool {
		if !c.Decided {
			return false
		}
		if c.Applicable {
			return len(c.Statement.Reasons) > 0 || needed(f, c)
		}
		return c.Statement.ExclusionReason != ""
	})
}

// needed says whether a live risk names the control.
func needed(f *facts.Facts, c *facts.Control) bool {
	for _, r := range risks(f) {
		for i := range r.Is.Controls {
			if r.Is.Controls[i].UID == c.Record.UID {
				return true
			}
		}
	}
	return false
}

// noneMissed finds controls that are left out although a live risk names them.
func noneMissed(f *facts.Facts) verdict {
	out := map[string]string{}
	for _, c := range f.Controls() {
		if c.State == facts.Excluded && c.Record != nil {
			out[c.Record.Name] = c.ID
		}
	}
	for _, r := range risks(f) {
		for i := range r.Is.Controls {
			if id := out[r.Is.Controls[i].Name]; id != "" {
				return gap("control/"+r.Is.Controls[i].Name, id+" is left out although "+r.Key()+" names it", "include the control, or treat the risk without it")
			}
		}
	}
	return met(strconv.Itoa(len(out)) + " controls are left out, none of them named by a live risk")
}
