package sheet

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"reflect"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Options say how to import.
type Options struct {
	DryRun bool   // say what would happen and write nothing
	All    bool   // write nothing if any row is refused
	Why    string // the reason that the history shows
	Batch  int    // rows in one transaction; 0 is 5000
}

// Account says what became of every row: Read is the sum of Created, Updated,
// Unchanged and the rows in Refused.
type Account struct {
	Read      int       `json:"read"`
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Refused   []Refused `json:"refused"`
	DryRun    bool      `json:"dry_run,omitempty"`
	Format    string    `json:"format"`
	Encoding  string    `json:"encoding,omitempty"`
	Delimiter string    `json:"delimiter,omitempty"`
	Sheet     string    `json:"sheet,omitempty"`
	Notes     []string  `json:"notes,omitempty"` // what of the file was read in a way that one should know

	First kernel.Seq `json:"first_entry,omitempty"`
	Last  kernel.Seq `json:"last_entry,omitempty"`
}

// Refused is one problem of a row. A row with several is in the list several times.
type Refused struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Problem string `json:"problem"`
}

// RefusedRows counts the rows that were refused.
func (a *Account) RefusedRows() int {
	rows := map[int]bool{}
	for _, r := range a.Refused {
		rows[r.Row] = true
	}
	return len(rows)
}

var errRollback = errors.New("dry run")

// Import writes the rows of a table as records. Rows are independent: one that is
// refused does not keep others out, unless Options.All is set. A record that is
// there keeps every field, label and custom field that the mapping does not name.
// Blank rows are not counted.
func Import(ctx context.Context, st kernel.Store, m *Mapping, t *Table, o Options) (*Account, error) {
	p, err := bind(m, t)
	if err != nil {
		return nil, err
	}
	if o.Batch <= 0 {
		o.Batch = 5000
	}
	a := &Account{Refused: []Refused{}, DryRun: o.DryRun, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet, Notes: t.notes()}
	if o.All || o.DryRun {
		o.Batch = len(t.Rows) + 1
	}
	for start := 0; start < len(t.Rows); start += o.Batch {
		if err := p.batch(ctx, st, start, min(start+o.Batch, len(t.Rows)), o, a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// batch writes some rows in one transaction.
func (p *program) batch(ctx context.Context, st kernel.Store, from, to int, o Options, a *Account) error {
	was := *a
	receipt, err := st.Update(ctx, o.Why, func(tx kernel.Tx) error {
		*a = was // a transaction may be tried again
		drafts, stop := p.drafts(from, to)
		defer stop()
		for d := range drafts {
			a.Read++
			if len(d.bad) == 0 {
				var err error
				if d.bad, err = p.write(ctx, tx, d, a); err != nil {
					return err
				}
			}
			a.Refused = append(a.Refused, d.bad...)
		}
		if o.DryRun || o.All && len(a.Refused) > 0 {
			return errRollback
		}
		return nil
	})
	if errors.Is(err, errRollback) {
		a.DryRun = true
		return nil
	}
	if err == nil && receipt.Last > 0 {
		if a.First == 0 {
			a.First = receipt.First
		}
		a.Last = receipt.Last
	}
	return err
}

// drafts reads rows while earlier ones are written; stop ends it early.
func (p *program) drafts(from, to int) (<-chan *draft, func()) {
	out, done := make(chan *draft, 64), make(chan struct{})
	go func() {
		defer close(out)
		for i := from; i < to; i++ {
			if blank(&p.t.Rows[i]) {
				continue
			}
			select {
			case out <- p.draft(i):
			case <-done:
				return
			}
		}
	}()
	return out, func() { close(done) }
}

// write puts one row's record and counts what became of it.
func (p *program) write(ctx context.Context, tx kernel.Tx, d *draft, a *Account) ([]Refused, error) {
	k := p.m.Kind
	if err := p.customTypes(ctx, tx, d); err != nil {
		return nil, err
	}
	old, err := tx.Get(ctx, k.Name, d.name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	spec, bad, err := p.spec(d, old)
	if len(bad) > 0 || err != nil {
		return bad, err
	}
	put := kernel.Put{Kind: k.Name, Name: d.name, Spec: spec, Rev: kernel.RevNew, Labels: merged(nil, d.labels), Fields: mergedFields(nil, d.custom)}
	if old != nil {
		put.Rev, put.Origin = old.Rev, old.Origin
		put.Labels, put.Fields = merged(old.Labels, d.labels), mergedFields(old.Fields, d.custom)
	}
	r, err := code.PutThrough(ctx, tx, k, put, old)
	if err != nil {
		return p.refused(d, err)
	}
	switch {
	case old == nil:
		a.Created++
	case r.Rev != old.Rev:
		a.Updated++
	default:
		a.Unchanged++
	}
	return nil, nil
}

// customTypes turns texts into what custom fields hold: numbers and truth values.
// What does not fit is left for the store to refuse.
func (p *program) customTypes(ctx context.Context, tx kernel.Tx, d *draft) error {
	if len(d.custom) == 0 {
		return nil
	}
	defs, err := kernel.All[kernel.CustomField](ctx, tx)
	if err != nil {
		return err
	}
	for _, f := range kernel.Each[kernel.CustomField](defs) {
		s, ok := d.custom[f.Key].(string)
		if f.Kind != p.m.Kind.Name || !ok {
			continue
		}
		switch x, err := strconv.ParseFloat(s, 64); {
		case f.Type == "number" && err == nil:
			d.custom[f.Key] = x
		case f.Type == "yes-no" && (Fold(s) == "true" || Fold(s) == "yes"):
			d.custom[f.Key] = true
		case f.Type == "yes-no" && (Fold(s) == "false" || Fold(s) == "no"):
			d.custom[f.Key] = false
		}
	}
	return nil
}

// spec makes the record's new content: the old one with the mapped fields set.
// When nothing differs, the old content itself is given, which costs nothing.
func (p *program) spec(d *draft, old *kernel.Record) (any, []Refused, error) {
	k := p.m.Kind
	tree := map[string]any{}
	var was []byte
	if old != nil {
		was = k.JSON(old.Spec)
		v, err := kernel.ParseJSON(bytes.NewReader(was))
		if err != nil {
			return nil, nil, err
		}
		tree = v.(map[string]any)
	}
	for path, v := range d.spec {
		assign(tree, path, v)
	}
	spec, ps := k.Decode(tree)
	if len(ps) > 0 {
		return nil, p.refusals(d, ps), nil
	}
	if old != nil && bytes.Equal(was, k.JSON(spec)) {
		return old.Spec, nil, nil
	}
	return spec, nil, nil
}

// refused turns a refusal of the store into one of the row. What is not about the
// row ends the import.
func (p *program) refused(d *draft, err error) ([]Refused, error) {
	var fe *fault.Error
	if !errors.As(err, &fe) || fe.Kind != fault.Invalid && fe.Kind != fault.Conflict {
		return nil, err
	}
	if len(fe.Problems) == 0 {
		return []Refused{{Row: d.row.N, Problem: fe.Message}}, nil
	}
	return p.refusals(d, fe.Problems), nil
}

func (p *program) refusals(d *draft, ps []fault.Problem) []Refused {
	var out []Refused
	for _, q := range ps {
		msg := q.Message
		if q.Path != "" {
			msg = q.Path + ": " + msg
		}
		out = append(out, Refused{Row: d.row.N, Column: p.columnOf(q.Path), Problem: msg})
	}
	return out
}

// assign sets a value by path; nil takes the field out.
func assign(t map[string]any, path string, v any) {
	for {
		head, rest, more := strings.Cut(path, ".")
		if !more {
			if v == nil {
				delete(t, head)
			} else {
				t[head] = v
			}
			return
		}
		sub, ok := t[head].(map[string]any)
		if !ok {
			if v == nil {
				return
			}
			sub = map[string]any{}
			t[head] = sub
		}
		t, path = sub, rest
	}
}

func merged(old, now map[string]string) map[string]string {
	out := maps.Clone(old)
	for k, v := range now {
		if v == "" {
			delete(out, k)
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[k] = v
	}
	return out
}

func mergedFields(old, now map[string]any) map[string]any {
	out := maps.Clone(old)
	for k, v := range now {
		if v == nil || reflect.DeepEqual(v, "") {
			delete(out, k)
			continue
		}
		if out == nil {
			out = map[string]any{}
		}
		out[k] = v
	}
	return out
}
