package api

import (
	"context"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

func TestTheBenchHasAsManyPlacesAsItSays(t *testing.T) {
	t.Parallel()
	b := NewBench(1, 10*time.Millisecond, time.Minute)
	hold, started := make(chan struct{}), make(chan struct{})
	first := make(chan any)
	go func() {
		r, _ := b.Do(context.Background(), func() (any, error) { close(started); <-hold; return 1, nil })
		first <- r
	}()
	<-started
	if _, err := b.Do(context.Background(), func() (any, error) { return 2, nil }); !fault.Is(err, fault.Busy) {
		t.Errorf("a second computation while one runs: %v", err)
	}
	close(hold)
	if r := <-first; r != 1 {
		t.Errorf("the first gives %v", r)
	}
	if r, err := b.Do(context.Background(), func() (any, error) { return 3, nil }); r != 3 || err != nil {
		t.Errorf("after it: %v, %v", r, err)
	}
}

func TestWhatTakesTooLongIsGivenUpAndKeepsItsPlaceUntilItEnds(t *testing.T) {
	t.Parallel()
	b := NewBench(1, 10*time.Millisecond, 10*time.Millisecond)
	hold := make(chan struct{})
	slow := func() (any, error) { <-hold; return nil, nil }
	if _, err := b.Do(context.Background(), slow); !fault.Is(err, fault.Busy) {
		t.Errorf("%v", err)
	}
	if _, err := b.Do(context.Background(), slow); !fault.Is(err, fault.Busy) {
		t.Errorf("while it goes on: %v", err)
	}
	close(hold)
	for deadline := time.Now().Add(5 * time.Second); ; {
		if r, err := b.Do(context.Background(), func() (any, error) { return 1, nil }); err == nil && r == 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the place is never free again")
		}
	}
}

func TestAPanicComesOutWhereTheDoorCatchesIt(t *testing.T) {
	t.Parallel()
	b := NewBench(1, time.Second, time.Minute)
	defer func() {
		if p := recover(); p != "broken" {
			t.Errorf("recovered %v", p)
		}
		if r, err := b.Do(context.Background(), func() (any, error) { return 1, nil }); r != 1 || err != nil {
			t.Errorf("the place is lost: %v, %v", r, err)
		}
	}()
	_, _ = b.Do(context.Background(), func() (any, error) { panic("broken") })
}

func TestAComputationThatLooksAtItsContextEndsWithTheLimitAndWithItsClient(t *testing.T) {
	t.Parallel()
	b := NewBench(1, time.Minute, 10*time.Millisecond)
	ended := make(chan error, 2)
	wait := func(client context.Context) func() (any, error) {
		return func() (any, error) {
			ctx, stop := b.within(client)
			defer stop()
			<-ctx.Done()
			ended <- ctx.Err()
			return nil, ctx.Err()
		}
	}
	if _, err := b.Do(context.Background(), wait(context.Background())); !fault.Is(err, fault.Busy) {
		t.Errorf("after the limit: %v", err)
	}
	if err := <-ended; err != context.DeadlineExceeded {
		t.Errorf("the computation saw %v", err)
	}
	gone, leave := context.WithCancel(context.Background())
	leave()
	b = NewBench(1, time.Minute, time.Hour)
	if _, err := wait(gone)(); err != context.Canceled {
		t.Errorf("the client has gone: %v", err)
	}
}
