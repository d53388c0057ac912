package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// TestTampering alters one thing by hand in the database, as somebody with the
// file in hand could, and expects verification to find and name it.
func TestTampering(t *testing.T) {
	cases := []struct{ name, sql, where string }{
		{"a revision's time", `update revision set at = at + 1 where seq = 3`, "revision 3"},
		{"a revision's author", `update revision set actor = 'mallory' where seq = 2`, "revision 2"},
		{"a revision's way in", `update revision set via = 'x' where seq = 2`, "revision 2"},
		{"what a revision did", `update revision set op = 'create' where seq = 3`, "revision 3"},
		{"a revision's number", `update revision set rev = 7 where seq = 3`, "revision 3"},
		{"a revision's kind", `update revision set kind = 'crew' where seq = 2`, "revision 2"},
		{"a revision's schema", `update revision set schema = 0 where seq = 2`, "revision 2"},
		{"a revision's digest", `update revision set digest = leaf where seq = 2`, "revision 2"},
		{"a revision's leaf", `update revision set leaf = digest where seq = 2`, "revision 2"},
		{"a payload", `update payload set body = replace(body, 'Gull', 'Bull') where seq = 2`, "payload 2"},
		{"a payload's salt", `update payload set salt = (select salt from payload where seq = 1) where seq = 2`, "payload 2"},
		{"a missing payload", `update payload set salt = null, body = null where seq = 2`, "payload 2"},
		{"the newest entry", `delete from payload where seq = 6; delete from span where seq = 6; delete from revision where seq = 6; update ledger set size = 5`, "checkpoint 6"},
		{"an entry in the middle", `delete from payload where seq = 2; delete from revision where seq = 2`, "revision 3"},
		{"the ledger's size", `update ledger set size = 9`, "ledger"},
		{"a tree node", `update node set hash = (select hash from node where idx = 1) where idx = 0`, "tree node 0"},
		{"a missing tree node", `delete from node where idx = 2`, "tree"},
		{"a record's name", `update record set name = 'other' where kind = 'ship'`, "record ship/gull"},
		{"a record's head", `update record set head = 9 where kind = 'ship'`, "record ship/gull"},
		{"a record that is gone", `update record set gone = 1 where kind = 'ship'`, "record ship/gull"},
		{"a span's name", `update span set name = 'other' where seq = 2`, "span ship/gull"},
		{"a span's end", `update span set till = 4 where seq = 2`, "span ship/gull"},
		{"a missing span", `delete from span where seq = 2`, "span ship/gull"},
		{"a link's target", `update link set to_uid = (select uid from record where name = 'ben') where field = 'captain'`, "link ship/gull"},
		{"a link's end", `update link set till = 5 where field = 'captain' and till > 100`, "link ship/gull"},
		{"a missing link", `delete from link where field = 'captain'`, "link ship/gull"},
		{"a link's field", `update link set field = 'crew' where field = 'captain'`, "link ship/gull"},
		{"a label", `update attr set value = 'south'`, "attr ship/gull"},
		{"a missing label", `delete from attr`, "attr ship/gull"},
		{"a projected text", `update v_ship set flag = 'x'`, "v_ship ship/gull"},
		{"a projected number", `update v_ship set tons = 99`, "v_ship ship/gull"},
		{"a projected state", `update v_ship set state = 'planned'`, "v_ship ship/gull"},
		{"a projected reference", `update v_ship set captain = null`, "v_ship ship/gull"},
		{"a projected name", `update v_ship set name = 'x'`, "v_ship ship/gull"},
		{"a missing projection", `delete from v_ship`, "v_ship ship/gull"},
		{"a checkpoint's note", `update checkpoint set note = replace(note, 'time', 'tame')`, "checkpoint 6"},
		{"a checkpoint's root", `update checkpoint set root = (select leaf from revision where seq = 1)`, "checkpoint 6"},
		{"a file's use", `delete from blob_use`, "blob_use"},
		{"a file's size", `update blob set size = 1`, "sha256:"},
	}
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			b := voyage(t, engine)
			snapshot := keep(t, b)
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					byHand(t, b, c.sql)
					report := verify(t, b)
					if !named(report, c.where) {
						t.Errorf("want a fault at %q, got %+v", c.where, report.Faults)
					}
					snapshot(t)
				})
			}
			if r := verify(t, b); len(r.Faults) > 0 {
				t.Fatalf("the untouched log does not verify: %+v", r.Faults)
			}
		})
	}
}

// TestWhatRowsSayIsForThoseWhoMayReadThem verifies as somebody who may read crew and
// no ships: that something is wrong is said, what the rows of ships say is not.
func TestWhatRowsSayIsForThoseWhoMayReadThem(t *testing.T) {
	b := voyage(t, "sqlite")
	for _, alter := range []string{`update v_ship set flag = 'x'`, `delete from v_ship`, `update record set name = 'other' where kind = 'ship'`, `update attr set value = 'south'`} {
		byHand(t, b, alter)
	}
	crew := kernel.Principal{Tenant: "t1", Actor: "x", Grants: []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"crew", "log"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}}
	r, err := b.For(crew).Verify(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"v_ship ", "record ", "attr "} {
		if !named(r, table) {
			t.Errorf("nothing is said of %s: %+v", table, r.Faults)
		}
	}
	for _, f := range r.Faults {
		if text := f.Where + f.Detail; strings.Contains(strings.ToLower(text), "gull") || strings.Contains(text, "north") {
			t.Errorf("%+v", f)
		}
	}
}

// TestTamperedFile alters a stored file.
func TestTamperedFile(t *testing.T) {
	b := voyage(t, "sqlite")
	found := false
	err := filepath.WalkDir(filepath.Join(b.Dir, "blobs"), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		found = true
		return os.WriteFile(path, []byte("a plot"), 0o600)
	})
	if err != nil || !found {
		t.Fatal("no file to alter", err)
	}
	if r := verify(t, b); !named(r, "sha256:") {
		t.Errorf("got %+v", r.Faults)
	}
}

// TestEveryByte flips bytes all over the payloads and revisions of a database.
func TestEveryByte(t *testing.T) {
	b := voyage(t, "sqlite")
	snapshot := keep(t, b)
	db := open(t, b)
	var n int
	if err := db.QueryRow(`select length(body) from payload where seq = 2`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= n; i += 7 {
		at := strconv.Itoa(i)
		byHand(t, b, `update payload set body = substr(body, 1, `+at+` - 1) || case when substr(body, `+at+`, 1) = 'x' then 'y' else 'x' end || substr(body, `+at+` + 1) where seq = 2`)
		if r := verify(t, b); !named(r, "payload 2") {
			t.Errorf("byte %d: got %+v", i, r.Faults)
		}
		snapshot(t)
	}
}

// voyage is a small database with one of everything and a checkpoint at 6.
func voyage(t *testing.T, engine string) *storetest.Bench {
	t.Helper()
	b := storetest.Open(t, engine, storetest.Registry())
	ctx := context.Background()
	st := b.For(storetest.Owner())
	file, err := st.Attach(ctx, "text/plain", strings.NewReader("a plan"))
	if err != nil {
		t.Fatal(err)
	}
	tons := 10.0
	ship := storetest.Ship{Title: "Gull", State: "planned", Captain: kernel.To[storetest.Crew]("anna"), Flag: "f", Tons: &tons,
		Plans: []kernel.File{{Name: "plan", Digest: file.Digest, Size: file.Size}}}
	labels := map[string]string{"fleet": "north"}
	puts := []kernel.Put{
		{Kind: "crew", Name: "anna", Spec: &storetest.Crew{Title: "Anna"}},
		{Kind: "ship", Name: "gull", Spec: &ship, Labels: labels},
	}
	afloat := ship
	afloat.State, afloat.Masts = "afloat", 2
	puts = append(puts, kernel.Put{Kind: "ship", Name: "gull", Rev: kernel.RevAny, Spec: &afloat, Labels: labels},
		kernel.Put{Kind: "crew", Name: "ben", Spec: &storetest.Crew{Title: "Ben"}},
		kernel.Put{Kind: "crew", Name: "cleo", Spec: &storetest.Crew{Title: "Cleo"}},
		kernel.Put{Kind: "crew", Name: "cleo", Rev: kernel.RevAny, Spec: &storetest.Crew{Title: "Cleo II"}})
	for _, p := range puts {
		if _, err := st.Update(ctx, "voyage", func(tx kernel.Tx) error { _, err := tx.Put(ctx, p); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.KeepCheckpoint(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

func verify(t *testing.T, b *storetest.Bench) *store.Report {
	t.Helper()
	r, err := b.For(storetest.Owner()).Verify(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func named(r *store.Report, where string) bool {
	for _, f := range r.Faults {
		if strings.HasPrefix(f.Where, where) {
			return true
		}
	}
	return false
}

// tables are all tables that verification looks at, children first.
var tables = []string{"payload", "span", "link", "attr", "blob_use", "v_ship", "v_crew", "checkpoint", "node", "blob", "revision", "record", "ledger"}

func open(t *testing.T, b *storetest.Bench) *sql.DB {
	t.Helper()
	driver, dsn := "sqlite", b.Opt.Path
	if b.Opt.Postgres != "" {
		driver, dsn = "pgx", b.Opt.Postgres
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// byHand runs SQL as somebody who has switched every guard off.
func byHand(t *testing.T, b *storetest.Bench, statements string) {
	t.Helper()
	db := open(t, b)
	defer db.Close()
	guards := []string{"pragma foreign_keys = off", "pragma ignore_check_constraints = on"}
	if b.Opt.Postgres != "" {
		guards = []string{"set session_replication_role = replica", "set row_security = off"}
	} else {
		for _, trigger := range []string{"revision_no_update", "revision_no_delete", "payload_only_erase", "payload_no_delete", "checkpoint_no_update", "checkpoint_no_delete"} {
			guards = append(guards, "drop trigger if exists "+trigger)
		}
	}
	for _, q := range append(guards, strings.Split(statements, ";")...) {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// keep copies every table aside and gives the way back.
func keep(t *testing.T, b *storetest.Bench) func(*testing.T) {
	t.Helper()
	if b.Opt.Postgres == "" {
		return keepFile(t, b)
	}
	var save, back []string
	for _, table := range tables {
		save = append(save, "create table kept_"+table+" as select * from "+table)
		back = append(back, "delete from "+table, "insert into "+table+" select * from kept_"+table)
	}
	byHand(t, b, strings.Join(save, ";"))
	return func(t *testing.T) { byHand(t, b, strings.Join(back, ";")) }
}

// keepFile copies the database file; the way back reopens it.
func keepFile(t *testing.T, b *storetest.Bench) func(*testing.T) {
	copyTo := filepath.Join(b.Dir, "kept.db")
	if err := b.CopyTo(context.Background(), copyTo); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T) {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		b.DB = nil
		whole, err := os.ReadFile(copyTo)
		if err != nil {
			t.Fatal(err)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(b.Opt.Path + suffix) // may not be there
		}
		if err := os.WriteFile(b.Opt.Path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		b.Reopen(t)
	}
}
