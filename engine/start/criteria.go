package start

import "github.com/plimsoll-aims/plimsoll/aims"

// criteria are a draft with five steps each. A level is likelihood times the worst
// of the three consequences; the line is drawn above 9.
func (w *writer) criteria() *aims.Criteria {
	return &aims.Criteria{Title: "AI risk criteria", Version: "0.1", State: aims.DocumentDraft, Owner: w.owner(), ReviewMonths: 12, NextReview: w.today.AddMonths(12),
		Method: "Draft. Rate the consequences for the organisation, for individuals and for society apart, and never net them: the highest counts. The level is likelihood times that consequence. " +
			"Two people rate each risk, one of them from outside the team. Change the steps below so that they fit you, before the first risk is rated.",
		Likelihood: []aims.LikelihoodStep{
			{Value: 1, Word: "rare", Meaning: "Less than once in ten years.", To: 0.1},
			{Value: 2, Word: "unlikely", Meaning: "Once in two to ten years.", From: 0.1, To: 0.5},
			{Value: 3, Word: "possible", Meaning: "About once a year.", From: 0.5, To: 1.5},
			{Value: 4, Word: "likely", Meaning: "Several times a year.", From: 1.5, To: 6},
			{Value: 5, Word: "almost certain", Meaning: "Every two months or more often, or happening now.", From: 6}},
		Organisation: steps("Handled within the team; nobody outside notices.", "Some customers notice; a complaint or two.",
			"A customer leaves or a legal deadline is missed.", "Several customers leave, or a supervisor asks questions.", "The organisation's existence or licence is in question."),
		Individuals: steps("An inconvenience that is put right at once.", "Somebody loses time or has to complain.",
			"Somebody is treated wrongly in a way that can be put right.", "Lasting harm to somebody's money, work, privacy or dignity.", "Harm to life or health, or to the basic rights of many."),
		Society: steps("No effect beyond those directly concerned.", "A local or short effect.",
			"A group is put at a disadvantage, or trust in a service falls.", "A lasting effect on a group, a market or the environment.", "A lasting effect on public safety, elections or the rule of law."),
		Bands: []aims.Band{
			{Name: "low", From: 1, To: 4, Accept: aims.AcceptOwner},
			{Name: "medium", From: 5, To: 9, Accept: aims.AcceptOwner, NeedsEnd: true},
			{Name: "high", From: 10, To: 15, Accept: aims.AcceptNamed, By: w.people(), NeedsEnd: true},
			{Name: "intolerable", From: 16, To: 25, Accept: aims.AcceptNobody}},
		Limit: 9}
}

func steps(meaning ...string) []aims.ConsequenceStep {
	words := []string{"minor", "noticeable", "serious", "severe", "critical"}
	out := make([]aims.ConsequenceStep, len(meaning))
	for i, m := range meaning {
		out[i] = aims.ConsequenceStep{Value: i + 1, Word: words[i], Meaning: m}
	}
	return out
}
