package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

func sortedMap(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// wordsOf shows a value of a field in words, for comparing: an element of a list on
// each line, the parts of a whole under their titles.
func wordsOf(f *kernel.Field, v any) string {
	list, ok := v.([]any)
	if !ok {
		return elementWords(f, v, "\n")
	}
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = elementWords(f, e, "; ")
	}
	return strings.Join(lines, "\n")
}

func elementWords(f *kernel.Field, v any, between string) string {
	var parts []string
	switch x := v.(type) {
	case tree:
		for _, sub := range f.Fields {
			if said := strings.ReplaceAll(wordsOf(sub, x[sub.Name]), "\n", ", "); said != "" {
				parts = append(parts, sub.Title+": "+said)
			}
		}
		if f.Type == kernel.TypeMap {
			for _, key := range slices.Sorted(maps.Keys(x)) {
				parts = append(parts, key+": "+plain(x[key]))
			}
		}
		return strings.Join(parts, between)
	case bool:
		return map[bool]string{true: "Yes", false: "No"}[x]
	case string:
		switch {
		case x == "":
		case f.Type == kernel.TypeEnum:
			return wordOf(x)
		case f.Type == kernel.TypeDate:
			return dateWords(kernel.Date(x))
		}
	}
	return plain(v)
}
