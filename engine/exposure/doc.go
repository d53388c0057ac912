// Package exposure says in money what the records say about risk. It writes
// risks, the risk criteria and the treatment plan as the documents that package
// engine/risk reads (docs/risk.md), so that a figure from the records passes the
// same checks, takes the same what-ifs and has the same digest as one from a
// file. What the records mean for the arithmetic is decided here and nowhere
// else: an estimate is the risk as it stands; a risk without one is quantified
// from its levels and the numbers that the criteria put on them; a treatment that
// is under way works as well as the evidence for its controls shows.
package exposure
