// Package terrain draws the asset graph of package engine/attack from the
// records: AI systems, models, data sets, suppliers, the people who use and
// oversee them, and the controls of the Statement of Applicability that are at
// work. What a record declares is a fact with confidence one and the record as
// its source. What only follows from the words of a text (an interface called
// "Web widget", a source called "Questions of borrowers") is inferred: it has a
// lower confidence, and its source says which field it was read from. A graph
// file can say more than records do; this one is where to begin.
package terrain
