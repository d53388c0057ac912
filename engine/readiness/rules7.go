package readiness

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

func competences(has, lacks, do string, ok func(*facts.Facts, *aims.Competence) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(competent(f), "person", "people with competences to have", has, lacks, do, func(p facts.Of[aims.Person]) bool {
			for i := range p.Is.Competences {
				if !ok(f, &p.Is.Competences[i]) {
					return false
				}
			}
			return true
		})
	}
}

func documented(has, lacks, do string, ok func(*facts.Facts, *aims.Document) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(ownDocuments(f), "document", "documents in force", has, lacks, do, func(d facts.Of[aims.Document]) bool { return ok(f, d.Is) })
	}
}

// clause7 are the rules for support.
var clause7 = []rule{
	{"7.2-x1", "the competences that the work of everybody with a responsibility needs", 20, func(f *facts.Facts) verdict {
		return every(responsible(f), "person", "people with responsibilities", "have their needed competences named", "have no needed competences named", "say what the person must know for the role", func(p facts.Of[aims.Person]) bool { return len(p.Is.Competences) > 0 || p.Is.External })
	}},
	{"7.2-x2", "that every needed competence is held and not run out", 30, competences("are competent", "lack a competence, or it has run out", "train the person, or give the work to somebody else", func(f *facts.Facts, c *aims.Competence) bool {
		return c.Held == aims.KnownYes && !facts.Past(c.ValidUntil, f.Today)
	})},
	{"7.2-x3", "the day on which every needed competence was judged", 10, competences("were judged", "were not judged", "judge whether the training worked and record the day", func(f *facts.Facts, c *aims.Competence) bool {
		return c.Assessed != "" && c.Assessed <= f.Today
	})},
	{"7.2-x4", "evidence for every needed competence", 10, competences("have evidence for all of it", "lack evidence", "attach what shows the competence", func(_ *facts.Facts, c *aims.Competence) bool { return len(c.Evidence) > 0 })},
	{"7.3-x1", "the people who have acknowledged the AI policy, 90 % at least", 20, policyThat("fewer than 90 % have acknowledged the AI policy", "remind those who have not read it, and record the count", acknowledged)},
	{"7.4-x1", "a communication plan (clause 7.4), in force", 40, document("communication plan", "iso42001:7.4", "iso42001:7.4-x1")},
	{"7.4-x2", "a communication plan (clause 7.4), in force", 40, document("communication plan", "iso42001:7.4", "iso42001:7.4-x2")},
	{"7.4-x3", "a communication plan (clause 7.4), in force", 40, document("communication plan", "iso42001:7.4", "iso42001:7.4-x3")},
	{"7.4-x4", "a communication plan (clause 7.4), in force", 40, document("communication plan", "iso42001:7.4", "iso42001:7.4-x4")},
	{"7.5.1-a", "each of the 22 mandatory documents: a document marked with it, or the records it is made of", 60, mandatory},
	{"7.5.1-b", "documents in force beyond the mandatory ones (MD-12)", 20, func(f *facts.Facts) verdict {
		list := facts.Where(ownDocuments(f), func(d *aims.Document) bool {
			return len(d.Mandatory) == 0 || len(d.Mandatory) == 1 && d.Mandatory[0] == "MD-12"
		})
		if len(list) == 0 {
			return silent("document", "no document beyond the mandatory ones is in force", "record the documents that you find necessary yourself")
		}
		return met(facts.Count(len(list), "document", "documents")+" beyond the mandatory ones in force", facts.Keys(list)...)
	}},
	{"7.5.2-x1", "version and owner of every document in force", 5, documented("have version and owner", "lack version or owner", "give the document a version and an owner", func(_ *facts.Facts, d *aims.Document) bool {
		return d.Version != "" && (!d.Owner.IsZero() || !d.Author.IsZero())
	})},
	{"7.5.2-x2", "the text, the file or the place of every document in force", 5, documented("can be read", "have no text, file or place", "attach the file, or say where it is kept", func(_ *facts.Facts, d *aims.Document) bool {
		return d.Body != "" || d.File.Digest != "" || d.Link != ""
	})},
	{"7.5.2-x3", "an approval of every document in force, and its review not overdue", 15, documented("are approved and reviewed in time", "are not approved, or their review is overdue", "review the document and set its next review", func(f *facts.Facts, d *aims.Document) bool {
		return !d.Approved.IsZero() && !facts.Past(d.NextReview, f.Today)
	})},
	{"7.5.3-x3", "a version on every document in force; the ledger keeps every change", 5, documented("have a version", "have no version", "give the document a version", func(_ *facts.Facts, d *aims.Document) bool { return d.Version != "" })},
	{"7.5.3-x4", "how long every document in force is kept", 5, documented("say how long they are kept", "do not say how long they are kept", "say how long versions are kept and what happens then", func(_ *facts.Facts, d *aims.Document) bool { return d.Retention != "" })},
	{"7.5.3-x5", "external documents on record", 15, func(f *facts.Facts) verdict {
		list := facts.Where(f.Documents, func(d *aims.Document) bool { return d.External && d.State != aims.DocumentWithdrawn })
		if len(list) == 0 {
			return silent("document", "no document from outside is on record", "record the laws, standards and instructions that the AIMS needs, as external documents")
		}
		return met(facts.Count(len(list), "external document is", "external documents are")+" on record", facts.Keys(list)...)
	}},
}

// mandatory looks for each mandatory document: a document in force that is marked
// with it, or the records that it is made of.
func mandatory(f *facts.Facts) verdict {
	var missing []string
	have := 0
	list := f.Catalog.KnowHow().Documents
	for _, md := range list {
		if inRecords(f, md.ID) || documentIn(f, md.Title, md.ID).state == Met {
			have++
		} else {
			missing = append(missing, md.ID+" "+md.Title)
		}
	}
	s := &Sum{Have: have, Of: len(list), Text: fmt.Sprintf("%d of %d mandatory documents are there", have, len(list))}
	var v verdict
	switch {
	case len(missing) == 0:
		v = met(fmt.Sprintf("all %d mandatory documents are there", len(list)))
	default:
		v = gap("", facts.Count(len(missing), "mandatory document is", "mandatory documents are")+" missing: "+facts.List(missing, 4), "add the document and mark it with its number")
		v.create = "document"
		if have == 0 {
			v.state = Missing
		}
	}
	v.sum = s
	return v
}

// inRecords says whether records are the mandatory document.
func inRecords(f *facts.Facts, md string) bool {
	switch md {
	case "MD-01":
		_, ok := f.InForceScope()
		return ok
	case "MD-04":
		return len(f.Risks) > 0 && len(treatments(f)) > 0
	case "MD-05":
		return methodInForce(f).state == Met
	case "MD-09", "MD-17":
		return len(approved(f)) > 0
	case "MD-10":
		return len(objectives(f)) > 0
	case "MD-11":
		for _, p := range competent(f) {
			if p.Is.Competences[0].Held == aims.KnownYes && len(p.Is.Competences[0].Evidence) > 0 {
				return true
			}
		}
	case "MD-13":
		return len(facts.Where(f.Documents, func(d *aims.Document) bool { return d.External })) > 0
	case "MD-15":
		return len(facts.Where(risks(f), func(r *aims.Risk) bool { return r.Assessed != "" })) > 0
	case "MD-16":
		return len(doneTreatments(f)) > 0
	case "MD-18":
		return len(facts.Where(f.Objectives, func(o *aims.Objective) bool { return len(o.Measurements) > 0 })) > 0
	}
	return false
}
