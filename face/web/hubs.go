package web

import (
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// hub is an entry of the main navigation that leads to several registers.
type hub struct {
	key, title, state string
	kinds             []string
	links             []ui.Link
}

var hubs = []hub{
	{"programme", "Programme", "Clauses 4 to 7: who you are, what bears on you, where you want to go.",
		[]string{"organisation", "scope", "issue", "party", "objective", "criteria", "person", "task"}, []ui.Link{{Text: "Readiness by clause", Href: "/readiness"}}},
	{"records", "Records", "Clause 7.5: documents and the evidence that proves what they say.",
		[]string{"document", "evidence", "requirement", "control", "field", "framework", "crosswalk", "licensed-text"}, []ui.Link{{Text: "Frameworks and crosswalks", Href: "/catalog"}}},
	{"watch", "Watch", "What scans found, what changed, and what does not fit together.",
		[]string{"proposal", "finding"}, []ui.Link{{Text: "What changed", Href: "/changes", Note: "every entry of the log, newest first"}, {Text: "What does not fit together", Href: "/lint", Note: "22 checks over your own records, each with its clause"}}},
	{"assurance", "Assurance", "Clause 9 and the proof: approvals, readiness, the log.",
		[]string{"approval", "assessment", "treatment"}, []ui.Link{{Text: "Readiness by clause", Href: "/readiness"}, {Text: "Statement of Applicability", Href: "/soa"}, {Text: "The log", Href: "/log"}, {Text: "A pack for an auditor", Href: "/packs"}}},
	{"settings", "Settings", "Who may come in, and what you add to the vocabulary.",
		[]string{"user", "role", "field"}, []ui.Link{{Text: "Your profile", Href: "/profile"}, {Text: "Frameworks and crosswalks", Href: "/catalog"}}},
}

// hubPage lists the registers of one place with their sizes.
func (w *Web) hubPage(h hub) func(*door.Request) error {
	return func(r *door.Request) error {
		return r.View(func(v kernel.View) error {
			t := ui.Table{Caption: h.title, Narrow: true, Columns: []ui.Column{{Title: "Register"}, {Title: "Records", Number: true}}}
			for _, name := range h.kinds {
				k := v.Registry().Kind(name)
				if k == nil || !r.Who.May(kernel.Read, name) {
					continue
				}
				counts, err := v.Count(r.Context(), kernel.Query{Kind: name}, "")
				if err != nil {
					return err
				}
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: k.TitlePlural, Href: at(r, "/"+k.Plural), Sub: clip(k.Help, 120)}, ui.Text(grouped(uint64(counts[""])))}})
			}
			p := ui.Page{Title: h.title, State: h.state, Nav: ui.MainNav(h.key, nil)}
			if len(t.Rows) > 0 {
				p.Body = append(p.Body, ui.Card{Title: "Registers", Body: []ui.Part{t}})
			}
			if len(h.links) > 0 {
				links := ui.Links{}
				for _, l := range h.links {
					l.Href = at(r, l.Href)
					links = append(links, l)
				}
				p.Body = append(p.Body, ui.Card{Title: "Also here", Body: []ui.Part{links}})
			}
			return w.render(r, v, p)
		})
	}
}

// helpPage says the few things that a newcomer asks first.
func (w *Web) helpPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		return w.render(r, v, ui.Page{Title: "Help and guide", Nav: ui.MainNav("help", nil), Body: []ui.Part{ui.Card{Title: "First things", Body: []ui.Part{ui.Markdown(helpText)}}}})
	})
}

const helpText = `**The load line.** The board sets how much AI risk may be carried: the limit in the risk criteria. Home shows how much is carried now and what stands between.

**Readiness.** A requirement is met where your records show it, or where somebody stated it with a date, an owner and evidence. Each gap says why and what to do: [Readiness by clause](/readiness).

**As of.** Every page can be seen as it stood on any past day. Use the date at the top of the page.

**Import.** Bring the inventory you have: ` + "`plimsoll import systems FILE.csv --map MAP.yaml --dry-run`" + `. It says what would happen to every row before anything is written.

**AIMS as code.** ` + "`plimsoll export DIR`" + ` writes your management system as files that you can review in git; ` + "`plimsoll diff DIR`" + ` and ` + "`plimsoll apply DIR`" + ` bring changes back.

**Proof.** Every change is an entry of a log that can be verified: ` + "`plimsoll log verify`" + `. A [pack](/packs) gives an auditor everything in one file that verifies offline.

**Keys.** Press ` + "`?`" + ` for the list of shortcuts.`
