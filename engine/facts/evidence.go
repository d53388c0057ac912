package facts

import (
	"maps"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Standing is what a piece of evidence is worth on a day.
type Standing string

// The standings, complete. Only fresh evidence proves anything.
const (
	Fresh      Standing = "fresh"
	Expired    Standing = "stale"      // past its last day, or older than the control allows
	Failed     Standing = "failed"     // it shows that something does not work
	Unreviewed Standing = "unreviewed" // a person collected it and nobody has looked at it
	Future     Standing = "future"     // collected after the day
)

// Stands judges evidence on a day. maxAge is how many days old it may be; 0 leaves
// it to the evidence's own last day. Evidence that a machine collected counts
// without a review; what a person collected counts once somebody has reviewed it.
func Stands(e *aims.Evidence, day kernel.Date, maxAge int) (s Standing, until kernel.Date) {
	until = e.ValidUntil
	if maxAge > 0 && e.Collected != "" {
		if end := e.Collected.Add(maxAge); until == "" || end < until {
			until = end
		}
	}
	switch {
	case e.Result == "fail":
		return Failed, until
	case e.Collected > day:
		return Future, until
	case until != "" && day > until:
		return Expired, until
	case e.Source != "machine" && (e.Reviewed.IsZero() || e.Reviewed.On > day):
		return Unreviewed, until
	}
	return Fresh, until
}

// Proof is a piece of evidence with its standing.
type Proof struct {
	Record *kernel.Record
	Is     *aims.Evidence
	Stands Standing
	Until  kernel.Date // the last day on which it counts, empty for no end
}

// Pile is the evidence for one control or requirement.
type Pile struct {
	Total, Fresh, Expired, Failed, Unreviewed int
	Until                                     kernel.Date         // the day on which the last fresh piece expires, empty for never or nothing fresh
	Endless                                   bool                // something fresh has no end
	Newest                                    []Proof             // the newest few, fresh ones first
	systems                                   map[kernel.UID]bool // systems with fresh evidence, kept only for rules per system
	general                                   bool                // fresh evidence that is not about single systems
	maxAge                                    int                 // days that the control allows, 0 for no rule
}

// newest is how many pieces of evidence a pile keeps.
const newest = 5

type evidenceIndex struct {
	byControl     map[kernel.UID]*Pile // by the UID of the statement
	byRequirement map[string]*Pile     // by catalogue id
}

// indexEvidence walks the evidence, block by block. Nothing is kept per piece but
// the newest few of each pile, so that a hundred thousand pieces cost milliseconds.
func (f *Facts) indexEvidence() *evidenceIndex {
	all := f.emptyIndex()
	for _, b := range f.judgeBlocks() {
		all.join(b.index)
	}
	return all
}

// emptyIndex has a pile for every statement and nothing on it.
func (f *Facts) emptyIndex() *evidenceIndex {
	x := &evidenceIndex{byControl: make(map[kernel.UID]*Pile, len(f.Statements)), byRequirement: map[string]*Pile{}}
	for _, s := range f.Statements {
		x.byControl[s.UID] = &Pile{maxAge: s.Is.Proof.MaxAgeDays}
		if s.Is.Proof.PerSystem {
			x.byControl[s.UID].systems = map[kernel.UID]bool{}
		}
	}
	return x
}

// add judges records on a day and puts them on their piles.
func (x *evidenceIndex) add(day kernel.Date, list []*kernel.Record) {
	for r, e := range kernel.Each[aims.Evidence](list) {
		own, until := Stands(e, day, 0)
		for i := range e.Controls {
			pile := x.byControl[e.Controls[i].UID]
			if pile == nil {
				continue
			}
			stands, end := own, until
			if pile.maxAge > 0 {
				stands, end = Stands(e, day, pile.maxAge)
			}
			pile.add(&Proof{r, e, stands, end})
		}
		for _, id := range e.Requirements {
			x.requirement(id).add(&Proof{r, e, own, until})
		}
	}
}

func (x *evidenceIndex) requirement(id string) *Pile {
	pile := x.byRequirement[id]
	if pile == nil {
		pile = &Pile{}
		x.byRequirement[id] = pile
	}
	return pile
}

// join adds the piles of evidence that was recorded later.
func (x *evidenceIndex) join(later *evidenceIndex) {
	for uid, p := range later.byControl {
		x.byControl[uid].join(p)
	}
	for id, p := range later.byRequirement {
		x.requirement(id).join(p)
	}
}

func (p *Pile) join(later *Pile) {
	p.Total += later.Total
	p.Fresh += later.Fresh
	p.Expired += later.Expired
	p.Failed += later.Failed
	p.Unreviewed += later.Unreviewed
	p.Until = max(p.Until, later.Until)
	p.Endless = p.Endless || later.Endless
	p.general = p.general || later.general
	maps.Copy(p.systems, later.systems)
	for i := range later.Newest {
		p.keep(&later.Newest[i])
	}
}

func (p *Pile) add(e *Proof) {
	switch e.Stands {
	case Future:
		return
	case Fresh:
		p.Fresh++
		if e.Until == "" {
			p.Endless = true
		}
		p.Until = max(p.Until, e.Until)
		p.aboutSystems(e.Is)
	case Expired:
		p.Expired++
	case Failed:
		p.Failed++
	case Unreviewed:
		p.Unreviewed++
	}
	p.Total++
	p.keep(e)
}

func (p *Pile) aboutSystems(e *aims.Evidence) {
	if len(e.Systems) == 0 {
		p.general = true
	}
	if p.systems != nil {
		for i := range e.Systems {
			p.systems[e.Systems[i].UID] = true
		}
	}
}

// keep holds the newest few, fresh ones first.
func (p *Pile) keep(e *Proof) {
	at := len(p.Newest)
	for at > 0 && better(e, &p.Newest[at-1]) {
		at--
	}
	if at >= newest {
		return
	}
	if len(p.Newest) < newest {
		p.Newest = append(p.Newest, Proof{})
	}
	copy(p.Newest[at+1:], p.Newest[at:])
	p.Newest[at] = *e
}

func better(a, b *Proof) bool {
	if af, bf := a.Stands == Fresh, b.Stands == Fresh; af != bf {
		return af
	}
	return a.Is.Collected > b.Is.Collected
}

// FreshUntil is the day until which something fresh is left; empty when that has no end.
func (p *Pile) FreshUntil() kernel.Date {
	if p.Endless {
		return ""
	}
	return p.Until
}

// EvidenceFor gives the evidence that names a requirement of the catalogue, never nil.
func (f *Facts) EvidenceFor(requirement string) *Pile {
	if p := f.evidence().byRequirement[requirement]; p != nil {
		return p
	}
	return &Pile{}
}

// EvidenceRecord finds one piece of evidence.
func (f *Facts) EvidenceRecord(uid kernel.UID) (Proof, bool) {
	lo, hi := 0, len(f.Evidence)
	for lo < hi {
		if mid := (lo + hi) / 2; f.Evidence[mid].UID < uid {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(f.Evidence) || f.Evidence[lo].UID != uid {
		return Proof{}, false
	}
	r := f.Evidence[lo]
	e := r.Spec.(*aims.Evidence)
	s, until := Stands(e, f.Today, 0)
	return Proof{r, e, s, until}, true
}

// General says whether something fresh is not about single systems.
func (p *Pile) General() bool { return p.general }
