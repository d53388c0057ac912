package finds_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

var ctx = context.Background()

// office is a store with what the tests do to it.
type office struct {
	*testing.T
	b  *storetest.Bench
	st kernel.Store
}

func open(t *testing.T) *office {
	t.Parallel()
	b := storetest.Open(t, "sqlite", aims.Registry())
	return &office{t, b, b.For(storetest.Owner())}
}

// chat and search are two systems of one place; both use the openai library.
func found() *discover.Result {
	return &discover.Result{
		Assets: []discover.Asset{
			{ID: "library/openai/openai", Kind: "library", Name: "openai", Vendor: "OpenAI", Confidence: "declared",
				Evidence: []discover.Evidence{{File: "chat/app.py", Line: 3}, {File: "chat/go.mod"}, {File: "search/main.py", Line: 9}}},
			{ID: "model/openai/gpt-4o", Kind: "model", Name: "gpt-4o", Vendor: "OpenAI", Confidence: "inferred",
				Evidence: []discover.Evidence{{File: "chat/app.py", Line: 7}}},
		},
		Systems: []discover.System{
			{ID: "system/chat", Name: "Chat", Root: "chat", Assets: []string{"library/openai/openai", "model/openai/gpt-4o"}, Why: "it names a model"},
			{ID: "system/search", Name: "Search", Root: "search", Assets: []string{"library/openai/openai"}, Why: "it builds on an AI library"},
		}}
}

func (o *office) propose(r *discover.Result, opt finds.Options) *finds.Account {
	o.Helper()
	a, err := finds.Propose(ctx, o.st, r, opt)
	if err != nil {
		o.Fatal(err)
	}
	if a.Read != a.Created+a.Updated+a.Unchanged+a.RefusedRows() {
		o.Errorf("the sums do not add up: %+v", a)
	}
	return a
}

// proposal reads the proposal with a title.
func (o *office) proposal(title string) (rec *kernel.Record, p *aims.Proposal) {
	o.Helper()
	err := o.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		list, err := kernel.All[aims.Proposal](ctx, v)
		for r, x := range kernel.Each[aims.Proposal](list) {
			if x.Title == title {
				rec, p = r, x
			}
		}
		return err
	})
	if err != nil || rec == nil {
		o.Fatalf("there is no proposal %s: %v", title, err)
	}
	return rec, p
}

// decide changes a proposal as a person does.
func (o *office) decide(title string, change func(*aims.Proposal)) {
	o.Helper()
	rec, p := o.proposal(title)
	now := *p
	change(&now)
	_, err := o.st.Update(ctx, "decide", func(tx kernel.Tx) error {
		_, err := tx.Put(ctx, kernel.Put{Kind: rec.Kind, Name: rec.Name, UID: rec.UID, Rev: rec.Rev, Spec: &now, KeepMeta: true})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func wantCounts(t *testing.T, a *finds.Account, created, updated, unchanged, gone, refused int) {
	t.Helper()
	if a.Created != created || a.Updated != updated || a.Unchanged != unchanged || a.Gone != gone || a.RefusedRows() != refused {
		t.Errorf("%d created, %d updated, %d unchanged, %d gone, %d refused; want %d, %d, %d, %d, %d (%v)",
			a.Created, a.Updated, a.Unchanged, a.Gone, a.RefusedRows(), created, updated, unchanged, gone, refused, a.Refused)
	}
}

func TestADiscoveredSystemBecomesAnOpenProposalWithItsPlaces(t *testing.T) {
	o := open(t)
	wantCounts(t, o.propose(found(), finds.Options{Source: "acme/shop"}), 2, 0, 0, 0, 0)
	rec, p := o.proposal("Search")
	if p.State != aims.ProposalOpen || p.FirstSeen != "2026-03-01" || p.Source != "acme/shop" || !strings.HasPrefix(rec.Name, "search-") {
		t.Errorf("%s: %+v", rec.Name, p)
	}
	if a := p.Assets[0]; len(a.Found) != 1 || a.Found[0] != "search/main.py:9" || a.MoreFound != 2 {
		t.Errorf("the places of the system itself come first, others are counted: %+v", a)
	}
	_, p = o.proposal("Chat")
	if got := strings.Join(p.Assets[0].Found, " "); got != "chat/app.py:3 chat/go.mod" {
		t.Errorf("found at %s", got)
	}
}

func TestTheSameScanTwiceChangesNothing(t *testing.T) {
	o := open(t)
	o.propose(found(), finds.Options{Source: "s"})
	o.b.Clock.Add(48 * time.Hour)
	a := o.propose(found(), finds.Options{Source: "s"})
	wantCounts(t, a, 0, 0, 2, 0, 0)
	if a.Last != 0 {
		t.Errorf("it wrote up to ledger entry %d", a.Last)
	}
}

func TestNewEvidenceUpdatesAnOpenProposalOnly(t *testing.T) {
	o := open(t)
	o.propose(found(), finds.Options{})
	o.decide("Search", func(p *aims.Proposal) { p.State, p.Reason = aims.ProposalDismissed, "a demo" })
	r := found()
	r.Assets[0].Evidence[0].Line, r.Assets[0].Evidence[2].Line = 30, 90
	wantCounts(t, o.propose(r, finds.Options{}), 0, 1, 1, 0, 0)
	if _, p := o.proposal("Chat"); p.Assets[0].Found[0] != "chat/app.py:30" || p.FirstSeen != "2026-03-01" {
		t.Errorf("%+v", p)
	}
	if _, p := o.proposal("Search"); p.State != aims.ProposalDismissed || p.Reason != "a demo" || p.Assets[0].Found[0] != "search/main.py:9" {
		t.Errorf("a dismissed proposal was touched: %+v", p)
	}
}

func TestWhatIsGoneFromANamedSourceIsMarkedAndUnmarked(t *testing.T) {
	o := open(t)
	o.propose(found(), finds.Options{Source: "one"})
	o.propose(found(), finds.Options{Source: "two"})
	less := found()
	less.Systems = less.Systems[:1]
	o.b.Clock.Add(24 * time.Hour)
	wantCounts(t, o.propose(less, finds.Options{Source: "one"}), 0, 0, 1, 1, 0)
	wantCounts(t, o.propose(less, finds.Options{Source: "one"}), 0, 0, 1, 0, 0)
	wantCounts(t, o.propose(found(), finds.Options{Source: "one"}), 0, 1, 1, 0, 0)
	if _, p := o.proposal("Search"); p.Gone != "" {
		t.Errorf("found again, but still gone: %+v", p)
	}
}

func TestWithoutANamedSourceNothingIsMarkedAsGone(t *testing.T) {
	o := open(t)
	o.propose(found(), finds.Options{})
	less := found()
	less.Systems = less.Systems[:1]
	wantCounts(t, o.propose(less, finds.Options{}), 0, 0, 1, 0, 0)
}

func TestASystemThatCannotBeProposedIsRefusedAndTheOthersAreNot(t *testing.T) {
	o := open(t)
	r := found()
	r.Systems = append(r.Systems, discover.System{ID: "system/x", Name: "", Assets: []string{"library/none"}}, r.Systems[0], discover.System{})
	a := o.propose(r, finds.Options{})
	wantCounts(t, a, 2, 0, 0, 0, 3)
	if a.Refused[0].Row != 3 || a.Refused[0].Column != "name" || !strings.Contains(a.Refused[1].Problem, `no asset "library/none"`) {
		t.Errorf("%+v", a.Refused)
	}
	r.Systems = append(r.Systems, discover.System{ID: "system/y", Name: "Y", Root: "y", Assets: []string{"model/openai/gpt-4o"}})
	if a = o.propose(r, finds.Options{All: true}); !a.DryRun || a.Last != 0 {
		t.Errorf("something was written although not all could be: %+v", a)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	o := open(t)
	a := o.propose(found(), finds.Options{DryRun: true})
	wantCounts(t, a, 2, 0, 0, 0, 0)
	wantCounts(t, o.propose(found(), finds.Options{}), 2, 0, 0, 0, 0)
}

func TestClaimingNamesASystemAndDismissingAReason(t *testing.T) {
	o := open(t)
	o.propose(found(), finds.Options{})
	for _, state := range []aims.ProposalState{aims.ProposalClaimed, aims.ProposalMerged, aims.ProposalDismissed} {
		rec, p := o.proposal("Chat")
		now := *p
		now.State = state
		_, err := o.st.Update(ctx, "", func(tx kernel.Tx) error {
			_, err := tx.Put(ctx, kernel.Put{Kind: rec.Kind, Name: rec.Name, Rev: rec.Rev, Spec: &now})
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s without its ground: %v", state, err)
		}
	}
}

func TestTheDraftOfASystemSaysOnlyWhatTheScanKnows(t *testing.T) {
	t.Parallel()
	r := found()
	s := finds.SystemOf(finds.ProposalOf(r, &r.Systems[0], "acme/shop", "2026-03-01"))
	if s.Title != "Chat" || s.Stage != aims.StageUnknown || s.SourceCode != "acme/shop: chat" || s.Purpose != "" || s.InScope != "" {
		t.Errorf("%+v", s)
	}
	if len(s.Tooling) != 1 || len(s.Interfaces) != 1 || s.Interfaces[0] != "model: gpt-4o (OpenAI)" {
		t.Errorf("%q %q", s.Tooling, s.Interfaces)
	}
}

func TestADiscoveryIsKnownByItsContent(t *testing.T) {
	t.Parallel()
	whole, err := json.Marshal(found())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{string(whole): true, "\ufeff " + string(whole): true, "name,title\na,b\n": false,
		`{"files":[]}`: false, `[]`: false, "": false} {
		if finds.IsDiscovery([]byte(text)) != want {
			t.Errorf("%.40q: want %v", text, want)
		}
	}
	_, err = finds.ParseDiscovery("d.json", []byte("{\n  \"assets\": [,]}"))
	if err == nil || !strings.Contains(err.Error(), "d.json:2:14: ") {
		t.Errorf("the place of the fault is not named: %v", err)
	}
}

func FuzzDiscovery(f *testing.F) {
	whole, err := json.Marshal(found())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"assets":null,"systems":[{"id":"","assets":["x"]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := finds.ParseDiscovery("f", b)
		if err != nil {
			return
		}
		for i := range r.Systems {
			p := finds.ProposalOf(r, &r.Systems[i], "", "2026-03-01")
			if len(p.Assets) > finds.MaxAssets || len(p.Fingerprint) != 64 || p.State != aims.ProposalOpen {
				t.Errorf("%+v", p)
			}
		}
	})
}
