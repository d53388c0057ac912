package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
)

// Tables are plain tables that another package owns beside the records: sessions,
// scan hits. Their rows are not in the ledger. The owner brings its migrations
// (folders sqlite and postgres) and its queries, written with ? for parameters.
type Tables struct{ db *DB }

// Own brings an owner's tables up to date and gives access to them.
func (db *DB) Own(ctx context.Context, owner string, migrations fs.FS) (*Tables, error) {
	if err := db.migrate(ctx, owner, migrations); err != nil {
		return nil, err
	}
	return &Tables{db}, nil
}

// Rows runs queries inside one transaction.
type Rows struct{ s *session }

// ErrNoRow says that Row found nothing.
var ErrNoRow = sql.ErrNoRows

// Read runs f in a reading transaction.
func (t *Tables) Read(ctx context.Context, f func(Rows) error) error {
	return t.db.read.within(ctx, t.db.dialect.begin(false, ""), false, func(c *conn) error {
		return f(Rows{&session{db: t.db, c: c}})
	})
}

// Row reads one row by itself, which costs the database less than a transaction;
// ErrNoRow when there is none.
func (t *Tables) Row(ctx context.Context, query string, args []any, dest ...any) error {
	c, err := t.db.read.take(ctx)
	if err != nil {
		return err
	}
	s := &session{db: t.db, c: c}
	err = s.row(ctx, query, args...).Scan(dest...)
	t.db.read.give(c, err != nil && !errors.Is(err, ErrNoRow))
	return err
}

// Write runs f in a writing transaction that commits when f succeeds. Busy when the
// disk is full.
func (t *Tables) Write(ctx context.Context, f func(Rows) error) error {
	return t.db.ended(t.db.write.within(ctx, t.db.dialect.begin(true, ""), true, func(c *conn) error {
		return f(Rows{&session{db: t.db, c: c}})
	}))
}

// Exec runs a statement and gives the number of rows it touched.
func (r Rows) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := r.s.result(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Row reads one row; ErrNoRow when there is none.
func (r Rows) Row(ctx context.Context, query string, args []any, dest ...any) error {
	return r.s.row(ctx, query, args...).Scan(dest...)
}

// Found turns a Row error into whether there was one.
func Found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Each visits every row of a query.
func (r Rows) Each(ctx context.Context, query string, args []any, visit func(scan func(...any) error) error) error {
	return r.s.each(ctx, query, func(s scanner) error { return visit(s) }, args...)
}
