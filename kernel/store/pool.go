package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// pool is a fixed number of connections, each with its own prepared statements.
// Transactions are begun and ended by hand, so that statements outlive them and
// nobody inside a transaction ever waits for a second connection.
type pool struct {
	db   *sql.DB
	free chan *conn
}

type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func newPool(db *sql.DB, n int) *pool {
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	p := &pool{db: db, free: make(chan *conn, n)}
	for range n {
		p.free <- &conn{}
	}
	return p
}

// take waits for a connection and opens it when it is new or was broken.
func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case c := <-p.free:
		if c.c != nil {
			return c, nil
		}
		sc, err := p.db.Conn(ctx)
		if err != nil {
			p.free <- c
			return nil, fmt.Errorf("connect to the database: %w", err)
		}
		return &conn{c: sc, stmts: map[string]*sql.Stmt{}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// give returns a connection; a broken one is replaced by a place for a new one.
func (p *pool) give(c *conn, broken bool) {
	if broken {
		_ = c.close() // it is being thrown away
		c = &conn{}
	}
	p.free <- c
}

func (p *pool) close() error {
	var errs []error
	for range cap(p.free) {
		if c := <-p.free; c.c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(append(errs, p.db.Close())...)
}

// close closes the statements too: database/sql does not know of statements
// that were prepared on a single connection, and SQLite keeps a connection with
// open statements half alive.
func (c *conn) close() error {
	var errs []error
	for _, st := range c.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

func (c *conn) stmt(ctx context.Context, query string, rebind func(string) string) (*sql.Stmt, error) {
	if st, ok := c.stmts[query]; ok {
		return st, nil
	}
	st, err := c.c.PrepareContext(ctx, rebind(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", firstLine(query), err)
	}
	c.stmts[query] = st
	return st, nil
}

// within runs f inside a transaction on a connection of the pool, committing
// when f succeeds and write is set. A failed commit has written nothing.
func (p *pool) within(ctx context.Context, begin string, write bool, f func(*conn) error) (err error) {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	broken := true
	defer func() { p.give(c, broken) }()
	if _, err := c.c.ExecContext(ctx, begin); err != nil {
		return err
	}
	// The end of a transaction must happen even when the caller has gone.
	end := context.WithoutCancel(ctx)
	defer func() {
		if r := recover(); r != nil {
			_, _ = c.c.ExecContext(end, "rollback") // the connection is thrown away anyway
			panic(r)
		}
	}()
	if err = f(c); err == nil && write {
		_, err = c.c.ExecContext(end, "commit")
		if err == nil {
			broken = false
			return nil
		}
	}
	_, rerr := c.c.ExecContext(end, "rollback")
	broken = rerr != nil
	return err
}
