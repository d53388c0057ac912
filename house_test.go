package plimsoll

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "github.com/plimsoll-aims/plimsoll/"

// storeys lists the packages from the ground up. Who is below never uses who is
// above.
var storeys = [][]string{
	{"fault", "ledger", "table", "internal/"},
	{"kernel", "kernel/blob", "kernel/store"},
	{"catalog", "sense/", "engine/risk", "engine/attack"},
	{"aims", "access", "demo"},
	{"engine/", "code", "sheet", "finds"},
	{"pack", "report"},
	{"instance"},
	{"demo/load"},
	{"face/"},
	{"server"},
	{"cmd/"},
}

func storey(pkg string) int {
	best, at := -1, -1
	for i, list := range storeys {
		for _, p := range list {
			match := pkg == p || strings.HasPrefix(pkg, strings.TrimSuffix(p, "/")+"/")
			if match && len(p) > best {
				best, at = len(p), i
			}
		}
	}
	return at
}

// TestArrowsGoDown reads every package's own imports.
func TestArrowsGoDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		pkg, ok := strings.CutPrefix(words[0], module)
		if !ok || strings.Contains(pkg, "storetest") {
			continue
		}
		if storey(pkg) < 0 {
			t.Errorf("%s stands on no storey: add it to the list", pkg)
		}
		for _, imp := range words[1:] {
			if imp, ok := strings.CutPrefix(imp, module); ok {
				checkArrow(t, pkg, imp)
			}
		}
	}
}

func checkArrow(t *testing.T, pkg, imp string) {
	t.Helper()
	if storey(imp) > storey(pkg) {
		t.Errorf("%s uses %s, which stands above it", pkg, imp)
	}
	face := func(p string) string {
		parts := strings.Split(p, "/")
		if len(parts) < 2 || parts[0] != "face" || parts[1] == "door" {
			return ""
		}
		return parts[1]
	}
	if a, b := face(pkg), face(imp); a != "" && b != "" && a != b {
		t.Errorf("face %s uses face %s", a, b)
	}
	ground := strings.HasPrefix(pkg, "kernel") || pkg == "ledger" || pkg == "fault"
	if ground && !strings.HasPrefix(imp, "kernel") && !strings.HasPrefix(imp, "internal/") && imp != "ledger" && imp != "fault" {
		t.Errorf("%s knows of %s; the foundation knows of nothing above it", pkg, imp)
	}
}

// TestEveryPackageSaysWhatItIsFor looks for a package comment of more than a line.
func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	docs := map[string]string{}
	walk(t, ".go", func(path string, _ []byte) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Error(err)
			return
		}
		dir := filepath.Dir(path)
		if f.Doc != nil {
			docs[dir] += f.Doc.Text()
		} else if _, ok := docs[dir]; !ok {
			docs[dir] = ""
		}
	})
	for dir, doc := range docs {
		if len(doc) < 60 && !strings.HasPrefix(dir, "cmd") {
			t.Errorf("%s: the package comment should tell a newcomer what the package is for; it says %q", dir, doc)
		}
	}
}

// workplace is what must not be committed: paths of a machine, inline style or
// script in pages.
var (
	workplace = regexp.MustCompile(`(^|[^A-Za-z0-9_.])/(work|farm|root)/[a-z]`)
	inline    = regexp.MustCompile(`\sstyle="|\sonclick="|<script>`)
)

// TestNothingOfAWorkplace looks through the sources.
func TestNothingOfAWorkplace(t *testing.T) {
	walk(t, "", func(path string, text []byte) {
		if strings.HasSuffix(path, "house_test.go") || strings.Contains(path, "testdata") || path == "go.sum" || bytes.IndexByte(text, 0) >= 0 { // a picture, or a binary that somebody built here
			return
		}
		if m := workplace.Find(text); m != nil {
			t.Errorf("%s names a path of a machine: %q", path, m)
		}
		if strings.HasPrefix(path, "face/web/ui/templates") && inline.Match(text) {
			t.Errorf("%s has inline style or script", path)
		}
	})
}

// walk visits the files of the repository with an ending.
func walk(t *testing.T, ending string, visit func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.Name() == ".git" || e.Name() == "node_modules" {
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil // of a work tree
		}
		if e.IsDir() || !strings.HasSuffix(path, ending) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			visit(filepath.ToSlash(path), text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
