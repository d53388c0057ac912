package web

import (
	"cmp"
	"context"
	"regexp"
	"slices"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// titleOf is what people call a record; its name when it cannot be seen.
func titleOf(r *door.Request, v kernel.View, kind, name string) string {
	k := v.Registry().Kind(kind)
	if k == nil {
		return name
	}
	rec, err := v.Get(r.Context(), kind, name)
	if err != nil {
		return name
	}
	return or(k.TextOf(&rec.Meta, rec.Spec), name)
}

var isoDay = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// datesInWords writes the days in a text of the engines as people read them.
func datesInWords(s string) string {
	return isoDay.ReplaceAllStringFunc(s, func(d string) string {
		if t := kernel.Date(d); t.Valid() {
			return dateWords(t)
		}
		return d
	})
}

// refTitle is what people call the record that a reference points at. The records of
// a kind are shared in order of UID, so finding one costs a search and no read; a
// record that is not there for the reader keeps its name.
func refTitle(ctx context.Context, v kernel.View, kind, name string, uid kernel.UID) string {
	k := v.Registry().Kind(kind)
	if k == nil || uid == "" {
		return name
	}
	list, err := v.All(ctx, kind)
	if err != nil {
		return name
	}
	i, ok := slices.BinarySearchFunc(list, uid, func(r *kernel.Record, u kernel.UID) int { return cmp.Compare(r.UID, u) })
	if !ok {
		return name
	}
	return or(k.TextOf(&list[i].Meta, list[i].Spec), name)
}
