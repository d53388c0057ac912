// Package finds brings what the senses find into the records, through one
// adapter each: Propose turns a discovery into proposed AI systems that a person
// claims, merges or dismisses, Record turns a scan of model files into findings.
// Both know a find again by its fingerprint, so that the same scan twice changes
// nothing, and neither touches what a person has decided.
package finds
