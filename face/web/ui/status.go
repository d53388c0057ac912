package ui

import (
	"html/template"
	"strings"
)

// Status is a state that is shown as a shape, a word and a colour, always all three.
type Status string

// The states of a control or requirement, with the words of the public contract, and four general ones.
const (
	Proven     Status = "proven"
	InPlace    Status = "in-place"
	InProgress Status = "in-progress"
	NotStarted Status = "not-started"
	Stale      Status = "stale"
	Excluded   Status = "excluded"
	OK         Status = "ok"
	Info       Status = "info"
	Warn       Status = "warn"
	Bad        Status = "bad"
)

// ControlStates lists the states of a control in the order in which they are counted.
var ControlStates = []Status{Proven, InPlace, Stale, InProgress, NotStarted, Excluded}

type look struct{ class, word, shape string }

const (
	tick     = `<path class="k2" d="M2.5 7.4 5.6 10.5 11.5 3.8"/>`
	triangle = `<path d="M7 1.6 13 12H1z"/><path class="ko" d="M7 5.4v3M7 10.2v.1"/>`
)

var looks = map[Status]look{
	Proven:     {"ok eff", "Proven", tick},
	InPlace:    {"ok imp", "In place", `<circle class="k" cx="7" cy="7" r="5"/><path d="M7 2a5 5 0 0 1 0 10z"/>`},
	InProgress: {"info wip", "In progress", `<circle class="k" cx="7" cy="7" r="5"/><path d="M7 7V2a5 5 0 0 1 5 5z"/>`},
	NotStarted: {"mute todo", "Not started", `<circle class="k kd" cx="7" cy="7" r="4.6"/>`},
	Stale:      {"warn stale", "Evidence stale", triangle},
	Excluded:   {"mute na", "Excluded", `<path class="k2" d="M3 7h8"/>`},
	OK:         {"ok", "OK", tick},
	Info:       {"info", "Note", `<circle cx="7" cy="7" r="6"/><path class="ko" d="M7 6.4v3.8M7 3.9v.1"/>`},
	Warn:       {"warn", "Attention", triangle},
	Bad:        {"bad", "Failed", `<path d="M4.4 1.2h5.2l3.2 3.2v5.2l-3.2 3.2H4.4L1.2 9.6V4.4z"/><path class="ko" d="m5 5 4 4m0-4-4 4"/>`},
}

// look falls back to a quiet dot and the state's own word, so that a state we do not know is still readable.
func (s Status) look() look {
	if l, ok := looks[s]; ok {
		return l
	}
	word := strings.ReplaceAll(string(s), "-", " ")
	if word != "" {
		word = strings.ToUpper(word[:1]) + word[1:]
	}
	return look{"mute", word, `<circle cx="7" cy="7" r="3"/>`}
}

// Word is the state in words, such as "In place".
func (s Status) Word() string { return s.look().word }

func (s Status) class() string { return s.look().class }

func (s Status) shape() template.HTML {
	return template.HTML(`<svg class="sh" viewBox="0 0 14 14" aria-hidden="true">` + s.look().shape + `</svg>`)
}

// Badge is a status in a line of text or a table cell. Text replaces the status's own word; Pill puts it on a wash.
type Badge struct {
	Status Status
	Text   string
	Pill   bool
}

// HTML renders the badge.
func (b Badge) HTML() (template.HTML, error) {
	kind := "st "
	if b.Pill {
		kind = "pill "
	}
	return template.HTML(`<span class="` + kind + b.Status.class() + `">` + string(b.Status.shape()) + esc(or(b.Text, b.Status.Word())) + `</span>`), nil
}

// Key explains the shapes that a chart uses, with how many there are of each.
type Key []KeyItem

// KeyItem is one entry. Count is formatted; Limit draws the oxide line instead of a shape.
type KeyItem struct {
	Status Status
	Text   string // "" takes the status's word
	Count  string
	Limit  bool
}

// Words returns the entry's text.
func (k KeyItem) Words() string { return or(k.Text, k.Status.Word()) }

// HTML renders the key.
func (k Key) HTML() (template.HTML, error) { return run("key", k) }
