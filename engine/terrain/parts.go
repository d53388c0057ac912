package terrain

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func isLLM(m *aims.Model) bool {
	return strings.Contains(strings.ToLower(m.Type), "language model") || says(m.Type, llmWords)
}

func isClassifier(m *aims.Model) bool {
	return !isLLM(m) && (says(m.Type, classifierWords) || isDetector(m))
}

func isDetector(m *aims.Model) bool { return says(m.Type+" "+m.Task, detectorWords) }

// model draws a model of a system with what it was trained on.
func (d *drawing) model(s *drawn, uid kernel.UID, host int) {
	m, ok := facts.Find(d.f.Models, uid)
	if !ok || m.Is.Retired != "" && m.Is.Retired <= d.f.Today {
		return
	}
	key := m.Key()
	at, _ := d.asset(key, "model", m.Is.Title, s.value)
	d.link(s.at, "uses", at, declared, s.key+", models")
	for _, x := range []struct {
		so   bool
		word string
		sure float64
		from string
	}{
		{isLLM(m.Is), "llm", declared, "type"}, {isLLM(m.Is) || says(m.Is.Type, generativeWords), "generative", declared, "type"},
		{isClassifier(m.Is), "classifier", declared, "type"}, {isClassifier(m.Is) && isDetector(m.Is), "detector", inferred, "task"},
		{says(m.Is.Type+" "+m.Is.Task, biometricWords), "biometric", inferred, "task"},
		{m.Is.Origin == "supplier" || foreign(m.Is), "third-party", declared, "origin"},
		{m.Is.Origin == "open-weights", "published", declared, "origin"},
		{m.Is.Origin == "own" || m.Is.Origin == "own-on-open-base", "valuable", inferred, "origin"},
		{m.Is.Pinned == aims.KnownNo, "auto-updates", declared, "pinned"}, {m.Is.Pinned == "partly", "auto-updates", inferred, "pinned"},
		{foreign(m.Is) && m.Is.Digest == "", "unverified", inferred, "digest: there is none"},
	} {
		if x.so {
			d.is(at, x.word, x.sure, key+", "+x.from)
		}
	}
	if foreign(m.Is) {
		hub, fresh := d.asset("registry:open-models", "registry", "Public model registries", 1)
		if fresh {
			d.is(hub, "public", declared, "open weights come from a public registry")
			d.is(hub, "open-publishing", declared, "anybody can publish there")
		}
		d.link(at, "published-in", hub, declared, key+", origin")
	}
	if m.Is.Origin != "supplier" {
		d.link(host, "loads", at, inferred, s.key+", hosting")
		d.link(host, "holds", at, inferred, s.key+", hosting")
	}
	d.supplier(at, m.Is.Supplier.UID, key+", supplier")
	for i := range m.Is.TrainedOn {
		if x, ok := facts.Find(d.f.Datasets, m.Is.TrainedOn[i].UID); ok {
			d.link(at, "trains-on", d.records(x, s.value), declared, key+", trained_on")
		}
	}
}

// foreign says that a model's weights, or those it was made from, are anybody's.
func foreign(m *aims.Model) bool { return m.Origin == "open-weights" || m.Origin == "own-on-open-base" }

func (d *drawing) supplier(of int, uid kernel.UID, from string) {
	if v, ok := facts.Find(d.f.Suppliers, uid); ok && (v.Is.Ended == "" || v.Is.Ended > d.f.Today) {
		at, _ := d.asset(v.Key(), "supplier", v.Is.Title, 1)
		d.link(of, "supplied-by", at, declared, from)
	}
}

// dataset draws a data set as the system uses it.
func (d *drawing) dataset(s *drawn, uid kernel.UID, host int) {
	x, ok := facts.Find(d.f.Datasets, uid)
	if !ok {
		return
	}
	from := s.key + ", datasets"
	at := d.records(x, s.value)
	switch {
	case slices.Contains(x.Is.Uses, "retrieval"):
		d.link(s.at, "retrieves-from", at, declared, from)
		if !says(x.Is.Source, ownWords) {
			c, _ := d.asset(x.Key()+":content", "content", "What goes into "+x.Is.Title, 1)
			d.is(c, "untrusted", doubt(x.Is.Provenance), x.Key()+", source and provenance")
			d.link(at, "ingests", c, declared, x.Key()+", source")
		}
	case slices.Contains(x.Is.Uses, "input"):
		d.link(s.at, "reads", at, declared, from)
	}
	d.link(host, "holds", at, inferred, from)
}

// records draws a data set itself: a store where it is searched in.
func (d *drawing) records(x facts.Of[aims.Dataset], value float64) int {
	kind := "dataset"
	if slices.Contains(x.Is.Uses, "retrieval") {
		kind = "store"
	}
	at, fresh := d.asset(x.Key(), kind, x.Is.Title, value)
	if !fresh {
		return at
	}
	if x.Is.PersonalData == aims.KnownYes || x.Is.PersonalData == "partly" {
		d.is(at, "sensitive", sureOf(x.Is.PersonalData), x.Key()+", personal_data")
	}
	if outside := !says(x.Is.Source, ownWords) || !x.Is.Supplier.IsZero(); outside && kind == "dataset" {
		d.is(at, "untrusted", doubt(x.Is.Provenance), x.Key()+", source and provenance")
	}
	d.supplier(at, x.Is.Supplier.UID, x.Key()+", supplier")
	return at
}

// doubt is how probable it is that somebody outside can put into a data set what
// they like, by how far its way to us is known.
func doubt(p aims.Provenance) float64 {
	switch p {
	case aims.ProvenanceFull:
		return 0.1
	case aims.ProvenancePartial:
		return 0.3
	}
	return 0.5
}
