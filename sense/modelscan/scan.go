package modelscan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Options steer a scan. The zero value is a sensible scan.
type Options struct {
	Limits  Limits
	Workers int // files scanned at once; the number of processors when zero
	// Progress is told after every file how many are done and how many are
	// known of. It is called from several goroutines, one call at a time.
	Progress func(done, known int)
}

// scan is the work on one file.
type scan struct {
	lim     Limits
	file    *File
	bud     budget
	seen    map[string]bool
	name    string // the file's base name
	depth   int
	dropped int
	burst   bool // more was unpacked than the limit allows, and that was told
	holding bool // has room of its own, see turn

	pickles   bool // a pickle that torch.load would read was seen
	weightsNo string
}

func newScan(path string, lim Limits) *scan {
	s := &scan{lim: lim, file: &File{Path: path}, seen: map[string]bool{}, name: baseName(path)}
	s.bud.expanded.Store(lim.Expanded)
	s.bud.members = lim.Members
	s.bud.speculated = lim.Speculated
	return s
}

func baseName(path string) string {
	if i := strings.LastIndexAny(path, "/\\"); i >= 0 {
		return path[i+1:]
	}
	return path
}

// ScanBytes scans a file's content. The name serves for extension checks only.
func ScanBytes(name string, data []byte, o Options) File {
	s := newScan(name, o.Limits.orDefaults())
	sum := sha256.Sum256(data)
	s.file.SHA256 = hex.EncodeToString(sum[:])
	s.file.Size = int64(len(data))
	s.top(memory(data))
	return *s.file
}

// top scans a whole file and settles its verdict.
func (s *scan) top(src *source) {
	s.file.Format = s.guarded(src, s.name, "")
	s.checkExtension(s.file.Format)
	if s.pickles {
		ok := s.weightsNo == ""
		s.file.WeightsOnly, s.file.WeightsOnlyWhy = &ok, s.weightsNo
	}
	if s.dropped > 0 {
		s.partial(fmt.Sprintf("%d more findings like these were left out", s.dropped))
	}
	for i := range s.file.Findings {
		s.file.Findings[i].Fingerprint = fingerprint(s.file.Path, &s.file.Findings[i])
	}
	s.file.settle()
}

// guarded scans and turns a defect of a parser into a finding: one hostile
// file must not end the scan of the others.
func (s *scan) guarded(src *source, name, where string) (format string) {
	defer func() {
		if r := recover(); r != nil {
			s.find("MF281", where, detail("the scanner failed on it (%v); please report this", r), sev(High))
			if format == "" {
				format = "unknown"
			}
		}
	}()
	return s.blob(src, name, where)
}

// finding options
type with func(*Finding)

func detail(format string, a ...any) with {
	return func(f *Finding) { f.Why = fmt.Sprintf(format, a...) + ". " + f.Why }
}
func callable(name string) with { return func(f *Finding) { f.Callable = name } }
func arguments(a string) with   { return func(f *Finding) { f.Arguments = a } }
func sev(v Severity) with       { return func(f *Finding) { f.Severity = v } }
func verdict(v Verdict) with    { return func(f *Finding) { f.verdict = v } }
func cve(ids ...string) with    { return func(f *Finding) { f.CVE = ids } }
func offset(n int64) with {
	return func(f *Finding) {
		if f.Where == "" {
			f.Where = "file"
		}
		f.Where = fmt.Sprintf("%s @ %d", f.Where, n)
	}
}

// find records a finding of a rule at a place within the file.
func (s *scan) find(rule, where string, opts ...with) {
	r := ruleIndex[rule]
	f := Finding{Rule: r.ID, Class: r.Class, Severity: r.Severity, Where: where, Why: r.Why, Fix: r.Fix, verdict: r.Verdict}
	for _, o := range opts {
		o(&f)
	}
	f.Why, f.Callable, f.Where = printable(f.Why, 600), printable(f.Callable, 200), printable(f.Where, 400)
	f.Arguments = printable(f.Arguments, 300)
	if f.Where == "" {
		f.Where = "file"
	}
	key := f.Rule + "\x00" + f.Where + "\x00" + f.Callable + "\x00" + f.Why
	if s.seen[key] {
		return
	}
	if len(s.file.Findings) >= s.lim.Findings {
		s.dropped++
		s.keepWorst(f)
		return
	}
	s.seen[key] = true
	s.file.Findings = append(s.file.Findings, f)
}

// keepWorst makes room for a worse finding, so that a flood of small ones
// cannot hide it.
func (s *scan) keepWorst(f Finding) {
	low := 0
	for i := range s.file.Findings {
		if severityRank[s.file.Findings[i].Severity] < severityRank[s.file.Findings[low].Severity] {
			low = i
		}
	}
	if severityRank[f.Severity] > severityRank[s.file.Findings[low].Severity] {
		s.file.Findings[low] = f
	}
}

// printable keeps hostile names from steering a terminal or breaking a report.
func printable(t string, limit int) string {
	clean := true
	for i := 0; i < len(t); i++ {
		if t[i] < 32 || t[i] > 126 {
			clean = false
			break
		}
	}
	if clean && len(t) <= limit {
		return t
	}
	var b strings.Builder
	for _, r := range t {
		if b.Len() >= limit {
			b.WriteString("…")
			break
		}
		if r < 32 || r == 127 || r == 0xFFFD || r >= 0x80 && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff {
			fmt.Fprintf(&b, "\\x%02x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (s *scan) partial(why string) {
	if s.file.Partial == "" {
		s.file.Partial = why
	} else if !strings.Contains(s.file.Partial, why) && len(s.file.Partial) < 400 {
		s.file.Partial += "; " + why
	}
}

// known raises the verdict to known-framework.
func (s *scan) known() { s.file.Verdict = worse(s.file.Verdict, KnownFramework) }

// join names a member of an archive within a place.
func join(where, member string) string {
	member = printable(member, 200)
	if where == "" {
		return member
	}
	return where + "!" + member
}

// inner scans something that was inside something else.
func (s *scan) inner(src *source, name, where string) string {
	if s.depth >= s.lim.Depth {
		s.find("MF281", where, detail("nested more than %d deep", s.lim.Depth), sev(High))
		return "unknown"
	}
	s.depth++
	defer func() { s.depth-- }()
	defer src.close()
	return s.guarded(src, name, where)
}

// innerStream scans what a decompressor gives.
func (s *scan) innerStream(r io.Reader, name, where string) string {
	src, err := stream(metered{r, &s.bud})
	if err != nil {
		s.decodeFailed(where, err)
		if src == nil {
			return "unknown"
		}
	}
	return s.inner(src, name, where)
}

// whole makes src readable at any offset; what cannot be decoded is told.
func (s *scan) whole(src *source, where string) {
	if err := src.absorb(s.lim.Memory); err != nil {
		s.decodeFailed(where, err)
	}
}

func (s *scan) decodeFailed(where string, err error) {
	switch {
	case strings.Contains(err.Error(), errBudget.Error()):
		if s.burst { // all that follows runs into the same limit
			return
		}
		s.burst = true
		s.find("MF192", where, detail("expands to more than %d MB", s.lim.Expanded>>20))
	case strings.Contains(err.Error(), "temporary") || strings.Contains(err.Error(), "no space"):
		s.find("MF281", where, detail("no room to unpack it: %v", err))
	case strings.Contains(err.Error(), "not supported"): // nobody packs a model so, but a loader may unpack it
		s.find("MF194", where, detail("cannot be looked into: %v", err), sev(High))
	default:
		s.find("MF194", where, detail("cannot be decoded: %v", err))
	}
}
