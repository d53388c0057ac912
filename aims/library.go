package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Framework is a framework of your own beside those that Plimsoll ships: a house
// standard, a customer's questionnaire, a regulator's handbook (4.1, 4.2).
type Framework struct {
	// Title says what it is.
	Title string `json:"title" fact:"required,text"`
	// File is the table of its items, CSV or XLSX.
	File kernel.File `json:"file" fact:"required"`
	// Note says where it comes from and why you follow it.
	Note string `json:"note" fact:"long,text"`
}

// Crosswalk relates the items of one framework to those of another, beside the
// crosswalks that Plimsoll ships (4.2).
type Crosswalk struct {
	// Title says what it is.
	Title string `json:"title" fact:"required,text"`
	// File is the table of its pairs, CSV or XLSX.
	File kernel.File `json:"file" fact:"required"`
	// Note says who made it and how.
	Note string `json:"note" fact:"long,text"`
}

// LicensedText is the text of a standard that you have a licence for, to read
// beside our words. It stays with you: it is in no export, no pack and no search,
// and only who may reveal sensitive fields reads it (7.5.3).
type LicensedText struct {
	// Title says what it is. It is not searched for.
	Title string `json:"title" fact:"required"`
	// Framework is the framework whose text it is, such as iso42001:2023.
	Framework string `json:"framework" fact:"required,pattern=^[a-z0-9-]+:[A-Za-z0-9.-]+$"`
	// File is the table of item and text, CSV or XLSX.
	File kernel.File `json:"file" fact:"sensitive"`
	// Note says under which licence you hold it, and who may read it.
	Note string `json:"note" fact:"long,sensitive"`
}

// FrameworkKind registers Framework.
var FrameworkKind = kernel.Define[Framework]("framework",
	kernel.Plural("frameworks", "Your frameworks"), kernel.Title("Framework of your own"), kernel.Clauses("4.1", "4.2"))

// CrosswalkKind registers Crosswalk.
var CrosswalkKind = kernel.Define[Crosswalk]("crosswalk",
	kernel.Plural("crosswalks", "Your crosswalks"), kernel.Title("Crosswalk of your own"), kernel.Clauses("4.2"))

// LicensedTextKind registers LicensedText. Being internal keeps it out of exports
// and packs, whoever makes them.
var LicensedTextKind = kernel.Define[LicensedText]("licensed-text",
	kernel.Plural("licensed-texts", "Licensed texts"), kernel.Title("Licensed text"), kernel.Clauses("7.5.3"), kernel.Internal())
