package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// nextCard is "Do next": everybody's, or with ?mine the reader's own.
func (h *homePage) nextCard() ui.Part {
	acts, mine := h.p.All, h.mine()
	only := h.r.URL.Query().Has("mine") && len(mine) > 0
	if only {
		acts = mine
	}
	shown := acts[:min(6, len(acts))]
	minutes := 0
	t := ui.Tasks{}
	for i := range shown {
		minutes += shown[i].Minutes
		t.Items = append(t.Items, h.task(&shown[i]))
	}
	body := []ui.Part{}
	if len(mine) > 0 {
		body = append(body, ui.Chips{Label: "Whose work", Items: []ui.Link{
			{Text: "Everybody's", Href: at(h.r, "/#do-next"), Current: !only, Count: strconv.Itoa(len(h.p.All))}, {Text: "Mine", Href: at(h.r, "/?mine=1") + "#do-next", Current: only, Count: strconv.Itoa(len(mine))}}})
	}
	body = append(body, t)
	if more := len(acts) - len(shown); more > 0 {
		body = append(body, ui.Links{{Text: "All gaps by clause", Href: at(h.r, "/readiness"), Note: "and " + strconv.Itoa(more) + " more acts"}, {Text: "All tasks by day", Href: at(h.r, "/tasks?sort=due")}})
	}
	return ui.Card{ID: "do-next", Title: "Do next", Aside: &ui.Link{Text: timeWords(minutes)}, Body: body}
}

// mine are the acts that the reader owns.
func (h *homePage) mine() []home.Act {
	p, ok := facts.Find(h.f.People, h.r.Who.Person)
	if !ok {
		return nil
	}
	var out []home.Act
	for _, a := range h.p.All {
		if a.Owner == p.Name || a.Owner == p.Is.FullName {
			out = append(out, a)
		}
	}
	return out
}

func timeWords(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case minutes == 0:
		return ""
	case h == 0:
		return "About " + strconv.Itoa(m) + " minutes in all"
	case m == 0:
		return "About " + facts.Count(h, "hour", "hours") + " in all"
	default:
		return "About " + facts.Count(h, "hour", "hours") + " " + strconv.Itoa(m) + " minutes in all"
	}
}

// task draws an act.
func (h *homePage) task(a *home.Act) ui.Task {
	t := ui.Task{Status: ui.NotStarted, Title: capital(a.Title), Href: h.actHref(a), Why: sentence(datesInWords(actWhy(a))), Who: h.personName(a.Owner)}
	if a.Minutes > 0 {
		t.Effort = strconv.Itoa(a.Minutes) + " min"
	}
	if a.Sort == home.SortTask {
		t.Status = ui.InProgress
	}
	if a.Due == "" {
		return t
	}
	t.When = stopDay(a.Due, h.p.Today)
	switch {
	case a.Late:
		t.Status = ui.Bad
		t.When = "Late, " + t.When
	case a.Days == 0:
		t.Status, t.When = ui.Warn, "Today"
	case a.Days <= 7:
		t.Status = ui.Warn
	}
	return t
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func actWhy(a *home.Act) string {
	if a.Item != "" && a.Why != "" {
		return localID(a.Item) + ": " + a.Why
	}
	return a.Why
}

// personName is the full name of a person record, or what it was called.
func (h *homePage) personName(name string) string {
	for _, p := range h.f.People {
		if p.Name == name {
			return p.Is.FullName
		}
	}
	return name
}

// looked is what a reader's browser remembers of the last visits: the position at
// which the visit before this one ended, and where and when this one stands.
type looked struct {
	base, seq     kernel.Seq
	baseAt, seqAt time.Time
}

// lookedCookie holds four numbers and nothing else.
const lookedCookie = "plimsoll-looked"

// visitEnds is how long after the last look a new visit begins.
const visitEnds = 30 * time.Minute

// lookedAt reads the cookie; the zero value when there is none that makes sense.
func (w *Web) lookedAt(r *door.Request) looked {
	c, err := r.Cookie(lookedCookie)
	if err != nil {
		return looked{}
	}
	var n [4]int64
	parts := strings.Split(c.Value, ".")
	if len(parts) != len(n) {
		return looked{}
	}
	for i, p := range parts {
		if n[i], err = strconv.ParseInt(p, 10, 63); err != nil || n[i] < 0 {
			return looked{}
		}
	}
	return looked{kernel.Seq(n[0]), kernel.Seq(n[2]), time.Unix(n[1], 0).UTC(), time.Unix(n[3], 0).UTC()}
}

// look moves the memory on: a new visit begins where the last one ended.
func (l looked) look(seq kernel.Seq, now time.Time) looked {
	if l.seqAt.IsZero() || l.seq > seq || l.seqAt.After(now) {
		return looked{seq: seq, seqAt: now}
	}
	if now.Sub(l.seqAt) > visitEnds {
		l.base, l.baseAt = l.seq, l.seqAt
	}
	l.seq, l.seqAt = seq, now
	return l
}

func (l looked) String() string {
	n := func(x int64) string { return strconv.FormatInt(max(x, 0), 10) }
	return n(int64(l.base)) + "." + n(unix(l.baseAt)) + "." + n(int64(l.seq)) + "." + n(unix(l.seqAt))
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// changedShown is how many changes the first page lists.
const changedShown = 6

// changedCard is "Since you last looked"; on a first visit, what changed lately.
func (w *Web) changedCard(r *door.Request, v kernel.View, l looked) (ui.Part, error) {
	if !v.Past() {
		l = l.look(v.Seq(), v.Now())
		http.SetCookie(r.W, &http.Cookie{Name: lookedCookie, Value: l.String(), Path: "/", HttpOnly: true, Secure: w.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 400 * 24 * 3600})
	}
	title, after := "What changed lately", kernel.Seq(0)
	if l.base > 0 && !v.Past() {
		title, after = "Since you last looked, "+ago(l.baseAt, v.Now()), l.base
	}
	list, more, err := home.Since(r.Context(), v, after, changedShown)
	if err != nil {
		return nil, err
	}
	t := ui.Tasks{Changes: true, Empty: "Nothing changed since then."}
	for _, c := range list {
		t.Items = append(t.Items, w.changeTask(r, v, &c))
	}
	card := ui.Card{Title: title, Aside: &ui.Link{Text: "All changes", Href: at(r, "/changes")}, Body: []ui.Part{t}}
	if more && after > 0 {
		card.Body = append(card.Body, ui.Links{{Text: "Everything since then", Href: "/changes?since=" + strconv.FormatUint(uint64(after), 10)}})
	}
	return card, nil
}

// changeTask draws a change: what happened to which record, and why.
func (w *Web) changeTask(r *door.Request, v kernel.View, c *home.Change) ui.Task {
	kind, name, _ := strings.Cut(c.Record, "/")
	k := v.Registry().Kind(kind)
	t := ui.Task{Status: opLooks[kernel.Op(c.Op)], Title: localID(c.Title), When: ago(c.At, v.Now())}
	words := opWords[kernel.Op(c.Op)]
	if k != nil {
		words += ", " + lowerTitle(k.Title)
		if kernel.Op(c.Op) != kernel.OpDelete {
			t.Href = at(r, recordPath(k, name))
		}
	}
	if c.Why != "" {
		words += ": " + datesInWords(c.Why)
	}
	t.Why = words
	return t
}

var opLooks = map[kernel.Op]ui.Status{kernel.OpCreate: ui.OK, kernel.OpUpdate: ui.InProgress, kernel.OpRename: ui.Info, kernel.OpDelete: ui.Excluded,
	kernel.OpRestore: ui.OK, kernel.OpErase: ui.Warn}

// isEmpty says whether nothing of a management system is recorded yet.
func isEmpty(f *facts.Facts) bool {
	return len(f.Organisations)+len(f.Systems)+len(f.Risks)+len(f.Criteria)+len(f.Scopes)+len(f.Statements) == 0
}

// firstSteps is the first page of an empty organisation: what to do first, and why.
func firstSteps(r *door.Request) ui.Page {
	p := ui.Page{Title: "Home", Heading: "Six steps to the first answer", Nav: ui.MainNav("home", nil),
		State: "Nothing is recorded yet. After step three this page shows where you stand against ISO/IEC 42001; the first three take about 20 minutes."}
	step := func(title, hint, href string) ui.Step {
		return ui.Step{Title: title, Hint: hint, Href: href, Status: ui.NotStarted}
	}
	steps := ui.Steps{
		step("Say who you are", "Clause 4.1. Name, roles towards AI, top management. The roles decide which controls are proposed.", "/new/organisations"),
		step("Set the line", "Clause 6.1. How much AI risk may be carried without a decision: scales, bands, and the limit. Set it before anything is rated.", "/new/criteria"),
		step("Bring the AI you have", "Clause 4.3. Import the spreadsheet that exists, with a dry run first: plimsoll import systems FILE.csv --map MAP.yaml --dry-run. Or add the first one by hand.", "/new/systems"),
		step("Write down the first risks", "Clause 6.1.2. Three fields each: what may happen, which system, who owns it.", "/new/risks"),
		step("Decide on the 38 controls", "Clause 6.1.3. The Statement of Applicability is proposed from your roles; you decide and say why.", "/soa"),
		step("Attach proof", "Clause 7.5. A file or a link, with the day until which it counts. Auditors look at that day first.", "/new/evidence"),
	}
	if !r.Who.May(kernel.Write, "organisation") {
		for i := range steps {
			steps[i].Href = ""
		}
	}
	p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: []ui.Part{ui.Card{Title: "First steps", Body: []ui.Part{steps}},
		ui.Card{Title: "What you will see here", Body: []ui.Part{ui.Markdown("**The load line**: how much risk you carry against the limit that you set.\n\n**Readiness**: 165 requirements and 38 controls, each with its reason.\n\n**Do next**: the shortest way on, in minutes.")}},
		ui.Card{Title: "See it filled", Body: []ui.Part{ui.Markdown("`plimsoll demo` runs an example organisation with a year of history, apart from your data.")}}}}}
	return p
}
