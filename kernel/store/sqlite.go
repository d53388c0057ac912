package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect is SQLite through modernc.org/sqlite: one writer connection in
// WAL mode with full durability, several readers.
type sqliteDialect struct{}

// readers is how many reading connections SQLite gets; each has its own cache.
const readers = 4

func openSQLite(path string) (write, read *sql.DB, err error) {
	open := func(pragmas ...string) (*sql.DB, error) {
		q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)",
			"foreign_keys(on)", "temp_store(memory)", "trusted_schema(off)"}, pragmas...)}
		return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	}
	// What is deleted is overwritten, so that an erasure leaves nothing in free pages.
	if write, err = open("cache_size(-8000)", "secure_delete(on)"); err != nil {
		return nil, nil, err
	}
	if read, err = open("cache_size(-4000)", "query_only(on)"); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	return write, read, nil
}

func (sqliteDialect) name() string               { return "sqlite" }
func (sqliteDialect) rebind(query string) string { return query }
func (sqliteDialect) textType() string           { return "text" }
func (sqliteDialect) blobType() string           { return "blob" }
func (sqliteDialect) tableEnd() string           { return " strict, without rowid" }
func (sqliteDialect) fold(expr string) string    { return "lower(" + expr + ")" }
func (sqliteDialect) policy(string) []string     { return nil }

func (sqliteDialect) order(column string, desc bool) string {
	if desc {
		return column + " desc"
	}
	return column
}

func (sqliteDialect) begin(write bool, _ string) []string {
	if write {
		return []string{"begin immediate"}
	}
	return []string{"begin"}
}

func (sqliteDialect) index(ctx context.Context, s *session, kind, uid, body string) error {
	var id int64
	err := s.row(ctx, `select id from search_row where tenant = ? and uid = ?`, s.tenant, uid).Scan(&id)
	switch {
	case err == nil:
		return s.exec(ctx, `update search set body = ? where rowid = ?`, body, id)
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	res, err := s.result(ctx, `insert into search (body, tenant, kind, uid) values (?, ?, ?, ?)`, body, s.tenant, kind, uid)
	if err != nil {
		return err
	}
	if id, err = res.LastInsertId(); err != nil {
		return err
	}
	return s.exec(ctx, `insert into search_row (tenant, uid, id) values (?, ?, ?)`, s.tenant, uid, id)
}

func (sqliteDialect) unindex(ctx context.Context, s *session, uid string) error {
	if err := s.exec(ctx, `delete from search where rowid in (select id from search_row where tenant = ? and uid = ?)`, s.tenant, uid); err != nil {
		return err
	}
	return s.exec(ctx, `delete from search_row where tenant = ? and uid = ?`, s.tenant, uid)
}

// forget merges the index: only then do the words of deleted rows leave it.
func (sqliteDialect) forget(ctx context.Context, s *session) error {
	return s.exec(ctx, `insert into search (search) values ('optimize')`)
}

func (sqliteDialect) search(ctx context.Context, s *session, words, kinds []string, limit int) ([]string, error) {
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"*`
	}
	q := `select uid from search where search match ? and tenant = ?` + inKinds(kinds) + ` order by rank, uid limit ?`
	args := append([]any{"body : (" + strings.Join(terms, " ") + ")", s.tenant}, anys(kinds)...)
	return s.strings(ctx, q, append(args, limit)...)
}

func (sqliteDialect) searchRows(ctx context.Context, s *session, visit func(uid, kind, body string)) error {
	return s.each(ctx, `select r.uid, s.kind, s.body, s.tenant, s.uid from search_row r join search s on s.rowid = r.id where r.tenant = ?`, func(scan scanner) error {
		var uid, kind, body, tenant, own string
		if err := scan(&uid, &kind, &body, &tenant, &own); err != nil {
			return err
		}
		if tenant != s.tenant || own != uid {
			body += "\x00"
		}
		visit(uid, kind, body)
		return nil
	}, s.tenant)
}

func (sqliteDialect) classify(err error) constraint {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return noConstraint
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return uniqueBroken
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return foreignBroken
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return checkBroken
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE:
		return diskFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return busy
	}
	return noConstraint
}

func (sqliteDialect) claim() string {
	return `update job set locked_until = ?, attempts = attempts + 1 where id = (
		select id from job where run_at <= ? and locked_until <= ? and kind in (%s) order by run_at, id limit 1)
		returning id, tenant, kind, key, payload, attempts`
}

// inKinds gives the condition for a list of kinds, "" for none.
func inKinds(kinds []string) string {
	if len(kinds) == 0 {
		return ""
	}
	return fmt.Sprintf(" and kind in (%s)", marks(len(kinds)))
}
