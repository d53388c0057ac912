package code_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// memory is a directory in memory, to export to and to read from.
type memory struct{ fstest.MapFS }

func (m memory) Put(name string, r io.Reader) error {
	b, err := io.ReadAll(r)
	m.MapFS[name] = &fstest.MapFile{Data: b, Mode: 0o644}
	return err
}

// world is a store with a directory beside it.
type world struct {
	t  *testing.T
	st *store.Store
}

func open(t *testing.T) *world {
	return &world{t, storetest.Open(t, "sqlite", storetest.Registry()).For(storetest.Owner())}
}

var ctx = context.Background()

func (w *world) read(files fstest.MapFS) *code.Set {
	w.t.Helper()
	s, ps := code.Read(storetest.Registry(), code.Layer{Name: "d", FS: files})
	if len(ps) > 0 {
		w.t.Fatal(fault.Problems(ps))
	}
	return s
}

func (w *world) plan(s *code.Set, o code.Options) (p *code.Plan, err error) {
	if o.Set == "" {
		o.Set = "fleet"
	}
	verr := w.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		p, err = code.MakePlan(ctx, v, s, o)
		return nil
	})
	if verr != nil {
		w.t.Fatal(verr)
	}
	return p, err
}

func (w *world) apply(s *code.Set, o code.Options) *code.Result {
	w.t.Helper()
	p, err := w.plan(s, o)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := code.Apply(ctx, w.st, s, p, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) export() memory {
	w.t.Helper()
	m := memory{fstest.MapFS{}}
	err := w.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		_, err := code.Export(ctx, v, m, code.ExportOptions{Set: "fleet"})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *world) edit(kind, name string, change func(spec any)) {
	w.t.Helper()
	_, err := w.st.Update(ctx, "by hand", func(tx kernel.Tx) error {
		r, err := tx.Get(ctx, kind, name)
		if err != nil {
			return err
		}
		spec := tx.Registry().Kind(kind).Clone(r.Spec)
		change(spec)
		_, err = tx.Put(ctx, kernel.Put{Kind: kind, Name: name, Rev: r.Rev, Spec: spec, KeepMeta: true})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func doc(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// fleet has a cycle (sisters), a state that takes a step, custom fields, labels, a
// text of several lines and names that differ by case only.
func fleet() fstest.MapFS {
	return fstest.MapFS{
		"fields/tonnage.yaml": doc("kind: field\nname: rating\nspec: {title: Rating, kind: ship, key: rating, type: number}\n"),
		"crew/all.yaml":       doc("kind: crew\nname: anna\nspec:\n  title: Anna\n---\nkind: crew\nname: Bo\nspec:\n  title: Bo\n---\nkind: crew\nname: bo\nspec:\n  title: bo the younger\n"),
		"ships/gull.yaml":     doc("kind: ship\nname: gull\nlabels: {year: 1890, home: \"true\"}\nfields: {rating: 4.5}\nspec:\n  title: Gull\n  state: sunk\n  masts: 3\n  captain: anna\n  crew: [Bo, bo]\n  built: 1890-05-01\n  sister: tern\n  about: ship/gull\n  cargo:\n  - goods: >-\n      oats\n      and rye\n    owner: anna\n  flag: a\n"),
		"ships/tern.yaml":     doc("kind: ship\nname: tern\nspec: {title: Tern, state: planned, sister: gull, flag: b}\n"),
		"notes.txt":           doc("not read"),
		".hidden/x.yaml":      doc("not: [read"),
	}
}

func TestApplyBringsAStoreInLineAndTheSecondRunWritesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := w.apply(w.read(fleet()), code.Options{})
	if r.Created != 6 || r.Updated != 0 {
		t.Fatalf("6 records are created, got %+v", r)
	}
	again := w.apply(w.read(fleet()), code.Options{})
	if again.Receipt.Last != 0 || again.Created+again.Updated+again.Deleted != 0 {
		t.Errorf("the second run writes nothing, got %+v", again)
	}
	err := w.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		rec, gull, err := kernel.Get[storetest.Ship](ctx, v, "gull")
		if err != nil {
			return err
		}
		if gull.State != "sunk" || gull.Sister.Name != "tern" || gull.About.Name != "gull" || gull.Cargo[0].Goods != "oats and rye" || rec.Fields["rating"] != 4.5 || rec.Labels["year"] != "1890" {
			t.Errorf("%+v %+v", rec, gull)
		}
		if rec.Origin != "apply:fleet" {
			t.Errorf("the record says who owns it, got %q", rec.Origin)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestExportThenApplyChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.apply(w.read(fleet()), code.Options{})
	blob, err := w.st.Attach(ctx, "text/plain", strings.NewReader("the plan"))
	if err != nil {
		t.Fatal(err)
	}
	w.edit("ship", "tern", func(s any) {
		s.(*storetest.Ship).Log = "secret"
		s.(*storetest.Ship).Plans = []kernel.File{{Name: "plan.txt", Digest: blob.Digest, Size: blob.Size, Media: "text/plain"}}
	})
	first, second := w.export(), w.export()
	for name, f := range first.MapFS {
		if !bytes.Equal(f.Data, second.MapFS[name].Data) {
			t.Errorf("%s is not the same twice", name)
		}
		if strings.Contains(string(f.Data), "secret") {
			t.Errorf("%s shows a sensitive field", name)
		}
	}
	if first.MapFS["crew/Bo.yaml"] == nil || first.MapFS["crew/bo~2.yaml"] == nil || first.MapFS["files/"+strings.TrimPrefix(string(blob.Digest), "sha256:")] == nil {
		t.Errorf("the files are %v", keys(first.MapFS))
	}
	p, err := w.plan(w.read(first.MapFS), code.Options{})
	if err != nil || p.Differs() {
		t.Fatalf("an export differs from its store: %v %+v", err, p)
	}
	other := open(t)
	other.apply(other.read(first.MapFS), code.Options{})
	third := other.export()
	for name, f := range first.MapFS {
		if name != code.BaseFile && !bytes.Equal(f.Data, third.MapFS[name].Data) {
			t.Errorf("%s differs after a journey through another store:\n%s\n%s", name, f.Data, third.MapFS[name].Data)
		}
	}
}

func TestASensitiveFieldSurvivesAnUpdateFromCode(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.apply(w.read(fleet()), code.Options{})
	w.edit("ship", "tern", func(s any) { s.(*storetest.Ship).Log = "secret" })
	m := w.export()
	replace(t, m, "ships/tern.yaml", "title: Tern", "title: Tern II")
	w.apply(w.read(m.MapFS), code.Options{})
	err := w.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		_, s, err := kernel.Get[storetest.Ship](ctx, v, "tern")
		if err == nil && (s.Log != "secret" || s.Title != "Tern II") {
			t.Errorf("%+v", s)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func replace(t *testing.T, m memory, name, old, now string) {
	t.Helper()
	s := string(m.MapFS[name].Data)
	if !strings.Contains(s, old) {
		t.Fatalf("%s has no %q:\n%s", name, old, s)
	}
	m.MapFS[name] = doc(strings.Replace(s, old, now, 1))
}

func keys(m fstest.MapFS) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

func TestThreeWays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		here, there bool // what is changed: the directory, the store
		opt         code.Options
		want        code.Action
	}{
		"nothing changed":               {false, false, code.Options{}, code.Unchanged},
		"changed in the directory":      {true, false, code.Options{}, code.Update},
		"changed in the store":          {false, true, code.Options{}, code.Behind},
		"changed in both":               {true, true, code.Options{}, code.Conflict},
		"changed in both, with force":   {true, true, code.Options{Force: true}, code.Update},
		"changed in the store, forced":  {false, true, code.Options{Force: true}, code.Update},
		"nothing changed, with pruning": {false, false, code.Options{Prune: true}, code.Unchanged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.apply(w.read(fleet()), code.Options{})
			m := w.export()
			if c.here {
				replace(t, m, "ships/gull.yaml", "title: Gull", "title: Gull from git")
			}
			if c.there {
				w.edit("ship", "gull", func(s any) { s.(*storetest.Ship).Title = "Gull by hand" })
			}
			set := w.read(m.MapFS)
			p, err := w.plan(set, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			got := change(p, "ship/gull")
			if got.Action != c.want {
				t.Fatalf("want %s, got %+v", c.want, got)
			}
			if c.want == code.Conflict {
				if d := got.Diff[0]; d.Path != "spec.title" || d.Base != "Gull" || d.Ours != "Gull from git" || d.Theirs != "Gull by hand" {
					t.Errorf("%+v", d)
				}
				if _, err := code.Apply(ctx, w.st, set, p, ""); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "d/ships/gull.yaml:1:1: ship/gull") {
					t.Errorf("a conflict is named with its place, got %v", err)
				}
			}
		})
	}
}

func change(p *code.Plan, key string) *code.Change {
	for _, c := range p.Changes {
		if c.Key() == key {
			return c
		}
	}
	return &code.Change{}
}

func TestWhatTheStoreDeletedIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.apply(w.read(fleet()), code.Options{})
	m := w.export()
	if _, err := w.st.Update(ctx, "", func(tx kernel.Tx) error { return tx.Delete(ctx, "ship", "tern", kernel.RevAny) }); err != nil {
		t.Fatal(err)
	}
	p, err := w.plan(w.read(m.MapFS), code.Options{})
	if err != nil || change(p, "ship/tern").Action != code.Behind {
		t.Errorf("%v %+v", err, change(p, "ship/tern"))
	}
	replace(t, m, "ships/tern.yaml", "title: Tern", "title: Tern II")
	if p, _ = w.plan(w.read(m.MapFS), code.Options{}); change(p, "ship/tern").Action != code.Conflict {
		t.Errorf("%+v", change(p, "ship/tern"))
	}
}

func TestPruneDeletesWhatTheSetOwnedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.apply(w.read(fleet()), code.Options{})
	if _, err := w.st.Update(ctx, "", func(tx kernel.Tx) error {
		_, err := tx.Put(ctx, kernel.Put{Kind: "crew", Name: "by-hand", Spec: &storetest.Crew{Title: "By hand"}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	files := fleet()
	delete(files, "ships/gull.yaml")
	delete(files, "ships/tern.yaml")
	p, err := w.plan(w.read(files), code.Options{})
	if err != nil || p.Count(code.Orphan) != 2 || p.Writes() {
		t.Fatalf("without prune nothing is deleted: %v %+v", err, p)
	}
	r := w.apply(w.read(files), code.Options{Prune: true})
	if r.Deleted != 2 {
		t.Errorf("two ships are pruned, got %+v", r)
	}
	if left := w.export().MapFS; left["crew/by-hand.yaml"] == nil || left["ships/tern.yaml"] != nil {
		t.Errorf("what is left: %v", keys(left))
	}
}

func TestAnOverlayReplacesAndDeletes(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.apply(w.read(fleet()), code.Options{})
	s, ps := code.Read(storetest.Registry(), code.Layer{Name: "d", FS: fleet()}, code.Layer{Name: "over", FS: fstest.MapFS{
		"a.yaml": doc("kind: ship\nname: tern\ndelete: true\n---\nkind: ship\nname: gull\nspec: {title: Gull III, state: sunk, masts: 3}\n")}})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	r := w.apply(s, code.Options{})
	if r.Deleted != 1 || r.Updated != 1 {
		t.Errorf("%+v", r)
	}
}

func TestEveryFaultOfADirectoryIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	_, ps := code.Read(storetest.Registry(), code.Layer{Name: "d", FS: fstest.MapFS{
		"a.yaml": doc("kind: ship\nname: a\nspec:\n  titel: x\n  masts: 3.5\n  state: flying\n"),
		"b.yaml": doc("kind: shop\nname: b\n"),
		"c.yaml": doc("kind: ship\nname: a b\nspec: {title: x}\nextra: 1\n"),
		"d.yaml": doc("kind: ships\nname: d\nspec: {title: x}\n"),
		"e.yaml": doc("a: b: c\n"),
		"f.yaml": doc("kind: crew\nname: e\nspec: {title: x}\n---\nkind: crew\nname: e\nspec: {title: y}\n"),
		"g.yaml": doc("- 1\n"),
		"h.yaml": doc("kind: ship\nname: h\nlabels: {Bad: x, ok: true}\ndelete: maybe\nspec: {title: x, state: planned}\n"),
		"i.yaml": doc("kind: ship\nname: i\n"),
	}})
	var got []string
	for _, p := range ps {
		got = append(got, p.Where+" "+p.Code+" "+p.Path)
	}
	want := []string{
		"d/a.yaml:5:10 wrong-type spec.masts", "d/a.yaml:4:3 unknown-field spec.titel", "d/a.yaml:3:1 required spec.title", "d/a.yaml:6:10 not-one-of spec.state",
		"d/b.yaml:1:7 unknown-kind kind",
		"d/c.yaml:4:1 unknown-field extra", "d/c.yaml:2:7 bad-name name",
		"d/d.yaml:1:7 unknown-kind kind",
		"d/e.yaml:1:5 syntax ",
		"d/f.yaml:6:7 doubled-record ",
		"d/g.yaml:1:1 wrong-type ",
		"d/h.yaml:4:9 wrong-type delete", "d/h.yaml:3:22 wrong-type labels.ok", "d/h.yaml:3:15 bad-name labels.Bad",
		"d/i.yaml:1:1 required spec",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestAPlanFindsWhatNobodyCanWrite(t *testing.T) {
	t.Parallel()
	w := open(t)
	s := w.read(fstest.MapFS{
		"a.yaml": doc("kind: ship\nname: a\nfields: {colour: red}\nspec:\n  title: A\n  state: planned\n  captain: nobody\n  cargo:\n  - goods: oats\n    owner: no-one\n  about: boat/x\n"),
	})
	_, err := w.plan(s, code.Options{})
	for _, want := range []string{"d/a.yaml:7:12: spec.captain: there is no crew/nobody", "d/a.yaml:10:12: spec.cargo[0].owner", "d/a.yaml:3:18: fields.colour", "d/a.yaml:11:10: spec.about: there is no kind boat"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in\n%v", want, err)
		}
	}
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("the fault is of the input, got %v", fault.Of(err))
	}
}

func TestFaultsOfTheStoreAreNamedWithTheirPlaceAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := open(t)
	s := w.read(fstest.MapFS{
		"a.yaml": doc("kind: ship\nname: a\nspec:\n  title: A\n  state: planned\n  plans:\n  - name: p\n    digest: sha256:" + strings.Repeat("0", 64) + "\n"),
		"b.yaml": doc("kind: crew\nname: b\nspec: {title: B}\n"),
	})
	p, err := w.plan(s, code.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = code.Apply(ctx, w.st, s, p, "")
	if err == nil || !strings.Contains(err.Error(), "d/a.yaml:7:5") || !strings.Contains(err.Error(), "neither at files/000") {
		t.Errorf("got %v", err)
	}
	if n := len(w.export().MapFS); n != 2 {
		t.Errorf("nothing is written, but an export has %d files", n)
	}
}

func FuzzReadSet(f *testing.F) {
	for _, m := range fleet() {
		f.Add(m.Data)
	}
	f.Add([]byte("# base\nset: x\nentry: 3\nrecords:\n  ship/a: rev 1 u sha256:00\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return
		}
		m := fstest.MapFS{"a.yaml": &fstest.MapFile{Data: b}, code.BaseFile: &fstest.MapFile{Data: b}}
		_, ps := code.Read(storetest.Registry(), code.Layer{FS: m})
		for _, p := range ps {
			if p.Where == "" || p.Message == "" {
				t.Fatalf("a problem without a place or words: %+v", p)
			}
		}
	})
}
