package catalog

import (
	"fmt"
	"io"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// File is a framework or crosswalk file that a customer brings.
type File struct {
	Name string // for messages
	Data io.Reader
}

// Preview shows what files would add to a catalogue, before anybody decides.
type Preview struct {
	Files      []FilePreview   `json:"files"`
	Problems   []fault.Problem `json:"problems"`
	Frameworks []*Framework    `json:"-"` // what would be added, to be kept by the caller
	Crosswalks []*Crosswalk    `json:"-"`
}

// FilePreview is what one file holds.
type FilePreview struct {
	Name       string         `json:"name"`
	Kind       string         `json:"kind"`           // framework, crosswalk, or empty when it is unreadable
	ID         string         `json:"id,omitempty"`   // of a framework
	From       string         `json:"from,omitempty"` // of a crosswalk: the frameworks
	To         string         `json:"to,omitempty"`
	Counts     map[string]int `json:"counts"`               // items by kind, or mappings by relation
	New        []string       `json:"new,omitempty"`        // ids that the catalogue does not have yet
	Unknown    []string       `json:"unknown,omitempty"`    // ids that are named but exist nowhere
	Duplicates []string       `json:"duplicates,omitempty"` // ids, or pairs as "a -> b", that are there more than once
}

// maxProblems is how many problems a preview spells out.
const maxProblems = 2000

// Preview reads the files and says what they would add and everything that is
// wrong with them. Frameworks come first, whatever the order of the files, so
// that a crosswalk may name a framework that arrives with it. Nothing is
// changed: pass Frameworks and Crosswalks to With when there are no problems.
func (c *Catalog) Preview(files ...File) *Preview {
	p := &Preview{Problems: []fault.Problem{}}
	walks := make(map[int]*Crosswalk)
	for i, file := range files {
		s := readSheet(file.Data, file.Name)
		_, from := s.cols["from"]
		_, to := s.cols["to"]
		fp := FilePreview{Name: file.Name, Counts: map[string]int{}}
		var ps []fault.Problem
		if from || to {
			var x *Crosswalk
			if x, ps = s.crosswalk(); x != nil {
				fp.Kind, walks[i] = "crosswalk", x
			}
		} else {
			var f *Framework
			if f, ps = s.framework(); f != nil {
				fp.Kind, fp.ID = "framework", f.ID
				fp.countFramework(c, f)
				p.Frameworks = append(p.Frameworks, f)
			}
		}
		p.Files, p.Problems = append(p.Files, fp), append(p.Problems, ps...)
	}
	wide, ps := c.previewFrameworks(p.Frameworks)
	p.Problems = append(p.Problems, ps...)
	for i := range files {
		if x := walks[i]; x != nil {
			p.Files[i].countCrosswalk(wide, x)
			_, ps := wide.With(nil, []*Crosswalk{x})
			p.Crosswalks, p.Problems = append(p.Crosswalks, x), append(p.Problems, ps...)
		}
	}
	slices.SortStableFunc(p.Problems, func(a, b fault.Problem) int { return natural(a.Where, b.Where) })
	if n := len(p.Problems); n > maxProblems {
		p.Problems = append(p.Problems[:maxProblems:maxProblems], fault.Problem{Code: "more", Message: fmt.Sprintf("and %d more problems; mend these first", n-maxProblems)})
	}
	return p
}

// previewFrameworks extends c. Ids that are there twice were reported with
// their lines when the file was read, so only what concerns the framework as a
// whole is new here.
func (c *Catalog) previewFrameworks(fs []*Framework) (*Catalog, []fault.Problem) {
	var named []*Framework
	for _, f := range fs {
		if f.ID != "" {
			named = append(named, f)
		}
	}
	wide, all := c.With(named, nil)
	return wide, slices.DeleteFunc(all, func(p fault.Problem) bool { return p.Code != "taken" })
}

func (fp *FilePreview) countFramework(c *Catalog, f *Framework) {
	seen := make(map[string]int)
	for _, it := range f.Items() {
		fp.Counts[it.Kind]++
		switch seen[it.ID]++; seen[it.ID] {
		case 1:
			if _, old := c.items[it.ID]; !old {
				fp.New = append(fp.New, it.ID)
			}
		case 2:
			fp.Duplicates = append(fp.Duplicates, it.ID)
		}
	}
	missing := make(map[string]bool)
	for _, it := range f.Items() {
		if it.Parent != "" && seen[it.Parent] == 0 && !missing[it.Parent] {
			missing[it.Parent] = true
			fp.Unknown = append(fp.Unknown, it.Parent)
		}
	}
}

func (fp *FilePreview) countCrosswalk(c *Catalog, x *Crosswalk) {
	fp.From, fp.To = x.From, x.To
	pairs, missing := make(map[string]int), make(map[string]bool)
	for _, m := range x.Rows {
		fp.Counts[string(m.Relation)]++
		pair := m.From + " -> " + m.To
		if pairs[pair]++; pairs[pair] == 2 {
			fp.Duplicates = append(fp.Duplicates, pair)
		}
		for _, id := range []string{m.From, m.To} {
			if _, ok := c.items[id]; !ok && id != "" && !missing[id] {
				missing[id] = true
				fp.Unknown = append(fp.Unknown, id)
			}
		}
	}
}
