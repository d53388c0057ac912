package finds

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// ScanOptions say how to record a scan.
type ScanOptions struct {
	Source string   // names the place that was scanned; with it, findings in files that are gone are closed
	Paths  []string // what was scanned
	Why    string   // the reason that the history shows
}

// ScanAccount says what became of every finding: Read is the sum of Created,
// Updated, Unchanged and the findings in Refused. Fixed counts findings of earlier
// scans that are no longer there.
type ScanAccount struct {
	Read      int             `json:"read"`
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Fixed     int             `json:"fixed"`
	Refused   []sheet.Refused `json:"refused"`
	Evidence  string          `json:"evidence,omitempty"` // name of the record of the run
}

// Record takes the findings of a scan in. One that is known is brought up to date,
// one whose file was scanned whole and no longer has it is closed as fixed.
func Record(ctx context.Context, st kernel.Store, r *modelscan.Report, o ScanOptions) (*ScanAccount, error) {
	var a *ScanAccount
	_, err := st.Update(ctx, o.Why, func(tx kernel.Tx) error {
		a = &ScanAccount{Refused: []sheet.Refused{}}
		c := &recorder{tx: tx, o: o, a: a, today: kernel.DateOf(tx.Now()), seen: map[string]bool{}}
		if err := c.load(ctx); err != nil {
			return err
		}
		for i, x := range findingsOf(r, o.Source, c.today) {
			if err := c.take(ctx, i+1, x); err != nil {
				return err
			}
		}
		return c.close(ctx, r)
	})
	return a, err
}

// recorder takes the findings of one scan in.
type recorder struct {
	tx     kernel.Tx
	o      ScanOptions
	a      *ScanAccount
	today  kernel.Date
	list   []*kernel.Record
	known  map[string]*kernel.Record // by fingerprint
	models map[string]string         // names of model records by digest, place and name
	seen   map[string]bool
}

func (c *recorder) load(ctx context.Context) (err error) {
	if c.list, err = kernel.All[aims.Finding](ctx, c.tx); err != nil {
		return err
	}
	c.known = map[string]*kernel.Record{}
	for rec, f := range kernel.Each[aims.Finding](c.list) {
		if f.Tool == ModelScan {
			c.known[f.Fingerprint] = rec
		}
	}
	models, err := kernel.All[aims.Model](ctx, c.tx)
	c.models = map[string]string{}
	for rec, m := range kernel.Each[aims.Model](models) {
		for _, key := range []string{strings.TrimPrefix(m.Digest, "sha256:"), m.Location, rec.Name} {
			if key != "" && c.models[key] == "" {
				c.models[key] = rec.Name
			}
		}
	}
	return err
}

// modelOf finds the model record of a file: by digest, else by where it is kept,
// else by a name that is the file's without its extension.
func (c *recorder) modelOf(f *aims.Finding) kernel.Ref[aims.Model] {
	base := path.Base(f.Path)
	stem := strings.TrimSuffix(base, path.Ext(base))
	for _, key := range []string{f.Digest, f.Path, stem, sheet.Slug(stem)} {
		if name := c.models[key]; key != "" && name != "" {
			return kernel.To[aims.Model](name)
		}
	}
	return kernel.Ref[aims.Model]{}
}

// take writes one finding and counts what became of it.
func (c *recorder) take(ctx context.Context, row int, x *found) error {
	c.a.Read++
	x.is.Model = c.modelOf(&x.is)
	c.seen[x.is.Fingerprint] = true
	old := c.known[x.is.Fingerprint]
	put := kernel.Put{Kind: aims.FindingKind.Name, Name: findingName(&x.is), Rev: kernel.RevNew}
	if old == nil {
		put.Spec = accept(&x.is, x.accepted)
	} else {
		put.Name, put.UID, put.Rev, put.KeepMeta = old.Name, old.UID, old.Rev, true
		put.Spec = again(old.Spec.(*aims.Finding), x, c.today)
	}
	rec, err := code.PutThrough(ctx, c.tx, aims.FindingKind, put, old)
	var fe *fault.Error
	switch {
	case err == nil && old == nil:
		c.a.Created++
	case err == nil && rec.Rev != old.Rev:
		c.a.Updated++
	case err == nil:
		c.a.Unchanged++
	case errors.As(err, &fe) && (fe.Kind == fault.Invalid || fe.Kind == fault.Conflict):
		c.a.Refused = append(c.a.Refused, sheet.Refused{Row: row, Column: x.is.Rule, Problem: fe.Error()})
	default:
		return err
	}
	return nil
}

// close marks what is no longer there as fixed.
func (c *recorder) close(ctx context.Context, r *modelscan.Report) error {
	whole, unread := map[string]bool{}, map[string]bool{}
	for i := range r.Files {
		whole[cleanPath(r.Files[i].Path)] = r.Files[i].Partial == ""
	}
	for _, s := range r.Skipped {
		unread[cleanPath(s.Path)] = true
	}
	for rec, f := range kernel.Each[aims.Finding](c.list) {
		open := f.State == aims.FindingOpen || f.State == aims.FindingAccepted
		if f.Tool != ModelScan || f.Source != c.o.Source || !open || c.seen[f.Fingerprint] || unread[f.Path] {
			continue
		}
		full, scanned := whole[f.Path]
		if scanned && !full || !scanned && !c.covers(f.Path, unread) {
			continue
		}
		now := *f
		now.State, now.Fixed = aims.FindingFixed, c.today
		if _, err := c.tx.Put(ctx, kernel.Put{Kind: rec.Kind, Name: rec.Name, UID: rec.UID, Rev: rec.Rev, Spec: &now, KeepMeta: true}); err != nil {
			return err
		}
		c.a.Fixed++
	}
	return nil
}

// covers says that a named source was scanned at a folder in which the file would
// lie, and that the file is not among what could not be read.
func (c *recorder) covers(file string, unread map[string]bool) bool {
	if c.o.Source == "" {
		return false
	}
	for dir := file; ; dir = path.Dir(dir) {
		if unread[dir] {
			return false
		}
		for _, p := range c.o.Paths {
			if cleanPath(p) == dir {
				return true
			}
		}
		if dir == "." || dir == "/" || dir == path.Dir(dir) {
			return false
		}
	}
}
