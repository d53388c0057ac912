// Package fault is the one small set of error kinds that the whole program
// uses. A layer that knows why something went wrong wraps its error in a kind;
// the faces map kinds to exit codes and HTTP statuses, each in exactly one
// place. An error without a kind is Internal, and its text is for the log, never
// for a user.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of thing went wrong, and so what the caller can do.
type Kind uint8

// The kinds, complete.
const (
	Internal        Kind = iota // a defect or a broken machine; not the caller's doing
	Usage                       // the words of the call are wrong
	Invalid                     // the content of the input is wrong; see Problems
	Condition                   // a condition that was asked about does not hold
	NotFound                    // no such thing, or none that the caller may see
	Forbidden                   // the caller has no right to do this
	Conflict                    // changed since it was read, or in use
	Unverified                  // a proof, log or signature does not verify
	Partial                     // done in part
	Unauthenticated             // nobody has signed in
	TooLarge                    // over a stated limit
	Busy                        // held by somebody else just now; try again
)

// Error is an error of a kind. Message is written for a person and may be shown.
type Error struct {
	Kind     Kind
	Message  string
	Problems []Problem // each fault of an input, for Invalid
	Err      error     // the cause, for the log
}

// Problem is one fault of an input: where it is, what sort, and what to do.
type Problem struct {
	Path    string `json:"path"`            // spec.state, rows[3].owner
	Code    string `json:"code"`            // stable, kebab-case: unknown-field
	Message string `json:"message"`         // for a person
	Where   string `json:"where,omitempty"` // file:line:column, when there is a file
}

func (p Problem) String() string {
	s := p.Message
	if p.Path != "" {
		s = p.Path + ": " + s
	}
	if p.Where != "" {
		s = p.Where + ": " + s
	}
	return s
}

// Error gives the message, then every problem on a line of its own.
func (e *Error) Error() string {
	if e.Message == "" && len(e.Problems) == 0 && e.Err != nil {
		return e.Err.Error()
	}
	var lines []string
	if e.Message != "" {
		lines = append(lines, e.Message)
	}
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind with a message for a person.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}

// Wrap gives err a kind and a message for a person; err stays as the cause.
func Wrap(k Kind, err error, format string, args ...any) *Error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...), Err: err}
}

// Problems makes an Invalid error of the problems, or nil when there are none.
func Problems(ps []Problem) error {
	if len(ps) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Problems: ps}
}

// Of gives the kind of err, Internal when it has none.
func Of(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is says whether err is of the kind.
func Is(err error, k Kind) bool { return err != nil && Of(err) == k }
