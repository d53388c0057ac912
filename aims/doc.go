// Package aims is the vocabulary of an AI management system: one file per kind of
// record, from the organisation and its scope to evidence and approvals. A kind
// is a Go struct with facts on its fields, the checks that a single record must
// pass and the moves that its state may make. The structs hold what people
// declare or decide; whatever can be worked out from records (readiness, the
// Statement of Applicability, findings) lives in the engines. To add a kind,
// write its file, put a line into Kinds, add a golden payload under testdata and
// run go generate.
package aims

//go:generate go run ./internal/help
