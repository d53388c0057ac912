package lint

import (
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// systemChecks are about how AI systems are made, run, bought and ended.
var systemChecks = []check{
	{"L12", "results of models in use that have no threshold, and live AI systems that claim to have looked for disparities while no model of theirs has a result for a group of people with a threshold",
		"test plans and reports that are only files", metrics},
	{"L13", "AI systems in operation under human oversight that was neither exercised nor shown by fresh evidence for A.9.3 within a year",
		"the overrides themselves", oversight},
	{"L14", "AI systems in operation whose monitoring is said to be missing, or is neither planned in a document, proven by evidence for A.6.2.6, measured by an objective nor claimed; and overdue tasks labelled source=monitoring",
		"the alerts themselves: one that waits is a task with the label", monitoring},
	{"L15", "suppliers of live AI systems without a review, or whose review is overdue or rejected; versions of models in use that changed unplanned while no system that runs on them has a change recorded; models whose version can change unseen",
		"changes that the supplier did not tell and nobody noticed", suppliers},
	{"L16", "data sets in use without source, rights or full provenance", "", provenance},
	{"L22", "retired AI systems that do not say what became of data, models and users", "", retired},
}

// year is how long a drill or a test holds.
const year = 365

func metrics(f *facts.Facts, r *reporter) {
	models, _ := used(f)
	grouped := map[kernel.UID]bool{}
	for _, m := range f.Models {
		if !models[m.UID] {
			continue
		}
		for _, x := range m.Is.Metrics {
			if x.Threshold == nil {
				r.at(m.Record, m.Is.Title, "A.6.2.4", Warning, "the result for "+x.Name+" has no threshold to be judged by", "say which value it had to reach")
			} else if x.Group != "" {
				grouped[m.UID] = true
			}
		}
	}
	for _, s := range f.Systems {
		if covered(s.Is) && s.Is.Assurance.Disparities.Answer == aims.AnswerYes &&
			!slices.ContainsFunc(s.Is.Models, func(m kernel.Ref[aims.Model]) bool { return grouped[m.UID] }) {
			r.at(s.Record, s.Is.Title, "A.5.4", Warning, "it claims that disparities were looked for, but no result for a group of people has a threshold", "record the metric, the group, the value and the threshold on the model")
		}
	}
}

func oversight(f *facts.Facts, r *reporter) {
	watched := map[aims.OversightMode]bool{"every-output": true, "exceptions": true, "monitoring": true}
	shown := provenFor(f, "iso42001:A.9.3")
	for _, s := range f.Systems {
		o := s.Is.Oversight
		if !covered(s.Is) || s.Is.Stage != aims.StageInOperation || !watched[o.Mode] || shown[s.UID] {
			continue
		}
		if o.LastExercised == "" || o.LastExercised < f.Today.Add(-year) {
			r.at(s.Record, s.Is.Title, "A.9.3", Warning, "human oversight is described, but nothing shows that anybody stepped in or drilled it within a year", "record the last override or drill, or attach a sample of the log as evidence for A.9.3")
		}
	}
}

// provenFor gives the systems that fresh evidence for a control names.
func provenFor(f *facts.Facts, control string) map[kernel.UID]bool {
	out := map[kernel.UID]bool{}
	c := f.Control(control)
	if c == nil || c.Record == nil {
		return out
	}
	for _, e := range kernel.Each[aims.Evidence](f.Evidence) {
		if !slices.ContainsFunc(e.Controls, func(x kernel.Ref[aims.Control]) bool { return x.UID == c.Record.UID }) {
			continue
		}
		if s, _ := facts.Stands(e, f.Today, 0); s == facts.Fresh {
			for i := range e.Systems {
				out[e.Systems[i].UID] = true
			}
		}
	}
	return out
}

func monitoring(f *facts.Facts, r *reporter) {
	general, named := monitored(f)
	for _, s := range f.Systems {
		if !covered(s.Is) || s.Is.Stage != aims.StageInOperation {
			continue
		}
		answer := s.Is.Assurance.Monitoring.Answer
		switch {
		case answer == aims.AnswerNo && s.Is.Assurance.Affects != aims.AffectsNeither:
			r.at(s.Record, s.Is.Title, "A.6.2.6", Warning, "its owner says that it is not monitored", "set up monitoring of its performance and effects")
		case answer == "" && s.Is.InScope == aims.Yes && !general && !named[s.UID]:
			r.at(s.Record, s.Is.Title, "A.6.2.6", Warning, "it is in operation, and nothing says how it is monitored", "write the monitoring plan (a document for A.6.2.6), or attach evidence")
		}
	}
	for _, t := range f.Tasks {
		if t.Is.State.Live() && labelled(t.Record, "source", "monitoring") && facts.Past(t.Is.Due, f.Today) {
			r.at(t.Record, t.Is.Title, "9.1", Warning, "an alert of the monitoring was to be dealt with by "+string(t.Is.Due), "deal with the alert and say what came of it")
		}
	}
}

// monitored says whether a document in force plans monitoring for all systems, and
// which systems evidence, an objective or their own documentation names.
func monitored(f *facts.Facts) (general bool, named map[kernel.UID]bool) {
	named = provenFor(f, "iso42001:A.6.2.6")
	for _, d := range f.DocumentsFor("iso42001:A.6.2.6") {
		general = general || f.InForce(d.Is)
	}
	if c := f.Control("iso42001:A.6.2.6"); c != nil && c.State == facts.Proven && c.Evidence.General() {
		general = true
	}
	for _, o := range f.Objectives {
		for i := range o.Is.Systems {
			named[o.Is.Systems[i].UID] = true
		}
	}
	return general, named
}

func suppliers(f *facts.Facts, r *reporter) {
	models, vendors := used(f)
	for _, s := range f.Suppliers {
		if !vendors[s.UID] || s.Is.Tier == "none" || facts.Past(s.Is.Ended, f.Today) {
			continue
		}
		switch {
		case s.Is.Reviewed == "" || s.Is.Outcome == "pending":
			r.at(s.Record, s.Is.Title, "A.10.3", Warning, "the supplier was never reviewed", "review the supplier")
		case s.Is.Outcome == "rejected":
			r.at(s.Record, s.Is.Title, "A.10.3", Warning, "live AI systems depend on a supplier that the review rejected", "replace the supplier, or review it again")
		case facts.Past(s.Is.NextReview, f.Today):
			r.at(s.Record, s.Is.Title, "A.10.3", Warning, "the review of the supplier is overdue since "+string(s.Is.NextReview), "review the supplier and set the next review")
		}
	}
	for _, m := range f.Models {
		if models[m.UID] {
			versions(f, r, m)
		}
	}
}

func versions(f *facts.Facts, r *reporter, m facts.Of[aims.Model]) {
	for i, v := range m.Is.Versions {
		if i == 0 || v.Planned || v.From > f.Today || v.From < f.Today.Add(-year) || changedOn(f, m.UID, v.From) {
			continue
		}
		r.at(m.Record, m.Is.Title, "8.1", Warning, "version "+v.Version+" came into use on "+string(v.From)+" without a planned change, and no system that runs on it has the change recorded", "record the change on the systems, and assess them again")
	}
	if m.Is.Origin != "supplier" || m.Is.Pinned == aims.KnownYes {
		return
	}
	if s, ok := facts.Find(f.Suppliers, m.Is.Supplier.UID); ok && s.Is.Clauses.VersionNotice == aims.AnswerNo {
		r.at(m.Record, m.Is.Title, "A.10.3", Warning, "its version can change unseen: it is "+pinnedHow[m.Is.Pinned]+", and "+s.Is.Title+" owes no notice", "pin the version, or agree on notice with the supplier")
	}
}

// pinnedHow says how far a model's version is held.
var pinnedHow = map[aims.Known]string{"": "not pinned", aims.KnownNo: "not pinned", aims.KnownInPart: "pinned in part", aims.KnownNot: "not known to be pinned"}

// changedOn says whether a system that runs on the model has a change recorded
// within two months of the day.
func changedOn(f *facts.Facts, model kernel.UID, day kernel.Date) bool {
	for _, s := range f.Systems {
		if !slices.ContainsFunc(s.Is.Models, func(m kernel.Ref[aims.Model]) bool { return m.UID == model }) {
			continue
		}
		for i := range s.Is.Changes {
			if d := s.Is.Changes[i].Date; d >= day.Add(-60) && d <= day.Add(60) {
				return true
			}
		}
	}
	return false
}

func provenance(f *facts.Facts, r *reporter) {
	models, _ := used(f)
	data := map[kernel.UID]bool{}
	mark := func(list []kernel.Ref[aims.Dataset]) {
		for i := range list {
			data[list[i].UID] = true
		}
	}
	for _, s := range f.Systems {
		if s.Is.Stage.Live() {
			mark(s.Is.Datasets)
		}
	}
	for _, m := range f.Models {
		if models[m.UID] {
			mark(m.Is.TrainedOn)
			mark(m.Is.TestedOn)
		}
	}
	for _, d := range f.Datasets {
		switch {
		case !data[d.UID]:
		case d.Is.Source == "":
			r.at(d.Record, d.Is.Title, "A.7.5", Warning, "nobody has said where the data come from", "record the source")
		case d.Is.Rights == "":
			r.at(d.Record, d.Is.Title, "A.7.5", Warning, "nothing says what allows us to use the data", "record the licence, contract, law or consent")
		case d.Is.Provenance != aims.ProvenanceFull:
			r.at(d.Record, d.Is.Title, "A.7.5", Warning, "the way of the data to us is not fully known", "find out the missing steps, or stop using what cannot be traced")
		}
	}
}

func retired(f *facts.Facts, r *reporter) {
	for _, s := range f.Systems {
		if s.Is.Stage == aims.StageRetired && s.Is.InScope != aims.No && s.Is.Decommissioned == "" {
			r.at(s.Record, s.Is.Title, "A.6.2.6", Warning, "it is retired, and nothing says what became of data, models and users", "say what was deleted, what is kept and who was told")
		}
	}
}
