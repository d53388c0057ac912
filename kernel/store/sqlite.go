package store

import (
	"database/sql"
	"errors"
	"net/url"

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
func (sqliteDialect) tableEnd() string           { return " strict, without rowid" }
func (sqliteDialect) fold(expr string) string    { return "lower(" + expr + ")" }
func (sqliteDialect) policy(string) []string     { return nil }

func (sqliteDialect) order(column string, desc bool) string {
	if desc {
		return column + " desc"
	}
	return column
}

func (sqliteDialect) begin(write bool, _ string) string {
	if write {
		return "begin immediate"
	}
	return "begin"
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
