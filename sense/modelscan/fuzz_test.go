package modelscan

import (
	"bytes"
	"flag"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fuzzLimits keep one input small in memory and time.
var fuzzLimits = Limits{Memory: 1 << 20, Expanded: 8 << 20, Members: 200, Depth: 5, Payload: 1 << 20, Speculated: 1 << 20}

// fuzzFormat fuzzes the samples whose format begins with one of the names.
func fuzzFormat(f *testing.F, formats ...string) {
	f.Helper()
	n := 0
	for _, s := range samples() {
		got := s.format
		if got == "" {
			file := ScanBytes(s.name, s.data, Options{})
			got = file.Format
		}
		for _, want := range formats {
			if strings.HasPrefix(got, want) {
				f.Add(s.data)
				n++
				break
			}
		}
	}
	if n == 0 {
		f.Fatalf("no sample of %q", formats)
	}
	f.Fuzz(checkAny)
}

// checkAny is what holds for any bytes: an answer in time, complete findings.
// fuzzing says whether new inputs are being looked for: only then is time of interest.
func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

func checkAny(t *testing.T, b []byte) {
	if len(b) > 1<<20 {
		return
	}
	start := time.Now()
	file := ScanBytes("x.bin", b, Options{Limits: fuzzLimits})
	if took := time.Since(start); fuzzing() && took > 10*time.Second {
		t.Fatalf("%d bytes took %v", len(b), took)
	}
	if !file.Severity.Valid() || file.Verdict == "" || len(file.SHA256) != 64 {
		t.Fatalf("incomplete: %+v", file)
	}
	for _, fd := range file.Findings {
		if strings.Contains(fd.Why, "please report this") {
			t.Fatalf("a parser failed: %s", fd.Why)
		}
		if fd.Why == "" || fd.Fix == "" || strings.ContainsAny(fd.Where+fd.Callable, "\x00\x1b\n") {
			t.Fatalf("a bad finding: %+v", fd)
		}
	}
}

func FuzzPickle(f *testing.F)      { fuzzFormat(f, "pickle") }
func FuzzTorch(f *testing.F)       { fuzzFormat(f, "pytorch", "torchscript") }
func FuzzJoblib(f *testing.F)      { fuzzFormat(f, "joblib") }
func FuzzNumpy(f *testing.F)       { fuzzFormat(f, "numpy", "npz") }
func FuzzKeras(f *testing.F)       { fuzzFormat(f, "keras") }
func FuzzSavedModel(f *testing.F)  { fuzzFormat(f, "savedmodel") }
func FuzzONNX(f *testing.F)        { fuzzFormat(f, "onnx") }
func FuzzSafetensors(f *testing.F) { fuzzFormat(f, "safetensors") }
func FuzzGGUF(f *testing.F)        { fuzzFormat(f, "gguf") }
func FuzzTemplate(f *testing.F)    { fuzzFormat(f, "template") }
func FuzzMsgpack(f *testing.F)     { fuzzFormat(f, "flax-msgpack", "msgpack") }
func FuzzSkops(f *testing.F)       { fuzzFormat(f, "skops") }
func FuzzXGBoost(f *testing.F)     { fuzzFormat(f, "xgboost") }
func FuzzLightGBM(f *testing.F)    { fuzzFormat(f, "lightgbm") }
func FuzzCatBoost(f *testing.F)    { fuzzFormat(f, "catboost") }
func FuzzCoreML(f *testing.F)      { fuzzFormat(f, "coreml") }
func FuzzTFLite(f *testing.F)      { fuzzFormat(f, "tflite") }
func FuzzXML(f *testing.F)         { fuzzFormat(f, "pmml", "openvino") }
func FuzzRData(f *testing.F)       { fuzzFormat(f, "rdata") }
func FuzzZip(f *testing.F)         { fuzzFormat(f, "zip") }
func FuzzTar(f *testing.F)         { fuzzFormat(f, "tar", "nemo", "oci") }
func FuzzSevenZip(f *testing.F)    { fuzzFormat(f, "7z") }
func FuzzCompressed(f *testing.F) {
	fuzzFormat(f, "gzip", "xz", "lz4", "zstd", "zlib", "bzip2", "lzma")
}
func FuzzJSON(f *testing.F) { fuzzFormat(f, "json") }
func FuzzYAML(f *testing.F) { fuzzFormat(f, "yaml") }

// FuzzDecoders feeds the decompressors of our own directly.
func FuzzDecoders(f *testing.F) {
	f.Add([]byte("\x5d\x00\x00\x80\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00"))
	f.Add(xzOf([]byte("hello")))
	f.Add(lz4Of([]byte("hello")))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, open := range []func(io.Reader) io.Reader{newXZ, newLZ4, newLzmaAlone} {
			n, _ := io.Copy(io.Discard, io.LimitReader(open(bytes.NewReader(b)), 16<<20)) // any error will do
			if n > 16<<20 {
				t.Fatal("more than asked for")
			}
		}
	})
}

// TestNoMutationOfASampleBreaksTheScanner is a short fuzz run that every test
// run makes: bytes changed, cut and doubled at places that a seed chooses.
func TestNoMutationOfASampleBreaksTheScanner(t *testing.T) {
	t.Parallel()
	r := newRand(7)
	for _, s := range samples() {
		for range 12 {
			b := bytes.Clone(s.data)
			for range 1 + r.IntN(4) {
				i := r.IntN(len(b))
				switch r.IntN(4) {
				case 0:
					b[i] = byte(r.IntN(256))
				case 1:
					b = b[:i+1]
				case 2:
					b[i] ^= 1 << r.IntN(8)
				default:
					b = append(b[:i:i], append([]byte{0xff, 0xff, 0xff, 0xff}, b[i:]...)...)
				}
			}
			checkAny(t, b)
		}
	}
}

func TestMemoryStaysBoundedOnHostileLengths(t *testing.T) {
	hostile := [][]byte{
		[]byte("\x80\x04\x8e\xff\xff\xff\xff\x00\x00\x00\x00abc"), []byte("\x80\x02r\xff\xff\xff\xff."), []byte("GGUF\x03\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00"),
		[]byte("\x81\xa1a\xc6\xff\xff\xff\xff"), []byte("\x5d\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x01\x02\x03"), []byte("\xff\xff\xff\xff\x00\x00\x00\x00{\"a\""),
		append([]byte("\xfd7zXZ\x00\x00\x00\x00\x00\x00\x00\x02\x00\x21\x01\x28\x00\x00\x00\x00\x00\x00\x00"), "\xe0\xff\xff\xff\xff\x5d\x00\x00"...),
		[]byte("{L\x00\x00\x00\x00\x00\x00\x00\x07learnerSL\x7f\xff\xff\xff\xff\xff\xff\xff"),
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, b := range hostile {
		ScanBytes("x.bin", b, Options{})
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d small files allocated %d MB", len(hostile), used>>20)
	}
}
