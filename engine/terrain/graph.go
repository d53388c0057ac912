package terrain

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// Graph draws the asset graph of the records. Assets that are records have the
// record as id (system/S3); what belongs to one has its id after a colon
// (system/S3:conversations). NotFound when no AI system is in use.
func Graph(f *facts.Facts, book *attack.Book) (*attack.Graph, error) {
	d := &drawing{f: f, words: book.Words, at: map[string]int{}, facts: map[[2]int]int{}, links: map[[3]int]bool{}, g: &attack.Graph{Name: "the records"}}
	if o, ok := f.Organisation(); ok {
		d.g.Name = o.Is.Title
	}
	n := 0
	for _, s := range f.Systems {
		if s.Is.Stage.Used() && s.Is.InScope != aims.No {
			d.system(s)
			n++
		}
	}
	if n == 0 {
		return nil, fault.New(fault.NotFound, "no AI system in scope is in use or in a trial, so there is nothing to attack; name an asset graph, as in: plimsoll attack paths graph.yaml")
	}
	if len(d.g.Assets) > attack.MaxAssets {
		return nil, fault.New(fault.TooLarge, "the records have %d assets, and the most is %d", len(d.g.Assets), attack.MaxAssets)
	}
	d.controls(book)
	return d.g, nil
}

// drawing is a graph under way.
type drawing struct {
	f     *facts.Facts
	words *attack.Vocabulary
	g     *attack.Graph
	at    map[string]int  // asset by id
	facts map[[2]int]int  // fact by asset and word
	links map[[3]int]bool // links that are there
}

// asset finds or makes an asset; fresh says that it was made. What several systems
// share is worth what it is to the greatest of them.
func (d *drawing) asset(id, kind, name string, value float64) (at int, fresh bool) {
	if at, ok := d.at[id]; ok {
		a := &d.g.Assets[at]
		a.Value = max(a.Value, value)
		return at, false
	}
	at = len(d.g.Assets)
	d.at[id] = at
	d.g.Assets = append(d.g.Assets, attack.Asset{ID: id, Name: name, Kind: d.words.ID(kind), Value: value})
	return at, true
}

// is says a fact; of two that say the same the surer one stays.
func (d *drawing) is(asset int, word string, confidence float64, source string) {
	id := d.words.ID(word)
	key := [2]int{asset, id}
	if i, ok := d.facts[key]; ok {
		if old := &d.g.Facts[i]; old.Confidence < confidence {
			old.Confidence, old.Source = confidence, source
		}
		return
	}
	d.facts[key] = len(d.g.Facts)
	d.g.Facts = append(d.g.Facts, attack.Fact{Asset: asset, Word: id, Confidence: confidence, Source: sourced(confidence, source)})
}

func (d *drawing) link(from int, word string, to int, confidence float64, source string) {
	id := d.words.ID(word)
	if key := [3]int{from, id, to}; from != to && !d.links[key] {
		d.links[key] = true
		d.g.Links = append(d.g.Links, attack.Link{From: from, To: to, Word: id, Confidence: confidence, Source: sourced(confidence, source)})
	}
}

// sourced puts how a fact is known before where it is known from.
func sourced(confidence float64, source string) string {
	if confidence == declared {
		return "declared: " + source
	}
	return "inferred: " + source
}

// worth weighs the goals of a system.
func worth(c aims.Criticality) float64 {
	return map[aims.Criticality]float64{"medium": 2, "high": 3, "critical": 4}[c] + map[bool]float64{true: 1}[c == "" || c == "low"]
}
