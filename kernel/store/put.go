package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Put creates or updates a record: decode, resolve references, check everything,
// check the right, and write unless nothing changed.
func (t *tx) Put(ctx context.Context, p kernel.Put) (*kernel.Record, error) {
	k, err := t.kind(p.Kind, kernel.Write)
	if err != nil {
		return nil, err
	}
	old, err := t.subject(ctx, k, &p)
	if err != nil {
		return nil, err
	}
	next, err := t.settle(ctx, k, &p, old)
	if err != nil {
		return nil, err
	}
	if old != nil && unchanged(k, old, next) {
		return old, nil
	}
	if err := t.permit(k, old, next); err != nil {
		return nil, err
	}
	return next, t.write(ctx, k, old, next)
}

// subject finds the record that is to be updated, nil for a new one, and holds
// the precondition against it.
func (t *tx) subject(ctx context.Context, k *kernel.Kind, p *kernel.Put) (*kernel.Record, error) {
	uid := p.UID
	if uid == "" {
		var err error
		if uid, err = t.lookup(ctx, k.Name, p.Name); err != nil {
			return nil, err
		}
	}
	var old *kernel.Record
	if uid != "" {
		var err error
		if old, err = t.current(ctx, uid); err != nil {
			return nil, err
		}
	}
	if old != nil && !t.covers(kernel.Read, k, old) {
		if p.UID != "" || p.Rev > 0 {
			return nil, kernel.NotFound(k.Name, p.Name)
		}
		return nil, fault.New(fault.Conflict, "the name %s cannot be used", p.Name)
	}
	switch {
	case old == nil && (p.UID != "" || p.Rev > 0):
		return nil, kernel.NotFound(k.Name, p.Name)
	case old != nil && old.Kind != k.Name:
		return nil, kernel.NotFound(k.Name, p.Name)
	case old != nil && p.Rev == kernel.RevNew:
		return nil, &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("there is a %s called %s already", k.Name, p.Name),
			Problems: []fault.Problem{{Path: "name", Code: "taken", Message: "this name is in use"}}}
	case old != nil && p.Rev > 0 && p.Rev != old.Rev:
		return nil, stale(old, p.Rev)
	}
	return old, nil
}

func stale(old *kernel.Record, rev int) error {
	return fault.New(fault.Conflict, "%s was changed since you read it: it is at revision %d, you read %d", old.Key(), old.Rev, rev)
}

// settle makes the new revision and finds every problem with it.
func (t *tx) settle(ctx context.Context, k *kernel.Kind, p *kernel.Put, old *kernel.Record) (*kernel.Record, error) {
	var ps kernel.Problems
	if !kernel.ValidName(p.Name) {
		ps.Add("name", "bad-name", "a name has letters, digits, dots, dashes and underscores, at most 150, and begins with a letter or digit")
	}
	spec, more := t.decode(k, p)
	ps = append(ps, more...)
	if spec == nil {
		return nil, ps.Err()
	}
	next := &kernel.Record{Meta: kernel.Meta{Kind: k.Name, Name: p.Name, Labels: p.Labels, Fields: p.Fields, Origin: p.Origin}, Spec: spec}
	if old != nil && p.KeepMeta {
		next.Labels, next.Fields, next.Origin = old.Labels, old.Fields, old.Origin
	}
	if old != nil {
		next.UID, next.Rev = old.UID, old.Rev
		t.keepSensitive(k, old, next)
		ps = append(ps, immutables(k, old, next)...)
	}
	more, err := t.resolveRefs(ctx, k, next)
	if err != nil {
		return nil, err
	}
	ps = append(ps, more...)
	more, err = t.checkMeta(ctx, k, next)
	if err != nil {
		return nil, err
	}
	ps = append(ps, more...)
	ps = append(ps, checkState(k, old, next)...)
	if len(ps) == 0 {
		if ps, err = t.rules(ctx, k, old, next); err != nil {
			return nil, err
		}
	}
	return next, ps.Err()
}

// decode gives the new spec as a value of its own.
func (t *tx) decode(k *kernel.Kind, p *kernel.Put) (any, kernel.Problems) {
	if reflect.TypeOf(p.Spec) == reflect.PointerTo(k.Type()) {
		spec := k.Clone(p.Spec)
		return spec, k.Check(spec)
	}
	return k.Decode(p.Spec)
}

// keepSensitive carries over what the principal could not see and so cannot have meant to change.
func (t *tx) keepSensitive(k *kernel.Kind, old, next *kernel.Record) {
	if k.HasSensitive() && !t.covers(kernel.Reveal, k, old) {
		k.CopySensitive(next.Spec, old.Spec)
	}
}

// immutables finds changes of what must not change.
func immutables(k *kernel.Kind, old, next *kernel.Record) (ps kernel.Problems) {
	for _, f := range k.Fields {
		if f.Immutable && !reflect.DeepEqual(f.Get(old.Spec), f.Get(next.Spec)) {
			ps.Add(f.Path, "immutable", "%s cannot change once it is set", f.Title)
		}
	}
	return ps
}

// resolveRefs turns names into UIDs. What the principal may not see is not there.
func (t *tx) resolveRefs(ctx context.Context, k *kernel.Kind, next *kernel.Record) (ps kernel.Problems, failed error) {
	k.References(next.Spec, func(ref *kernel.Reference) {
		if failed != nil {
			return
		}
		if t.Registry().Kind(ref.Kind) == nil {
			ps.Add(ref.Path, "unknown-kind", "there is no kind %q", ref.Kind)
			return
		}
		uid, name, err := t.target(ctx, ref)
		if err != nil {
			failed = err
			return
		}
		if uid == "" {
			ps.Add(ref.Path, "dangling", "there is no %s called %s", ref.Kind, ref.Name)
			return
		}
		ref.Set(name, uid)
	})
	return ps, failed
}

// target finds what a reference points at: by name, or by UID when it has no name.
func (t *tx) target(ctx context.Context, ref *kernel.Reference) (kernel.UID, string, error) {
	if ref.Name == "" {
		r, err := t.read(ctx, ref.UID)
		if err != nil || r == nil || r.Kind != ref.Kind {
			return "", "", err
		}
		return r.UID, r.Name, nil
	}
	uid, err := t.lookup(ctx, ref.Kind, ref.Name)
	if err != nil || uid == "" {
		return "", "", err
	}
	if !t.who.Everything(kernel.Read, ref.Kind) {
		if r, err := t.read(ctx, uid); err != nil || r == nil {
			return "", "", err
		}
	}
	return uid, ref.Name, nil
}

// checkMeta checks labels, custom fields and attached files.
func (t *tx) checkMeta(ctx context.Context, k *kernel.Kind, next *kernel.Record) (kernel.Problems, error) {
	ps := kernel.CheckLabels(next.Labels)
	if t.defs == nil && k.Name != kernel.CustomFieldKind.Name && t.Registry().Kind(kernel.CustomFieldKind.Name) != nil {
		var err error
		if t.defs, err = t.s.loadAll(ctx, kernel.CustomFieldKind); err != nil {
			return nil, err
		}
		if t.defs == nil {
			t.defs = []*kernel.Record{}
		}
	}
	fields, more := kernel.CheckFields(k.Name, t.defs, next.Fields)
	next.Fields = fields
	ps = append(ps, more...)
	var failed error
	k.Files(next.Spec, func(path string, f kernel.File) {
		var n int
		if err := t.s.row(ctx, `select count(*) from blob where tenant = ? and digest = ?`, t.s.tenant, string(f.Digest)).Scan(&n); err != nil {
			failed = err
		}
		if n == 0 {
			ps.Add(path+".digest", "no-file", "no file with this digest was attached; attach it first")
		}
	})
	return ps, failed
}

// checkState holds the lifecycle.
func checkState(k *kernel.Kind, old, next *kernel.Record) (ps kernel.Problems) {
	l := k.Lifecycle
	if l == nil {
		return nil
	}
	to := k.State(next.Spec)
	if old == nil {
		if len(l.Initial) > 0 && !contains(l.Initial, to) {
			ps.Add(l.Field, "bad-state", "a new %s begins as %s", k.Name, strings.Join(l.Initial, " or "))
		}
		return ps
	}
	from := k.State(old.Spec)
	if _, ok := l.Move(from, to); !ok {
		var can []string
		for _, tr := range l.Next(from) {
			can = append(can, tr.To)
		}
		ps.Add(l.Field, "bad-transition", "from %s it can become %s, not %s", from, strings.Join(can, ", "), to)
	}
	return ps
}

func (t *tx) rules(ctx context.Context, k *kernel.Kind, old, next *kernel.Record) (ps kernel.Problems, err error) {
	var was any
	if old != nil {
		was = old.Spec
	}
	for _, rule := range k.Rules() {
		more, err := rule(ctx, t, was, next.Spec)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", next.Key(), err)
		}
		ps = append(ps, more...)
	}
	return ps, nil
}

// unchanged says whether a revision would say nothing new.
func unchanged(k *kernel.Kind, old, next *kernel.Record) bool {
	return old.Name == next.Name && old.Origin == next.Origin && maps.Equal(old.Labels, next.Labels) &&
		reflect.DeepEqual(noNil(old.Fields), noNil(next.Fields)) && bytes.Equal(k.Stored(old.Spec), k.Stored(next.Spec))
}

func noNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// permit holds the principal's right against the record before and after, and
// the right to decide against a transition that is a decision.
func (t *tx) permit(k *kernel.Kind, old, next *kernel.Record) error {
	if old != nil && !t.covers(kernel.Write, k, old) || !t.covers(kernel.Write, k, next) {
		return kernel.Denied(kernel.Write, kernel.Key(k.Name, next.Name))
	}
	if k.Lifecycle == nil || old == nil {
		return nil
	}
	from, to := k.State(old.Spec), k.State(next.Spec)
	if tr, ok := k.Lifecycle.Move(from, to); ok && tr.Verb == kernel.Decide && !t.covers(kernel.Decide, k, old) {
		return kernel.Denied(kernel.Decide, fmt.Sprintf("%s from %s to %s", kernel.Key(k.Name, next.Name), from, to))
	}
	return nil
}
