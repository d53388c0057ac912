// Package facts gathers the records of a view once and answers what several
// engines ask of them: what day it is, which evidence is fresh, how each control
// stands, which documents are in force, and which AI systems have a current impact
// assessment. Facts are made in one pass over the records, never change, and depend
// on nothing but the view's position, its day and what its reader may see: whoever
// serves pages may keep them by those three.
package facts
