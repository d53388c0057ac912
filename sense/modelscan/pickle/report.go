package pickle

import "io"

// Use says what a stream does with a global; several may hold.
type Use uint8

// The uses.
const (
	Imported Use = 1 << iota // asked for, and so its module is imported
	Called                   // called: REDUCE, OBJ, INST, NEWOBJ, NEWOBJ_EX
	Built                    // the state of what it returned is set: BUILD
	Patched                  // the global itself is written to: BUILD, SETITEM, APPEND on it
	Chained                  // what it returned is called in turn
	OddArgs                  // a data constructor called in a shape that no pickler writes
)

// Global is a module and name that the stream asks for.
type Global struct {
	Module, Name string
	Offset       int64 // where it was first asked for
	CallOffset   int64 // where it was first called, -1 when never
	Uses         Use
	Args         string // the first call's arguments, shortened, when they are known
	AfterBreak   bool   // first seen after a spot where CPython stops
	Inexact      bool   // the name was longer than the machine retains, or is computed
}

// Code names a sort of note; the names are stable.
type Code string

// The notes that a stream can earn.
const (
	Truncated     Code = "truncated"        // ends inside an opcode or before STOP
	BadOpcode     Code = "bad-opcode"       // no pickle opcode
	BadArgument   Code = "bad-argument"     // an argument that cannot be read
	Underflow     Code = "stack-underflow"  // takes more than is on the stack
	NoMark        Code = "no-mark"          // needs a mark that is not there
	NoMemo        Code = "missing-memo"     // reads a memo entry that was never written
	MemoGap       Code = "memo-bomb"        // a memo index so large that CPython would allocate for it
	FrameCrossed  Code = "frame-crossed"    // an opcode reaches past its frame
	FrameShort    Code = "frame-past-end"   // a frame longer than the data
	FrameNested   Code = "frame-nested"     // a frame begins inside another
	FrameLeft     Code = "frame-left-over"  // STOP before the end of its frame
	ProtoTwice    Code = "proto-repeated"   // PROTO not at the start
	ProtoUnknown  Code = "proto-unknown"    // a protocol above 5
	ProtoOld      Code = "opcode-too-new"   // an opcode of a later protocol than declared
	NameNotText   Code = "name-not-text"    // STACK_GLOBAL over something that is not text
	HugeLength    Code = "huge-length"      // a length beyond what is there
	Expansion     Code = "expansion-bomb"   // shared references that grow exponentially
	ExtensionCode Code = "extension-code"   // EXT1/2/4: whatever the reader's registry holds
	CallOfData    Code = "call-of-data"     // calls something that is no global
	WriteOnOther  Code = "write-on-unknown" // sets items or state on something unclear
	PersistentID  Code = "persistent-id"    // asks the reader to resolve an id
	TooMuch       Code = "limit"            // the machine's own limit was reached
	ArrayBroken   Code = "array-unresolved" // an inline array whose size is not clear
	ReadFailed    Code = "read-failed"      // the source failed
	OutOfBand     Code = "out-of-band"      // needs buffers that are not in the stream
	ManyGlobals   Code = "too-many-globals" // more distinct globals than any model has
)

// Note is a spot worth telling.
type Note struct {
	Code   Code
	Offset int64
	Detail string
	Fatal  bool // every reader stops here
}

// Report is what one stream does.
type Report struct {
	Start, End   int64 // offsets of the first opcode and of the byte after the last one read
	Protocol     int   // as declared, -1 when it is not
	Ops          int64
	Complete     bool // STOP was reached
	Globals      []Global
	Notes        []Note
	InlineArrays int    // arrays of joblib between the opcodes
	Persistent   int    // persistent ids, counted
	WeightsOnly  bool   // PyTorch's restricted unpickler would load it
	WeightsWhy   string // why it would not
	Broke        int64  // where CPython stops with an error, -1 when it does not
	First        string // text of the first integer, the mark of legacy PyTorch files
}

// Options steer a scan.
type Options struct {
	// Joblib reads the array data that joblib puts after an array wrapper.
	// A plain unpickler reads the same bytes as opcodes: scan twice for both.
	Joblib bool
	// Dropping reads as CPython's C unpickler does from a file when an argument
	// reaches past its frame: what the frame holds of it is dropped. A stream
	// that earns FrameCrossed or FrameNested must be read both ways.
	Dropping bool
	// Sniff is shown the head of every longer string or bytes object and its
	// full length; when it says true, Payload gets the content.
	Sniff func(head []byte, text bool, size int64) bool
	// Payload gets an object's content, at most MaxPayload bytes of it.
	Payload func(offset int64, text bool, data []byte)
	// MaxPayload bounds what Payload gets; 16 MB when zero.
	MaxPayload int64
	// Size is the number of bytes from the stream's start to the end of data,
	// -1 or 0 when unknown.
	Size int64
}

// Scan reads one stream from r, whose first byte stands at offset base.
func Scan(r io.Reader, base int64, o Options) *Report {
	m := newMachine(o)
	m.in = reader{r: r, buf: make([]byte, window), base: base}
	return m.run()
}

// ScanBytes reads one stream at the start of b, which stands at offset base.
// Where readers of frames disagree it reads both ways and merges what they ask for.
func ScanBytes(b []byte, base int64, o Options) *Report {
	o.Size = int64(len(b))
	run := func(o Options) *Report {
		m := newMachine(o)
		m.in = reader{buf: b, end: len(b), base: base}
		return m.run()
	}
	r := run(o)
	if r.Ambiguous() && !o.Dropping {
		o.Dropping = true
		r.Merge(run(o))
	}
	return r
}

// Merge adds the globals of another reading of the same stream.
func (r *Report) Merge(other *Report) {
	have := map[globalKey]bool{}
	for i := range r.Globals {
		have[globalKey{r.Globals[i].Module, r.Globals[i].Name}] = true
	}
	for _, g := range other.Globals {
		if !have[globalKey{g.Module, g.Name}] {
			r.Globals = append(r.Globals, g)
		}
	}
	if r.WeightsOnly && !other.WeightsOnly {
		r.WeightsOnly, r.WeightsWhy = false, other.WeightsWhy
	}
}

// Ambiguous says whether readers of frames disagree on the stream, so that it
// must be read with Options.Dropping as well.
func (r *Report) Ambiguous() bool {
	for i := range r.Notes {
		if c := r.Notes[i].Code; c == FrameCrossed || c == FrameNested {
			return true
		}
	}
	return false
}

// Stream scans streams one after the other from the same reader.
type Stream struct{ in reader }

// NewStream begins at offset base.
func NewStream(r io.Reader, base int64) *Stream {
	return &Stream{in: reader{r: r, buf: make([]byte, window), base: base}}
}

// NewStreamBytes begins at the start of b, which stands at offset base.
func NewStreamBytes(b []byte, base int64) *Stream {
	return &Stream{in: reader{buf: b, end: len(b), base: base}}
}

// Offset is where the next stream begins.
func (s *Stream) Offset() int64 { return s.in.off() }

// Peek gives up to n (at most 64 kB) coming bytes without taking them.
func (s *Stream) Peek(n int) []byte {
	s.in.fill(min(n, window))
	return s.in.buf[s.in.pos:min(s.in.end, s.in.pos+n)]
}

// Skip drops n bytes.
func (s *Stream) Skip(n int64) bool { return s.in.skip(n) }

// Next scans the stream at the present place. Where the source fails, the report
// notes ReadFailed.
func (s *Stream) Next(o Options) *Report {
	m := newMachine(o)
	m.in = s.in
	rep := m.run()
	s.in = m.in
	return rep
}
