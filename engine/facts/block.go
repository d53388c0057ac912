package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Moments that are near each other have most of their evidence in common. It is
// judged in blocks, and a moment takes over from one near it the blocks that are the
// same: after a write, or a few entries back, all but one or two of them.

// blockSize is how many pieces of evidence are judged together.
const blockSize = 4096

// block is a run of records, ordered by UID, and how they were judged.
type block struct {
	records []*kernel.Record
	index   *evidenceIndex
}

// judged are the blocks of a moment, and the terms on which they were judged.
type judged struct {
	terms  string
	blocks []block
}

// terms says all that decides what a piece of evidence is worth besides itself.
func (f *Facts) terms() string {
	var b strings.Builder
	b.WriteString(string(f.Today))
	for _, s := range f.Statements {
		fmt.Fprintf(&b, " %s %d %t", s.UID, s.Is.Proof.MaxAgeDays, s.Is.Proof.PerSystem)
	}
	return b.String()
}

// judgeBlocks judges all evidence, as far as the moment that the facts were gathered
// near to has not done so.
func (f *Facts) judgeBlocks() []block {
	now := &judged{terms: f.terms()}
	from := 0
	for _, b := range f.takenOver(now.terms) {
		now.blocks = append(now.blocks, f.judge(f.Evidence[from:b.from])...)
		now.blocks = append(now.blocks, b.block)
		from = b.from + len(b.records)
	}
	now.blocks = append(now.blocks, f.judge(f.Evidence[from:])...)
	f.near = nil
	f.judged.Store(now)
	return now.blocks
}

func (f *Facts) judge(list []*kernel.Record) []block {
	var out []block
	for part := range slices.Chunk(list, blockSize) {
		b := block{part, f.emptyIndex()}
		b.index.add(f.Today, part)
		out = append(out, b)
	}
	return out
}

// placed is a block that stands in the evidence from a place on.
type placed struct {
	block
	from int
}

// takenOver gives the blocks of the moment nearby that stand in the evidence
// unchanged, in order. Small ones are taken only when something taken follows, so
// that single pieces, recorded one after the other, do not make a block each.
func (f *Facts) takenOver(terms string) []placed {
	if f.near == nil || f.near.terms != terms {
		return nil
	}
	var out []placed
	for _, b := range f.near.blocks {
		at, _ := slices.BinarySearchFunc(f.Evidence, b.records[0].UID, func(r *kernel.Record, u kernel.UID) int { return cmp.Compare(r.UID, u) })
		end := at + len(b.records)
		if end > len(f.Evidence) || !slices.Equal(f.Evidence[at:end], b.records) {
			continue
		}
		// The records are named by this moment's list: the other one's may be let go.
		b.records = f.Evidence[at:end:end]
		out = append(dropSmall(out, at), placed{b, at})
	}
	return dropSmall(out, len(f.Evidence))
}

// dropSmall leaves the last block out when it is small and something not taken
// stands between it and the next.
func dropSmall(list []placed, next int) []placed {
	if n := len(list) - 1; n >= 0 && len(list[n].records) < blockSize/2 && list[n].from+len(list[n].records) < next {
		return list[:n]
	}
	return list
}
