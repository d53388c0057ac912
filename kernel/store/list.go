package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// List gives one page. The newest state is asked in SQL over the projection; an
// earlier one, and words, in Go over the records by the same conditions.
func (v *view) List(ctx context.Context, q kernel.Query) (*kernel.Page, error) {
	k, err := v.kind(q.Kind, kernel.Read)
	if err != nil {
		return nil, err
	}
	if v.scans(k, &q) {
		return v.listScanned(ctx, k, q)
	}
	c, err := v.compile(ctx, k, q)
	if err != nil {
		return nil, err
	}
	page := &kernel.Page{}
	counts, err := v.counted(ctx, c, nil)
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", k.Plural, err)
	}
	page.Total = counts[""]
	limit := q.PageSize()
	rest, args, offset, err := c.window(q, limit+1)
	if err != nil {
		return nil, err
	}
	// The page first, then its records: a join would fetch every record before
	// sorting by a column without an index.
	uids, err := v.s.strings(ctx, `select w.uid from `+c.from+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", k.Plural, err)
	}
	list, err := v.s.these(ctx, k, uids)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", k.Plural, err)
	}
	return v.page(page, list, q, limit, offset), nil
}

// these reads live records by UID, in the order of the UIDs.
func (s *session) these(ctx context.Context, k *kernel.Kind, uids []string) ([]*kernel.Record, error) {
	if have := s.atHand(k.Name); have != nil {
		return pick(have, uids), nil
	}
	const batch = 64
	byUID := make(map[string]*kernel.Record, len(uids))
	for from := 0; from < len(uids); from += batch {
		args := append([]any{s.tenant}, anys(uids[from:min(from+batch, len(uids))])...)
		for len(args) < batch+1 {
			args = append(args, "") // one statement for every batch
		}
		list, err := s.load(ctx, k, `select `+rowColumns+` from record r
			join revision v on v.tenant = r.tenant and v.seq = r.seq
			join payload p on p.tenant = v.tenant and p.seq = v.seq
			where r.tenant = ? and r.uid in (`+marks(batch)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			byUID[string(r.UID)] = r
		}
	}
	out := make([]*kernel.Record, 0, len(uids))
	for _, u := range uids {
		if r := byUID[u]; r != nil {
			out = append(out, r)
		}
	}
	return out, nil
}

// pick finds records by UID in a list ordered by UID.
func pick(list []*kernel.Record, uids []string) []*kernel.Record {
	out := make([]*kernel.Record, 0, len(uids))
	for _, u := range uids {
		if r := at(list, kernel.UID(u)); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// page cuts the row that was read too many and names the next page.
func (v *view) page(page *kernel.Page, list []*kernel.Record, q kernel.Query, limit, offset int) *kernel.Page {
	if len(list) > limit {
		list = list[:limit]
		page.Next = cursorAt(offset + limit)
		if len(q.Sort) == 0 && q.Offset == 0 {
			page.Next = cursorAfter(list[limit-1].UID)
		}
	}
	for _, r := range list {
		if r = v.shown(r); r != nil {
			page.Items = append(page.Items, r)
		}
	}
	return page
}

// compiled is a query as SQL over the projection, alias w.
type compiled struct {
	v     *view
	k     *kernel.Kind
	from  string
	conds []string
	args  []any
	order string
}

func (c *compiled) where() string { return " where " + strings.Join(c.conds, " and ") }

func (c *compiled) and(cond string, args ...any) {
	c.conds = append(c.conds, cond)
	c.args = append(c.args, args...)
}

// compile turns rights and filter into one predicate.
func (v *view) compile(ctx context.Context, k *kernel.Kind, q kernel.Query) (*compiled, error) {
	c := &compiled{v: v, k: k, from: viewTable(k) + " w"}
	c.and("w.tenant = ?", v.s.tenant)
	c.scopes(v.who.Scopes(kernel.Read, k.Name))
	bound, err := v.bind(ctx, k, &q)
	if err != nil {
		return nil, err
	}
	for i := range bound {
		c.cond(&bound[i])
	}
	keys, err := q.SortKeys(k)
	if err != nil {
		return nil, err
	}
	var terms []string
	last := false // UIDs follow the last key, so that an index serves both directions
	for _, s := range keys {
		last = s.Desc
		col := "w.name"
		if s.Column != nil {
			col = "w." + quote(s.Column.Name)
		}
		terms = append(terms, v.s.db.dialect.order(col, s.Desc))
	}
	c.order = " order by " + strings.Join(append(terms, "w.uid"), ", ")
	if last {
		c.order += " desc"
	}
	return c, nil
}

// bind settles a query's conditions; a name that the principal may not see
// resolves to nothing.
func (v *view) bind(ctx context.Context, k *kernel.Kind, q *kernel.Query) ([]kernel.Bound, error) {
	var failed error
	bound, err := q.Bind(k, func(kind, name string) kernel.UID {
		uid, err := v.s.uidOf(ctx, kind, name)
		if err != nil {
			failed = err
			return ""
		}
		if uid == "" {
			return ""
		}
		if r, err := v.read(ctx, uid); err != nil || r == nil {
			failed = err
			return ""
		}
		return uid
	})
	if err == nil {
		err = failed
	}
	return bound, err
}

// scopes is the right to read as a condition: the SQL twin of Scope.Match.
func (c *compiled) scopes(scopes []kernel.Scope) {
	var parts []string
	for _, s := range scopes {
		switch s.Type {
		case kernel.ScopeAll:
			return
		case kernel.ScopeOwned:
			if c.k.Owner != "" && c.v.who.Person != "" {
				parts = append(parts, "w."+quote(c.k.Column(c.k.Owner).Name)+" = ?")
				c.args = append(c.args, string(c.v.who.Person))
			}
		case kernel.ScopeLabel:
			key, val, _ := strings.Cut(s.Label, "=")
			parts = append(parts, c.labelled("label."+key, val))
		case kernel.ScopeLinked:
			parts = append(parts, "w.uid = ? or w.uid in (select l.uid from link l where l.tenant = ? and l.to_uid = ? and l.till = "+strconv.Itoa(forever)+")")
			c.args = append(c.args, string(s.Link), c.v.s.tenant, string(s.Link))
		}
	}
	if len(parts) == 0 {
		parts = []string{"1 = 0"}
	}
	c.conds = append(c.conds, "("+strings.Join(parts, " or ")+")")
}

// labelled is the condition that a label or custom field has a value. It begins at
// the value, of which there is an index, and not at every record.
func (c *compiled) labelled(key string, val any) string {
	c.args = append(c.args, c.v.s.tenant, key, val)
	return "w.uid in (select a.uid from attr a where a.tenant = ? and a.key = ? and a.value = ?)"
}

// cond is one condition of the filter: the SQL twin of Bound.Match.
func (c *compiled) cond(b *kernel.Bound) {
	if b.Link != "" {
		c.linkCond(b)
		return
	}
	expr := "w.name"
	switch {
	case b.Attr != "":
		expr = "(select a.value from attr a where a.tenant = w.tenant and a.uid = w.uid and a.key = ?)"
	case b.Column != nil:
		expr = "w." + quote(b.Column.Name)
	}
	var parts []string
	for _, val := range b.Values {
		if b.Attr != "" && b.Op == "=" && val != nil {
			parts = append(parts, c.labelled(b.Attr, val))
			continue
		}
		if b.Attr != "" {
			c.args = append(c.args, b.Attr)
		}
		parts = append(parts, c.compare(expr, b.Op, val))
	}
	joint := " or "
	if b.Op == "!=" {
		joint = " and "
	}
	c.conds = append(c.conds, "("+strings.Join(parts, joint)+")")
}

func (c *compiled) compare(expr, op string, val any) string {
	switch {
	case val == nil && op == "=":
		return expr + " is null"
	case val == nil:
		return expr + " is not null"
	case op == "~":
		s, _ := val.(string)
		c.args = append(c.args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(asciiLower(s))+"%")
		return c.v.s.db.dialect.fold("cast("+expr+" as text)") + ` like ? escape '\'`
	case op == "!=":
		c.args = append(c.args, val)
		return "coalesce(" + expr + " <> ?, true)"
	}
	c.args = append(c.args, val)
	return expr + " " + op + " ?"
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func (c *compiled) linkCond(b *kernel.Bound) {
	open := "l.field = ? and l.till = " + strconv.Itoa(forever)
	var parts []string
	for _, val := range b.Values {
		if val == nil {
			c.args = append(c.args, b.Link)
			parts = append(parts, "not exists (select 1 from link l where l.tenant = w.tenant and l.uid = w.uid and "+open+")")
			continue
		}
		c.args = append(c.args, c.v.s.tenant, val, b.Link)
		parts = append(parts, "w.uid in (select l.uid from link l where l.tenant = ? and l.to_uid = ? and "+open+")")
	}
	cond := "(" + strings.Join(parts, " or ") + ")"
	if b.Op == "!=" {
		cond = "not " + cond
	}
	c.conds = append(c.conds, cond)
}

// window is order, cursor and limit. It leaves c unchanged.
func (c *compiled) window(q kernel.Query, limit int) (string, []any, int, error) {
	conds, args := c.where(), append([]any{}, c.args...)
	offset, after, err := start(q)
	if err != nil {
		return "", nil, 0, err
	}
	if after != "" {
		conds += " and w.uid > ?"
		args = append(args, string(after))
	}
	return conds + c.order + " limit ? offset ?", append(args, limit, offset), offset, nil
}

// A cursor is the last UID in the list's own order, or a number of records for
// lists that are sorted otherwise.
func cursorAfter(uid kernel.UID) string {
	return base64.RawURLEncoding.EncodeToString([]byte("u" + uid))
}

func cursorAt(n int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("o" + strconv.Itoa(n)))
}

func start(q kernel.Query) (offset int, after kernel.UID, err error) {
	bad := fault.New(fault.Usage, "the cursor is not one that this list gave out")
	if q.After == "" {
		return max(q.Offset, 0), "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil || len(b) < 2 {
		return 0, "", bad
	}
	switch b[0] {
	case 'u':
		if len(q.Sort) > 0 {
			return 0, "", bad
		}
		return 0, kernel.UID(b[1:]), nil
	case 'o':
		n, err := strconv.Atoi(string(b[1:]))
		if err != nil || n < 0 {
			return 0, "", bad
		}
		return n, "", nil
	}
	return 0, "", bad
}

// Count counts records by a column.
func (v *view) Count(ctx context.Context, q kernel.Query, groupBy string) (map[string]int, error) {
	k, err := v.kind(q.Kind, kernel.Read)
	if err != nil {
		return nil, err
	}
	var col *kernel.Column
	if groupBy != "" {
		if col = k.Column(groupBy); col == nil {
			return nil, fault.New(fault.Usage, "%s cannot be counted by %s", k.Name, groupBy)
		}
	}
	if v.scans(k, &q) {
		n, err := v.countScanned(ctx, k, q, col)
		return maps.Clone(n), err
	}
	c, err := v.compile(ctx, k, q)
	if err != nil {
		return nil, err
	}
	n, err := v.counted(ctx, c, col)
	return maps.Clone(n), err
}

// counted counts what a compiled query finds, by a column when one is given. An
// answer holds for its ledger position and is kept.
func (v *view) counted(ctx context.Context, c *compiled, col *kernel.Column) (map[string]int, error) {
	q := `select count(*) from ` + c.from + c.where()
	if col != nil {
		q = `select count(*), w.` + quote(col.Name) + ` from ` + c.from + c.where() + ` group by 2`
	}
	return v.s.keptCount(fmt.Sprint(q, c.args), func() (map[string]int, error) {
		out := map[string]int{}
		err := v.s.each(ctx, q, func(scan scanner) error {
			var n int
			var val any
			dest := []any{&n}
			if col != nil {
				dest = append(dest, &val)
			}
			if err := scan(dest...); err != nil {
				return err
			}
			out[kernel.ColumnText(val)] = n
			return nil
		}, c.args...)
		return out, err
	})
}

// keptCount answers a question as it was answered at this position before, or asks.
// The question says everything that the answer depends on, rights included; the
// caller must not change the answer.
func (s *session) keptCount(question string, ask func() (map[string]int, error)) (map[string]int, error) {
	if !s.shared {
		return ask()
	}
	key := countKey{s.tenant, question, s.seq}
	if n, ok := s.db.cache.count(key); ok {
		return n, nil
	}
	n, err := ask()
	if err == nil {
		s.db.cache.keepCount(key, n)
	}
	return n, err
}
