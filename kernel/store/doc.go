// Package store keeps records in SQLite or PostgreSQL: one schema, one set of
// queries, two small dialect files. Immutable revisions are the truth; spans (for
// as-of reads), links, typed projection tables and the text index are written in
// the same transaction and can be dropped and rebuilt from the revisions. Every
// change is a leaf of the tenant's Merkle tree, also in the same transaction.
//
// A DB hands out Stores, each bound to one tenant and one principal. There is no
// way to read or write records without one.
package store
