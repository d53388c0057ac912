package home

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Since lists what changed after a position, newest first, at most limit steps;
// more says that there were others. Users and roles are no part of the management
// system and left out.
func Since(ctx context.Context, v kernel.View, after kernel.Seq, limit int) (list []Change, more bool, err error) {
	list = []Change{}
	for before := kernel.Seq(0); ; {
		revs, err := v.Changes(ctx, before, limit+1)
		if err != nil {
			return nil, false, err
		}
		for i := range revs {
			switch k := v.Registry().Kind(revs[i].Kind); {
			case revs[i].Seq <= after:
				return list, false, nil
			case k == nil || k.Internal:
				continue
			case len(list) == limit:
				return list, true, nil
			default:
				list = append(list, change(k, &revs[i]))
			}
		}
		if len(revs) <= limit {
			return list, false, nil
		}
		before = revs[limit].Seq
	}
}

func change(k *kernel.Kind, r *kernel.Revision) Change {
	c := Change{Entry: r.Seq, At: r.At, Actor: r.Actor, Op: string(r.Op), Record: r.Key(), Title: r.Name, Why: r.Why}
	if r.Spec != nil {
		if t := k.TextOf(&r.Meta, r.Spec); t != "" {
			c.Title = t
		}
	}
	return c
}
