// Package ui is the visual language of Plimsoll: one stylesheet, one small script, the page shell and every
// component that a page is made of.
//
// A page is a value. You fill plain structs ("view models"), put them together and hand them to Render:
//
//	err := ui.Render(w, ui.Page{
//		Title: "Risk register", Heading: "Risk register",
//		State: "12 risks. 2 sit above the line and need a decision.",
//		Nav:   ui.MainNav("risk", map[string]int{"risk": 2}), User: user, AsOf: asof,
//		Body:  []ui.Part{ui.Card{Title: "All risks", Body: []ui.Part{ui.Table{…}}}},
//	})
//
// Everything that can stand in a page is a Part; Grid, Columns and Card hold other parts. Texts in view models are
// plain text and are escaped here; the only ways to put markup on a page are the parts of this package, Markdown
// (cleaned) and HTML (you vouch for it). Links that are not relative, http, https or mailto lose their target.
//
// Which part answers which question:
//
//	how close to the limit?         LoadLine        where are the risks?           Heat
//	would we pass?                  ClauseBars, Cells, Readiness, Meter, Key
//	are we on time?                 Path            what do I do now?              Tasks, Steps
//	is proof fresh?                 Freshness       does it drift?                 Spark
//	which records are there?        Table           what is this record?           Facts, BackLinks
//	what changed?                   History, Diff, Tasks with Changes
//	how is that figure worked out?  Explain         what may I change?             Form, SoA, Conflict
//	what went wrong?                Problem, ErrorSummary, Note
//	who am I?                       SignIn          where is it?                   SearchResults
//
// In cells and facts stand the small ones: Text, Soft, None, MainLink, Link, Ref, Badge, Level, Person, Stamp, Tags,
// Range, Inline.
//
// Texts are plain, in the second person, and say number, consequence and next act: "2 sit above the line and need a
// decision". An error says what to do, not what went wrong. Oxide, the colour of the load line, means "the limit
// somebody set" and nothing else; a status is always a shape, a word and a colour.
//
// The package knows nothing of records, kinds or requests: no kernel, no clock, no session. It promises that every page
// works without script, needs nothing from another host and keeps the policy in Headers: no inline style, script or
// event handler anywhere. Package gallery shows each part with real content and is what the tests render.
package ui
