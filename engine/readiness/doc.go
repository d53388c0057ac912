// Package readiness says how ready an organisation is for an audit against
// ISO/IEC 42001: for each of the 165 requirements whether it is met, why, and what
// to do next. A requirement is met by rule where records show it; otherwise by a
// statement that is dated, has an owner and rests on evidence or documents that are
// not stale. A tick alone never meets anything.
package readiness
