package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// The store's own jobs. Whoever runs jobs calls Work.
const (
	JobCheckpoint = "ledger.checkpoint" // sign where the ledger stands
	JobDropBlob   = "blob.drop"         // remove a file that nothing uses
	JobScrub      = "erase.scrub"       // make the database's files forget what was erased
)

// OwnJobs lists the kinds of job that Work does.
var OwnJobs = []string{JobCheckpoint, JobDropBlob, JobScrub}

// Claimed is a job that is being done. Done or Fail must end it; a job that
// neither happens to is given out again when its lease ends.
type Claimed struct {
	ID       int64
	Tenant   kernel.Tenant
	Kind     string
	Key      string
	Payload  json.RawMessage
	Attempts int
}

// lease is how long a job may take before it counts as lost.
const lease = 10 * time.Minute

// Claim takes the due job that has waited longest, nil when none is due.
func (db *DB) Claim(ctx context.Context, kinds []string) (*Claimed, error) {
	now := db.opt.Clock()
	var j *Claimed
	err := db.write.within(ctx, db.dialect.begin(true, ""), true, func(c *conn) error {
		s := &session{db: db, c: c}
		q := fmt.Sprintf(db.dialect.claim(), marks(len(kinds)))
		args := append([]any{now.Add(lease).UnixMilli(), now.UnixMilli(), now.UnixMilli()}, anys(kinds)...)
		var got Claimed
		var payload string
		err := s.row(ctx, q, args...).Scan(&got.ID, &got.Tenant, &got.Kind, &got.Key, &payload, &got.Attempts)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		got.Payload = json.RawMessage(payload)
		j = &got
		return err
	})
	return j, err
}

// Done ends a job that succeeded.
func (db *DB) Done(ctx context.Context, j *Claimed) error {
	return db.jobExec(ctx, `delete from job where id = ?`, j.ID)
}

// Fail gives a job back, to be tried again after a pause that doubles from ten
// seconds to a day.
func (db *DB) Fail(ctx context.Context, j *Claimed, why error) error {
	pause := min(10*time.Second<<min(j.Attempts, 14), 24*time.Hour)
	return db.jobExec(ctx, `update job set run_at = ?, key = '', locked_until = 0, problem = ? where id = ?`,
		db.opt.Clock().Add(pause).UnixMilli(), strings.ToValidUTF8(why.Error(), "?"), j.ID)
}

func (db *DB) jobExec(ctx context.Context, q string, args ...any) error {
	return db.write.within(ctx, db.dialect.begin(true, ""), true, func(c *conn) error {
		s := &session{db: db, c: c}
		return s.exec(ctx, q, args...)
	})
}

// Work does one of the store's own due jobs; nil when there is none. A job that
// fails of problem is tried again later.
func (db *DB) Work(ctx context.Context) (j *Claimed, problem, err error) {
	if j, err = db.Claim(ctx, OwnJobs); j == nil || err != nil {
		return nil, nil, err
	}
	end := context.WithoutCancel(ctx)
	if problem = db.runOwn(end, j); problem != nil {
		return j, problem, db.Fail(end, j, problem)
	}
	return j, nil, db.Done(end, j)
}

func (db *DB) runOwn(ctx context.Context, j *Claimed) error {
	st := db.For(kernel.Principal{Tenant: j.Tenant, Actor: "system", Name: "Plimsoll", Via: "job"})
	switch j.Kind {
	case JobCheckpoint:
		return st.KeepCheckpoint(ctx)
	case JobScrub:
		return st.db.scrub(ctx)
	case JobDropBlob:
		return st.dropBlob(ctx, kernel.Digest(strings.Trim(string(j.Payload), `"`)))
	}
	return fmt.Errorf("no such job: %s", j.Kind)
}

// dropBlob removes a file unless something uses it again.
func (st *Store) dropBlob(ctx context.Context, d kernel.Digest) error {
	used := 0
	err := st.read(ctx, func(s *session) error {
		return s.row(ctx, `select count(*) from blob where tenant = ? and digest = ?`, s.tenant, string(d)).Scan(&used)
	})
	if err != nil || used > 0 {
		return err
	}
	return st.db.opt.Blobs.Delete(ctx, st.who.Tenant, d)
}
