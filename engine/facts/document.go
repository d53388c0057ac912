package facts

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
)

// InForce says whether a document is approved (external ones need no approval of
// ours) by today. Current says whether its review is not overdue either.
func (f *Facts) InForce(d *aims.Document) bool {
	return d.State == aims.DocumentApproved && d.Approved.On <= f.Today
}

// Current says whether a document is in force and its review is not overdue.
func (f *Facts) Current(d *aims.Document) bool {
	return f.InForce(d) && !Past(d.NextReview, f.Today)
}

// indexDocuments files documents under the mandatory documents that they are and
// under every clause, control and requirement that they name.
func (f *Facts) indexDocuments() map[string][]Of[aims.Document] {
	out := map[string][]Of[aims.Document]{}
	for _, d := range f.Documents {
		for _, md := range d.Is.Mandatory {
			out[md] = append(out[md], d)
		}
		for _, c := range d.Is.Clauses {
			out[c] = append(out[c], d)
		}
	}
	return out
}

// DocumentsFor gives the documents that name one of the keys: a mandatory document
// such as MD-03, or an item of the catalogue. Drafts are included, withdrawn ones not.
func (f *Facts) DocumentsFor(keys ...string) []Of[aims.Document] {
	var out []Of[aims.Document]
	for _, k := range keys {
		for _, d := range f.mandatory()[k] {
			if d.Is.State != aims.DocumentWithdrawn && !slices.ContainsFunc(out, func(x Of[aims.Document]) bool { return x.Record == d.Record }) {
				out = append(out, d)
			}
		}
	}
	return out
}

// Policy is the AI policy (MD-03), in force first; ok is false when there is none.
func (f *Facts) Policy() (Of[aims.Document], bool) {
	return f.best(f.DocumentsFor("MD-03"))
}

// Applicability is the issued Statement of Applicability (MD-06).
func (f *Facts) Applicability() (Of[aims.Document], bool) {
	return f.best(f.DocumentsFor("MD-06"))
}

// best prefers a document in force, then the newest approval.
func (f *Facts) best(list []Of[aims.Document]) (best Of[aims.Document], ok bool) {
	for _, d := range list {
		if !ok || f.InForce(d.Is) && (!f.InForce(best.Is) || d.Is.Approved.On >= best.Is.Approved.On) {
			best, ok = d, true
		}
	}
	return best, ok
}

// InForceCriteria gives the risk criteria in force, the newest first.
func (f *Facts) InForceCriteria() (best Of[aims.Criteria], ok bool) {
	for _, c := range f.Criteria {
		if c.Is.State == aims.DocumentApproved && c.Is.Approved.On <= f.Today && (!ok || c.Is.Approved.On >= best.Is.Approved.On) {
			best, ok = c, true
		}
	}
	return best, ok
}

// InForceScope gives the scope in force.
func (f *Facts) InForceScope() (best Of[aims.Scope], ok bool) {
	for _, s := range f.Scopes {
		if s.Is.State == aims.DocumentApproved && s.Is.Approved.On <= f.Today && (!ok || s.Is.Approved.On >= best.Is.Approved.On) {
			best, ok = s, true
		}
	}
	return best, ok
}

// Organisation is the organisation itself: the first that is no part of another.
func (f *Facts) Organisation() (Of[aims.Organisation], bool) {
	for _, o := range f.Organisations {
		if o.Is.PartOf.IsZero() {
			return o, true
		}
	}
	return Of[aims.Organisation]{}, false
}

// Names says whether a document names an item of the catalogue, or a heading that
// the item stands under: iso42001:9.3.2 covers 9.3.2-c, iso42001:9 covers both.
func Names(list []string, item string) bool {
	for _, c := range list {
		if c == item || strings.HasPrefix(item, c+".") || strings.HasPrefix(item, c+"-") {
			return true
		}
	}
	return false
}

// Touches says whether a list of catalogue items names a heading or anything under it.
func Touches(list []string, heading string) bool {
	for _, c := range list {
		if c == heading || strings.HasPrefix(c, heading+".") || strings.HasPrefix(c, heading+"-") {
			return true
		}
	}
	return false
}
