package pickle

import (
	"strings"
	"testing"
)

const tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQK\x00K\x04\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtR"

func TestWeightsOnlyIsAnsweredAsPyTorchDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, stream string
		why          string // empty when it loads
	}{
		{"a state dict", "\x80\x02ccollections\nOrderedDict\n)R(X\x01\x00\x00\x00w" + tensor + "u.", ""},
		{"a plain dict", "\x80\x02}q\x00X\x01\x00\x00\x00aK\x01s.", ""},
		{"a long number", "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", ""},
		{"protocol 4 text is not known to it", "\x80\x04\x8c\x01a.", "opcode"},
		{"bytes of protocol 3 are not known to it", "\x80\x03C\x01a.", "opcode"},
		{"a pop is not known to it", "\x80\x02K\x01K\x020.", "opcode"},
		{"NumPy is not allowed", "\x80\x02cnumpy\ndtype\nX\x02\x00\x00\x00f8\x85R.", "numpy.dtype"},
		{"os is not", "\x80\x02cos\nsystem\nX\x01\x00\x00\x00x\x85R.", "os.system"},
		{"a persistent id must be a storage", "\x80\x02X\x01\x00\x00\x00a\x85Q.", "persistent"},
		{"state goes on allowed classes only", "\x80\x02}}b.", "state"},
		{"items go into plain containers only", "\x80\x02cbuiltins\nset\n]\x85RK\x01a.", "APPEND"},
		{"a broken stream", "\x80\x02}", "malformed"},
	} {
		r := ScanBytes([]byte(c.stream), 0, Options{})
		if r.WeightsOnly != (c.why == "") || !strings.Contains(r.WeightsWhy, c.why) {
			t.Errorf("%s: %v because %q, want %q", c.name, r.WeightsOnly, r.WeightsWhy, c.why)
		}
	}
}

func TestWhatRunsBeforeABreakIsReported(t *testing.T) {
	t.Parallel()
	for _, tail := range []string{"", "\xff", "\x00.", "h\x63.", "R.", "X\xff\xff\xff\xff", "t."} {
		r := ScanBytes([]byte("\x80\x02cos\nsystem\nX\x04\x00\x00\x00echo\x85R"+tail), 0, Options{})
		if len(r.Globals) == 0 || r.Globals[0].Uses&Called == 0 || r.Globals[0].AfterBreak || r.Globals[0].Args != `"echo"` {
			t.Errorf("tail %q: %+v", tail, r.Globals)
		}
	}
}

func TestMemoryDoesNotFollowWhatAStreamClaims(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f", "\x80\x02r\xff\xff\xff\xff.", "\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f.", strings.Repeat("(", 1<<20), "\x80\x02]" + strings.Repeat("2", 1<<20)} {
		r := Scan(strings.NewReader(s), 0, Options{})
		if len(r.Notes) == 0 && len(s) < 100 {
			t.Errorf("%.20q earns no note", s)
		}
	}
}

func FuzzMachine(f *testing.F) {
	for i := range uint64(64) {
		f.Add(generate(i))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		whole := ScanBytes(b, 0, Options{Joblib: true})
		parts := NewStream(strings.NewReader(string(b)), 0).Next(Options{Joblib: true, Size: int64(len(b))})
		if whole.Ops < parts.Ops || whole.Complete != parts.Complete || len(whole.Globals) < len(parts.Globals) {
			t.Fatalf("a slice and a stream read differently: %d/%d opcodes, %v/%v, %d/%d globals", whole.Ops, parts.Ops, whole.Complete, parts.Complete, len(whole.Globals), len(parts.Globals))
		}
	})
}
