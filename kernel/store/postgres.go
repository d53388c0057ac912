package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver "pgx"
)

// postgresDialect is PostgreSQL through pgx and database/sql.
type postgresDialect struct{}

func openPostgres(dsn string) (*sql.DB, error) {
	return sql.Open("pgx", dsn)
}

func (postgresDialect) name() string               { return "postgres" }
func (postgresDialect) rebind(query string) string { return numbered(query) }
func (postgresDialect) textType() string           { return `text collate "C"` }
func (postgresDialect) blobType() string           { return "bytea" }
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
func (postgresDialect) begin(write bool, tenant string) []string {
	bind := "select set_config('plimsoll.tenant', " + quoteText(tenant) + ", true)"
	if !write {
		return []string{"begin isolation level repeatable read read only", bind}
	}
	return []string{"begin", bind, "select size from ledger where tenant = " + quoteText(tenant) + " for update"}
}

// quoteText writes a text literal; tenants are names, so nothing is in them to escape.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (postgresDialect) index(ctx context.Context, s *session, kind, uid, body string) error {
	return s.exec(ctx, `insert into search (tenant, kind, uid, body) values (?, ?, ?, ?)
		on conflict (tenant, uid) do update set body = excluded.body`, s.tenant, kind, uid, body)
}

// forget has nothing to do: vacuum removes what is dead.
func (postgresDialect) forget(context.Context, *session) error { return nil }

func (postgresDialect) unindex(ctx context.Context, s *session, uid string) error {
	return s.exec(ctx, `delete from search where tenant = ? and uid = ?`, s.tenant, uid)
}

func (postgresDialect) search(ctx context.Context, s *session, words, kinds []string, limit int) ([]string, error) {
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = `'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(w) + `':*`
	}
	q := `select uid from search where words @@ to_tsquery('simple', ?) and tenant = ?` + inKinds(kinds) +
		` order by ts_rank(words, to_tsquery('simple', ?)) desc, uid limit ?`
	query := strings.Join(terms, " & ")
	args := append([]any{query, s.tenant}, anys(kinds)...)
	return s.strings(ctx, q, append(args, query, limit)...)
}

func (postgresDialect) searchRows(ctx context.Context, s *session, visit func(uid, kind, body string)) error {
	return s.each(ctx, `select uid, kind, body from search where tenant = ?`, func(scan scanner) error {
		var uid, kind, body string
		if err := scan(&uid, &kind, &body); err != nil {
			return err
		}
		visit(uid, kind, body)
		return nil
	}, s.tenant)
}

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
