package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresDialect is PostgreSQL through pgx and database/sql.
type postgresDialect struct{}

// openPostgres connects with settings for many short questions at once: to start
// workers for one of them, or to compile it, takes longer than to answer it. What the
// address itself says goes before.
func openPostgres(dsn string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	var settings []string
	for _, s := range [][2]string{{"max_parallel_workers_per_gather", "0"}, {"jit", "off"}} {
		if _, said := c.RuntimeParams[s[0]]; !said {
			settings = append(settings, "set "+s[0]+" = "+s[1])
		}
	}
	// Asked for once connected: what stands between us and the database may know
	// nothing of these.
	return stdlib.OpenDB(*c, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, strings.Join(settings, "; "))
		return err
	})), nil
}

func (postgresDialect) name() string               { return "postgres" }
func (postgresDialect) rebind(query string) string { return numbered(query) }
func (postgresDialect) textType() string           { return `text collate "C"` }
func (postgresDialect) tableEnd() string           { return "" }

func (postgresDialect) fold(expr string) string {
	return "translate(" + expr + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
}

func (postgresDialect) policy(table string) []string {
	return []string{
		"alter table " + table + " enable row level security",
		"alter table " + table + " force row level security",
		"create policy tenant on " + table + " using (tenant = current_setting('plimsoll.tenant', true))",
	}
}

func (postgresDialect) order(column string, desc bool) string {
	if desc {
		return column + " desc nulls last"
	}
	return column + " nulls first"
}

// begin reads at repeatable read, so that a view is one moment; a writer takes
// the tenant's row, so that positions are gap-free and in commit order.
func (postgresDialect) begin(write bool, tenant string) string {
	bind := "select set_config('plimsoll.tenant', " + quoteText(tenant) + ", true)"
	if !write {
		return "begin isolation level repeatable read read only; " + bind
	}
	return "begin; " + bind + "; select size from ledger where tenant = " + quoteText(tenant) + " for update"
}

// quoteText writes a text literal; tenants are names, so nothing is in them to escape.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (postgresDialect) classify(err error) constraint {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return noConstraint
	}
	switch e.Code {
	case "23505":
		return uniqueBroken
	case "23503":
		return foreignBroken
	case "23514", "23502":
		return checkBroken
	case "53100":
		return diskFull
	case "40001", "40P01", "55P03":
		return busy
	}
	return noConstraint
}

func (postgresDialect) claim() string {
	return `update job set locked_until = ?, attempts = attempts + 1 where id = (
		select id from job where run_at <= ? and locked_until <= ? and kind in (%s) order by run_at, id limit 1 for update skip locked)
		returning id, tenant, kind, key, payload, attempts`
}
