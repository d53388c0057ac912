package lint

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// assuranceChecks are about audits, reviews, corrective action and documents.
var assuranceChecks = []check{
	{"L17", "audit reports (documents of type report that name clause 9.2, evidence labelled audit) written by the AIMS manager or by somebody who owns what was audited; and, 120 days after the first of them, clauses and areas of Annex A that none names",
		"who audited, where a report does not name an author; what was sampled", audits},
	{"L18", "the newest minutes of a management review (documents of type minutes that name clause 9.3): inputs of 9.3.2 and outputs of 9.3.3 that they do not name; none within a year once there was one",
		"what the minutes say", reviews},
	{"L19", "tasks labelled nonconformity that are done without a cause in their reason or a result; treatments found ineffective that nothing followed, or done and not checked for 90 days",
		"cause and effectiveness as fields of their own, until nonconformities are records", correction},
	{"L20", "an organisation without a channel for concerns, and no fresh evidence for A.3.3 of the last year once the control is said to be in place",
		"whether staff know the channel", concerns},
	{"L21", "documents, scope and criteria in force whose review is overdue, and documents in force without version or approval", "documents that are not on record", controlled},
}

// auditGrace is how many days after the first audit everything should be covered.
const auditGrace = 120

// audit is what one internal audit looked at.
type audit struct {
	record *kernel.Record
	title  string
	on     kernel.Date
	author kernel.UID
	covers []string
}

func auditsOf(f *facts.Facts) []audit {
	var out []audit
	for _, d := range f.Documents {
		if d.Is.Type == "report" && f.InForce(d.Is) && facts.Touches(d.Is.Clauses, "iso42001:9.2") {
			out = append(out, audit{d.Record, d.Is.Title, d.Is.Approved.On, d.Is.Author.UID, d.Is.Clauses})
		}
	}
	for r, e := range kernel.Each[aims.Evidence](f.Evidence) {
		if len(r.Labels) > 0 && labelled(r, "audit") && e.Collected <= f.Today {
			covers := slices.Clone(e.Requirements)
			for i := range e.Controls {
				if s, ok := facts.Find(f.Statements, e.Controls[i].UID); ok {
					covers = append(covers, s.Is.Control)
				}
			}
			out = append(out, audit{r, e.Title, e.Collected, "", covers})
		}
	}
	return out
}

func audits(f *facts.Facts, r *reporter) {
	list := auditsOf(f)
	if len(list) == 0 {
		return
	}
	first := list[0].on
	var covered []string
	for _, a := range list {
		first = min(first, a.on)
		covered = append(covered, a.covers...)
		if why := partial(f, a); why != "" {
			r.at(a.record, a.title, "9.2.2", Warning, "the audit was made by "+why, "have it repeated by somebody who did not do the work")
		}
	}
	if first == "" || first.Add(auditGrace) > f.Today {
		return
	}
	if missing := uncovered(f, covered); len(missing) > 0 {
		at := list[len(list)-1]
		if p := f.DocumentsFor("iso42001:9.2.2", "iso42001:9.2.2-x1"); len(p) > 0 {
			at.record, at.title = p[0].Record, p[0].Is.Title
		}
		r.at(at.record, at.title, "9.2.2", Error, "no internal audit has covered "+facts.List(missing, 12), "plan and hold the audits that are missing")
	}
}

// partial says why an author was not independent, empty when nothing speaks against it.
func partial(f *facts.Facts, a audit) string {
	if a.author == "" {
		return ""
	}
	if o, ok := f.Organisation(); ok && o.Is.AIMSManager.UID == a.author {
		return "the AIMS manager, who answers for what was audited"
	}
	for _, s := range f.Statements {
		if s.Is.Owner.UID == a.author && facts.Names(a.covers, s.Is.Control) {
			return "the owner of " + local(s.Is.Control)
		}
	}
	for _, s := range f.Systems {
		if s.Is.Owner.UID == a.author && covered(s.Is) {
			return "the owner of " + s.Is.Title
		}
	}
	return ""
}

// uncovered lists the leaf clauses and the areas of Annex A that no audit names,
// nor anything of them.
func uncovered(f *facts.Facts, by []string) []string {
	fw := f.Catalog.Framework("iso42001")
	var out []string
	miss := func(id string) {
		if !facts.Touches(by, "iso42001:"+id) && !facts.Names(by, "iso42001:"+id) {
			out = append(out, id)
		}
	}
	for _, c := range fw.LeafClauses() {
		miss(c.ID)
	}
	for _, a := range fw.Areas {
		if a.Parent == "" {
			miss(a.ID)
		}
	}
	return out
}

func reviews(f *facts.Facts, r *reporter) {
	var last facts.Of[aims.Document]
	for _, d := range f.Documents {
		if d.Is.Type == "minutes" && f.InForce(d.Is) && facts.Touches(d.Is.Clauses, "iso42001:9.3") && (last.Is == nil || d.Is.Approved.On >= last.Is.Approved.On) {
			last = d
		}
	}
	if last.Is == nil {
		return
	}
	if last.Is.Approved.On < f.Today.AddMonths(-12) {
		r.at(last.Record, last.Is.Title, "9.3.1", Warning, "the last management review was on "+string(last.Is.Approved.On), "hold the next management review")
		return
	}
	var missing []string
	for _, q := range f.Catalog.Framework("iso42001").Requirements {
		if (q.Clause == "9.3.2" || q.Clause == "9.3.3") && !facts.Names(last.Is.Clauses, "iso42001:"+q.ID) {
			missing = append(missing, q.ID)
		}
	}
	if len(missing) > 0 {
		clause := missing[0][:5]
		r.at(last.Record, last.Is.Title, clause, Warning, "the minutes do not deal with "+strings.Join(missing, ", "), "deal with it in the next review and name it in the minutes")
	}
}

func correction(f *facts.Facts, r *reporter) {
	for _, t := range f.Tasks {
		if t.Is.State != aims.TaskDone || !labelled(t.Record, "nonconformity") {
			continue
		}
		if t.Is.Why == "" {
			r.at(t.Record, t.Is.Title, "10.2", Warning, "the corrective action was closed without a cause", "say what caused the nonconformity")
		}
		if t.Is.Result == "" {
			r.at(t.Record, t.Is.Title, "10.2", Warning, "the corrective action was closed without a look at whether it worked", "say whether it worked, and how that was seen")
		}
	}
	for _, t := range f.Treatments {
		switch {
		case t.Is.State == aims.TreatmentIneffective && !followed(f, t):
			r.at(t.Record, t.Is.Title, "8.3", Warning, "the treatment does not work, and nothing followed", "plan another treatment of the risk")
		case t.Is.State == aims.TreatmentDone && t.Is.Done.Add(90) < f.Today:
			r.at(t.Record, t.Is.Title, "8.3", Warning, "the treatment was done on "+string(t.Is.Done)+", and nobody has checked whether it works", "check it and record who found what")
		}
	}
}

func followed(f *facts.Facts, t facts.Of[aims.Treatment]) bool {
	return slices.ContainsFunc(f.TreatmentsOf(t.Is.Risk.UID), func(o facts.Of[aims.Treatment]) bool {
		return o.Is.State != aims.TreatmentIneffective
	})
}

func concerns(f *facts.Facts, r *reporter) {
	if o, ok := f.Organisation(); ok && o.Is.ConcernChannel == "" {
		r.at(o.Record, o.Is.Title, "A.3.3", Warning, "nobody can say where to raise a concern about AI", "set up a channel and name it in the organisation's profile")
	}
	c := f.Control("iso42001:A.3.3")
	if c == nil || !c.InPlace() {
		return
	}
	for _, e := range c.Evidence.Newest {
		if e.Stands == facts.Fresh && e.Is.Collected >= f.Today.Add(-year) {
			return
		}
	}
	r.at(c.Record, c.Title, "A.3.3", Warning, "the channel for concerns is said to be in place, but nothing shows that it was tested within a year", "test the channel and attach what came of it")
}

func controlled(f *facts.Facts, r *reporter) {
	due := func(rec *kernel.Record, title string, next kernel.Date) {
		if facts.Past(next, f.Today) {
			r.at(rec, title, "7.5", Warning, "its review is overdue since "+string(next), "review it and set the next review")
		}
	}
	for _, d := range f.Documents {
		if !f.InForce(d.Is) {
			continue
		}
		due(d.Record, d.Is.Title, d.Is.NextReview)
		if d.Is.External {
			continue
		}
		if d.Is.Version == "" {
			r.at(d.Record, d.Is.Title, "7.5", Warning, "it is in force without a version", "give the document a version")
		}
		if d.Is.Approved.IsZero() {
			r.at(d.Record, d.Is.Title, "7.5", Warning, "it is in force without an approval", "have it approved")
		}
	}
	for _, s := range f.Scopes {
		if s.Is.State == aims.DocumentApproved {
			due(s.Record, s.Is.Title, s.Is.NextReview)
		}
	}
	for _, c := range f.Criteria {
		if c.Is.State == aims.DocumentApproved {
			due(c.Record, c.Is.Title, c.Is.NextReview)
		}
	}
}
