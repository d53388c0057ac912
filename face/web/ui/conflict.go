package ui

import "html/template"

// Conflict is shown when a record changed between reading and saving it: by field, what they saved, what you typed,
// and one field with the merged value that is sent. Nothing is overwritten without a person seeing it.
type Conflict struct {
	Action string
	Hidden []Hidden // the newer revision, so that the next save is compared with it
	Who    string   // who saved in between
	When   string
	Fields []ConflictField
	Same   int // fields both left alone or changed in the same way; their values travel in Hidden
	Submit Action
	Cancel *Link // "Drop my changes"
}

// ConflictField is one field on which the two differ, or that only one changed.
type ConflictField struct {
	Label               string
	Was, Theirs, Yours  string
	Merged              Field // what is sent, prefilled
	TheyChanged, YouDid bool
}

// Both says whether both changed the field, so that a person must decide.
func (c ConflictField) Both() bool { return c.TheyChanged && c.YouDid }

// HTML renders the conflict.
func (c Conflict) HTML() (template.HTML, error) {
	c.Submit.Text = or(c.Submit.Text, "Save the merged version")
	c.Submit.Primary = true
	return run("conflict", c)
}
