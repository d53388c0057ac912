// Package soa works out the Statement of Applicability: for every control whether
// it is needed and because of what, how it stands and what proves that, and what
// is wrong with the statement as a whole. It also answers what would need a control
// if it were left out, and how two sheets differ.
package soa
