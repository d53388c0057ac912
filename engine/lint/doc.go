// Package lint looks through the records for the 22 findings that auditors write
// most, before an auditor does. Each check says what it sees in the present
// vocabulary and what it cannot see.
package lint
