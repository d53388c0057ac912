package library_test

import (
	"context"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/library"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

const (
	acme = "type,id,parent,title\nframework,acme:1,,ACME rules\nclause,1,,Buying\nrequirement,1.1,1,Ask\n"
	walk = "from,to,relation\nacme:1.1,iso42001:A.9.2,subset-of\n"
	text = "item,text\niso42001:A.5.2,The zeppelin shall be assessed.\n"
)

type bench struct {
	*testing.T
	*storetest.Bench
	base  *catalog.Catalog
	shelf *library.Shelf
}

func newBench(t *testing.T, engine string) *bench {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{t, storetest.Open(t, engine, instance.Registry()), c, library.NewShelf(c)}
}

// add adds a file as a tenant's owner.
func (b *bench) add(who kernel.Principal, kind, framework, data string) error {
	b.Helper()
	ctx, st := context.Background(), b.For(who)
	blob, err := st.Attach(ctx, "text/csv", strings.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	_, err = st.Update(ctx, "test", func(tx kernel.Tx) error {
		p, err := library.Propose(ctx, tx, b.base, kind, framework, "f.csv", []byte(data))
		if err != nil {
			return err
		}
		_, err = library.Add(ctx, tx, b.base, p, kernel.File{Name: "f.csv", Digest: blob.Digest, Size: blob.Size, Media: "text/csv"})
		return err
	})
	return err
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// read looks with somebody's eyes.
func (b *bench) read(who kernel.Principal, at kernel.At) (l *library.Library, texts []library.Passage) {
	b.Helper()
	ctx := context.Background()
	b.must(b.For(who).View(ctx, at, func(v kernel.View) (err error) {
		if l, err = b.shelf.Of(ctx, v); err == nil {
			texts, err = b.shelf.Texts(ctx, v, "iso42001:A.5.2")
		}
		return err
	}))
	return l, texts
}

func as(role string) kernel.Principal {
	return kernel.Principal{Tenant: "t1", Actor: role, Grants: access.Grants(role, instance.Registry())}
}

func TestATenantsOwnFilesAreItsAlone(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, engine)
			before, _ := b.read(storetest.Owner(), kernel.At{})
			if before.Catalog != b.base {
				t.Error("a tenant without own files has another catalogue than the one that ships")
			}
			b.must(b.For(storetest.Owner()).View(context.Background(), kernel.At{}, func(v kernel.View) error { _, err := v.Root(context.Background()); return err }))
			b.must(b.add(storetest.Owner(), "framework", "", acme))
			b.must(b.add(storetest.Owner(), "crosswalk", "", walk))
			b.must(b.add(storetest.Owner(), "licensed-text", "iso42001:2023", text))
			mine, texts := b.read(storetest.Owner(), kernel.At{})
			if _, ok := mine.Catalog.Item("acme:1.1"); !ok || len(mine.Catalog.Crosswalk("acme", "iso42001")) != 1 || len(texts) != 1 || len(mine.Problems) != 0 {
				t.Errorf("own files do not count: %+v %+v", mine, texts)
			}
			if again, _ := b.read(storetest.Owner(), kernel.At{}); again != mine {
				t.Error("a library that did not change was read again")
			}
			if then, _ := b.read(storetest.Owner(), kernel.At{Seq: 1}); len(then.Own) != 1 || len(then.Catalog.Crosswalk("acme", "iso42001")) != 0 {
				t.Errorf("the past shows what came later: %v", then.Own)
			}
			other, texts := b.read(storetest.OwnerOf("t2"), kernel.At{})
			if other.Catalog != b.base || len(texts) != 0 {
				t.Error("another tenant sees the files")
			}
			b.must(b.add(storetest.OwnerOf("t2"), "framework", "", acme)) // the namespace is free there
		})
	}
}

func TestLicensedTextIsReadByWhoMayRevealIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, "sqlite")
	b.must(b.add(storetest.Owner(), "licensed-text", "iso42001:2023", text))
	for role, sees := range map[string]int{access.Owner: 1, access.Manager: 1, access.InternalAuditor: 1, access.ExternalAuditor: 0, access.Contributor: 0, access.Executive: 0, access.RiskOwner: 0, access.Reader: 0} {
		if _, texts := b.read(as(role), kernel.At{}); len(texts) != sees {
			t.Errorf("%s reads %d passages, want %d", role, len(texts), sees)
		}
	}
	noReveal := storetest.Owner()
	noReveal.Grants = []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}
	if _, texts := b.read(noReveal, kernel.At{}); len(texts) != 0 {
		t.Error("reading without reveal shows the text")
	}
	b.must(b.For(storetest.Owner()).View(context.Background(), kernel.At{}, func(v kernel.View) error {
		for _, q := range []string{"zeppelin", "Licensed"} {
			found, err := v.Search(context.Background(), q, nil, 10)
			if err != nil || len(found) > 0 {
				t.Errorf("a search for %s finds it: %v %v", q, found, err)
			}
		}
		return nil
	}))
	if k := instance.Registry().Kind("licensed-text"); !k.Internal {
		t.Error("licensed texts are not internal, so exports and packs would hold them")
	}
}

func TestWhatIsNotSoundIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, "sqlite")
	who := storetest.Owner()
	cases := map[string]struct{ kind, framework, data, says string }{
		"a crosswalk that names an id which does not exist": {"crosswalk", "", "from,to,relation\niso42001:A.99.9,iso27001:A.5.1,equal\n", "iso42001:A.99.9 does not exist"},
		"a namespace that ships":                            {"framework", "", strings.Replace(acme, "acme:1", "iso42001:2023", 1), "belongs to iso42001:2023 already"},
		"a crosswalk given as a framework":                  {"framework", "", "from,to,relation\niso42001:A.5.2,iso27001:A.5.1,equal\n", ""},
		"text of another framework":                         {"licensed-text", "iso27001:2022", text, "is of iso42001:2023"},
		"text of a framework that is not there":             {"licensed-text", "nothing:1", text, "is not in the catalogue"},
		"an empty file":                                     {"framework", "", "", ""},
		"a kind that a library has not":                     {"risk", "", acme, "no \"risk\""},
	}
	for name, c := range cases {
		err := b.add(who, c.kind, c.framework, c.data)
		if err == nil || fault.Of(err) == fault.Internal || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.must(b.For(who).View(context.Background(), kernel.At{}, func(v kernel.View) error {
		if v.Seq() != 0 {
			t.Errorf("something was written: entry %d", v.Seq())
		}
		return nil
	}))
	b.must(b.add(who, "framework", "", acme))
	b.must(b.add(who, "crosswalk", "", walk))
	if err := b.add(who, "framework", "", strings.Replace(acme, "1.1,1,Ask", "1.2,1,Ask", 1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("an edition that loses an id which a crosswalk names: %v", err)
	}
}

// A record that came in by another way than Add may be broken; the rest counts.
func TestABrokenRecordIsNamedAndTheRestCounts(t *testing.T) {
	t.Parallel()
	b := newBench(t, "sqlite")
	b.must(b.add(storetest.Owner(), "framework", "", acme))
	ctx, st := context.Background(), b.For(storetest.Owner())
	blob, err := st.Attach(ctx, "text/csv", strings.NewReader("no table\n\"at all"))
	b.must(err)
	_, err = st.Update(ctx, "test", func(tx kernel.Tx) error {
		_, err := tx.Put(ctx, kernel.Put{Kind: "crosswalk", Name: "broken", Spec: &aims.Crosswalk{Title: "Broken", File: kernel.File{Name: "x", Digest: blob.Digest}}})
		return err
	})
	b.must(err)
	l, _ := b.read(storetest.Owner(), kernel.At{})
	if _, ok := l.Catalog.Item("acme:1.1"); !ok || len(l.Problems) == 0 || !strings.HasPrefix(l.Problems[0].Where, "crosswalk/broken") {
		t.Errorf("%v %v", ok, l.Problems)
	}
}
