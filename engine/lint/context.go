package lint

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// contextChecks are about what the AIMS covers.
var contextChecks = []check{
	{"L01", "models in use and suppliers of AI that no live AI system names, live systems that nobody has put inside or outside the scope, proposals of discovery that nobody has decided on for 30 days, and overdue tasks labelled discovery=unmatched",
		"AI that nobody scanned for; what was found by other means is a task with the label", inventory},
	{"L02", "live AI systems in scope without a role of ISO/IEC 22989", "", roles},
	{"L03", "an organisation without the climate decision, or no organisation at all", "", climate},
}

// proposalDays is how long a proposal of discovery may wait for a decision.
const proposalDays = 30

func inventory(f *facts.Facts, r *reporter) {
	models, vendors := used(f)
	for _, m := range f.Models {
		if !models[m.UID] && (m.Is.Retired == "" || m.Is.Retired > f.Today) {
			r.at(m.Record, m.Is.Title, "4.3", Warning, "no live AI system runs on this model: a system is missing from the inventory, or the model is out of use", "name the model on the system that runs on it, or say when it was retired")
		}
	}
	for _, s := range f.Suppliers {
		if !vendors[s.UID] && s.Is.Tier != "none" && s.Is.Tier != "" && (s.Is.Ended == "" || s.Is.Ended > f.Today) {
			r.at(s.Record, s.Is.Title, "A.4.2", Warning, "no live AI system depends on this supplier: what it provides is missing from the inventory", "record the AI system that uses the service, or say when the relation ended")
		}
	}
	for _, s := range f.Systems {
		if s.Is.Stage.Live() && s.Is.InScope == "" {
			r.at(s.Record, s.Is.Title, "4.3", Warning, "nobody has decided whether the AIMS covers this system", "decide whether it is in scope, and why if it is not")
		}
	}
	for _, p := range f.Proposals {
		if p.Is.State == aims.ProposalOpen && p.Is.Gone == "" && p.Is.FirstSeen.Before(f.Today.Add(-proposalDays)) {
			r.at(p.Record, p.Is.Title, "4.1", Error, "what looks like an AI system was found on "+string(p.Is.FirstSeen)+", and nobody has decided on it", "claim it as a system, merge it into one, or dismiss it with a reason")
		}
	}
	for _, t := range f.Tasks {
		if t.Is.State.Live() && labelled(t.Record, "discovery", "unmatched") && facts.Past(t.Is.Due, f.Today) {
			r.at(t.Record, t.Is.Title, "4.1", Error, "AI that was found is not matched to the inventory since "+string(t.Is.Due), "record the AI system, or say why the find is none")
		}
	}
}

// used gives the models and suppliers that live systems depend on, directly or
// through their models and data sets.
func used(f *facts.Facts) (models, vendors map[kernel.UID]bool) {
	models, vendors = map[kernel.UID]bool{}, map[kernel.UID]bool{}
	data := map[kernel.UID]bool{}
	for _, s := range f.Systems {
		if !s.Is.Stage.Live() {
			continue
		}
		for i := range s.Is.Models {
			models[s.Is.Models[i].UID] = true
		}
		for i := range s.Is.Suppliers {
			vendors[s.Is.Suppliers[i].UID] = true
		}
		for i := range s.Is.Datasets {
			data[s.Is.Datasets[i].UID] = true
		}
	}
	for range f.Models { // a base model may itself have a base
		before := len(models)
		for _, m := range f.Models {
			if models[m.UID] && !m.Is.Base.IsZero() {
				models[m.Is.Base.UID] = true
			}
		}
		if len(models) == before {
			break
		}
	}
	for _, m := range f.Models {
		if models[m.UID] {
			vendors[m.Is.Supplier.UID] = true
			for i := range m.Is.TrainedOn {
				data[m.Is.TrainedOn[i].UID] = true
			}
			for i := range m.Is.TestedOn {
				data[m.Is.TestedOn[i].UID] = true
			}
		}
	}
	for _, d := range f.Datasets {
		if data[d.UID] {
			vendors[d.Is.Supplier.UID] = true
		}
	}
	return models, vendors
}

// covered says whether a system is live and not put outside the scope.
func covered(s *aims.System) bool { return s.Stage.Live() && s.InScope != aims.No }

func roles(f *facts.Facts, r *reporter) {
	for _, s := range f.Systems {
		if covered(s.Is) && len(s.Is.Roles) == 0 {
			r.at(s.Record, s.Is.Title, "4.1", Warning, "the organisation's role towards this system is not recorded", "say whether you provide, produce or use it")
		}
	}
}

func climate(f *facts.Facts, r *reporter) {
	o, ok := f.Organisation()
	switch {
	case !ok:
		r.missing("organisation", "4.1", Warning, "no organisation is recorded, so no decision on climate change either", "describe the organisation and decide whether climate change matters to the AIMS")
	case o.Is.Climate.Relevant == "":
		r.at(o.Record, o.Is.Title, "4.1", Warning, "nobody has decided whether climate change is relevant", "decide it, with reasons and the day, in the organisation's profile")
	}
}
