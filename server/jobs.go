package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// runner does jobs one after the other until it is stopped.
type runner struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// pollEvery is how often the runner looks for due jobs.
const pollEvery = time.Second

func startJobs(db *store.DB, log *slog.Logger) *runner {
	ctx, cancel := context.WithCancel(context.Background())
	r := &runner{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for ctx.Err() == nil {
			if !runOne(ctx, db, log) {
				select {
				case <-time.After(pollEvery):
				case <-ctx.Done():
				}
			}
		}
	}()
	return r
}

// stop waits for the job under way.
func (r *runner) stop() {
	r.cancel()
	<-r.done
}

// runOne does one due job; false when there was none.
func runOne(ctx context.Context, db *store.DB, log *slog.Logger) bool {
	j, problem, err := db.Work(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("do a job", "error", err)
		}
		return false
	}
	if problem != nil {
		log.Warn("job failed", "job", j.Kind, "attempt", j.Attempts, "error", problem)
	}
	return j != nil
}
