package store

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// This file compares what the revisions make with what the tables say.

func spanKey(uid string, seq int64) string { return uid + " " + strconv.FormatInt(seq, 10) }

func spanRow(kind, name string, till int64) string {
	return kind + " " + name + " until " + untilText(till)
}

func untilText(till int64) string {
	if till == forever {
		return "now"
	}
	return strconv.FormatInt(till, 10)
}

// linkSpans replays in which entries each reference of one record stood. The
// writer keeps the same in the link table step by step; erasing and verifying
// work it out again from the revisions. An erased revision refers to nothing.
type linkSpans struct {
	open map[linkRow]int64
	done []linkSpan
}

type linkSpan struct {
	linkRow
	seq, till int64
}

// step moves to the references that stand from entry seq on.
func (l *linkSpans) step(now []linkRow, seq int64) {
	if l.open == nil {
		l.open = map[linkRow]int64{}
	}
	keep := make(map[linkRow]bool, len(now))
	for _, r := range now {
		keep[r] = true
	}
	for r, begun := range l.open {
		if !keep[r] {
			l.done = append(l.done, linkSpan{r, begun, seq})
			delete(l.open, r)
		}
	}
	for r := range keep {
		if _, ok := l.open[r]; !ok {
			l.open[r] = seq
		}
	}
}

// all gives every span, the open ones until forever.
func (l *linkSpans) all() []linkSpan {
	out := l.done
	for r, begun := range l.open {
		out = append(out, linkSpan{r, begun, forever})
	}
	return out
}

func linkKey(uid kernel.UID, l linkRow) string {
	return fmt.Sprintf("%s.%s[%d] to %s", uid, l.field, l.ord, l.to)
}

// compare settles what must be in the tables and compares each of them.
func (v *verifier) compare(ctx context.Context) error {
	v.settle()
	steps := []func(context.Context) error{v.compareRecords, v.compareSpans, v.compareLinks, v.compareAttrs, v.compareUses, v.compareProjections}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	sort.SliceStable(v.report.Faults, func(i, j int) bool { return v.report.Faults[i].Check < v.report.Faults[j].Check })
	return nil
}

// settle turns the replayed records into the rows that must be there.
func (v *verifier) settle() {
	for uid, r := range v.live {
		for _, l := range r.links.all() {
			v.row("link", linkKey(uid, l.linkRow)+" "+strconv.FormatInt(l.seq, 10), untilText(l.till))
		}
		gone := "live"
		if r.gone {
			gone = "gone"
		} else {
			v.report.Records++
			v.row("span", spanKey(string(uid), r.begun), spanRow(r.kind, r.name, forever))
		}
		v.row("record", string(uid), fmt.Sprintf("%s %s head %d entry %d %s", r.kind, r.name, r.head, r.seq, gone))
		if r.rec == nil {
			continue
		}
		k := v.s.db.opt.Registry.Kind(r.kind)
		for key, val := range attrsOf(r.rec) {
			v.row("attr", string(uid)+" "+key, val)
		}
		v.row(viewTable(k), string(uid), projectionText(r.rec.Name, projectionValues(k, r.rec.Spec)))
	}
}

func projectionText(name string, vals []any) string {
	parts := []string{name}
	for _, x := range vals {
		if x == nil {
			parts = append(parts, "-")
			continue
		}
		parts = append(parts, kernel.ColumnText(x))
	}
	return strings.Join(parts, " | ")
}

// table compares one table's rows with what they must be.
func (v *verifier) table(ctx context.Context, name, query string, read func(scanner) (key, row string, err error), args ...any) error {
	want := v.want[name]
	seen := make(map[string]bool, len(want))
	err := v.s.each(ctx, query, func(scan scanner) error {
		key, row, err := read(scan)
		if err != nil {
			return err
		}
		exp, ok := want[key]
		switch {
		case !ok:
			v.fault("completeness", name+" "+v.words(key), "is there and no revision makes it")
		case exp != row:
			v.differs(name, key, "says %q, the revisions say %q", short(row), short(exp))
		}
		seen[key] = true
		return nil
	}, append([]any{v.s.tenant}, args...)...)
	if err != nil {
		return err
	}
	for key, row := range want {
		if !seen[key] {
			v.differs(name, key, "is missing; the revisions say %q", short(row))
		}
	}
	return nil
}

// differs notes a row that is not what it must be. What the rows say is for those
// who may read every record of the kind.
func (v *verifier) differs(name, key, format string, rows ...any) {
	if r := v.live[recordIn(key)]; r != nil && !v.who.Everything(kernel.Read, r.kind) {
		v.fault("completeness", name+" "+string(recordIn(key)), "is not what the revisions say")
		return
	}
	v.fault("completeness", name+" "+v.words(key), format, rows...)
}

// recordIn is the record that a key begins with.
func recordIn(key string) kernel.UID { return kernel.UID(key[:min(26, len(key))]) }

// words names a record in a key by kind and name, for those who may read it.
func (v *verifier) words(key string) string {
	switch r := v.live[recordIn(key)]; {
	case r == nil:
		return key
	case !v.who.Everything(kernel.Read, r.kind):
		return string(recordIn(key))
	default:
		return kernel.Key(r.kind, r.name) + " (" + key + ")"
	}
}

func short(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func (v *verifier) compareRecords(ctx context.Context) error {
	return v.table(ctx, "record", `select uid, kind, name, head, seq, gone from record where tenant = ?`, func(scan scanner) (string, string, error) {
		var uid, kind, name string
		var head, seq, gone int64
		err := scan(&uid, &kind, &name, &head, &seq, &gone)
		state := "live"
		if gone != 0 {
			state = "gone"
		}
		return uid, fmt.Sprintf("%s %s head %d entry %d %s", kind, name, head, seq, state), err
	})
}

func (v *verifier) compareSpans(ctx context.Context) error {
	return v.table(ctx, "span", `select uid, kind, name, seq, till from span where tenant = ?`, func(scan scanner) (string, string, error) {
		var uid, kind, name string
		var seq, till int64
		err := scan(&uid, &kind, &name, &seq, &till)
		return spanKey(uid, seq), spanRow(kind, name, till), err
	})
}

func (v *verifier) compareLinks(ctx context.Context) error {
	return v.table(ctx, "link", `select uid, field, ord, to_uid, seq, till from link where tenant = ?`, func(scan scanner) (string, string, error) {
		var uid, field, to string
		var ord int
		var seq, till int64
		err := scan(&uid, &field, &ord, &to, &seq, &till)
		return linkKey(kernel.UID(uid), linkRow{field, ord, kernel.UID(to)}) + " " + strconv.FormatInt(seq, 10), untilText(till), err
	})
}

func (v *verifier) compareAttrs(ctx context.Context) error {
	return v.table(ctx, "attr", `select uid, key, value from attr where tenant = ?`, func(scan scanner) (string, string, error) {
		var uid, key, value string
		err := scan(&uid, &key, &value)
		return uid + " " + key, value, err
	})
}

func (v *verifier) compareUses(ctx context.Context) error {
	return v.table(ctx, "blob_use", `select digest, uid, seq from blob_use where tenant = ?`, func(scan scanner) (string, string, error) {
		var digest, uid string
		var seq int64
		err := scan(&digest, &uid, &seq)
		return fmt.Sprintf("%s %s %d", digest, uid, seq), "", err
	})
}

func (v *verifier) compareProjections(ctx context.Context) error {
	for _, k := range v.s.db.opt.Registry.Kinds() {
		cols := []string{"uid", "name"}
		for _, c := range k.Columns {
			cols = append(cols, quote(c.Name))
		}
		err := v.table(ctx, viewTable(k), `select `+strings.Join(cols, ", ")+` from `+viewTable(k)+` where tenant = ?`, func(scan scanner) (string, string, error) {
			vals := make([]any, len(k.Columns))
			var uid, name string
			dest := []any{&uid, &name}
			for i := range vals {
				dest = append(dest, &vals[i])
			}
			err := scan(dest...)
			return uid, projectionText(name, vals), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
