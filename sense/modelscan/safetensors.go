package modelscan

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// codeInText finds program text and commands where a description belongs.
var codeInText = lazyregexp.New(`(?i)(^|[^a-z])(eval|exec|compile|system|popen|execfile)\s*\(|__import__|\bimport\s+(os|sys|subprocess|socket|shutil|pickle|ctypes|base64|requests|urllib|importlib|pty)\b|\b(os|subprocess|pickle|marshal|importlib|builtins|shutil|socket|ctypes)\s*\.\s*[a-z_]+\s*\(|^\s*#!\s*/|<script|javascript:|vbscript:|<\?php|<iframe|\$\{jndi:|\$\(\s*(curl|wget|sh|bash|cat|id|whoami)|/bin/(ba|z|da)?sh\b|\bcmd(\.exe)?\s+/c|\bpowershell\b|/dev/tcp/|\brm\s+-rf?\b|\b(curl|wget)\s+(-\S+\s+)*https?://|\bnc\s+-|(\.\./){2,}|\.\.\\\.\.\\|/etc/(passwd|shadow)|file:///|data:text/html|https?://\d{1,3}(\.\d{1,3}){3}|\.onion\b|https?://\S+\.(sh|exe|ps1|bat|dll|so|pkl|py)\b|;\s*drop\s+table|__(class|globals|builtins|subclasses|reduce|reduce_ex|setstate)__|\blambda\s+\w*\s*:`)

// codeWords are in every text that codeInText matches; most texts hold none.
var codeWords = []string{"eval", "exec", "compile", "system", "popen", "import", "__", "os.", "os .", "subprocess", "pickle", "marshal", "builtins", "shutil", "socket", "ctypes",
	"#!", "script", "<?php", "iframe", "jndi", "$(", "/bin/", "cmd", "powershell", "/dev/tcp", "rm ", "rm\t", "curl", "wget", "nc ", "../", "..\\", "/etc/", "file:", "data:text", "http", "onion", "drop", "lambda"}

// findCode gives the first piece of program text in v, looking closely only at
// the surroundings of words that could begin one.
func findCode(v string) string {
	low := strings.ToLower(v)
	for _, w := range codeWords {
		for from, tries := 0, 0; tries < 64; tries++ {
			i := strings.Index(low[from:], w)
			if i < 0 {
				break
			}
			at := from + i
			if len(v) <= 1024 {
				return codeInText().FindString(v)
			}
			if m := codeInText().FindString(low[max(0, at-64):min(len(low), at+512)]); m != "" {
				return m
			}
			from = at + len(w)
		}
	}
	return ""
}

const maxSafetensorsHeader = 100 << 20 // as the reference reader has it

var dtypeBits = map[string]int64{"BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
	"I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64}

// safetensorsFile checks header against data as the reference reader does, and
// reads the free metadata.
func (s *scan) safetensorsFile(src *source, name, where string) string {
	s.whole(src, where)
	n := int64(binary.LittleEndian.Uint64(src.head))
	if n > maxSafetensorsHeader || n < 0 || 8+n > src.size {
		s.find("MF180", where, detail("a header of %d bytes; the file has %d", uint64(n), src.size))
		return "safetensors"
	}
	if n > 32<<20 {
		s.find("MF281", where, detail("a header of %d MB, of which the scanner reads 32 at most", n>>20))
		return "safetensors"
	}
	defer s.turn(n)()
	header := src.read(8, n)
	if header == nil {
		s.find("MF182", where, detail("the header cannot be read"))
		return "safetensors"
	}
	tensors, metadata, problems := parseSafetensors(header)
	for _, p := range problems {
		s.find("MF180", where, detail("%s", p))
	}
	for _, kv := range metadata {
		s.metadataText(kv[0], kv[1], join(where, "__metadata__"))
		if findCode(kv[0]) != "" {
			s.find("MF181", join(where, "__metadata__"), arguments(kv[0]), detail("in the name of an entry"))
		}
	}
	s.safetensorsLayout(tensors, src.size-8-n, where)
	return "safetensors"
}

type tensorEntry struct {
	name       string
	dtype      string
	shape      []int64
	begin, end int64
}

// parseSafetensors reads the header token by token, to see doubled keys.
func parseSafetensors(header []byte) (tensors []tensorEntry, metadata [][2]string, problems []string) {
	dec := json.NewDecoder(bytes.NewReader(header))
	fail := func(format string, a ...any) {
		if len(problems) < 20 {
			problems = append(problems, fmt.Sprintf(format, a...))
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		fail("the header is no JSON object")
		return
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			fail("the header is no valid JSON: %v", err)
			return
		}
		key, _ := t.(string)
		if seen[key] {
			fail("two entries named %q", printable(key, 60))
		}
		seen[key] = true
		if key == "__metadata__" {
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				fail("the metadata is no valid JSON: %v", err)
				return
			}
			metadata = append(metadata, metadataPairs(raw, fail)...)
			continue
		}
		var e struct {
			Dtype   string  `json:"dtype"`
			Shape   []int64 `json:"shape"`
			Offsets []int64 `json:"data_offsets"`
		}
		if err := dec.Decode(&e); err != nil {
			fail("the entry %q cannot be read: %v", printable(key, 60), err)
			if _, ok := err.(*json.SyntaxError); ok {
				return
			}
			continue
		}
		if len(e.Offsets) != 2 {
			fail("the entry %q has no pair of offsets", printable(key, 60))
			continue
		}
		if len(tensors) < 1<<20 {
			tensors = append(tensors, tensorEntry{key, e.Dtype, e.Shape, e.Offsets[0], e.Offsets[1]})
		}
	}
	if _, err := dec.Token(); err != nil {
		fail("the header is no valid JSON: %v", err)
		return
	}
	if rest := bytes.Trim(header[dec.InputOffset():], " \x00"); len(rest) > 0 {
		fail("%d bytes stand behind the header's JSON", len(rest))
		metadata = append(metadata, [2]string{"behind the header", string(rest[:min(len(rest), 1<<16)])})
	}
	return
}

func metadataPairs(raw json.RawMessage, fail func(string, ...any)) (out [][2]string) {
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		fail("the metadata is no JSON object")
		return [][2]string{{"__metadata__", string(raw)}}
	}
	for k, v := range m {
		t, ok := v.(string)
		if !ok {
			b, err := json.Marshal(v)
			if err != nil {
				continue
			}
			t = string(b)
			fail("the metadata entry %q is no text", printable(k, 60))
		}
		out = append(out, [2]string{k, t})
	}
	slices.SortFunc(out, func(a, b [2]string) int { return bytes.Compare([]byte(a[0]), []byte(b[0])) })
	return out
}

// safetensorsLayout checks that the tensors cover the data exactly.
func (s *scan) safetensorsLayout(tensors []tensorEntry, size int64, where string) {
	slices.SortFunc(tensors, func(a, b tensorEntry) int {
		if a.begin != b.begin {
			return int(min(max(a.begin-b.begin, -1), 1))
		}
		return int(min(max(a.end-b.end, -1), 1))
	})
	at := int64(0)
	for _, t := range tensors {
		name := printable(t.name, 60)
		want, ok := tensorBytes(t)
		switch {
		case t.begin < 0 || t.end < t.begin || t.end > size:
			s.find("MF180", where, detail("the tensor %q lies at %d to %d of %d bytes of data", name, t.begin, t.end, size))
			return
		case t.begin < at:
			s.find("MF180", where, detail("the tensor %q overlaps the one before", name))
			return
		case t.begin > at:
			s.find("MF180", where, detail("%d bytes before the tensor %q belong to none", t.begin-at, name))
			return
		case !ok:
			s.find("MF180", where, detail("the tensor %q has type %q and an impossible shape", name, printable(t.dtype, 20)))
		case want != t.end-t.begin:
			s.find("MF180", where, detail("the tensor %q needs %d bytes and has %d", name, want, t.end-t.begin))
		}
		at = t.end
	}
	if at < size {
		s.find("MF180", where, detail("%d bytes at the end belong to no tensor", size-at))
	}
}

func tensorBytes(t tensorEntry) (int64, bool) {
	bits, ok := dtypeBits[t.dtype]
	if !ok {
		return t.end - t.begin, len(t.dtype) < 16 // a type of a later version
	}
	n := bits
	for _, d := range t.shape {
		if d < 0 || d > 0 && n > (1<<61)/d {
			return 0, false
		}
		n *= d
	}
	return (n + 7) / 8, true
}
