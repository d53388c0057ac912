// Package library gives every tenant its own catalogue: the frameworks and
// crosswalks that ship, and on top of them those that the tenant keeps as records.
// The records' files are read once and kept by the records' revisions, so a
// catalogue costs nothing while they stand still. Licensed texts are read beside
// it, for one item and only for who may reveal them; they are never part of a
// catalogue, and so of nothing that is worked out, searched or packed.
package library
