package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHelpFileIsFresh(t *testing.T) {
	t.Parallel()
	want, err := Generate("../..", "help_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../help_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Fatal("help_gen.go is older than the comments: run go generate ./aims")
	}
}

func TestHelpSaysWhatTheReaderDoesNotSeeYet(t *testing.T) {
	t.Parallel()
	help := generate(t, `package p

import "kernel"

// Boat is a thing that floats.
type Boat struct {
	// Owner answers for the boat.
	Owner string `+"`json:\"owner\"`"+`
	// Sails are what drives it.
	Sails []Sail `+"`json:\"sails\"`"+`
}

// Sail is one sail.
type Sail struct {
	// Area says how large it is.
	Area int `+"`json:\"area\"`"+`
}

var BoatKind = kernel.Define[Boat]("boat")
`)
	for _, want := range []string{
		`"boat":              "A thing that floats."`,
		`"boat.owner":        "Answers for the boat."`,
		`"boat.sails[].area": "Says how large it is."`,
	} {
		if !strings.Contains(help, want) {
			t.Errorf("%s is missing in\n%s", want, help)
		}
	}
}

func TestFieldWithoutCommentIsRefused(t *testing.T) {
	t.Parallel()
	dir := source1(t, "package p\n\n// Boat floats.\ntype Boat struct {\n\tOwner string `json:\"owner\"`\n}\n\nvar K = kernel.Define[Boat](\"boat\")\n")
	if _, err := Generate(dir, "help_gen.go"); err == nil || !strings.Contains(err.Error(), "boat.owner has no comment") {
		t.Fatalf("got %v", err)
	}
}

func generate(t *testing.T, text string) string {
	t.Helper()
	out, err := Generate(source1(t, text), "help_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func source1(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "boat.go"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
