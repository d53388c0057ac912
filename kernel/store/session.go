package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// session is one database transaction bound to a tenant.
type session struct {
	db      *DB
	c       *conn
	tenant  string
	seq     kernel.Seq  // the position that is read
	size    kernel.Seq  // the newest position that this transaction can see
	past    bool        // seq is not the newest
	renames int64       // how often the tenant renamed a record so far
	shared  bool        // may use and fill the caches: reads only what is committed
	differs *difference // what was asked for last of what happened in between
}

type scanner func(...any) error

type rowScanner interface{ Scan(...any) error }

func (s *session) result(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := s.c.stmt(ctx, query, s.db.dialect.rebind)
	if err != nil {
		return nil, s.db.explain(err, query)
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return nil, s.db.explain(err, query)
	}
	return res, nil
}

func (s *session) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.result(ctx, query, args...)
	return err
}

// row reads one row; the error comes out of Scan, sql.ErrNoRows when there is none.
func (s *session) row(ctx context.Context, query string, args ...any) rowScanner {
	st, err := s.c.stmt(ctx, query, s.db.dialect.rebind)
	if err != nil {
		return failedRow{err}
	}
	return st.QueryRowContext(ctx, args...)
}

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

// each visits every row.
func (s *session) each(ctx context.Context, query string, visit func(scanner) error, args ...any) error {
	st, err := s.c.stmt(ctx, query, s.db.dialect.rebind)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return s.db.explain(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// strings reads one text column.
func (s *session) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	var out []string
	err := s.each(ctx, query, func(scan scanner) error {
		var x string
		if err := scan(&x); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	}, args...)
	return out, err
}

// explain turns a refused statement into a fault of a kind where there is one.
func (db *DB) explain(err error, query string) error {
	switch db.dialect.classify(err) {
	case uniqueBroken:
		return fault.Wrap(fault.Conflict, err, "another record has this name or these values already")
	case foreignBroken:
		return fault.Wrap(fault.Conflict, err, "something refers to this record, or it refers to a record that is gone")
	case diskFull:
		return fullDisk(err)
	case busy:
		return fault.Wrap(fault.Busy, err, "the database is busy; nothing was written. Try again")
	}
	return fmt.Errorf("%s: %w", firstLine(query), err)
}

// ended explains why a writing transaction did not end well: a disk is found to be
// full only when it commits, or when a file is stored.
func (db *DB) ended(err error) error {
	if err != nil && fault.Of(err) == fault.Internal && (db.dialect.classify(err) == diskFull || errors.Is(err, syscall.ENOSPC)) {
		return fullDisk(err)
	}
	return err
}

func fullDisk(err error) error {
	return fault.Wrap(fault.Busy, err, "the disk is full or cannot be written; nothing was written. Free some space and try again")
}

func firstLine(q string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(q), "\n")
	if len(line) > 80 {
		line = line[:80]
	}
	return line
}

// marks gives n parameters: ?, ?, ?
func marks(n int) string {
	if n == 0 {
		return "null"
	}
	return strings.Repeat(", ?", n)[2:]
}

func anys[T any](xs []T) []any {
	out := make([]any, len(xs))
	for i, x := range xs {
		out[i] = x
	}
	return out
}
