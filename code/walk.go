package code

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// PutThrough puts a record whose state may be several steps of its lifecycle away
// from where it is now (old, nil for a new record): it goes there step by step, so
// that the history shows the steps and every right that they need is asked for.
// Where there is no way, the store's own refusal is returned.
func PutThrough(ctx context.Context, tx kernel.Tx, k *kernel.Kind, p kernel.Put, old *kernel.Record) (*kernel.Record, error) {
	var way []string
	if k.Lifecycle != nil {
		from := ""
		if old != nil {
			from = k.State(old.Spec)
		}
		way = stateWay(k.Lifecycle, from, k.State(p.Spec))
	}
	return putAlong(ctx, tx, k, p, way)
}

// putAlong puts a record state by state; way ends with the state that it has.
func putAlong(ctx context.Context, tx kernel.Tx, k *kernel.Kind, p kernel.Put, way []string) (*kernel.Record, error) {
	last := p.Spec
	for i := 0; i < len(way)-1; i++ {
		step, err := inState(k, last, way[i])
		if err != nil {
			return nil, err
		}
		p.Spec = step
		r, err := tx.Put(ctx, p)
		if err != nil {
			return nil, err
		}
		p.Rev = r.Rev
	}
	p.Spec = last
	return tx.Put(ctx, p)
}
