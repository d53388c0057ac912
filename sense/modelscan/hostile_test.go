package modelscan

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// bomb is a zip whose one member expands to n bytes of zeros.
func bomb(n int64) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	w, err := z.Create("zeros")
	if err != nil {
		panic(err)
	}
	block := make([]byte, 1<<20)
	for ; n > 0; n -= int64(len(block)) {
		if _, err := w.Write(block); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestAZipBombIsReportedAndCostsLittle(t *testing.T) {
	data := bomb(256 << 20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f := ScanBytes("bomb.zip", data, Options{Limits: Limits{Expanded: 64 << 20}})
	runtime.ReadMemStats(&after)
	if find(&f, "MF192") == nil {
		t.Errorf("no bomb: %q", show(&f))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 {
		t.Errorf("%d MB allocated", used>>20)
	}
}

func TestABombIsToldOnceAndNotForEachMember(t *testing.T) {
	t.Parallel()
	inner := bomb(8 << 20)
	var members []member
	for i := range 30 {
		members = append(members, member{fmt.Sprintf("%d.zip", i), inner})
	}
	f := ScanBytes("bomb.zip", zipOf(zip.Store, members...), Options{Limits: Limits{Expanded: 20 << 20}})
	told := 0
	for _, fd := range f.Findings {
		if fd.Rule == "MF192" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times: %q", told, show(&f))
	}
}

func TestACompressedFileThatBreaksOffIsToldAndReadSoFar(t *testing.T) {
	t.Parallel()
	stream := pickled2(evil("REDUCE") + "0" + u(strings.Repeat("x", 100)))
	for ext, wrap := range map[string]func([]byte) []byte{"gz": gz, "xz": xzOf, "zst": zst} {
		data := wrap(stream)
		f := ScanBytes("a.pkl."+ext, data[:len(data)-len(data)/8-4], Options{})
		if find(&f, "MF194") == nil {
			t.Errorf("%s: nothing says that it breaks off: %s %q", ext, f.Format, show(&f))
		}
	}
	f := ScanBytes("a.xz", []byte("\xfd7zXZ\x00"+strings.Repeat("\xff", 100)), Options{})
	if find(&f, "MF194") == nil {
		t.Errorf("garbage behind the head of an xz file: %s %q", f.Format, show(&f))
	}
}

// TestALengthThatStandsAcrossTheEndOfItsMessage holds what the fuzzer found: the
// length of a field that begins inside a message and ends behind it.
func TestALengthThatStandsAcrossTheEndOfItsMessage(t *testing.T) {
	t.Parallel()
	checkAny(t, []byte("\b0:\x0e2\x0400002\xc3\xc3\xc3\xc3\xc3\xc3\xe9\xe9\xe91"))
}

func TestAModelThatIsNoneIsAWrongExtension(t *testing.T) {
	t.Parallel()
	noise := []byte("\x00\x9f\x01\xff\x02\xfe\x03\xfd\x04\xfc\x05\xfb")
	for name, want := range map[string]bool{"m.onnx": true, "m.safetensors": true, "m.gguf": true, "notes.txt": false, "m.unheardof": false} {
		f := ScanBytes(name, noise, Options{})
		if (find(&f, "MF130") != nil) != want {
			t.Errorf("%s of noise: %s %q", name, f.Format, show(&f))
		}
	}
}

func TestArchivesNestedWithoutEndAreCutOff(t *testing.T) {
	t.Parallel()
	data := pickled2(evil("REDUCE"))
	for range 30 {
		data = zipOf(zip.Store, member{"x.zip", data})
	}
	f := ScanBytes("deep.zip", data, Options{})
	if fd := find(&f, "MF281"); fd == nil || !f.Severity.AtLeast(High) {
		t.Errorf("%s %q", f.Severity, show(&f))
	}
}

func TestAFloodOfMembersIsCutOff(t *testing.T) {
	t.Parallel()
	var members []member
	for i := range 300 {
		members = append(members, member{strings.Repeat("x", i%7) + itoa(int64(i+1)), []byte("a")})
	}
	f := ScanBytes("many.zip", zipOf(zip.Store, members...), Options{Limits: Limits{Members: 100}})
	if find(&f, "MF281") == nil {
		t.Errorf("%q", show(&f))
	}
}

func TestASmallFloodOfFindingsDoesNotHideABigOne(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 500 {
		b.WriteString(glob("unknown", "f"+itoa(int64(i+1))) + "0")
	}
	f := ScanBytes("flood.pkl", pickled2(b.String()+evil("REDUCE")), Options{Limits: Limits{Findings: 50}})
	if f.Severity != Critical || !strings.Contains(f.Partial, "left out") || len(f.Findings) != 50 {
		t.Errorf("%s, %d findings, %q", f.Severity, len(f.Findings), f.Partial)
	}
}

func write(t testing.TB, path string, data []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestADirectoryWithTrapsIsScannedToItsEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.pkl"), pickled2(evil("REDUCE")))
	write(t, filepath.Join(dir, "sub", "b.pkl"), pickled2("}"))
	write(t, filepath.Join(dir, "sub", "\x1b[31mred\u202e.pkl"), pickled2("}"))
	secret := write(t, filepath.Join(dir, "secret.pkl"), pickled2("}"))
	for link, target := range map[string]string{"loop": dir, "sub/up": "..", "self": "self", "dead": "nowhere", "alias.pkl": "a.pkl"} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	if err := os.Chmod(secret, 0); err != nil {
		t.Fatal(err)
	}
	r, err := Scan(context.Background(), []string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := 4 // a.pkl, its alias, b.pkl, the odd name
	skipped := map[string]bool{}
	for _, s := range r.Skipped {
		skipped[filepath.Base(s.Path)] = true
	}
	if os.Getuid() == 0 {
		want++ // root reads everything
	} else if !skipped["secret.pkl"] {
		t.Errorf("the unreadable file is not told: %v", r.Skipped)
	}
	if r.Scanned != want || !skipped["loop"] || !skipped["self"] || !skipped["dead"] || !skipped["up"] {
		t.Errorf("scanned %d, want %d; skipped %v", r.Scanned, want, r.Skipped)
	}
	for _, f := range r.Files {
		if strings.ContainsAny(f.Path, "\x1b\u202e") {
			t.Errorf("a hostile name came through: %q", f.Path)
		}
	}
}

func TestAMissingPathIsAnErrorOfItsOwn(t *testing.T) {
	t.Parallel()
	_, err := Scan(context.Background(), []string{filepath.Join(t.TempDir(), "nothing")}, Options{})
	var missing *NotFound
	if !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}

func TestAFileThatChangesWhileItIsReadIsReported(t *testing.T) {
	t.Parallel()
	f, err := os.Open(write(t, filepath.Join(t.TempDir(), "a.pkl"), pickled2("}")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := newScan("a.pkl", Defaults)
	if err := s.small(f, 100, &buffer{}); err != nil { // 100 bytes were there a moment ago
		t.Fatal(err)
	}
	if find(s.file, "MF280") == nil {
		t.Errorf("%q", show(s.file))
	}
}

func TestACancelledScanStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, []string{t.TempDir()}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestALargeFileIsHashedAsAWhole(t *testing.T) {
	t.Parallel()
	data := append(joblibArray(2, strings.Repeat("\xff", 16), ""), make([]byte, wholeFile)...)
	r, err := Scan(context.Background(), []string{write(t, filepath.Join(t.TempDir(), "a.joblib"), data)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := ScanBytes("a.joblib", data, Options{})
	if got := r.Files[0]; got.SHA256 != want.SHA256 || got.Format != "joblib" {
		t.Errorf("digest %s, want %s; format %s", got.SHA256, want.SHA256, got.Format)
	}
}
