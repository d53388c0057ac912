package home

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Since lists what changed after a position, newest first, at most limit steps;
// more says that there were others.
func Since(ctx context.Context, v kernel.View, after kernel.Seq, limit int) (list []Change, more bool, err error) {
	revs, err := v.Changes(ctx, 0, limit+1)
	if err != nil {
		return nil, false, err
	}
	list = []Change{}
	for _, r := range revs {
		if r.Seq <= after {
			return list, false, nil
		}
		if len(list) == limit {
			return list, true, nil
		}
		c := Change{Entry: r.Seq, At: r.At, Actor: r.Actor, Op: string(r.Op), Record: r.Key(), Title: r.Name, Why: r.Why}
		if k := v.Registry().Kind(r.Kind); k != nil && r.Spec != nil {
			if t := k.TextOf(&r.Meta, r.Spec); t != "" {
				c.Title = t
			}
		}
		list = append(list, c)
	}
	return list, false, nil
}
