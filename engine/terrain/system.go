package terrain

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// drawn is a system under way.
type drawn struct {
	facts.Of[aims.System]
	at    int
	key   string
	agent bool
	value float64
}

// system draws a system and everything that its record names.
func (d *drawing) system(r facts.Of[aims.System]) {
	s := drawn{Of: r, key: r.Key(), value: worth(r.Is.Criticality)}
	for i := range r.Is.Models {
		m, ok := facts.Find(d.f.Models, r.Is.Models[i].UID)
		s.agent = s.agent || ok && isLLM(m.Is)
	}
	kind := "system"
	if s.agent {
		kind = "agent"
	}
	s.at, _ = d.asset(s.key, kind, r.Is.Title, s.value)
	if s.agent {
		d.is(s.at, "llm", declared, s.key+", models")
		d.is(s.at, "has-system-prompt", inferred, s.key+": a model that follows instructions")
	}
	if r.Is.Automation == "acts-alone" || r.Is.Automation == "acts-with-veto" {
		d.is(s.at, "unattended", declared, s.key+", automation")
	}
	host := d.host(&s)
	d.entrances(&s, host)
	d.sources(&s)
	d.data(&s, host)
	for i := range r.Is.Models {
		d.model(&s, r.Is.Models[i].UID, host)
	}
	d.people(&s)
	for i := range r.Is.Suppliers {
		d.supplier(s.at, r.Is.Suppliers[i].UID, s.key+", suppliers")
	}
}

// host is where a system runs; systems with the same words in hosting share it.
func (d *drawing) host(s *drawn) int {
	where, from := s.Is.Hosting, s.key+", hosting"
	if where == "" {
		where = s.Is.Title + " host"
	}
	place, _, _ := strings.Cut(where, ";")
	h, fresh := d.asset("host:"+slug(place), "host", place, 1)
	if fresh {
		d.is(h, "egress", inferred, from)
		d.is(h, "compute", inferred, from)
	}
	d.link(s.at, "runs-on", h, declared, from)
	return h
}

// entrances reads the interfaces: where people come in, and what an agent can call.
func (d *drawing) entrances(s *drawn, host int) {
	open := false
	for _, text := range s.Is.Interfaces {
		from := s.key + ", interfaces: " + text
		switch {
		case says(text, publicWords):
			open = true
			d.is(s.at, "public", inferred, from)
			if s.agent && says(text, "widget website web page portal") {
				d.is(s.at, "renders-links", weakly, from)
			}
		case s.agent && !d.namesSupplier(s, text):
			d.tool(s, text, host)
		}
	}
	if !open {
		d.is(s.at, "login", inferred, s.key+": no interface is open to everybody")
	}
}

// namesSupplier says whether an interface is that of a supplier's model.
func (d *drawing) namesSupplier(s *drawn, text string) bool {
	for i := range s.Is.Suppliers {
		if v, ok := facts.Find(d.f.Suppliers, s.Is.Suppliers[i].UID); ok {
			if name := wordsOf(v.Is.Title); len(name) > 0 && says(text, name[0]) {
				return true
			}
		}
	}
	return false
}

// tool is an interface that an agent acts through.
func (d *drawing) tool(s *drawn, text string, host int) {
	from := s.key + ", interfaces: " + text
	t, _ := d.asset(s.key+":tool:"+slug(text), "tool", text, 1)
	d.link(s.at, "invokes", t, declared, from)
	for _, x := range []struct {
		words, fact string
		sure        float64
	}{{sendsWords, "sends", inferred}, {changesWords, "transacts", inferred}, {destroysWords, "destructive", inferred}, {runsWords, "executes", weakly}} {
		if says(text, x.words) {
			d.is(t, x.fact, x.sure, from)
		}
	}
	if says(text, runsWords) {
		d.link(t, "runs-on", host, inferred, from)
	}
	if says(text, changesWords) || says(text, destroysWords) {
		d.link(t, "writes", d.acted(s), inferred, from)
	}
	if says(text, readsWords) {
		d.link(t, "reads", d.acted(s), inferred, from)
	}
}

// acted is what the tools of an agent read and change.
func (d *drawing) acted(s *drawn) int {
	at, fresh := d.asset(s.key+":works-on", "dataset", "What "+s.Is.Title+" works on", s.value)
	if fresh && s.Is.PersonalData != aims.KnownNo {
		d.is(at, "sensitive", sureOf(s.Is.PersonalData), s.key+", personal_data")
	}
	return at
}

// sureOf is how sure an answer makes of what it is about.
func sureOf(k aims.Known) float64 {
	switch k {
	case aims.KnownYes:
		return declared
	case "partly":
		return inferred
	}
	return weakly
}

// sources reads where data come from: from outside unless they are the
// organisation's own, or a data set that is on record.
func (d *drawing) sources(s *drawn) {
	for _, text := range s.Is.DataFlow.Sources {
		if d.namesDataset(s, text) || says(text, ownWords) {
			continue
		}
		from := s.key + ", data_flow.sources: " + text
		c, _ := d.asset(s.key+":from:"+slug(text), "content", text, 1)
		d.is(c, "untrusted", inferred, from)
		d.link(s.at, "reads", c, declared, from)
		for i := range s.Is.Models {
			if m, ok := facts.Find(d.f.Models, s.Is.Models[i].UID); ok && isClassifier(m.Is) {
				at, _ := d.asset(m.Key(), "model", m.Is.Title, 1)
				d.link(at, "judges", c, inferred, from)
			}
		}
	}
}

// namesDataset says whether a source is a data set of the system by name or title.
func (d *drawing) namesDataset(s *drawn, text string) bool {
	for i := range s.Is.Datasets {
		x, ok := facts.Find(d.f.Datasets, s.Is.Datasets[i].UID)
		if ok && (says(text, strings.ToLower(x.Name)) || strings.Contains(strings.ToLower(text), strings.ToLower(x.Is.Title))) {
			return true
		}
	}
	return false
}

// data draws what a system handles about people, and its data sets.
func (d *drawing) data(s *drawn, host int) {
	if s.Is.PersonalData == aims.KnownYes || s.Is.PersonalData == "partly" {
		from := s.key + ", personal_data"
		at, _ := d.asset(s.key+":personal-data", "dataset", "Personal data in "+s.Is.Title, s.value)
		d.is(at, "sensitive", sureOf(s.Is.PersonalData), from)
		d.link(s.at, "holds", at, sureOf(s.Is.PersonalData), from)
		d.link(host, "holds", at, inferred, from)
	}
	for i := range s.Is.Datasets {
		d.dataset(s, s.Is.Datasets[i].UID, host)
	}
}

// onePerson weighs little beside the group that a system serves.
const onePerson = 0.25

// people draws those who use a system and those who oversee it.
func (d *drawing) people(s *drawn) {
	if len(s.Is.Affected) > 0 {
		var groups []string
		for _, a := range s.Is.Affected {
			groups = append(groups, a.Group)
		}
		at, _ := d.asset(s.key+":people", "person", facts.List(groups, 3), s.value)
		d.link(at, "uses", s.at, inferred, s.key+", affected")
	}
	for i := range s.Is.Oversight.By {
		if p, ok := facts.Find(d.f.People, s.Is.Oversight.By[i].UID); ok && !facts.Past(p.Is.Left, d.f.Today) {
			at, _ := d.asset(p.Key(), "person", p.Is.FullName, onePerson)
			d.link(at, "uses", s.at, declared, s.key+", oversight.by")
		}
	}
}
