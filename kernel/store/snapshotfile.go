package store

import (
	"context"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// CopyTo writes a consistent copy of the SQLite database to a new file, while
// others go on reading and writing. PostgreSQL has its own tools for that.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.Engine() != "sqlite" {
		return fault.New(fault.Usage, "records in PostgreSQL are backed up with pg_dump; files and keys are in the data directory")
	}
	c, err := db.read.take(ctx)
	if err != nil {
		return err
	}
	// The reading connections refuse writes, to other files too; this one is
	// thrown away afterwards.
	defer db.read.give(c, true)
	for _, q := range []string{"pragma query_only = off", "vacuum into " + quoteText(path)} {
		if _, err := c.c.ExecContext(ctx, q); err != nil {
			return db.ended(fmt.Errorf("copy the database: %w", err))
		}
	}
	return nil
}

// Check asks the database itself whether it is sound.
func (db *DB) Check(ctx context.Context) (problems []string, err error) {
	if db.Engine() != "sqlite" {
		return nil, nil
	}
	err = db.read.within(ctx, db.dialect.begin(false, ""), false, func(c *conn) error {
		s := &session{db: db, c: c}
		rows, err := s.strings(ctx, `pragma integrity_check`)
		for _, r := range rows {
			if r != "ok" {
				problems = append(problems, r)
			}
		}
		return err
	})
	return problems, err
}
