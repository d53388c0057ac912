// Package pickle reads Python pickles without ever loading them: an abstract
// interpreter of the pickle machine (stack, memo, marks, persistent ids, the
// extension registry, out-of-band buffers, frames) that follows which global
// is imported, called, built upon or handed on, and reports it. Nothing is
// constructed, imported or executed; a value is a 64-bit token, so that a
// stream of millions of opcodes costs megabytes. Where CPython's C unpickler,
// its Python unpickler and other readers would differ, the machine takes the
// union of what they would do and notes the spot.
//
// Words: a stream is one pickle from its first opcode to STOP; a global is a
// module and a name that the stream asks for; a note is a spot that no pickler
// writes or where readers disagree.
package pickle
