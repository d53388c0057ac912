// Package strict reads YAML the way records need it: as a plain tree with a
// position for everything in it. What makes YAML surprising is refused, each with
// file, line and column: anchors and aliases, tags, merge keys, doubled keys, keys
// that are no text, documents that are too large, too deep or too many. Dates stay
// the texts they were written as. The tree is the one that kernel.ParseJSON makes,
// so that kernel.Kind.Decode takes either.
package strict
