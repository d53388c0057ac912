package finds

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// Account says what became of every find: Read is the sum of Created, Updated,
// Unchanged and the finds in Refused, whose Row counts from 1. Gone counts records
// of earlier scans that were marked because this one does not find them.
type Account struct {
	sheet.Account
	Gone int `json:"gone"`
}

// Options say how to take a discovery in.
type Options struct {
	Source string // names the place that was scanned; with it, what is gone is marked
	DryRun bool   // say what would happen and write nothing
	All    bool   // write nothing if any find is refused
	Why    string // the reason that the history shows
}

// IsDiscovery says whether bytes are what `plimsoll discover -o json` writes, by
// their content: a JSON object with assets and systems.
func IsDiscovery(b []byte) bool {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	if len(b) == 0 || b[0] != '{' {
		return false
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(b, &top) != nil {
		return true // it wants to be JSON; ParseDiscovery says where it fails
	}
	return top["assets"] != nil && top["systems"] != nil
}

// ParseDiscovery reads a discovery. A fault says at which line and character.
func ParseDiscovery(name string, b []byte) (*discover.Result, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	var r discover.Result
	err := json.Unmarshal(b, &r)
	if err == nil {
		slices.SortStableFunc(r.Assets, func(x, y discover.Asset) int { return cmp.Compare(x.ID, y.ID) }) // somebody may have edited it
		return &r, nil
	}
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	at := int64(-1)
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &typed):
		at = typed.Offset
	}
	line, col := position(b, at)
	return nil, fault.Wrap(fault.Invalid, err, "%s:%d:%d: this is no discovery (write one with: plimsoll discover PATH -o json): %v", name, line, col, err)
}

// position gives line and character of an offset, counting from 1.
func position(b []byte, at int64) (line, col int) {
	b = b[:max(0, min(at-1, int64(len(b))))]
	return 1 + bytes.Count(b, []byte("\n")), len(b) - bytes.LastIndexByte(b, '\n')
}

var errRollback = errors.New("nothing is to be written")

// Propose takes the systems of a discovery in as proposals. An open proposal is
// brought up to date, a decided one is left alone, one of the same named source
// that is not in the discovery is marked as gone.
func Propose(ctx context.Context, st kernel.Store, r *discover.Result, o Options) (*Account, error) {
	var a *Account
	receipt, err := st.Update(ctx, o.Why, func(tx kernel.Tx) error {
		a = &Account{Account: sheet.Account{Refused: []sheet.Refused{}, Format: "discovery"}}
		p, err := newProposer(ctx, tx, o, a)
		if err != nil {
			return err
		}
		for i := range r.Systems {
			if err := p.take(ctx, i+1, r, &r.Systems[i]); err != nil {
				return err
			}
		}
		if err := p.mark(ctx); err != nil {
			return err
		}
		if o.DryRun || o.All && len(a.Refused) > 0 {
			return errRollback
		}
		return nil
	})
	if errors.Is(err, errRollback) {
		a.DryRun = true
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	a.First, a.Last = receipt.First, receipt.Last
	return a, nil
}

// proposer takes the systems of one discovery in.
type proposer struct {
	tx    kernel.Tx
	o     Options
	a     *Account
	today kernel.Date
	known map[string]*kernel.Record // by fingerprint
	order []*kernel.Record
	seen  map[string]bool
}

func newProposer(ctx context.Context, tx kernel.Tx, o Options, a *Account) (*proposer, error) {
	p := &proposer{tx: tx, o: o, a: a, today: kernel.DateOf(tx.Now()), known: map[string]*kernel.Record{}, seen: map[string]bool{}}
	list, err := kernel.All[aims.Proposal](ctx, tx)
	for rec, x := range kernel.Each[aims.Proposal](list) {
		p.known[x.Fingerprint] = rec
	}
	p.order = list
	return p, err
}

// take writes one system's proposal and counts what became of it.
func (p *proposer) take(ctx context.Context, row int, r *discover.Result, s *discover.System) error {
	p.a.Read++
	if ps := unfit(r, s); len(ps) > 0 {
		p.refuse(row, ps)
		return nil
	}
	now := ProposalOf(r, s, p.o.Source, p.today)
	if p.seen[now.Fingerprint] {
		p.a.Refused = append(p.a.Refused, sheet.Refused{Row: row, Column: "id", Problem: s.ID + " is in the file twice"})
		return nil
	}
	p.seen[now.Fingerprint] = true
	put := kernel.Put{Kind: aims.ProposalKind.Name, Name: nameOf(now), Rev: kernel.RevNew, Spec: now}
	old := p.known[now.Fingerprint]
	if old != nil {
		put.Name, put.UID, put.Rev, put.KeepMeta = old.Name, old.UID, old.Rev, true
		put.Spec = merge(old.Spec.(*aims.Proposal), now)
	}
	rec, err := p.tx.Put(ctx, put)
	var fe *fault.Error
	switch {
	case err == nil:
		count(p.a, old, rec)
	case errors.As(err, &fe) && (fe.Kind == fault.Invalid || fe.Kind == fault.Conflict):
		if len(fe.Problems) == 0 {
			fe.Problems = []fault.Problem{{Message: fe.Message}}
		}
		p.refuse(row, fe.Problems)
	default:
		return err
	}
	return nil
}

// count books one find that was written, or had nothing new to it.
func count(a *Account, old, now *kernel.Record) {
	switch {
	case old == nil:
		a.Created++
	case now.Rev != old.Rev:
		a.Updated++
	default:
		a.Unchanged++
	}
}

func (p *proposer) refuse(row int, ps kernel.Problems) {
	for _, q := range ps {
		p.a.Refused = append(p.a.Refused, sheet.Refused{Row: row, Column: q.Path, Problem: q.Message})
	}
}

// unfit says what a system lacks to be proposed.
func unfit(r *discover.Result, s *discover.System) (ps kernel.Problems) {
	if s.ID == "" {
		ps.Add("id", "required", "the system has no id, so it could not be known again")
	}
	if s.Name == "" {
		ps.Add("name", "required", "the system has no name")
	}
	if len(s.Assets) == 0 {
		ps.Add("assets", "required", "the system names no assets, so nothing could be looked at")
	}
	for _, id := range s.Assets {
		if r.Asset(id) == nil {
			ps.Add("assets", "unknown", "the file has no asset %q", id)
		}
	}
	return ps
}

// mark notes which proposals of the source are not found any more.
func (p *proposer) mark(ctx context.Context) error {
	if p.o.Source == "" {
		return nil
	}
	for rec, old := range kernel.Each[aims.Proposal](p.order) {
		if old.Source != p.o.Source || p.seen[old.Fingerprint] || old.Gone != "" || old.State == aims.ProposalDismissed {
			continue
		}
		now := *old
		now.Gone = p.today
		if _, err := p.tx.Put(ctx, kernel.Put{Kind: rec.Kind, Name: rec.Name, UID: rec.UID, Rev: rec.Rev, Spec: &now, KeepMeta: true}); err != nil {
			return err
		}
		p.a.Gone++
	}
	return nil
}
