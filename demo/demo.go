// Package demo holds the example organisation: Kestrel Quay Lending Software
// B.V., a fictional company of 240 people that makes scoring, fraud, document and
// chat software for lenders. kestrel-quay/ is its AI management system on the day
// of the demo, as code, one YAML file per record; history/ is the year before, so
// that every past day has something to show. Nothing here runs anything: whoever
// loads it writes the steps in order, each with its own date.
package demo

import (
	"embed"
	"io/fs"
	"path"
	"sort"
	"time"
)

//go:embed kestrel-quay history
var files embed.FS

// Day is today in the demo. Its clock starts at nine in the morning in UTC.
var Day = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

const (
	nowDir     = "kestrel-quay"
	historyDir = "history"
	finalList  = "unchanged-since.txt" // records that have looked as they do now since that day
)

// Files is the organisation on Day: a directory that can be applied, changed and
// compared like any other.
func Files() fs.FS {
	sub, err := fs.Sub(files, nowDir)
	if err != nil {
		panic("demo: " + err.Error()) // the directory is compiled in
	}
	return sub
}

// Step is what changed on one day: the records that were written, as whole
// documents, laid over what was there before.
type Step struct {
	Date string // YYYY-MM-DD
	FS   fs.FS
}

// Time is when the step was written: ten in the morning of its day, in UTC, and
// an hour before the clock of the demo starts for the last one.
func (s Step) Time() time.Time {
	t, err := time.Parse(time.DateOnly, s.Date)
	if err != nil {
		panic("demo: a folder of the history is no day: " + s.Date)
	}
	at := t.Add(10 * time.Hour)
	if at.After(Day) {
		return Day.Add(-time.Hour)
	}
	return at
}

// Steps lists the days of the history, oldest first, and at the end Day itself
// with every record as it stands then. Writing them one after the other gives the
// organisation with a year of history; a step that says nothing new changes nothing.
func Steps() []Step {
	days, err := fs.ReadDir(files, historyDir)
	if err != nil {
		panic("demo: " + err.Error())
	}
	var out []Step
	for _, d := range days {
		out = append(out, Step{Date: d.Name(), FS: newDay(path.Join(historyDir, d.Name()))})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Date < out[j].Date })
	return append(out, Step{Date: Day.Format(time.DateOnly), FS: Files()})
}

// Person is somebody who can be signed in as in the demo.
type Person struct {
	Record string // name of the person record; empty for somebody from outside
	Name   string
	Email  string
	Title  string // what they are, for the button
	Role   string // name of the role
}

// People lists who can be signed in as, in the order in which they are offered.
var People = []Person{
	{"maud-lindqvist", "Maud Lindqvist", "maud@kestrelquay.example", "AIMS manager", "aims-manager"},
	{"shira-ben-ami", "Shira Ben-Ami", "shira@kestrelquay.example", "Risk owner, product owner of Kestrel Score", "risk-owner"},
	{"kenji-mori", "Kenji Mori", "kenji@kestrelquay.example", "ML engineer", "contributor"},
	{"ingrid-vaas", "Ingrid Vaas", "ingrid@kestrelquay.example", "Chief executive officer", "executive"},
	{"aoife-byrne", "Aoife Byrne", "aoife@kestrelquay.example", "Internal auditor", "internal-auditor"},
	{"", "Wessel de Groot", "wessel@gannet.example", "Certification auditor, Gannet Assurance", "external-auditor"},
	{"tomas-okafor", "Tomas Okafor", "tomas@kestrelquay.example", "Chief technology officer", "owner"},
	{"hana-kovar", "Hana Kovar", "hana@kestrelquay.example", "Customer support lead", "reader"},
}
