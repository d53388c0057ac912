package api

import (
	"context"
	"errors"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Bench is where requests have something heavy computed: a few at a time, each
// for a limited time. A computation that is given up keeps its place until it
// ends, so that giving up never makes more of them run at once.
type Bench struct {
	places      chan struct{}
	wait, limit time.Duration
}

// NewBench makes a bench with some places; wait is how long a request waits for
// one, limit how long it then waits for its answer.
func NewBench(places int, wait, limit time.Duration) *Bench {
	return &Bench{make(chan struct{}, places), wait, limit}
}

// The bench of a server.
const (
	benchPlaces = 2
	benchWait   = 5 * time.Second
	benchLimit  = time.Minute
)

// DefaultBench is the bench that a server has.
func DefaultBench() *Bench { return NewBench(benchPlaces, benchWait, benchLimit) }

// within gives a context for one computation: it ends when the client has gone or
// when nobody waits for the answer any more, so that what looks at it gives its
// place back.
func (b *Bench) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, b.limit)
}

type done struct {
	result any
	err    error
	panic  any
}

// Do computes f. Busy when no place is free in time, or when f takes too long.
func (b *Bench) Do(ctx context.Context, f func() (any, error)) (any, error) {
	wait := time.NewTimer(b.wait)
	defer wait.Stop()
	select {
	case b.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, fault.New(fault.Busy, "as many computations as this instance does at a time are under way; try again in a few seconds")
	}
	ended := make(chan done, 1)
	go func() {
		var d done
		defer func() {
			d.panic = recover()
			<-b.places
			ended <- d
		}()
		d.result, d.err = f()
	}()
	limit := time.NewTimer(b.limit)
	defer limit.Stop()
	select {
	case d := <-ended:
		if d.panic != nil {
			panic(d.panic) // in the request's own goroutine, where the door catches it
		}
		if errors.Is(d.err, context.DeadlineExceeded) {
			return nil, b.tooLong()
		}
		return d.result, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-limit.C:
		return nil, b.tooLong()
	}
}

func (b *Bench) tooLong() error {
	return fault.New(fault.Busy, "this takes longer than %s; make the input smaller, or use the command line", b.limit)
}
