// Package oscal writes what the engines say in OSCAL, the Open Security Controls
// Assessment Language of NIST, version 1.1: a framework as a catalog, the Statement
// of Applicability as a system security plan, readiness and the findings of the
// checks as assessment results. It holds the parts of the models that are written,
// and no more; docs/oscal.md says what each thing becomes and why.
//
// Every identifier is a version 5 UUID over names that last, so the same state gives
// the same bytes, and the same control keeps its identifier from one state to the next.
package oscal
