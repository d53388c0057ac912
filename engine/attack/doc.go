// Package attack predicts how an attacker could reach an AI asset, how likely
// each way is, and which controls close every way at the least cost. A Graph
// says what there is: typed assets, facts about them, links between them, and
// the controls in place, each fact with its confidence and source. Rules, which
// are data that a security engineer can add to, say what an attacker gains from
// which facts, by which ATLAS technique, how likely, and what stops it. NewModel
// joins the two into a hypergraph of steps (facts are OR nodes, steps are AND
// nodes); an attacker never loses what was gained, so there is one least
// fixpoint and every gain keeps its derivations. Paths, probabilities, times and
// cuts are read off that hypergraph. The package is pure: no clock, no global
// randomness, no files; a context can stop what takes long; its only imports of ours
// are problems with an input.
package attack
