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
// The package knows nothing of records, kinds or requests: no kernel, no clock, no session. It promises that every page
// works without script, needs nothing from another host and keeps the policy in Headers: no inline style, script or
// event handler anywhere. Package gallery shows each part with real content and is what the tests render.
package ui
