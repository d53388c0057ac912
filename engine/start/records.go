package start

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Records are the first records, in an order in which every reference is there
// before it is used. today is the day on which the programme begins.
func Records(a *Answers, c *catalog.Catalog, today kernel.Date) []kernel.Put {
	w := &writer{a: a, c: c, today: today, taken: map[string]bool{}}
	w.manager = w.put("person", a.Manager, &aims.Person{FullName: a.Manager, Job: "AIMS manager",
		Responsibilities: []aims.Responsibility{{Role: "AIMS manager", Authority: "Proposed at the start: keeps the AI management system and reports to top management. Top management still has to assign it."}}})
	who := w.owner()
	o := &aims.Organisation{Title: a.Organisation, Staff: a.Staff, Roles: a.Roles, AIMSManager: who, ProgrammeStart: today}
	for _, s := range a.Sites {
		o.Sites = append(o.Sites, aims.Site{Name: s})
	}
	org := w.put("organisation", a.Organisation, o)
	w.put("scope", "aims-scope", w.scope())
	w.put("criteria", "risk-criteria", w.criteria())
	for _, s := range a.Systems {
		name := w.put("system", s, &aims.System{Title: s, Stage: aims.StageUnknown, Organisation: kernel.To[aims.Organisation](org), Owner: who})
		w.systems = append(w.systems, named{name, s})
	}
	w.controls()
	w.path()
	return w.out
}

type named struct{ name, title string }

type writer struct {
	a       *Answers
	c       *catalog.Catalog
	today   kernel.Date
	manager string
	systems []named
	taken   map[string]bool
	out     []kernel.Put
}

func (w *writer) owner() kernel.Ref[aims.Person] { return kernel.To[aims.Person](w.manager) }

// put adds a record and gives its name, which nothing else of the kind has.
func (w *writer) put(kind, title string, spec any, labels ...string) string {
	base := slug(title)
	if base == "" {
		base = kind
	}
	name := base
	for n := 2; w.taken[kind+"/"+name]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	w.taken[kind+"/"+name] = true
	p := kernel.Put{Kind: kind, Name: name, Rev: kernel.RevNew, Spec: spec}
	if len(labels) == 2 {
		p.Labels = map[string]string{labels[0]: labels[1]}
	}
	w.out = append(w.out, p)
	return name
}

// slug makes a name of a title: letters, digits and dashes.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case b.Len() >= 60:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// does says what each role does with AI systems.
var does = map[aims.Role]string{aims.RoleProvider: "provision", aims.RoleProducer: "design and development", aims.RoleCustomer: "procurement",
	aims.RoleUser: "use", aims.RolePartner: "support", aims.RoleSubject: "exposure", aims.RoleAuthority: "supervision"}

func (w *writer) scope() *aims.Scope {
	s := &aims.Scope{Title: "Scope of the AI management system", Version: "0.1", State: aims.DocumentDraft, Owner: w.owner(), Sites: w.a.Sites, NextReview: w.today.AddMonths(12)}
	for _, r := range w.a.Roles {
		s.Activities = append(s.Activities, does[r]+" of AI systems")
	}
	s.Statement = "The AI management system of " + w.a.Organisation + " covers the " + list(s.Activities)
	if len(w.a.Sites) > 0 {
		s.Statement += " at " + list(w.a.Sites)
	}
	s.Statement += ". This is a draft: say which systems and units are in, what is out and why, and have top management approve it."
	return s
}

// list joins words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// controls writes one statement for each control of Annex A, with the decision
// that is usual for the roles. Nothing is said of how far it is.
func (w *writer) controls() {
	roles := make([]catalog.Role, len(w.a.Roles))
	for i, r := range w.a.Roles {
		roles[i] = catalog.Role(r)
	}
	controls := w.c.Framework("iso42001").Controls
	for i := range controls {
		c := &controls[i]
		s := &aims.Control{Control: "iso42001:" + c.ID, Title: c.Title, Owner: w.owner(), Status: aims.ControlNotStarted, Applicable: aims.Yes}
		in, why := c.DefaultFor(roles...)
		if in {
			s.Reasons = []aims.Inclusion{{Ground: aims.GroundPractice, Text: "Proposed at the start: " + why + "."}}
		} else {
			s.Applicable, s.ExclusionReason = aims.No, "Proposed at the start: "+why
		}
		w.out = append(w.out, kernel.Put{Kind: "control", Name: c.ID, Rev: kernel.RevNew, Spec: s})
	}
}
