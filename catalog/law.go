package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// Law is what a law has beside its articles: who it speaks to, what it
// distinguishes, and from when. Every date is data with a source; no date of
// law stands in code.
type Law struct {
	Operators  []Operator   `json:"operators"`
	Classes    []RiskClass  `json:"classes"`
	Uses       []ListedUse  `json:"uses"`       // Annex III of the AI Act
	Exemptions []Heading    `json:"exemptions"` // the tests of Art 6(3); any one will do
	Practices  []Practice   `json:"practices"`  // Art 5
	Duties     []Duty       `json:"duties"`     // who owes what, for which class
	Calendar   []Milestone  `json:"calendar"`   // both calendars, the history first
	Clocks     []LegalClock `json:"clocks"`     // Art 73
	Fines      []FineTier   `json:"fines"`
}

// Operator is somebody the law gives duties or rights to.
type Operator struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Definition string `json:"definition"`
	ISO22989   string `json:"iso22989"` // the nearest role of ISO/IEC 22989
	Basis      string `json:"basis"`
}

// RiskClass is one value of the class of an AI system or model. A system can be
// in several at once: high-risk and under transparency duties.
type RiskClass struct {
	ID      string `json:"id"` // high_annex_III
	Title   string `json:"title"`
	Meaning string `json:"meaning"`
	Basis   string `json:"basis"`
}

// ListedUse is an entry of Annex III; point 5 has four.
type ListedUse struct {
	ID   string `json:"id"` // 5b
	Area string `json:"area"`
	Use  string `json:"use"`
	Note string `json:"note,omitempty"`
}

// Practice is a prohibited practice of Art 5(1).
type Practice struct {
	ID    string `json:"id"` // ba
	Title string `json:"title"`
	Text  string `json:"text"`
	From  string `json:"from"` // YYYY-MM-DD
}

// Duty is what an operator owes for systems of a class, in our words.
type Duty struct {
	ID        string   `json:"id"` // article and point: 26-6
	Operators []string `json:"operators"`
	Classes   []string `json:"classes,omitempty"` // empty: any class
	Items     []string `json:"items"`             // namespaced
	Text      string   `json:"text"`
}

// DutiesOf lists what an operator owes for a system that is in the classes,
// in the order of the Act. Whether a duty applies yet is for Applies to say.
func (l *Law) DutiesOf(operator string, classes ...string) []Duty {
	var out []Duty
	for _, d := range l.Duties {
		meets := len(d.Classes) == 0 || slices.ContainsFunc(classes, func(c string) bool { return slices.Contains(d.Classes, c) })
		if meets && slices.Contains(d.Operators, operator) {
			out = append(out, d)
		}
	}
	return out
}

// The two calendars of the AI Act: as first published, kept as history, and as
// it stands since the amendment of 2026.
const (
	CalendarAsPublished = "2024"
	CalendarCurrent     = "2026"
)

// Milestone is a dated fact of law.
type Milestone struct {
	Date          string   `json:"date"`     // YYYY-MM-DD, when it formally applies
	Calendar      string   `json:"calendar"` // CalendarAsPublished or CalendarCurrent
	What          string   `json:"what"`
	Type          string   `json:"type"`            // application: the items begin to apply; milestone: anything else
	Items         []string `json:"items,omitempty"` // namespaced
	Class         string   `json:"class,omitempty"` // the risk class it is for; empty: any
	Status        string   `json:"status"`          // law, duty of the Commission, superseded, superseded in part
	Source        string   `json:"source"`
	PracticalFrom string   `json:"practical_from,omitempty"` // when it can first bite, if later than Date
	Note          string   `json:"note,omitempty"`
}

// Effective is the date from which a clock may run: PracticalFrom where there is
// one, else Date.
func (m Milestone) Effective() string {
	if m.PracticalFrom != "" {
		return m.PracticalFrom
	}
	return m.Date
}

// LegalClock is a reporting deadline.
type LegalClock struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Days       int    `json:"days"`
	CountsFrom string `json:"counts_from"`
	When       string `json:"when"`
	Basis      string `json:"basis"`
	Note       string `json:"note,omitempty"`
}

// FineTier is an upper limit of fines. A zero amount means that the tier states
// none of that sort.
type FineTier struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	MaxEUR     int64  `json:"max_eur,omitempty"`
	MaxPercent int    `json:"max_turnover_percent,omitempty"` // of worldwide annual turnover
	Which      string `json:"which"`
	Basis      string `json:"basis"`
	Confidence string `json:"confidence"` // A official text, B two secondary sources, C one or in conflict
}

// Calendars gives the milestones of one calendar by date.
func (l *Law) Calendars(calendar string) []Milestone {
	var out []Milestone
	for _, m := range l.Calendar {
		if m.Calendar == calendar {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Milestone) int { return strings.Compare(a.Date, b.Date) })
	return out
}

// Applies says from when an item (aiact:art-26) applies to systems of a class,
// by the calendar. A milestone for the class wins over one for any class. ok is
// false when nothing is known, which is not the same as "does not apply".
func (l *Law) Applies(calendar, item, class string) (m Milestone, ok bool) {
	for _, x := range l.Calendar {
		if x.Calendar != calendar || x.Type != "application" || !slices.Contains(x.Items, item) {
			continue
		}
		if x.Class == class && class != "" {
			return x, true
		}
		if x.Class == "" && !ok {
			m, ok = x, true
		}
	}
	return m, ok
}

// readLaw reads the tables that go with the articles of the AI Act, and makes
// the prohibited practices and listed uses items of their own.
func (f *Framework) readLaw() error {
	l := &Law{}
	err := firstError(
		readTable(&l.Operators, "aiact-operators.csv", []string{"id", "title", "definition", "iso22989", "basis"}, func(g getter) Operator {
			return Operator{g("id"), g("title"), g("definition"), g("iso22989"), g("basis")}
		}),
		readTable(&l.Classes, "aiact-classes.csv", []string{"id", "title", "meaning", "basis"}, func(g getter) RiskClass {
			return RiskClass{g("id"), g("title"), g("meaning"), g("basis")}
		}),
		readTable(&l.Uses, "aiact-annex3.csv", []string{"id", "area", "use", "note"}, func(g getter) ListedUse {
			return ListedUse{g("id"), g("area"), g("use"), g("note")}
		}),
		readTable(&l.Exemptions, "aiact-exemptions.csv", []string{"id", "test"}, func(g getter) Heading {
			return Heading{ID: g("id"), Title: g("test")}
		}),
		readTable(&l.Practices, "aiact-prohibited.csv", []string{"id", "title", "text", "from"}, func(g getter) Practice {
			return Practice{g("id"), g("title"), g("text"), g("from")}
		}),
		readTable(&l.Duties, "aiact-duties.csv", []string{"id", "operators", "classes", "items", "text"}, func(g getter) Duty {
			return Duty{g("id"), words(g("operators")), words(g("classes")), articles(g("items")), g("text")}
		}),
		readTable(&l.Calendar, "aiact-calendar.csv", []string{"date", "calendar", "what", "type", "items", "class", "status", "source", "practical_from", "note"}, milestone),
		readTable(&l.Clocks, "aiact-clocks.csv", []string{"id", "title", "days", "counts_from", "when", "basis", "note"}, func(g getter) LegalClock {
			return LegalClock{g("id"), g("title"), int(number(g("days"))), g("counts_from"), g("when"), g("basis"), g("note")}
		}),
		readTable(&l.Fines, "aiact-fines.csv", []string{"id", "title", "max_eur", "max_turnover_percent", "which", "basis", "confidence"}, func(g getter) FineTier {
			return FineTier{g("id"), g("title"), number(g("max_eur")), int(number(g("max_turnover_percent"))), g("which"), g("basis"), g("confidence")}
		}),
	)
	f.Law = l
	for _, p := range l.Practices {
		f.Clauses = append(f.Clauses, Clause{ID: "art-5-" + p.ID, Type: "practice", Parent: "art-5", Title: p.Title, Text: p.Text})
	}
	for _, u := range l.Uses {
		f.Clauses = append(f.Clauses, Clause{ID: "annex-III-" + u.ID, Type: "use", Parent: "annex-III", Title: u.Area, Text: u.Use, Note: u.Note})
	}
	return err
}

func milestone(g getter) Milestone {
	return Milestone{g("date"), g("calendar"), g("what"), g("type"), articles(g("items")), g("class"), g("status"), g("source"), g("practical_from"), g("note")}
}

// words splits a cell; nil when it is empty, as JSON leaves it.
func words(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Fields(cell)
}

// articles splits a cell of local ids into item ids.
func articles(cell string) []string {
	ids := words(cell)
	for i := range ids {
		ids[i] = "aiact:" + ids[i]
	}
	return ids
}

// number reads a whole number of an embedded table, zero for an empty cell; the
// tests hold every figure against the sources.
func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
