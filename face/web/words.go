package web

import (
	"maps"
	"slices"
)

func sortedMap(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
