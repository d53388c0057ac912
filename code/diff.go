package code

import (
	"reflect"
	"slices"
	"strconv"
)

// Diff is one difference in a record, at a path such as "spec.state". A side on
// which there is nothing is nil.
type Diff struct {
	Path   string `json:"path"`
	Base   any    `json:"base,omitempty"`   // what the directory was exported from, for conflicts
	Ours   any    `json:"ours,omitempty"`   // what the directory says
	Theirs any    `json:"theirs,omitempty"` // what the store says
}

// differences lists where two contents differ, in path order. Lists are compared
// position by position.
func differences(ours, theirs map[string]any) []Diff {
	var out []Diff
	diffValue(&out, "", ours, theirs)
	return out
}

func diffValue(out *[]Diff, path string, a, b any) {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			diffMap(out, path, x, y)
			return
		}
		if b == nil {
			diffMap(out, path, x, nil)
			return
		}
	case []any:
		if y, ok := b.([]any); ok {
			diffList(out, path, x, y)
			return
		}
		if b == nil {
			diffList(out, path, x, nil)
			return
		}
	case nil:
		switch y := b.(type) {
		case map[string]any:
			diffMap(out, path, nil, y)
			return
		case []any:
			diffList(out, path, nil, y)
			return
		}
	}
	if !reflect.DeepEqual(a, b) {
		*out = append(*out, Diff{Path: path, Ours: a, Theirs: b})
	}
}

func diffMap(out *[]Diff, path string, a, b map[string]any) {
	keys := make([]string, 0, len(a)+len(b))
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		at := k
		if path != "" {
			at = path + "." + k
		}
		diffValue(out, at, a[k], b[k])
	}
}

func diffList(out *[]Diff, path string, a, b []any) {
	for i := range max(len(a), len(b)) {
		var x, y any
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		diffValue(out, path+"["+strconv.Itoa(i)+"]", x, y)
	}
}

// withBase adds to each difference what both sides began with.
func withBase(ds []Diff, base map[string]any) []Diff {
	if base == nil {
		return ds
	}
	flat := map[string]any{}
	for _, d := range differences(base, nil) {
		flat[d.Path] = d.Ours
	}
	for i := range ds {
		ds[i].Base = flat[ds[i].Path]
	}
	return ds
}
