package kernel

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Shown is a record as programs outside see it, in JSON: references by name.
type Shown struct {
	Kind   string            `json:"kind"`
	Name   string            `json:"name"`
	UID    UID               `json:"uid"`
	Rev    int               `json:"rev"`
	Entry  Seq               `json:"entry"`
	At     time.Time         `json:"at"`
	Actor  string            `json:"actor,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
	Fields map[string]any    `json:"fields,omitempty"`
	Origin string            `json:"origin,omitempty"`
	Spec   json.RawMessage   `json:"spec,omitempty"` // none where the content was erased
}

// ShownRevision is one step of a history as programs outside see it.
type ShownRevision struct {
	Shown
	Op     Op     `json:"op"`
	Via    string `json:"via"`
	Why    string `json:"why,omitempty"`
	Erased bool   `json:"erased,omitempty"`
}

// Show gives a record of the kind to a reader who may see all that it holds.
func (k *Kind) Show(r *Record) Shown {
	s := Shown{Kind: r.Kind, Name: r.Name, UID: r.UID, Rev: r.Rev, Entry: r.Seq, At: r.At, Actor: r.Actor, Labels: r.Labels, Fields: r.Fields, Origin: r.Origin}
	if r.Spec != nil {
		s.Spec = k.JSON(r.Spec)
	}
	return s
}

// ShowOutside gives a record of the kind to somebody outside, whoever sends it:
// without sensitive fields, who wrote it and where it came from.
func (k *Kind) ShowOutside(r *Record) Shown {
	out := *r
	out.Actor, out.Origin = "", ""
	if r.Spec != nil && k.HasSensitive() {
		out.Spec = k.Redact(r.Spec)
	}
	return k.Show(&out)
}

// ShowRevisions gives revisions of any kinds, in the order that they have.
func (r *Registry) ShowRevisions(list []Revision) []ShownRevision {
	out := make([]ShownRevision, len(list))
	for i := range list {
		x := &list[i]
		out[i] = ShownRevision{r.Kind(x.Kind).Show(&x.Record), x.Op, x.Via, x.Why, x.Erased}
	}
	return out
}

// HistoryOf reads a record by name, and its revisions, newest first.
func HistoryOf(ctx context.Context, v View, kind, name string) (*Record, []Revision, error) {
	r, err := v.Get(ctx, kind, name)
	if err != nil {
		return nil, nil, err
	}
	list, err := v.History(ctx, r.UID)
	return r, list, err
}

// Former makes sure that a record which is no more was of a kind and once had a name:
// whoever erases after a deletion names it by its identity, and must mean this one.
func Former(ctx context.Context, v View, kind, name string, of UID) error {
	_, err := v.Find(ctx, of)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "this record is not deleted; name it without its identity")
	case !fault.Is(err, fault.NotFound):
		return err
	}
	list, err := v.History(ctx, of)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(x Revision) bool { return x.Kind == kind && x.Name == name && x.Spec != nil }) {
		return NotFound(kind, name)
	}
	return nil
}
