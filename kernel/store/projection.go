package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// A projection is the ordinary, typed table of a kind: what lists filter and
// sort by. It is derived from the kind's registration and from nothing else, and
// is dropped and rebuilt when its shape changes.

// indexedColumns is how many columns of a kind, in the order of its fields, are
// indexed by the database; references always are. A kind with forty columns would
// pay for each of them at every write, and people sort by the first few.
const indexedColumns = 12

func viewTable(k *kernel.Kind) string { return "v_" + strings.ReplaceAll(k.Name, "-", "_") }

// indexed says whether the database has an index of the kind's i-th column.
func indexed(k *kernel.Kind, i int) bool {
	f := k.Columns[i].Field
	return i < indexedColumns || f != nil && f.Type == kernel.TypeRef
}

// projectionDDL gives the statements that make the table, and their fingerprint.
func (db *DB) projectionDDL(k *kernel.Kind) (ddl []string, fingerprint string) {
	d, t := db.dialect, viewTable(k)
	cols := []string{"tenant " + d.textType() + " not null", "uid " + d.textType() + " not null", "name " + d.textType() + " not null"}
	var after, rules []string
	for i, c := range k.Columns {
		col, rule := db.columnDDL(c)
		cols, rules = append(cols, col), append(rules, rule...)
		if !indexed(k, i) {
			continue
		}
		after = append(after, fmt.Sprintf("create index %s_%s on %s (tenant, %s, uid)", t, c.Name, t, d.order(quote(c.Name), false)))
	}
	cols = append(append(cols, rules...), "primary key (tenant, uid)", "unique (tenant, name)",
		"foreign key (tenant, uid) references record (tenant, uid)")
	for _, u := range k.Uniques {
		cols = append(cols, "unique (tenant, "+strings.Join(quoteAll(u), ", ")+")")
	}
	ddl = append(ddl, "create table "+t+" (\n  "+strings.Join(cols, ",\n  ")+"\n)"+d.tableEnd())
	ddl = append(append(ddl, after...), d.policy(t)...)
	// The upgrades are part of the shape: a new schema version may fill columns.
	sum := sha256.Sum256([]byte(fmt.Sprint(k.Schema, strings.Join(ddl, ";"))))
	return ddl, fmt.Sprintf("%x", sum[:12])
}

// columnDDL gives a column's definition and the table rules that it brings.
func (db *DB) columnDDL(c *kernel.Column) (column string, rules []string) {
	column = quote(c.Name) + " " + db.columnType(c.SQL)
	f := c.Field
	if f == nil {
		return column, nil
	}
	if f.Required && !strings.Contains(f.Path, ".") && f.Type != kernel.TypeInt && f.Type != kernel.TypeFloat {
		column += " not null"
	}
	if f.Type == kernel.TypeEnum {
		vals := make([]string, len(f.Enum))
		for i, e := range f.Enum {
			vals[i] = quoteText(e)
		}
		column += " check (" + quote(c.Name) + " in (" + strings.Join(vals, ", ") + "))"
	}
	if f.Unique {
		rules = append(rules, "unique (tenant, "+quote(c.Name)+")")
	}
	if f.Type == kernel.TypeRef {
		rules = append(rules, "foreign key (tenant, "+quote(c.Name)+") references record (tenant, uid)")
	}
	return column, rules
}

func (db *DB) columnType(sql string) string {
	switch {
	case sql == "text":
		return db.dialect.textType()
	case db.dialect.name() == "sqlite":
		return sql
	case sql == "integer":
		return "bigint"
	}
	return "double precision"
}

func quote(column string) string { return `"` + column + `"` }

func quoteAll(cs []string) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = quote(c)
	}
	return out
}

// project makes or rebuilds every projection whose fingerprint differs.
func (db *DB) project(ctx context.Context) error {
	for _, k := range db.opt.Registry.Kinds() {
		ddl, want := db.projectionDDL(k)
		have, err := db.fingerprint(ctx, k)
		if err != nil {
			return err
		}
		if have == want {
			continue
		}
		if err := db.rebuildShape(ctx, k, ddl, want); err != nil {
			return fmt.Errorf("rebuild the projection of %s: %w", k.Name, err)
		}
	}
	return nil
}

func (db *DB) fingerprint(ctx context.Context, k *kernel.Kind) (have string, err error) {
	err = db.read.within(ctx, db.dialect.begin(false, ""), false, func(c *conn) error {
		s := &session{db: db, c: c}
		err := s.row(ctx, `select fingerprint from projection where kind = ?`, k.Name).Scan(&have)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return have, err
}

// rebuildShape drops the table, makes it anew and fills it for every tenant, in
// one transaction.
func (db *DB) rebuildShape(ctx context.Context, k *kernel.Kind, ddl []string, fingerprint string) error {
	tenants, err := db.Tenants(ctx)
	if err != nil {
		return err
	}
	return db.write.within(ctx, db.dialect.begin(true, ""), true, func(c *conn) error {
		for _, q := range append([]string{"drop table if exists " + viewTable(k)}, ddl...) {
			if _, err := c.c.ExecContext(ctx, q); err != nil {
				return fmt.Errorf("%s: %w", firstLine(q), err)
			}
		}
		s := &session{db: db, c: c}
		if err := s.exec(ctx, `insert into projection (kind, fingerprint) values (?, ?)
			on conflict (kind) do update set fingerprint = excluded.fingerprint`, k.Name, fingerprint); err != nil {
			return err
		}
		for _, t := range tenants {
			if err := db.fillProjection(ctx, c, k, string(t.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) fillProjection(ctx context.Context, c *conn, k *kernel.Kind, tenant string) error {
	s := &session{db: db, c: c, tenant: tenant}
	if db.dialect.name() == "postgres" {
		if err := s.exec(ctx, `select set_config('plimsoll.tenant', ?, true)`, tenant); err != nil {
			return err
		}
	}
	list, err := s.loadAll(ctx, k)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := s.writeProjection(ctx, k, r); err != nil {
			return fmt.Errorf("project %s: %w", r.Key(), err)
		}
	}
	return nil
}

// writeProjection puts a record's row.
func (s *session) writeProjection(ctx context.Context, k *kernel.Kind, r *kernel.Record) error {
	args := append([]any{s.tenant, string(r.UID), r.Name}, projectionValues(k, r.Spec)...)
	return s.exec(ctx, s.db.projectionSQL(k), args...)
}

func projectionValues(k *kernel.Kind, spec any) []any {
	out := make([]any, len(k.Columns))
	for i, c := range k.Columns {
		out[i] = c.Value(spec)
	}
	return out
}

// projectionSQL is the upsert of a kind's row, made once.
func (db *DB) projectionSQL(k *kernel.Kind) string {
	if q, ok := db.upserts.Load(k); ok {
		return q.(string)
	}
	names, sets := []string{"tenant", "uid", "name"}, []string{"name = excluded.name"}
	for _, c := range k.Columns {
		names = append(names, quote(c.Name))
		sets = append(sets, quote(c.Name)+" = excluded."+quote(c.Name))
	}
	q := "insert into " + viewTable(k) + " (" + strings.Join(names, ", ") + ") values (" + marks(len(names)) +
		") on conflict (tenant, uid) do update set " + strings.Join(sets, ", ")
	db.upserts.Store(k, q)
	return q
}

func (s *session) dropProjection(ctx context.Context, k *kernel.Kind, uid kernel.UID) error {
	return s.exec(ctx, "delete from "+viewTable(k)+" where tenant = ? and uid = ?", s.tenant, string(uid))
}
