// Package code is AIMS as code: a directory of YAML files, one document per
// record, that people read and review in git and that a store can be brought in
// line with. Read takes a directory and reports every fault with file, line and
// column. Plan compares it with a view, three ways where the directory knows what
// it was exported from. Apply carries a plan out in one transaction. Export writes
// the directory; applying it again changes nothing.
package code
