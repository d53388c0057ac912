package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"
)

// walk is a call of a command, and what it does where there is no data directory.
type walk struct {
	args  string // behind the name; FILE, CSV and AIMS are files that are there, NEW is a name that is free
	exit  int
	makes bool // a data directory
}

// walks has every command once. Who reads wants a data directory that is there; who
// writes makes one, but not in a dry run; who works on files needs none.
var walks = map[string][]walk{
	"init":              {{"--name Us --role user --manager Ann", 0, true}, {"--name Us --role user --manager Ann --dry-run", 0, false}, {"", 2, false}},
	"status":            {{"", 4, false}, {"--as-of 3", 4, false}},
	"readiness":         {{"", 4, false}},
	"soa":               {{"", 4, false}, {"--exclude A.2.2", 4, false}, {"--since 1", 4, false}},
	"lint":              {{"", 4, false}},
	"coverage":          {{"", 4, false}, {"airmf", 4, false}},
	"report":            {{"soa --out NEW", 4, false}, {"risks --out NEW --format csv", 4, false}},
	"apply":             {{"AIMS", 0, true}, {"AIMS --dry-run", 0, false}},
	"diff":              {{"AIMS", 3, false}},
	"export":            {{"NEW", 4, false}},
	"import":            {{"people CSV", 0, true}, {"people CSV --dry-run", 0, false}},
	"catalog list":      {{"", 0, false}},
	"catalog show":      {{"iso42001", 0, false}},
	"catalog crosswalk": {{"airmf iso42001", 0, false}},
	"catalog add":       {{"FILE", 3, true}, {"FILE --dry-run", 3, false}},
	"catalog lint":      {{"FILE", 3, false}},
	"demo":              {{"", 0, true}},
	"serve":             {{"", 0, true}},
	"get":               {{"risks", 4, false}, {"risk R01", 4, false}},
	"history":           {{"risk R01", 4, false}},
	"erase":             {{"risk R01 --ground x --yes", 4, false}},
	"log verify":        {{"", 4, false}},
	"log prove":         {{"risk R01", 4, false}},
	"pack make":         {{"--out NEW", 4, false}},
	"pack verify":       {{"FILE", 7, false}},
	"user add":          {{"a@example.org --role reader", 0, true}},
	"user invite":       {{"a@example.org", 4, false}},
	"token create":      {{"--user a@example.org", 4, false}},
	"token list":        {{"--user a@example.org", 4, false}},
	"token revoke":      {{"0123 --user a@example.org", 4, false}},
	"role list":         {{"", 4, false}},
	"backup":            {{"NEW", 4, false}},
	"restore":           {{"FILE", 1, false}},
	"doctor":            {{"", 4, false}},
	"scan model":        {{"FILE", 0, false}},
	"scan model-verify": {{"FILE --key FILE", 1, false}},
	"scan model-sign":   {{"FILE --key FILE", 1, false}},
	"scan model-digest": {{"FILE", 0, false}},
	"risk quantify":     {{"risk/R01", 4, false}},
	"risk portfolio":    {{"", 4, false}},
	"risk treat":        {{"", 4, false}},
	"risk bands":        {{"", 4, false}},
	"attack paths":      {{"", 4, false}},
	"attack cut":        {{"--to x", 4, false}},
	"version":           {{"", 0, false}},
	"discover":          {{"FILE", 0, false}},
}

// place is a directory with the files that walks name.
type place struct {
	*testing.T
	dir string
}

func newPlace(t *testing.T) *place {
	p := &place{t, t.TempDir()}
	for name, text := range map[string]string{"file": "some text\n", "people.csv": "name,full_name\nann,Ann\n", "aims/people/ann.yaml": "kind: person\nname: ann\nspec:\n  full_name: Ann\n"} {
		path := filepath.Join(p.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *place) run(args string) (exit int, said string) {
	at := func(name string) string { return filepath.Join(p.dir, name) }
	words := strings.Fields(args)
	for i, w := range words {
		words[i] = map[string]string{"FILE": at("file"), "CSV": at("people.csv"), "AIMS": at("aims"), "NEW": at("new.json")}[w]
		if words[i] == "" {
			words[i] = w
		}
	}
	var out, err bytes.Buffer
	env := &Env{Ctx: context.Background(), In: strings.NewReader(""), Out: &out, Err: &err, Now: time.Now, Getenv: func(string) string { return "" },
		Serve: func(context.Context, Serving) error { return nil }}
	exit = Main(env, append(words, "--data", at("data")))
	return exit, out.String() + err.String()
}

// has lists what there is besides the files that walks name.
func (p *place) has() (out []string) {
	p.Helper()
	list, err := os.ReadDir(p.dir)
	if err != nil {
		p.Fatal(err)
	}
	for _, e := range list {
		if !slices.Contains([]string{"file", "people.csv", "aims"}, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out
}

func everyCommand(t *testing.T, f func(name string, w walk)) {
	t.Helper()
	p, err := kong.New(&commands{}, kong.Name("plimsoll"), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	var visit func(n *kong.Node, path string)
	visit = func(n *kong.Node, path string) {
		for _, c := range n.Children {
			name := strings.TrimSpace(path + " " + c.Name)
			if !c.Leaf() {
				visit(c, name)
				continue
			}
			if len(walks[name]) == 0 {
				t.Errorf("plimsoll %s is not walked", name)
			}
			for _, w := range walks[name] {
				f(name, w)
			}
		}
	}
	visit(p.Model.Node, "")
}

// TestOnlyWhoWritesMakesADataDirectory: a slip in the name of the data directory must
// end with a clear error, not with an empty answer and a new directory.
func TestOnlyWhoWritesMakesADataDirectory(t *testing.T) {
	t.Parallel()
	everyCommand(t, func(name string, w walk) {
		t.Run(name+" "+w.args, func(t *testing.T) {
			p := newPlace(t)
			exit, said := p.run(name + " " + w.args)
			if exit != w.exit {
				t.Errorf("exit %d, want %d: %s", exit, w.exit, said)
			}
			if w.exit == 4 && (!strings.Contains(said, "there is no data directory "+filepath.Join(p.dir, "data")) || !strings.Contains(said, "plimsoll init or plimsoll serve makes one")) {
				t.Errorf("it says %q", said)
			}
			if has := p.has(); slices.Contains(has, "data") != w.makes || !w.makes && len(has) > 0 {
				t.Errorf("there is now %v", has)
			}
		})
	})
}

// TestAnEmptyDirectoryHoldsNoRecords: a directory that is there without records is no
// empty management system either.
func TestAnEmptyDirectoryHoldsNoRecords(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	data := filepath.Join(p.dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	exit, said := p.run("get risks")
	list, err := os.ReadDir(data)
	if exit != 4 || !strings.Contains(said, "there are no records in "+data) || len(list) > 0 || err != nil {
		t.Errorf("exit %d, %s, %v %v", exit, said, list, err)
	}
}

// TestAFormatThatACommandHasNotIsSaidFirst: before anything is read or written, and
// with the formats that it has.
func TestAFormatThatACommandHasNotIsSaidFirst(t *testing.T) {
	t.Parallel()
	everyCommand(t, func(name string, w walk) {
		p := newPlace(t)
		exit, said := p.run(name + " " + w.args + " -o picture")
		if exit != ExitUsage || !strings.Contains(said, `plimsoll `+name+` has no output format "picture"; it has table`) || len(p.has()) > 0 {
			t.Errorf("%s: exit %d, %s, there is now %v", name, exit, said, p.has())
		}
	})
}

// TestEveryFormatOfWhatIsRead gives something that is of the format.
func TestEveryFormatOfWhatIsRead(t *testing.T) {
	t.Parallel()
	dir := derivedDir(t)
	for _, args := range []string{"status", "get systems", "get system score", "history system score", "readiness", "soa", "lint", "coverage", "log verify", "log prove system score", "role list", "catalog show iso42001:A.5.2", "version", "doctor"} {
		for _, format := range common {
			var out, talk bytes.Buffer
			env := &Env{Ctx: context.Background(), Out: &out, Err: &talk, Now: time.Now, Getenv: func(string) string { return "" }}
			exit := Main(env, append(strings.Fields(args), "--data", dir, "-o", format))
			without := format == "csv" && (args == "status" || strings.HasPrefix(args, "log prove"))
			switch {
			case without && exit == ExitUsage && strings.HasSuffix(strings.TrimSpace(talk.String()), "it has table, json, jsonl, yaml"):
			case without || exit != 0 && exit != ExitCondition:
				t.Errorf("%s as %s: exit %d, %s", args, format, exit, talk.String())
			default:
				wellFormed(t, args, format, out.Bytes())
			}
		}
	}
}

func wellFormed(t *testing.T, args, format string, out []byte) {
	t.Helper()
	var x any
	var err error
	switch format {
	case "json":
		err = json.Unmarshal(out, &x)
	case "jsonl":
		for line := range bytes.Lines(out) {
			err = errors.Join(err, json.Unmarshal(line, &x))
		}
	case "yaml":
		err = yaml.Unmarshal(out, &x)
	case "csv":
		_, err = csv.NewReader(bytes.NewReader(out)).ReadAll() // every row as long as the first
	}
	if err != nil || len(out) == 0 && format != "table" && format != "jsonl" {
		t.Errorf("%s as %s: %v in %q", args, format, err, out)
	}
}
