package gallery

import "github.com/plimsoll-aims/plimsoll/face/web/ui"

// AllFields is a form with every kind of field, some of them wrong.
func AllFields() ui.Form {
	people := []ui.Option{{Value: "maud-lindqvist", Text: "Maud Lindqvist"}, {Value: "shira-ben-ami", Text: "Shira Ben-Ami"}}
	bands := []ui.Option{{Value: "low", Text: "Low", Hint: "A nuisance; set right within a day"}, {Value: "high", Text: "High", Hint: "Harm to people or over 100,000 euro"}}
	return ui.Form{Action: "/risks/r-07", Hidden: []ui.Hidden{{Name: "rev", Value: "6"}}, Cancel: &ui.Link{Href: "/risks/r-07", Text: "Cancel"},
		Extra: []ui.Action{{Text: "Save and add another", Name: "then", Value: "new"}},
		Sections: []ui.Section{
			{Title: "What could happen", Fields: []ui.Field{
				{Path: "title", Label: "Title", Kind: ui.TextField, Hint: "What could happen, to whom, in one line.", Errors: []string{"Enter a title of at least three words"}, Value: "Bias"},
				{Path: "description", Label: "Description", Kind: ui.MarkField, Value: "Applicants in **one age band** get lower limits.", Optional: true, Clause: "6.1.2"},
				{Path: "notes", Label: "Notes", Kind: ui.LongField, Optional: true, Rows: 2},
				{Path: "state", Label: "State", Kind: ui.SelectField, Value: "open", Options: []ui.Option{{Value: "open", Text: "Open"}, {Value: "closed", Text: "Closed"}}},
				{Path: "harm", Label: "Consequence for people", Kind: ui.RadioField, Value: "high", Options: bands, Errors: []string{"Choose one, or say in the notes why it is not known"}},
				{Path: "objectives", Label: "Objectives at stake", Kind: ui.ChecksField, Values: []string{"fairness"}, Optional: true, Options: []ui.Option{{Value: "fairness", Text: "Fairness"}, {Value: "privacy", Text: "Privacy"}}},
				{Path: "generative", Label: "A generative model is involved", Kind: ui.CheckField, Value: "true"},
			}},
			{Title: "Who and when", Hint: "Two of these are needed before the risk can be approved.", Fields: []ui.Field{
				{Path: "owner", Label: "Owner", Kind: ui.RefField, Value: "shira-ben-ami", Shown: "Shira Ben-Ami, product owner", Options: people, Find: true},
				{Path: "reviewers", Label: "Reviewers", Kind: ui.RefsField, Values: []string{"maud-lindqvist"}, Options: people, Noun: "reviewer", Optional: true},
				{Path: "due", Label: "Review by", Kind: ui.DateField, Value: "2026-11-30"},
				{Path: "score", Label: "Tries that got through", Kind: ui.NumberField, Value: "five", Unit: "of 60", Errors: []string{"Enter a whole number, such as 5"}},
				{Path: "loss", Label: "Largest loss so far", Kind: ui.MoneyField, Value: "120000", Unit: "EUR", Optional: true, Options: []ui.Option{{Value: "EUR"}, {Value: "GBP"}}},
				{Path: "aliases", Label: "Also known as", Kind: ui.ListField, Optional: true, Noun: "name"},
				{Path: "steps", Label: "Steps", Kind: ui.ItemsField, Noun: "step", Items: []ui.Item{{Title: "Step 1", Fields: []ui.Field{
					{Path: "steps.0.what", Label: "What", Kind: ui.TextField, Value: "Remove postcode from features"}, {Path: "steps.0.due", Label: "By", Kind: ui.DateField, Value: "2026-12-10"}}}}},
				{Path: "file", Label: "Report", Kind: ui.FileField, Accept: ".pdf", Optional: true, Hint: "PDF, up to 20 MB."},
				{Path: "link", Label: "Link", Kind: ui.LinkField, Optional: true},
				{Path: "uid", Label: "Identifier", Kind: ui.GivenField, Value: "r-07"},
			}}}}
}

// FormPage is a form with problems.
func FormPage() ui.Page {
	p := Shell("Edit R-07", "risk")
	p.Crumbs = []ui.Link{{Href: "/risks", Text: "Risks"}, {Href: "/risks/r-07", Text: "R-07"}, {Text: "Edit"}}
	p.Skip = &ui.Link{Href: "#save", Text: "Skip to save"}
	p.Problems = &ui.ErrorSummary{Items: []ui.Link{{Href: "#" + ui.FieldID("title"), Text: "Enter a title of at least three words"}, {Href: "#" + ui.FieldID("harm"), Text: "Choose a consequence for people"}, {Href: "#" + ui.FieldID("score"), Text: "Enter a whole number, such as 5"}}}
	p.Body = []ui.Part{AllFields()}
	return p
}

// Clash is a conflict on save.
func Clash() ui.Conflict {
	return ui.Conflict{Action: "/risks/r-07", Hidden: []ui.Hidden{{Name: "rev", Value: "8"}}, Who: "Hana Kovar", When: "4 minutes ago", Same: 11, Cancel: &ui.Link{Href: "/risks/r-07", Text: "Drop my changes"},
		Fields: []ui.ConflictField{
			{Label: "Owner", Was: "Rafael Duarte", Theirs: "Hana Kovar", Yours: "Shira Ben-Ami", TheyChanged: true, YouDid: true, Merged: ui.Field{Path: "owner", Label: "Save as", Kind: ui.RefField, Value: "shira-ben-ami"}},
			{Label: "Review by", Was: "30 Nov 2026", Theirs: "15 Dec 2026", Yours: "30 Nov 2026", TheyChanged: true, Merged: ui.Field{Path: "due", Label: "Save as", Kind: ui.DateField, Value: "2026-12-15"}}}}
}
