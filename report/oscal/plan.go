package oscal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

const (
	framework = "iso42001"
	ownerRole = "control-owner"
)

// implemented says in OSCAL's words how a control stands; ours go along as a property.
var implemented = map[string]string{string(facts.Proven): "implemented", string(facts.InPlace): "implemented", string(facts.Stale): "implemented",
	string(facts.InProgress): "partial", string(facts.NotStarted): "planned", string(facts.Excluded): "not-applicable"}

// OfSheet gives the Statement of Applicability as a system security plan. The
// system is the management system; its components are the AI systems.
func OfSheet(o *overview.Overview, at facts.AsOf) *Document {
	p := &planner{subject: about(o, at), sheet: o.Sheet(), people: map[string]string{}}
	plan := &Plan{UUID: p.id("plan"), Metadata: p.metadata("Statement of Applicability", said(p.sheet.Version, "draft"))}
	controls := p.controls()
	profile := carried(p.baseline(), "iso42001.oscal.json")
	plan.ImportProfile = Import{Href: "#" + profile.UUID, Remarks: "Every control of Annex A is looked at; what each row says is in control-implementation."}
	plan.Characteristics, plan.Implementation = p.characteristics(), p.implementation()
	plan.ControlImplementation = ControlImplementation{Description: p.summary(), Requirements: controls}
	plan.Metadata.Roles = []Role{{ID: ownerRole, Title: "Answers for a control"}}
	plan.Metadata.Parties = append(plan.Metadata.Parties, p.parties...)
	plan.BackMatter.Resources = append([]Resource{profile}, p.evidence...)
	return &Document{Plan: plan}
}

// subject is whose document it is, and of which moment.
type subject struct {
	maker
	facts *facts.Facts
	at    facts.AsOf
	name  string
}

func about(o *overview.Overview, at facts.AsOf) subject {
	s := subject{facts: o.Facts, at: at, name: "AI management system"}
	if org, ok := o.Facts.Organisation(); ok {
		s.owner, s.name = string(org.UID), org.Is.Title
	}
	return s
}

func (s *subject) time() string { return s.at.Time.UTC().Truncate(time.Second).Format(time.RFC3339) }

func (s *subject) metadata(title, version_ string) Metadata {
	return Metadata{Title: title + ": " + line(s.name), LastModified: s.time(), Version: line(version_), OSCAL: version,
		Props:   prop("log-entry", fmt.Sprint(uint64(s.at.Entry))),
		Parties: []Party{{UUID: s.id("organisation"), Type: "organization", Name: line(said(s.name))}}}
}

type planner struct {
	subject
	sheet    *soa.Sheet
	people   map[string]string // name of a person to the UUID of the party
	parties  []Party
	evidence []Resource
	seen     []string // evidence that is a resource already
}

// baseline is the catalogue that the plan looks at: Annex A and the clauses, and
// the organisation's own controls where it has any.
func (p *planner) baseline() *Catalog {
	c := frameworkCatalog(p.facts.Catalog.Framework(framework))
	var own []Control
	for i := range p.sheet.Rows {
		if r := &p.sheet.Rows[i]; r.Custom {
			own = append(own, controlOf(r.Control, "control", r.Title))
		}
	}
	if len(own) > 0 {
		c.UUID = p.id("catalog")
		c.Metadata.Title += ", with controls of one's own"
		c.Groups = append(c.Groups, Group{ID: "own", Class: "area", Title: "Controls of the organisation's own", Controls: own})
	}
	return c
}

func (p *planner) summary() string {
	n := p.sheet.Counts
	said := fmt.Sprintf("%d of %d controls of Annex A apply: %d proven by fresh evidence, %d in place, %d in progress, %d not started, %d stale; %d are excluded.",
		n.Applicable, n.Total, n.Proven, n.InPlace, n.InProgress, n.NotStarted, n.Stale, n.Excluded)
	if p.sheet.Document == nil {
		said += " This is a draft: no statement has been issued."
	}
	return said
}

func (p *planner) characteristics() Characteristics {
	scope, state := "No scope is in force.", "under-development"
	if s, ok := p.facts.InForceScope(); ok {
		scope, state = said(s.Is.Statement), "operational"
	}
	c := Characteristics{IDs: []SystemID{{Type: "https://ietf.org/rfc/rfc4122", ID: p.id("organisation")}}, Name: "AI management system of " + line(p.name),
		Description: scope, Status: Status{State: state}, Boundary: Described{scope}}
	for _, d := range p.facts.Datasets {
		c.Information.Types = append(c.Information.Types, InformationType{UUID: p.id("dataset", string(d.UID)), Title: line(said(d.Is.Title)), Description: said(d.Is.Description, d.Is.Source)})
	}
	if len(c.Information.Types) == 0 { // the model asks for one
		c.Information.Types = []InformationType{{Title: "Records of the AI management system", Description: "No data set is recorded."}}
	}
	return c
}

func (p *planner) implementation() Implementation {
	out := Implementation{Users: []User{{UUID: p.id("user", ownerRole), Title: "People who answer for controls", Roles: []string{ownerRole}}},
		Components: []Component{{UUID: p.id("this-system"), Type: "this-system", Title: "AI management system", Description: "What the organisation does by itself, for all AI systems.", Status: Status{State: "operational"}}}}
	for _, s := range p.facts.Systems {
		out.Components = append(out.Components, Component{UUID: p.system(s.Key()), Type: "system", Title: line(said(s.Is.Title)), Description: said(s.Is.Purpose, s.Is.IntendedUse),
			Props: props(prop("record", s.Key()), prop("stage", string(s.Is.Stage)), prop("in-scope", string(s.Is.InScope))), Status: Status{State: operating(s.Is.Stage), Remarks: strings.TrimSpace(s.Is.StageNote)}})
	}
	return out
}

// system is the component of an AI system, by its key.
func (p *planner) system(key string) string { return p.id("component", key) }

func operating(s aims.Stage) string {
	switch s {
	case aims.StageInOperation:
		return "operational"
	case aims.StageRetired, aims.StageRejected:
		return "disposition"
	case aims.StageUnknown:
		return "other"
	}
	return "under-development"
}

func (p *planner) controls() []Implemented {
	out := make([]Implemented, 0, len(p.sheet.Rows))
	for i := range p.sheet.Rows {
		out = append(out, p.control(&p.sheet.Rows[i]))
	}
	return out
}

func (p *planner) control(r *soa.Row) Implemented {
	x := Implemented{UUID: p.id("control", r.Control), Control: Token(r.Control), Remarks: strings.TrimSpace(r.Reason), Props: props(prop("id", r.Control),
		prop("applicable", strconv.FormatBool(r.Applicable)), prop("decided", strconv.FormatBool(r.Decided)), prop("state", r.State), prop("record", r.Record), prop("fresh-until", string(r.FreshUntil)))}
	for _, b := range r.Because {
		x.Props = append(x.Props, prop("because", b)...)
	}
	if name := line(said(r.OwnerTitle, r.Owner)); r.Owner != "" {
		x.Responsible = []Responsible{{Role: ownerRole, Parties: []string{p.person(r.Owner, name)}}}
	}
	x.ByComponents = []ByComponent{{UUID: p.id("control", r.Control, "this-system"), Component: p.id("this-system"), Description: said(r.How, r.Gap, r.Why),
		Status: Status{State: implemented[r.State], Remarks: r.Why}}}
	for _, e := range r.Exclusions {
		x.ByComponents = append(x.ByComponents, ByComponent{UUID: p.id("control", r.Control, e.System), Component: p.system(e.System), Description: said(e.Reason),
			Status: Status{State: implemented[string(facts.Excluded)]}})
	}
	for i := range r.Evidence {
		x.Links = append(x.Links, Link{Href: "#" + p.proof(&r.Evidence[i]), Rel: "evidence", Text: line(r.Evidence[i].Title)})
	}
	return x
}

// person is the party of a person record.
func (p *planner) person(name, title string) string {
	id, ok := p.people[name]
	if !ok {
		id = p.id("party", kernel.Key("person", name))
		p.people[name] = id
		p.parties = append(p.parties, Party{UUID: id, Type: "person", Name: title})
	}
	return id
}

// proof is the resource of a piece of evidence; its bytes are in a pack.
func (p *planner) proof(e *soa.Evidence) string {
	id := p.id("resource", e.Record)
	if !slices.Contains(p.seen, id) {
		p.seen = append(p.seen, id)
		p.evidence = append(p.evidence, Resource{UUID: id, Title: line(said(e.Title)), Props: props(prop("record", e.Record),
			prop("collected", string(e.Collected)), prop("valid-until", string(e.ValidUntil)), prop("state", e.State))})
	}
	return id
}
