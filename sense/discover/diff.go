package discover

import "sort"

// Changes compares a result with an earlier one, by asset ID.
type Changes struct {
	New     []string `json:"new"`     // not there before
	Gone    []string `json:"gone"`    // there before, not now
	Changed []string `json:"changed"` // other facts, other evidence, or evidence in a file whose content changed
}

// Compare says what is new, gone and changed in now against before.
func Compare(before, now *Result) *Changes {
	c := &Changes{New: []string{}, Gone: []string{}, Changed: []string{}}
	old := map[string]*Asset{}
	for i := range before.Assets {
		old[before.Assets[i].ID] = &before.Assets[i]
	}
	oldSum, newSum := sums(before), sums(now)
	for i := range now.Assets {
		a := &now.Assets[i]
		b := old[a.ID]
		delete(old, a.ID)
		switch {
		case b == nil:
			c.New = append(c.New, a.ID)
		case !sameAsset(a, b, newSum, oldSum):
			c.Changed = append(c.Changed, a.ID)
		}
	}
	for id := range old {
		c.Gone = append(c.Gone, id)
	}
	sort.Strings(c.Gone)
	return c
}

func sums(r *Result) map[string]string {
	m := make(map[string]string, len(r.Files))
	for _, f := range r.Files {
		m[f.Path] = f.SHA256
	}
	return m
}

func sameAsset(a, b *Asset, sumA, sumB map[string]string) bool {
	if a.Confidence != b.Confidence || len(a.Evidence) != len(b.Evidence) || len(a.Attributes) != len(b.Attributes) {
		return false
	}
	for k, v := range a.Attributes {
		if b.Attributes[k] != v {
			return false
		}
	}
	for i, e := range a.Evidence {
		if e != b.Evidence[i] || sumA[outer(e.File)] != sumB[outer(e.File)] {
			return false
		}
	}
	return true
}
