package ui

import (
	"html/template"
	"strconv"
	"strings"
)

// Page is one whole page: the shell around it and the parts in it. The zero value of every field but Title and Heading
// is sensible: what is empty is not drawn.
type Page struct {
	Title   string // of the browser tab, without the product's name
	Failed  bool   // "Error:" is put before the title; Problems with entries does the same
	Lang    string // BCP 47; "" means "en"
	Theme   string // "light", "dark" or "" (what the reader's system says)
	Density string // "compact" or "" (regular)
	Bare    bool   // no navigation and no top bar: sign-in, trust page, errors without a session
	Org     string // whose management system this is

	Nav    []NavGroup
	User   *User  // nil when nobody is signed in
	AsOf   *AsOf  // nil hides the control
	Notice string // one line above everything, such as "Demo. Its clock says 20 Nov 2026."
	Find   *Find  // nil hides the search button

	Flash    []Note        // what the last act did
	Problems *ErrorSummary // what is wrong with what was sent
	Crumbs   []Link
	Heading  string // the one h1
	State    string // one sentence: the state and the next act
	Badges   []Part // beside the heading, usually one Badge
	Actions  []Action
	Tabs     []Link // sub-pages of this page, each with its URL
	Skip     *Link  // a second skip link, such as {"#save", "Skip to save"} for a long form
	Body     []Part
	Foot     Foot

	Prev, Next string // records beside this one, for the keys [ and ]
	Edit       string // where the key e goes
	Create     string // where the key c goes
	KeysOff    bool   // the reader has switched shortcuts off in the profile
}

// Link is a target with a word; Count and Current serve tabs and filter chips.
type Link struct {
	Href, Text string
	Current    bool
	Count      string // a formatted figure behind the text, "" for none
	Note       string // quiet words behind it
}

// Action is something a person can do: a link, or with Post a button that sends a form.
type Action struct {
	Text, Href  string
	Primary     bool
	Danger      bool
	Post        bool   // Href is sent to by POST
	Name, Value string // of the button, when several send one form
	Hidden      []Hidden
	Small       bool
	Confirm     string // a sentence shown before it is done (a details element, so it works without script)
}

// Hidden is a form value nobody edits.
type Hidden struct{ Name, Value string }

// Note is a message in a box. Status gives colour and shape.
type Note struct {
	Status Status // OK, Warn, Bad, Info
	Text   string
	More   string
	Links  []Link
}

// ErrorSummary lists what is wrong, each entry linking to its field. It takes the focus when the page opens.
type ErrorSummary struct {
	Title string // "" becomes "1 thing needs mending" or "3 things need mending"
	Items []Link // Href is "#" + FieldID(path)
}

// Heading returns the title that is shown.
func (e *ErrorSummary) Heading() string {
	switch {
	case e.Title != "":
		return e.Title
	case len(e.Items) == 1:
		return "1 thing needs mending"
	}
	return strconv.Itoa(len(e.Items)) + " things need mending"
}

// Foot is what a print must carry.
type Foot struct {
	AsOf  string // "20 Nov 2026, 14:00 UTC"
	Entry string // log entry
	Tree  string // head of the tree, shown shortened on screen and whole in print
	Draft bool   // prints say "Draft, not in force"
}

// User is who is signed in.
type User struct {
	Name, Role string
	Profile    string // "" becomes "/profile"
	SignOut    string // POST target, "" becomes "/sign-out"
	Links      []Link // more entries of the menu, such as "See as auditor"
}

// Initials returns up to two letters for the round mark.
func (u *User) Initials() string { return initials(u.Name) }

func initials(name string) string {
	var out []rune
	words := strings.Fields(name)
	for i, w := range words {
		if i == 0 || i == len(words)-1 {
			out = append(out, []rune(w)[0])
		}
	}
	return strings.ToUpper(string(out))
}

// AsOf is the control that shows everything as it stood at a past moment.
type AsOf struct {
	Label   string   // "Today", or "1 Oct 2026" in the past
	Value   string   // of the date field, YYYY-MM-DD
	Max     string   // latest date that can be asked for
	Action  string   // path of this page; the form adds ?asof=
	Hidden  []Hidden // query parameters to keep
	Page    string   // the page for readers without script, "" becomes "/asof"; its content is this value as a Part
	Moments []Link   // named moments: audit, review, approval

	Past    bool   // the page shows the past: draw the stripe
	Time    string // "1 Oct 2026, 14:00 UTC"
	Entry   string // "48 211"
	Back    string // URL of this page today
	Changed string // URL of what changed since

	alone bool
}

// HTML renders the form on its own: the content of the page for readers without script.
func (a AsOf) HTML() (template.HTML, error) {
	return run("asof-page", a)
}

// DateID is the id of the date field; on the page of its own the shell has the same form once more.
func (a AsOf) DateID() string {
	if a.alone {
		return "asof-day"
	}
	return "asof-date"
}

// Standing returns the control as it stands on a page of its own.
func (a AsOf) Standing() AsOf {
	a.alone = true
	return a
}

// Find is the search button and the palette behind it.
type Find struct {
	Action string // "" becomes "/search"
	Do     []Link // verbs
	Recent []Link // Note carries the id
}

// ready fills the defaults that templates rely on.
func (p Page) ready() Page {
	if p.Lang == "" {
		p.Lang = "en"
	}
	if p.Heading == "" {
		p.Heading = p.Title
	}
	if p.User != nil {
		u := *p.User
		u.Profile, u.SignOut = or(u.Profile, "/profile"), or(u.SignOut, "/sign-out")
		p.User = &u
	}
	if p.AsOf != nil {
		a := *p.AsOf
		a.Page, a.Label = or(a.Page, "/asof"), or(a.Label, "Today")
		p.AsOf = &a
	}
	if p.Find != nil {
		f := *p.Find
		f.Action = or(f.Action, "/search")
		p.Find = &f
	}
	return p
}

// DocTitle is the text of the title element.
func (p Page) DocTitle() string {
	t := p.Title
	if p.Failed || p.Problems != nil && len(p.Problems.Items) > 0 {
		t = "Error: " + t
	}
	if t == "" || t == "Plimsoll" {
		return "Plimsoll"
	}
	return t + " · Plimsoll"
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
