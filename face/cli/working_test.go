package cli

import (
	"bytes"
	"testing"
	"time"
)

func TestLongWorkSaysOnATerminalThatItGoesOn(t *testing.T) {
	t.Parallel()
	var talk bytes.Buffer
	env := &Env{Err: &talk, ErrTTY: true}
	tick := make(chan time.Time)
	done := env.tell("computing", tick)
	tick <- time.Time{}
	tick <- time.Time{}
	done()
	if got := talk.String(); got != "\rcomputing, 1 s\rcomputing, 2 s\r\x1b[K" {
		t.Errorf("%q", got)
	}
	talk.Reset()
	env.working(&Globals{Quiet: true}, "computing")()
	(&Env{Err: &talk}).working(&Globals{}, "computing")()
	if talk.Len() > 0 {
		t.Errorf("quiet, and in a pipe: %q", talk.String())
	}
}
