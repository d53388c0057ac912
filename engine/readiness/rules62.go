package readiness

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

func pursued(has, lacks, do string, ok func(*facts.Facts, *aims.Objective) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(objectives(f), "objective", "active objectives", has, lacks, do, func(o facts.Of[aims.Objective]) bool { return ok(f, o.Is) })
	}
}

// clause62 are the rules for objectives.
var clause62 = []rule{
	{"6.2-x1", "at least one active objective", 30, anyObjective},
	{"6.2-a", "the policy that each active objective traces to", 10, tracesToPolicy},
	{"6.2-b", "a metric and a target on every active objective", 15, pursued("have a metric and a target", "cannot be measured", "say what is measured and which value is to be reached", func(_ *facts.Facts, o *aims.Objective) bool { return o.Metric != "" && o.Target != nil })},
	{"6.2-c", "the requirements that each active objective takes into account", 10, pursued("name the requirements they consider", "name no requirement", "say which law, contract or need the objective takes into account", func(_ *facts.Facts, o *aims.Objective) bool { return len(o.Considers) > 0 })},
	{"6.2-d", "a measurement of every active objective within its period", 10, pursued("are measured in time", "are not measured in time", "record the measurement of the last period", (*facts.Facts).MeasuredInTime)},
	{"6.2-e", "the day on which those concerned were told of each active objective", 5, pursued("were communicated", "were not communicated", "tell those concerned and record the day", func(f *facts.Facts, o *aims.Objective) bool {
		return o.Communicated != "" && o.Communicated <= f.Today
	})},
	{"6.2-f", "the day on which each active objective was set or changed, within a year", 10, pursued("were set or confirmed within a year", "were not looked at for a year", "confirm or change the objective and record the day", func(f *facts.Facts, o *aims.Objective) bool { return o.SetOn >= f.Today.AddMonths(-12) })},
	{"6.2-g", "active objectives on record, each with an owner", 5, pursued("are on record with an owner", "have no owner", "name the owner", func(_ *facts.Facts, o *aims.Objective) bool { return !o.Owner.IsZero() })},
	{"6.2-x2", "what will be done for each active objective", 10, pursued("say what will be done", "do not say what will be done", "write the plan", func(_ *facts.Facts, o *aims.Objective) bool { return o.Plan.What != "" })},
	{"6.2-x3", "the resources for each active objective", 10, pursued("name their resources", "name no resources", "say which people, money and things the objective needs", func(_ *facts.Facts, o *aims.Objective) bool { return o.Plan.Resources != "" })},
	{"6.2-x4", "who does it, for each active objective", 5, pursued("say who is responsible", "do not say who is responsible", "name who does it", func(_ *facts.Facts, o *aims.Objective) bool { return len(o.Plan.Who) > 0 || !o.Owner.IsZero() })},
	{"6.2-x5", "when each active objective will be complete", 5, pursued("say when they will be complete", "do not say when they will be complete", "set the day", func(_ *facts.Facts, o *aims.Objective) bool { return o.Plan.When != "" || o.Due != "" })},
	{"6.2-x6", "how the result of each active objective will be judged", 10, pursued("say how the result will be judged", "do not say how the result will be judged", "say how the result will be judged", func(_ *facts.Facts, o *aims.Objective) bool { return o.Plan.Evaluation != "" })},
}
