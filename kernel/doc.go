// Package kernel says what a record is. It knows which kinds exist, what their
// fields are, how a record is decoded, checked and written down canonically, who
// may do what with it, and what reading and writing promise. It does not know
// about AI, ISO, SQL or HTTP: the vocabulary is package aims, the tables are
// package kernel/store, the proof is package ledger.
//
// Three words carry most of it. A Kind is a Go struct registered once, with
// facts on its fields. A Record is one revision of one thing of a kind. A View is
// a consistent read of all records at one ledger position, by one principal; a
// Tx is a View that can also write, and there is no other way to write.
package kernel
