// Package start turns six answers into the first records of an AI management
// system: the organisation, a draft of its scope and risk criteria, its AI systems
// as far as they are known, one statement for each control of Annex A, and a dated
// path to the certificate. Everything is a draft for people to decide on; nothing
// here claims that anything was done.
package start
