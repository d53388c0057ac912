package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// scrub makes the files of an SQLite database forget what an erasure removed. Two
// places outlive the deletion: the write-ahead log, and the gaps inside pages,
// where rows stood before a page was split (secure_delete does not reach those). So
// the file is written anew, and the log is cut to nothing. Readers go on meanwhile;
// writers wait. Busy when a reader held on to the log for a second: the job is then
// tried again later.
func (db *DB) scrub(ctx context.Context) error {
	c, err := db.write.take(ctx)
	if err != nil {
		return err
	}
	broken := true
	defer func() { db.write.give(c, broken) }()
	// The copy that is made on the way would be as large as the database in memory.
	for _, q := range []string{"pragma temp_store = file", "vacuum", "pragma temp_store = memory", "pragma busy_timeout = 1000"} {
		if _, err := c.c.ExecContext(ctx, q); err != nil {
			return db.ended(fmt.Errorf("write the database anew: %w", err))
		}
	}
	var held, pages, copied int
	if err := c.c.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&held, &pages, &copied); err != nil {
		return db.ended(fmt.Errorf("empty the write-ahead log: %w", err))
	}
	_, err = c.c.ExecContext(ctx, "pragma busy_timeout = 10000")
	broken = err != nil
	if held != 0 {
		return fault.New(fault.Busy, "what was erased is still in the write-ahead log, because a reader holds it; it is tried again")
	}
	return nil
}

// Trouble is a job that failed and waits for its next try.
type Trouble struct {
	Kind     string `json:"kind"`
	Attempts int    `json:"attempts"`
	Problem  string `json:"problem"`
}

// Troubles lists the jobs that failed and will be tried again.
func (db *DB) Troubles(ctx context.Context) (out []Trouble, err error) {
	err = db.read.within(ctx, db.dialect.begin(false, ""), false, func(c *conn) error {
		s := &session{db: db, c: c}
		return s.each(ctx, `select kind, attempts, problem from job where problem <> '' order by id`, func(scan scanner) error {
			var t Trouble
			err := scan(&t.Kind, &t.Attempts, &t.Problem)
			out = append(out, t)
			return err
		})
	})
	return out, err
}

// WorkOff does the store's own due jobs, one after the other, and gives what failed.
// A command calls it that leaves no server behind to do them.
func (db *DB) WorkOff(ctx context.Context) error {
	for {
		j, problem, err := db.Work(ctx)
		if j == nil || problem != nil || err != nil {
			return errors.Join(problem, err)
		}
	}
}
