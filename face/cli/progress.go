package cli

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress is a line on the terminal that is rewritten in place, for work of
// more than a second.
type progress struct {
	w     io.Writer
	now   func() time.Time
	start time.Time
	last  time.Time
	mu    sync.Mutex
	shown bool
}

func newProgress(env *Env, g *Globals) *progress {
	p := &progress{now: env.Now}
	if env.ErrTTY && !g.Quiet {
		p.w = env.Err
		p.start = env.Now()
	}
	return p
}

func (p *progress) update(done, known int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.now()
	if t.Sub(p.start) < time.Second || t.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = t, true
	const width = 30
	n := 0
	if known > 0 {
		n = done * width / known
	}
	fmt.Fprintf(p.w, "\r[%-*s] %d of %d files", width, bars[:n], done, known)
}

const bars = "=============================="

// done clears the line.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
