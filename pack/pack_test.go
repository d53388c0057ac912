package pack_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// shop is an instance with a few records, one of them with a file, and the moment
// before the last change.
func shop(t testing.TB) (*instance.Instance, *store.Store, kernel.At) {
	t.Helper()
	ctx := context.Background()
	i, err := instance.Open(ctx, instance.Options{Dir: t.TempDir(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	st := i.Operator("tester")
	file, err := st.Attach(ctx, "text/plain", strings.NewReader("the report\n"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(k, name string, spec any) {
		t.Helper()
		if _, err := st.Update(ctx, "test", func(tx kernel.Tx) error {
			_, err := tx.Put(ctx, kernel.Put{Kind: k, Name: name, Rev: kernel.RevAny, Spec: spec})
			return err
		}); err != nil {
			t.Fatalf("put %s/%s: %v", k, name, err)
		}
	}
	put("person", "ann", &aims.Person{FullName: "Ann Example", Email: "ann@secret.example"})
	put("evidence", "report", &aims.Evidence{Title: "Report", Collected: "2026-01-01", Source: "manual", File: kernel.File{Name: "report.txt", Digest: file.Digest, Size: file.Size}})
	var then kernel.At
	if err := st.View(ctx, kernel.At{}, func(v kernel.View) error { then = kernel.At{Seq: v.Seq()}; return nil }); err != nil {
		t.Fatal(err)
	}
	put("person", "ben", &aims.Person{FullName: "Ben <script>alert(1)</script>"})
	return i, st, then
}

func makePack(t testing.TB, i *instance.Instance, st *store.Store, at kernel.At) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pack.zip")
	if _, err := i.Packer(st).ToFile(context.Background(), at, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func check(t testing.TB, path, key string) []string {
	t.Helper()
	c, err := pack.Verify(path, key)
	if err != nil {
		t.Fatal(err)
	}
	return c.Faults
}

func TestAPackVerifiesWithNothingButTheFile(t *testing.T) {
	i, st, then := shop(t)
	for _, at := range []kernel.At{{}, then} {
		path := makePack(t, i, st, at)
		for _, key := range []string{"", i.Public} {
			if faults := check(t, path, key); len(faults) > 0 {
				t.Errorf("at %+v with key %q: %v", at, key, faults)
			}
		}
	}
	other, _, _ := shop(t)
	if faults := check(t, makePack(t, i, st, kernel.At{}), other.Public); len(faults) == 0 {
		t.Error("verifies with another organisation's key")
	}
}

func TestAPackShowsItsMomentAndNoSecrets(t *testing.T) {
	i, st, then := shop(t)
	members := unzip(t, makePack(t, i, st, kernel.At{}))
	if strings.Contains(members["index.html"], "<script>") || !strings.Contains(members["index.html"], "Ben &lt;script&gt;") {
		t.Error("the page does not escape what the records say")
	}
	if !strings.Contains(members["index.html"], "<th scope=\"col\">Collected</th>") {
		t.Error("the registers of the page show no columns")
	}
	for name, text := range members {
		if strings.Contains(text, "ann@secret.example") {
			t.Errorf("%s shows a sensitive field", name)
		}
	}
	found := false
	for name, text := range members {
		found = found || strings.HasPrefix(name, "evidence/") && text == "the report\n"
	}
	if !found {
		t.Error("the evidence is not in the pack")
	}
	if old := unzip(t, makePack(t, i, st, then)); strings.Contains(old["registers/people.json"], "Ben") {
		t.Error("the pack of an earlier moment shows a later record")
	}
}

func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	out := map[string]string{}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

// TestEveryAlteredByteIsFound flips bits all over the file, the last byte and the
// archive's own bookkeeping included.
func TestEveryAlteredByteIsFound(t *testing.T) {
	i, st, _ := shop(t)
	path := makePack(t, i, st, kernel.At{})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	altered := filepath.Join(t.TempDir(), "altered.zip")
	for at := 0; at < len(whole); at += 1 + len(whole)/400 {
		for _, where := range []int{at, len(whole) - 1 - at%600} {
			b := bytes.Clone(whole)
			b[where] ^= 1 << (where % 8)
			if err := os.WriteFile(altered, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if len(check(t, altered, "")) == 0 {
				t.Errorf("byte %d of %d was altered unnoticed", where, len(whole))
			}
		}
	}
	for _, b := range [][]byte{whole[:len(whole)/2], append(bytes.Clone(whole), 'x'), append([]byte{'x'}, whole...), nil} {
		if err := os.WriteFile(altered, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if len(check(t, altered, "")) == 0 {
			t.Errorf("a file of %d bytes instead of %d verifies", len(b), len(whole))
		}
	}
}

func FuzzVerify(f *testing.F) {
	i, st, _ := shop(f)
	whole, err := os.ReadFile(makePack(f, i, st, kernel.At{}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("PK"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, "fuzz.zip")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := pack.Verify(path, "")
		if err == nil && len(c.Faults) == 0 && !bytes.Equal(b, whole) {
			t.Errorf("%d altered bytes verify", len(b))
		}
	})
}
