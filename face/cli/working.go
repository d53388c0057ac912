package cli

import (
	"fmt"
	"time"
)

// working says on a terminal, from one second on, that a computation whose length
// nobody knows beforehand goes on. The function that it gives ends it.
func (env *Env) working(g *Globals, what string) (done func()) {
	if !env.ErrTTY || g.Quiet {
		return func() {}
	}
	t := time.NewTicker(time.Second)
	end := env.tell(what, t.C)
	return func() { t.Stop(); end() }
}

// tell counts the ticks.
func (env *Env) tell(what string, tick <-chan time.Time) (done func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; {
			select {
			case <-tick:
				n++
				fmt.Fprintf(env.Err, "\r%s, %d s", what, n)
			case <-stop:
				if n > 0 {
					fmt.Fprint(env.Err, "\r\x1b[K")
				}
				return
			}
		}
	}()
	return func() { close(stop); <-stopped }
}
