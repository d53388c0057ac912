package modelscan

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/modelscan/pickle"
)

// sniff decides from an object's head whether it could hide something. It runs
// for every longer string of a pickle and so must cost next to nothing.
func sniff(head []byte, text bool, size int64) bool {
	if !text {
		return sniffBinary(head) || size < 1<<16 && buried(head) || sniffText(head, size)
	}
	return sniffText(head, size)
}

func sniffBinary(h []byte) bool {
	if len(h) < 8 {
		return false
	}
	switch h[0] {
	case 0x80:
		return isPickleHead(h)
	case 'P':
		return h[1] == 'K' && (h[2] == 3 || h[2] == 5)
	case 0x1f:
		return h[1] == 0x8b
	case 'B':
		return h[1] == 'Z' && h[2] == 'h'
	case 0xfd:
		return h[1] == '7'
	case '7':
		return h[1] == 'z' && h[2] == 0xbc
	case 0x78:
		return isZlib(h)
	case 0x7f, 'M', 0xfe, 0xca, 0xcf, 0xce:
		return isNative(h)
	case 0xe3:
		return isMarshal(h)
	case '(', 'c':
		return isMarshal(h) || bytes.IndexByte(h[:min(len(h), 256)], '\n') >= 0
	}
	return isPyc(h)
}

// encodedMarks begin the base64 or hex form of a pickle, an archive or a program.
var encodedMarks = []string{"gAS", "gAJ", "gAN", "gAR", "gAU", "UEsD", "H4sI", "f0VM", "eJy", "eNp", "8004", "8002", "8003", "8005", "504b0304", "1f8b08", "7f454c46"}

func sniffText(h []byte, size int64) bool {
	if len(h) < 16 {
		return false
	}
	if h[0] == 0xc2 && h[1] == 0x80 || h[0] == 'c' && bytes.IndexByte(h[:min(len(h), 128)], '\n') > 0 || h[0] == '(' && bytes.IndexByte(h[:min(len(h), 64)], '\n') > 0 {
		return true // a pickle as Latin-1 text, or of protocol 0
	}
	if size < 24 {
		return false
	}
	run := true
	for _, c := range h[:24] {
		if !encodedByte[c] {
			run = false
			break
		}
	}
	if run {
		return true
	}
	for _, m := range encodedMarks[:8] {
		if bytes.Contains(h, []byte(m)) {
			return true
		}
	}
	return false
}

var encodedByte = func() (ok [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n" {
		ok[c] = true
	}
	return ok
}()

// buried looks for a pickle with a protocol mark anywhere in a small object.
func buried(h []byte) bool {
	for i := 1; i+4 < len(h); i++ {
		j := bytes.IndexByte(h[i:], 0x80)
		if j < 0 {
			return false
		}
		i += j
		if isPickleHead(h[i:]) {
			return true
		}
	}
	return false
}

// isMarshal recognises a code object as marshal writes it: the type, then
// small counts as 32-bit integers.
func isMarshal(h []byte) bool {
	if len(h) < 40 || h[0] != 0xe3 && h[0] != 0x63 {
		return false
	}
	for i := 0; i < 4; i++ {
		if n := binary.LittleEndian.Uint32(h[1+4*i:]); n > 4096 {
			return false
		}
	}
	return h[2] == 0 && h[3] == 0 && h[4] == 0
}

// isPyc recognises a compiled Python module: a magic number with CR LF.
func isPyc(h []byte) bool {
	return len(h) > 20 && h[2] == '\r' && h[3] == '\n' && h[1] >= 0x0c && h[1] <= 0x0e && (isMarshal(h[16:]) || isMarshal(h[12:]) || isMarshal(h[8:]))
}

// payload looks into an object that sniff picked out.
func (s *scan) payload(data []byte, text bool, where string, off int64) {
	if s.depth >= s.lim.Depth {
		s.find("MF281", where, detail("payloads nested more than %d deep", s.lim.Depth), sev(High))
		return
	}
	s.bud.speculated -= int64(len(data))
	if s.bud.speculated < 0 {
		s.partial("not every hidden payload could be opened within the limits")
		return
	}
	s.depth++
	pickles, why := s.pickles, s.weightsNo
	defer func() { s.depth--; s.pickles, s.weightsNo = pickles, why }() // torch.load does not look in here
	if text {
		s.textPayload(data, where, off)
		return
	}
	if !s.binaryPayload(data, where, off, "") {
		s.buriedPickles(data, where, off)
		s.textPayload(data, where, off)
	}
}

// binaryPayload opens bytes that begin like something. how names an encoding.
func (s *scan) binaryPayload(b []byte, where string, off int64, how string) bool {
	rule := "MF110"
	if how != "" {
		rule = "MF111"
		how += " of "
	}
	at := join(where, "hidden @ "+itoa(off))
	switch {
	case len(b) < 4:
		return false
	case isPickleHead(b) || b[0] == 'c' || b[0] == '(':
		r := pickle.ScanBytes(b, 0, s.pickleOptions(int64(len(b)), 0, at, pickle.Options{Joblib: true}))
		if !(r.Complete && r.Broke < 0 && isPickleHead(b) && r.Ops > 2) && !acts(r) {
			return false
		}
		s.find(rule, where, offset(off), detail("%sa pickle of %d opcodes", how, r.Ops), verdict(s.hiddenVerdict(r)))
		s.report(r, at)
	case isMarshal(b) || isPyc(b):
		s.find("MF112", where, offset(off), detail("%smarshalled Python byte code", how))
	case isNative(b):
		s.find("MF112", where, offset(off), detail("%sa native program", how))
	case prefix("PK\x03\x04")(b), prefix("\x1f\x8b\x08")(b), prefix("BZh")(b), prefix("\xfd7zXZ")(b), prefix("7z\xbc\xaf")(b), isZlib(b):
		before := len(s.file.Findings)
		sub := memory(b)
		format := s.inner(sub, "", at)
		if added := s.file.Findings[min(before, len(s.file.Findings)):]; format == "unknown" || format == "" || onlyDamage(added) {
			s.file.Findings = s.file.Findings[:len(s.file.Findings)-len(added)]
			return false
		}
		s.hiddenArchive(format, how, rule, where, off)
	default:
		return false
	}
	return true
}

// onlyDamage says whether bytes that began like an archive turned out to be none.
func onlyDamage(added []Finding) bool {
	damaged := false
	for i := range added {
		if added[i].Severity.AtLeast(High) {
			return false
		}
		damaged = damaged || added[i].Rule == "MF194" || added[i].Rule == "MF182"
	}
	return damaged
}

func (s *scan) hiddenVerdict(r *pickle.Report) Verdict {
	v := DataOnly
	for i := range r.Globals {
		w, _ := judge(r.Globals[i].Module, r.Globals[i].Name)
		v = worse(v, w)
	}
	return v
}

func (s *scan) hiddenArchive(format, how, rule, where string, off int64) {
	if strings.Contains(format, "pickle") || format == "joblib" {
		s.find(rule, where, offset(off), detail("%san archive with a pickle (%s)", how, format))
		return
	}
	s.find("MF113", where, offset(off), detail("%sdata of format %s", how, format))
}

// buriedPickles searches small bytes for pickles that do something.
func (s *scan) buriedPickles(b []byte, where string, off int64) {
	for i := 1; i < len(b); i++ {
		j := bytes.IndexByte(b[i:], 0x80)
		if j < 0 {
			return
		}
		i += j
		if !isPickleHead(b[i:]) {
			continue
		}
		r := pickle.ScanBytes(b[i:], 0, pickle.Options{})
		if s.bud.speculated -= r.End; s.bud.speculated < 0 {
			s.partial("not every hidden payload could be opened within the limits")
			return
		}
		if acts(r) {
			s.find("MF110", where, offset(off+int64(i)), detail("a pickle of %d opcodes inside bytes", r.Ops), verdict(s.hiddenVerdict(r)))
			s.report(r, join(where, "hidden @ "+itoa(off+int64(i))))
			return
		}
	}
}

// textPayload undoes the encodings that text can carry.
func (s *scan) textPayload(b []byte, where string, off int64) {
	t := bytes.TrimSpace(b)
	if len(t) < 16 {
		return
	}
	if raw, ok := latin1(t); ok && isPickleHead(raw) && s.binaryPayload(raw, where, off, "Latin-1 text") {
		return
	}
	if (t[0] == 'c' || t[0] == '(') && s.binaryPayload(t, where, off, "protocol-0 text") {
		return
	}
	if s.decoded(t, where, off) {
		return
	}
	for _, m := range encodedMarks {
		for from, tries := 0, 0; tries < 16; tries++ {
			i := bytes.Index(t[from:], []byte(m))
			if i < 0 {
				break
			}
			from += i
			end := from
			for end < len(t) && encodedByte[t[end]] {
				end++
			}
			if end-from >= 20 && s.decoded(t[from:end], where, off) {
				return
			}
			from += len(m)
		}
	}
}

// decoded tries hex and base64, whole.
func (s *scan) decoded(t []byte, where string, off int64) bool {
	for _, c := range t[:min(len(t), 32)] {
		if !encodedByte[c] {
			return false
		}
	}
	t = bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, t)
	if raw, err := hex.DecodeString(string(t[:len(t)&^1])); err == nil && len(raw) >= 8 {
		if s.binaryPayload(raw, where, off, "hex") || s.decoded2(raw, where, off) {
			return true
		}
	}
	raw := unbase64(t)
	return len(raw) >= 8 && (s.binaryPayload(raw, where, off, "base64") || s.decoded2(raw, where, off))
}

// decoded2 follows text that is encoded twice.
func (s *scan) decoded2(raw []byte, where string, off int64) bool {
	if len(raw) < 16 || s.depth >= s.lim.Depth {
		return false
	}
	for _, c := range raw[:16] {
		if !encodedByte[c] {
			return false
		}
	}
	s.depth++
	defer func() { s.depth-- }()
	return s.decoded(raw, where, off)
}

func unbase64(t []byte) []byte {
	x := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(string(t), "="))
	for i := 0; i < len(x); i++ {
		if !encodedByte[x[i]] {
			x = x[:i]
			break
		}
	}
	if len(x)%4 == 1 {
		x = x[:len(x)-1]
	}
	raw, err := base64.RawStdEncoding.DecodeString(x)
	if err != nil {
		return nil
	}
	return raw
}

func latin1(t []byte) ([]byte, bool) {
	if t[0] < 0x80 {
		return nil, false
	}
	out := make([]byte, 0, len(t))
	for _, r := range string(t) {
		if r > 255 {
			return nil, false
		}
		out = append(out, byte(r))
	}
	return out, true
}

func itoa(n int64) string {
	var b [20]byte
	i := len(b)
	if n <= 0 {
		return "0"
	}
	for ; n > 0; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}
