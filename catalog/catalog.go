package catalog

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/fault"
)

//go:embed data
var data embed.FS

// frameworkFiles and crosswalkFiles are the shipped tables, in the order in
// which they are listed. They are read by the same readers as a customer's own.
var (
	frameworkFiles = []string{"iso42001-2023.csv", "airmf-1.0.csv", "aiact-2026-07-27.csv", "iso27001-2022.csv"}
	crosswalkFiles = []string{"crosswalk-airmf-iso42001.csv", "crosswalk-iso42001-iso27001.csv", "crosswalk-aiact-iso42001.csv"}
)

// Catalog is a set of frameworks and the crosswalks between them. It never
// changes after it is made, so any number of readers may share it.
type Catalog struct {
	frameworks []*Framework
	crosswalks []*Crosswalk
	items      map[string]Item
	knowHow    *KnowHow
}

var load = sync.OnceValues(read)

// Load gives the shipped catalogue. It parses on the first call and hands out
// the same catalogue ever after. An error means that the binary was built from
// broken data.
func Load() (*Catalog, error) { return load() }

func read() (*Catalog, error) {
	var (
		fs []*Framework
		xs []*Crosswalk
		ps []fault.Problem
	)
	for _, name := range frameworkFiles {
		f, p := embedded(name).framework()
		ps = append(ps, p...)
		if f != nil {
			fs = append(fs, f)
		}
	}
	for _, name := range crosswalkFiles {
		x, p := embedded(name).crosswalk()
		ps = append(ps, p...)
		if x != nil {
			xs = append(xs, x)
		}
	}
	err := firstError(annotate(fs), describe(xs))
	if err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	c, p := (&Catalog{}).With(fs, xs)
	if ps = append(ps, p...); len(ps) > 0 {
		return nil, fmt.Errorf("read the embedded catalogue: %w", fault.Problems(ps))
	}
	if c.knowHow, err = readKnowHow(); err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	return c, nil
}

// embedded reads a shipped table.
func embedded(name string) *sheet {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		s := &sheet{file: name}
		s.bad(place{}, "", "unreadable", "%v", err)
		return s
	}
	return sheetOf(b, name)
}

// Frameworks lists the frameworks, the shipped ones first.
func (c *Catalog) Frameworks() []*Framework { return slices.Clone(c.frameworks) }

// Framework finds a framework by its id (iso42001:2023) or its namespace
// (iso42001); nil when there is none.
func (c *Catalog) Framework(id string) *Framework {
	for _, f := range c.frameworks {
		if f.ID == id || f.Namespace() == id {
			return f
		}
	}
	return nil
}

// Item finds an item by its namespaced id, as iso42001:A.5.2.
func (c *Catalog) Item(id string) (Item, bool) {
	it, ok := c.items[id]
	return it, ok
}

// Crosswalks lists the crosswalks.
func (c *Catalog) Crosswalks() []*Crosswalk { return slices.Clone(c.crosswalks) }

// Crosswalk gives every mapping from framework a to framework b, each by id or
// namespace. Mappings that their author made from b to a come last, read from
// the other side; rows without a target stay on the side they were made from.
func (c *Catalog) Crosswalk(a, b string) []Mapping {
	from, to := c.Framework(a), c.Framework(b)
	if from == nil || to == nil {
		return nil
	}
	var out, turned []Mapping
	for _, x := range c.crosswalks {
		switch {
		case x.From == from.ID && x.To == to.ID:
			out = append(out, x.Rows...)
		case x.From == to.ID && x.To == from.ID:
			for _, m := range x.Rows {
				if m.To != "" {
					turned = append(turned, m.Inverse())
				}
			}
		}
	}
	return append(out, turned...)
}

// MappingsFrom gives every mapping that leaves the item, whatever it leads to
// and whichever side it was made from.
func (c *Catalog) MappingsFrom(id string) []Mapping {
	var out []Mapping
	for _, x := range c.crosswalks {
		for _, m := range x.Rows {
			if m.From == id {
				out = append(out, m)
			} else if m.To == id {
				out = append(out, m.Inverse())
			}
		}
	}
	return out
}

// namespaceOf is the part of an item id before the colon, empty for a bare id.
func namespaceOf(id string) string {
	if i := strings.IndexByte(id, ':'); i > 0 {
		return id[:i]
	}
	return ""
}
