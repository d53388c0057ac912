package modelscan

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/modelscan/pickle"
)

const torchMagic = "6cfc9c46f9206aa85019" // of legacy PyTorch files, as LONG1
const torchMagicText = "119547037146038801333356"

// pickleFile scans every pickle stream in src, in every way that a reader
// could: with joblib's inline arrays, as a plain unpickler that takes their
// bytes for opcodes, and as CPython reads frames that end inside an opcode.
func (s *scan) pickleFile(src *source, name, where string) string {
	s.whole(src, where)
	defer s.turn(src.size)()
	format, reports := s.pickleStreams(src, where, pickle.Options{Joblib: true}, true)
	arrays, frames := false, false
	for _, r := range reports {
		arrays = arrays || r.InlineArrays > 0
		frames = frames || r.Ambiguous()
	}
	if arrays {
		s.otherReading(src, where, reports, pickle.Options{}, "array data that a plain unpickler reads as opcodes")
	}
	if frames {
		s.otherReading(src, where, reports, pickle.Options{Dropping: true}, "an opcode behind its frame, as CPython's C unpickler reads it from a file,")
	}
	return format
}

// pickleStreams reads stream after stream until what follows is no pickle.
func (s *scan) pickleStreams(src *source, where string, o pickle.Options, tell bool) (format string, reports []*pickle.Report) {
	format = "pickle"
	in := s.pickleStream(src)
	for i := 0; i < 10_000; i++ {
		r := in.Next(s.pickleOptions(src.size, in.Offset(), where, o))
		if len(reports) < 16 || r.Ambiguous() {
			reports = append(reports, r)
		}
		if i == 0 && (r.First == torchMagic || r.First == torchMagicText) {
			format = "pytorch-legacy"
		}
		if r.InlineArrays > 0 || uses(r, "joblib.") {
			format = "joblib"
		}
		if tell {
			s.pickles = true
			s.report(r, where)
		}
		next := in.Peek(512)
		if !r.Complete || len(next) == 0 || !nextStream(next) {
			if tell && (!r.Complete || format != "pytorch-legacy") {
				s.tail(in, where)
			}
			break
		}
	}
	return format, reports
}

func (s *scan) pickleStream(src *source) *pickle.Stream {
	if src.data != nil {
		return pickle.NewStreamBytes(src.data, 0)
	}
	return pickle.NewStream(src.open(), 0)
}

// otherReading reads the file in another way. What it would do beyond the
// first reading counts as well; that it breaks off does not.
func (s *scan) otherReading(src *source, where string, first []*pickle.Report, o pickle.Options, how string) {
	known := map[string]bool{}
	for _, r := range first {
		for i := range r.Globals {
			known[r.Globals[i].Module+"\n"+r.Globals[i].Name] = true
		}
	}
	_, reports := s.pickleStreams(src, where, o, false)
	for _, r := range reports {
		for i := range r.Globals {
			g := &r.Globals[i]
			if !known[g.Module+"\n"+g.Name] && plausible(g.Module) && plausible(g.Name) {
				s.global(g, r, where)
				s.find("MF120", where, offset(g.Offset), detail("%s asks for %s.%s", how, g.Module, g.Name))
			}
		}
	}
}

func uses(r *pickle.Report, module string) bool {
	for i := range r.Globals {
		if strings.HasPrefix(r.Globals[i].Module, module) {
			return true
		}
	}
	return false
}

// nextStream says whether another pickle follows: with a protocol mark, or one
// of the old protocols that does something.
func nextStream(next []byte) bool {
	if isPickleHead(next) {
		return true
	}
	if !pickle.IsOpcode(next[0]) {
		return false
	}
	r := pickle.ScanBytes(next, 0, pickle.Options{})
	return r.Complete && r.Broke < 0 || acts(r)
}

// acts says whether a stream asks for a global with a name that could exist.
func acts(r *pickle.Report) bool {
	for i := range r.Globals {
		g := &r.Globals[i]
		if !g.AfterBreak && plausible(g.Module) && plausible(g.Name) && (g.Uses&^pickle.Imported != 0 || deniedGlobal(g)) {
			return true
		}
	}
	return false
}

func deniedGlobal(g *pickle.Global) bool {
	v, _ := judge(g.Module, g.Name)
	return v == Dangerous
}

// plausible says whether a text could be a module or attribute path.
func plausible(t string) bool {
	if t == "" || len(t) > 512 {
		return false
	}
	for i, r := range t {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80 && r != 0xFFFD
		if !letter && (i == 0 || r != '.' && (r < '0' || r > '9') && r != '<' && r != '>') {
			return false
		}
	}
	return true
}

func (s *scan) pickleOptions(size, at int64, where string, o pickle.Options) pickle.Options {
	o.Sniff, o.MaxPayload = sniff, s.lim.Payload
	if size > 0 {
		o.Size = size - at
	}
	o.Payload = func(off int64, text bool, data []byte) { s.payload(data, text, where, off) }
	return o
}

// tail searches what follows the last stream for another one with a protocol
// mark. A loader that seeks would find it.
func (s *scan) tail(in *pickle.Stream, where string) {
	const step = 32 << 10
	for s.bud.speculated > 0 {
		b := in.Peek(2 * step)
		if len(b) == 0 {
			return
		}
		s.bud.speculated -= step
		for i := 0; i < min(len(b), step); {
			j := bytes.IndexByte(b[i:min(len(b), step)], 0x80)
			if j < 0 {
				break
			}
			i += j
			if isPickleHead(b[i:]) {
				r := pickle.ScanBytes(b[i:], in.Offset()+int64(i), s.pickleOptions(0, 0, where, pickle.Options{}))
				s.bud.speculated -= r.End - r.Start
				if acts(r) {
					s.report(r, where)
				}
			}
			if i++; s.bud.speculated < 0 {
				s.partial("not all data behind the last pickle could be searched within the limits")
				return
			}
		}
		if !in.Skip(min(step, int64(len(b)))) {
			return
		}
	}
}

// speculate reads opaque data as a pickle of protocol 0 or 1, which have no
// mark. It counts as one when it ends properly, or when it calls something.
func (s *scan) speculate(src *source, where string, named bool) bool {
	h := src.head
	if len(h) == 0 || !pickle.IsOpcode(h[0]) {
		return false
	}
	probe := pickle.ScanBytes(h, 0, pickle.Options{Joblib: true})
	whole := int64(len(h)) == src.size
	sound := probe.Complete && probe.Broke < 0
	ok := sound && (probe.Ops > 2 || named) || acts(probe) && (sound || named || !isText(h) || callsDenied(probe))
	if !ok && !whole && probe.Broke >= int64(len(h))-4096 && probe.Ops > 16 && (named || probe.Globals != nil) {
		ok = true // the head is a pickle as far as it goes
	}
	if ok && probe.Complete && !named && !acts(probe) && isText(h) && probe.End < src.size && probe.Globals == nil {
		return false // words that happen to spell opcodes
	}
	if !ok {
		return false
	}
	s.pickleFile(src, "", where)
	return true
}

// polyglot reads a file of another format, whose name says pickle, as a pickle:
// a loader that goes by the name does. Only what would do harm counts.
func (s *scan) polyglot(src *source, where string) {
	if len(src.head) == 0 || !pickle.IsOpcode(src.head[0]) {
		return
	}
	r := pickle.ScanBytes(src.head, 0, pickle.Options{})
	for i := range r.Globals {
		g := &r.Globals[i]
		if v, _ := judge(g.Module, g.Name); v != KnownFramework && plausible(g.Module) && plausible(g.Name) && (v == Dangerous || g.Uses&pickle.Called != 0) {
			s.global(g, r, where)
		}
	}
}

// callsDenied says whether a stream calls something known to be dangerous: words
// of a text may spell a call, but hardly one of those.
func callsDenied(r *pickle.Report) bool {
	for i := range r.Globals {
		if g := &r.Globals[i]; g.Uses&pickle.Called != 0 && !g.AfterBreak && deniedGlobal(g) {
			return true
		}
	}
	return false
}

// report turns what a stream does into findings.
func (s *scan) report(r *pickle.Report, where string) {
	if !r.WeightsOnly && s.weightsNo == "" {
		s.weightsNo = r.WeightsWhy
	}
	for i := range r.Globals {
		s.global(&r.Globals[i], r, where)
	}
	for _, n := range r.Notes {
		s.pickleNote(n, r, where)
	}
}

func (s *scan) global(g *pickle.Global, r *pickle.Report, where string) {
	full := g.Module + "." + g.Name
	if g.Module == "" {
		return // no module has an empty name: every reader fails here
	}
	if len(s.file.Globals) < 10_000 {
		s.file.Globals = append(s.file.Globals, printable(full, 300))
	}
	at := g.CallOffset
	if at < 0 {
		at = g.Offset
	}
	opts := []with{offset(at), callable(full), arguments(g.Args)}
	v, reason := judge(g.Module, g.Name)
	if g.Inexact {
		s.find("MF104", where, append(opts, detail("asks for %s", full))...)
		return
	}
	if g.Uses&pickle.Patched != 0 {
		s.find("MF103", where, append(opts, detail("rewrites %s", full))...)
	}
	switch v {
	case Dangerous:
		s.find("MF101", where, append(opts, detail("%s %s: %s", verb(g), full, reason+after(g, r)))...)
	case UnknownCallable:
		s.find("MF102", where, append(opts, detail("%s %s%s", verb(g), full, after(g, r)))...)
	default:
		s.known()
		if g.Uses&pickle.OddArgs != 0 {
			s.find("MF105", where, append(opts, detail("calls %s(%s)", full, g.Args))...)
		}
		if g.Uses&pickle.Chained != 0 {
			s.find("MF107", where, append(opts, detail("calls what %s returned", full))...)
		}
	}
}

func verb(g *pickle.Global) string {
	if g.Uses&pickle.Called != 0 {
		return "calls"
	}
	return "imports"
}

func after(g *pickle.Global, r *pickle.Report) string {
	switch {
	case g.AfterBreak:
		return fmt.Sprintf(" (after offset %d, where CPython stops but other readers may go on)", r.Broke)
	case r.Broke >= 0:
		return fmt.Sprintf(" (before the stream breaks at offset %d: it runs all the same)", r.Broke)
	}
	return ""
}

// noteRules says which rule a note of the pickle machine falls under.
var noteRules = map[pickle.Code]string{
	pickle.FrameCrossed: "MF120", pickle.FrameShort: "MF120", pickle.FrameNested: "MF120", pickle.FrameLeft: "MF120",
	pickle.ProtoTwice: "MF120", pickle.ProtoOld: "MF120",
	pickle.Truncated: "MF121", pickle.BadOpcode: "MF121", pickle.BadArgument: "MF121", pickle.Underflow: "MF121",
	pickle.NoMark: "MF121", pickle.NoMemo: "MF121", pickle.ProtoUnknown: "MF121", pickle.HugeLength: "MF120",
	pickle.MemoGap: "MF122", pickle.Expansion: "MF122", pickle.ManyGlobals: "MF122",
	pickle.NameNotText: "MF104", pickle.ExtensionCode: "MF106", pickle.CallOfData: "MF108", pickle.WriteOnOther: "MF108",
	pickle.PersistentID: "MF108", pickle.TooMuch: "MF281", pickle.ArrayBroken: "MF182", pickle.ReadFailed: "MF182",
	pickle.OutOfBand: "",
}

func (s *scan) pickleNote(n pickle.Note, r *pickle.Report, where string) {
	rule := noteRules[n.Code]
	if rule == "" {
		return
	}
	opts := []with{offset(n.Offset), detail("%s: %s", n.Code, n.Detail)}
	if n.Fatal && (rule == "MF108" || rule == "MF104") {
		rule = "MF121"
	}
	if n.Code == pickle.ProtoOld {
		opts = append(opts, sev(Medium)) // CPython ignores it, stricter readers do not
	}
	if n.Code == pickle.TooMuch {
		opts = append(opts, sev(High))
	}
	if rule == "MF121" && structural(n.Code) {
		opts = append(opts, sev(High))
	}
	s.find(rule, where, opts...)
}

// structural notes cannot come from a damaged download: somebody wrote them.
func structural(c pickle.Code) bool {
	return c == pickle.NoMark || c == pickle.Underflow || c == pickle.NoMemo || c == pickle.CallOfData || c == pickle.WriteOnOther || c == pickle.NameNotText
}
