package modelscan

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// densePickle is a dict of n entries of two ints and a text: 4.6 million
// opcodes for 660,000.
func densePickle(n int) []byte {
	b := []byte("\x80\x04}\x94")
	for i := range n {
		if i%1000 == 0 {
			b = append(b, '(')
		}
		s := strconv.Itoa(i)
		b = append(binary.LittleEndian.AppendUint32(append(b, 'J'), uint32(i)), 'J')
		b = append(binary.LittleEndian.AppendUint32(b, uint32(i*7)), 0x8c, byte(len(s)))
		b = append(append(b, s...), 0x94, 0x86, 0x94)
		if i%1000 == 999 || i == n-1 {
			b = append(b, 'u')
		}
	}
	return append(b, '.')
}

func benchFile(b *testing.B, path string) {
	b.Helper()
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(st.Size())
	b.ReportAllocs()
	for b.Loop() {
		r, err := Scan(context.Background(), []string{path}, Options{Workers: 1})
		if err != nil || r.Worst().AtLeast(High) || r.Scanned != 1 {
			b.Fatalf("%v %+v", err, r)
		}
	}
}

// BenchmarkDense scans and hashes a dense pickle of 4.6 million opcodes.
func BenchmarkDense(b *testing.B) {
	p := filepath.Join(b.TempDir(), "dense.pkl")
	if err := os.WriteFile(p, densePickle(765_000), 0o644); err != nil {
		b.Fatal(err)
	}
	benchFile(b, p)
}

// BenchmarkTorch200MB scans and hashes a PyTorch file of 400 tensors and 200 MB.
func BenchmarkTorch200MB(b *testing.B) {
	data := make([]byte, 512<<10)
	for i := range data {
		data[i] = byte(i * 7)
	}
	members := []member{{"archive/data.pkl", pickled2(stateDict)}}
	for i := range 400 {
		members = append(members, member{fmt.Sprintf("archive/data/%d", i), data})
	}
	p := filepath.Join(b.TempDir(), "big.pt")
	if err := os.WriteFile(p, zipOf(0, members...), 0o644); err != nil {
		b.Fatal(err)
	}
	benchFile(b, p)
}

// BenchmarkSmallFiles scans 10,000 files: half zips, half pickles.
func BenchmarkSmallFiles(b *testing.B) {
	dir := b.TempDir()
	zip, pkl := torchZip(pickled2(stateDict)), pickled4("}\x94(\x8c\x01a\x94]\x94(K\x01K\x02e\x8c\x01b\x94\x8c\x14xxxxxxxxxxxxxxxxxxxx\x94u")
	for i := range 5000 {
		for name, data := range map[string][]byte{fmt.Sprintf("%d.pt", i): zip, fmt.Sprintf("%d.pkl", i): pkl} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := Scan(context.Background(), []string{dir}, Options{})
		if err != nil || r.Scanned != 10_000 || r.Worst() != None {
			b.Fatalf("%v %d %s", err, r.Scanned, r.Worst())
		}
	}
}

// BenchmarkSHA256 is what hashing alone costs, the floor for a large file.
func BenchmarkSHA256(b *testing.B) {
	data := make([]byte, 16<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		sha256.Sum256(data)
	}
}
