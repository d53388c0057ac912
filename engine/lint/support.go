package lint

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// supportChecks are about policy, objectives and competence.
var supportChecks = []check{
	{"L09", "an AI policy in force to which no active objective traces, and active objectives that trace to no policy",
		"what the policy says", policy},
	{"L10", "active objectives without metric or target, or without a measurement in their last period", "", measured},
	{"L11", "people in the AIMS whose needed competence is not held, has no evidence or has run out", "", competence},
}

func policy(f *facts.Facts, r *reporter) {
	traced := 0
	for _, o := range f.Objectives {
		if o.Is.State != "active" {
			continue
		}
		if !o.Is.Policy.IsZero() {
			traced++
			continue
		}
		r.at(o.Record, o.Is.Title, "6.2", Warning, "the objective traces to no policy", "name the policy and the commitment that it serves")
	}
	if d, ok := f.Policy(); ok && f.InForce(d.Is) && traced == 0 {
		r.at(d.Record, d.Is.Title, "5.2", Warning, "no objective traces to the AI policy: nothing is done with it", "set objectives that follow from the policy")
	}
}

func measured(f *facts.Facts, r *reporter) {
	for _, o := range f.Objectives {
		switch {
		case o.Is.State != "active":
		case o.Is.Metric == "" || o.Is.Target == nil:
			r.at(o.Record, o.Is.Title, "6.2", Warning, "the objective has no metric or no target", "say what is measured and which value is to be reached")
		case !f.MeasuredInTime(o.Is):
			r.at(o.Record, o.Is.Title, "9.1", Warning, "the objective was not measured in its last period", "record the measurement")
		}
	}
}

func competence(f *facts.Facts, r *reporter) {
	for _, p := range f.People {
		if facts.Past(p.Is.Left, f.Today) {
			continue
		}
		for _, c := range p.Is.Competences {
			switch {
			case c.Held != aims.KnownYes:
				r.at(p.Record, p.Is.FullName, "7.2", Warning, "the role "+c.Role+" needs a competence that is not there: "+c.Needed, "train the person or give the work to somebody else")
			case len(c.Evidence) == 0:
				r.at(p.Record, p.Is.FullName, "7.2", Warning, "nothing shows the competence for the role "+c.Role+": "+c.Needed, "attach the evidence")
			case facts.Past(c.ValidUntil, f.Today):
				r.at(p.Record, p.Is.FullName, "7.2", Warning, "the competence for the role "+c.Role+" ran out on "+string(c.ValidUntil), "refresh it and attach the evidence")
			}
		}
	}
}
