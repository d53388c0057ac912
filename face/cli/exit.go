package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Exit codes, as docs/cli.md promises them to scripts.
const (
	ExitDone       = 0
	ExitFailed     = 1
	ExitUsage      = 2
	ExitCondition  = 3
	ExitNotFound   = 4
	ExitForbidden  = 5
	ExitConflict   = 6
	ExitUnverified = 7
	ExitPartial    = 8
)

var exitOf = map[fault.Kind]int{
	fault.Usage: ExitUsage, fault.Condition: ExitCondition, fault.NotFound: ExitNotFound,
	fault.Forbidden: ExitForbidden, fault.Unauthenticated: ExitForbidden, fault.Conflict: ExitConflict,
	fault.Unverified: ExitUnverified, fault.Partial: ExitPartial,
}

// errQuiet is returned with a kind by commands that have already said all
// there is to say: report prints nothing more for an empty message.
func errQuiet(k fault.Kind) error { return &fault.Error{Kind: k} }

// report tells the user what went wrong and gives the exit code.
func report(env *Env, err error) int {
	if err == nil {
		return ExitDone
	}
	if env.Ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	var e *fault.Error
	if !errors.As(err, &e) || err.Error() != "" {
		fmt.Fprintln(env.Err, "plimsoll:", err)
	}
	if code, ok := exitOf[fault.Of(err)]; ok {
		return code
	}
	return ExitFailed
}
