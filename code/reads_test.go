package code_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// What Reads lists is all that Read needs: a copy of only those files gives the
// same records.
func TestReadsListsWhatReadOpens(t *testing.T) {
	t.Parallel()
	whole := fstest.MapFS{}
	kept, err := code.Reads(demo.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range kept {
		b, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		whole[name] = &fstest.MapFile{Data: b}
	}
	a, ps := code.Read(instance.Registry(), code.Layer{Name: "a", FS: demo.Files()})
	b, qs := code.Read(instance.Registry(), code.Layer{Name: "a", FS: whole})
	if len(ps)+len(qs) > 0 || len(a.Items) == 0 || len(a.Items) != len(b.Items) {
		t.Errorf("%d records of all files, %d of those listed; %v %v", len(a.Items), len(b.Items), ps, qs)
	}
}

func TestReadsLeavesTheRestAtHome(t *testing.T) {
	t.Parallel()
	file := &fstest.MapFile{Data: []byte("x")}
	got, err := code.Reads(fstest.MapFS{".git/config": file, ".env": file, "notes.txt": file, "risks/.hidden.yaml": file, "risks/r01.yaml": file, "a/b.yml": file,
		".plimsoll.yaml": file, "files/abc": file, "files/deep/abc": file, "sub/.plimsoll.yaml": file})
	want := []string{".plimsoll.yaml", "a/b.yml", "files/abc", "risks/r01.yaml"}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}
