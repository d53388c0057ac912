package kernel

import (
	"context"
	"iter"
)

// All gives every record of T's kind. A kind that the principal may not read has
// no records for it.
func All[T any](ctx context.Context, v View) ([]*Record, error) {
	return v.All(ctx, v.Registry().KindOf(new(T)).Name)
}

// Each walks records of T's kind with their structs: the typed door for engines.
func Each[T any](list []*Record) iter.Seq2[*Record, *T] {
	return func(yield func(*Record, *T) bool) {
		for _, r := range list {
			if !yield(r, r.Spec.(*T)) {
				return
			}
		}
	}
}

// Get reads one record of T's kind with its struct.
func Get[T any](ctx context.Context, v View, name string) (*Record, *T, error) {
	r, err := v.Get(ctx, v.Registry().KindOf(new(T)).Name, name)
	if err != nil {
		return nil, nil, err
	}
	return r, r.Spec.(*T), nil
}
