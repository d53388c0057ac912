package code

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// inState copies a record and sets its state.
func inState(k *kernel.Kind, spec any, state string) (any, error) {
	t := parse(k.JSON(spec)).(map[string]any)
	set(t, k.Lifecycle.Field, state)
	out, ps := k.Decode(t)
	return out, ps.Err()
}

// keepSensitive gives our record with the sensitive fields of theirs where ours
// has none: a directory does not show them, so their absence means nothing. Lists
// with sensitive fields inside cannot be matched and are taken as they are.
func keepSensitive(k *kernel.Kind, ours, theirs any) (any, error) {
	if !k.HasSensitive() {
		return ours, nil
	}
	o, t := parse(k.JSON(ours)).(map[string]any), parse(k.JSON(theirs)).(map[string]any)
	k.Walk(func(f *kernel.Field) {
		if !f.Sensitive || strings.Contains(f.Path, "[]") {
			return
		}
		if v, there := get(t, f.Path); there {
			if _, here := get(o, f.Path); !here {
				set(o, f.Path, v)
			}
		}
	})
	out, ps := k.Decode(o)
	return out, ps.Err()
}

func get(t map[string]any, path string) (any, bool) {
	for {
		head, rest, more := strings.Cut(path, ".")
		v, ok := t[head]
		if !more || !ok {
			return v, ok
		}
		if t, ok = v.(map[string]any); !ok {
			return nil, false
		}
		path = rest
	}
}

func set(t map[string]any, path string, v any) {
	for {
		head, rest, more := strings.Cut(path, ".")
		if !more {
			t[head] = v
			return
		}
		sub, ok := t[head].(map[string]any)
		if !ok {
			sub = map[string]any{}
			t[head] = sub
		}
		t, path = sub, rest
	}
}
