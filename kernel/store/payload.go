package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// forever is the end of a span or link that still stands.
const forever = math.MaxInt64

// payload is what a revision says, as it is digested and stored. It holds all
// that may have to be erased: the name and the reason are personal data too.
type payload struct {
	Fields map[string]any    `json:"fields,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
	Name   string            `json:"name"`
	Origin string            `json:"origin,omitempty"`
	Spec   json.RawMessage   `json:"spec,omitempty"`
	Why    string            `json:"why,omitempty"`
}

// encode gives the payload's canonical bytes (RFC 8785).
func (p *payload) encode() []byte {
	b := []byte{'{'}
	key := func(name string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(kernel.AppendString(b, name), ':')
	}
	if len(p.Fields) > 0 {
		key("fields")
		b = appendFields(b, p.Fields)
	}
	if len(p.Labels) > 0 {
		key("labels")
		b = kernel.AppendMap(b, p.Labels)
	}
	key("name")
	b = kernel.AppendString(b, p.Name)
	if p.Origin != "" {
		key("origin")
		b = kernel.AppendString(b, p.Origin)
	}
	if len(p.Spec) > 0 {
		key("spec")
		b = append(b, p.Spec...)
	}
	if p.Why != "" {
		key("why")
		b = kernel.AppendString(b, p.Why)
	}
	return append(b, '}')
}

func appendFields(b []byte, fields map[string]any) []byte {
	b = append(b, '{')
	for i, k := range slices.Sorted(maps.Keys(fields)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(kernel.AppendString(b, k), ':')
		switch x := fields[k].(type) {
		case string:
			b = kernel.AppendString(b, x)
		case float64:
			b = kernel.AppendFloat(b, x)
		case bool:
			b = strconv.AppendBool(b, x)
		default:
			b = append(b, "null"...)
		}
	}
	return append(b, '}')
}

// salted draws a salt and gives the commitment to the body.
func salted(random io.Reader, body []byte) (salt []byte, digest ledger.Hash, err error) {
	salt = make([]byte, ledger.SaltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, digest, fmt.Errorf("read randomness: %w", err)
	}
	return salt, ledger.PayloadDigest(salt, body), nil
}

// row is a revision as the tables have it.
type row struct {
	uid, kind, actor, via, op string
	rev, schema               int
	seq, at                   int64
	body                      *string // nil when erased
}

// rowColumns are what row.scan reads, of revision v and payload p.
const rowColumns = `v.uid, v.kind, v.actor, v.via, v.op, v.rev, v.schema, v.seq, v.at, p.body`

func (r *row) scan(scan scanner, more ...any) error {
	return scan(append([]any{&r.uid, &r.kind, &r.actor, &r.via, &r.op, &r.rev, &r.schema, &r.seq, &r.at, &r.body}, more...)...)
}

// record decodes a revision. The references carry UIDs only; see resolve.
func (r *row) record(k *kernel.Kind) (*kernel.Record, error) {
	rec, _, err := r.decode(k, nil)
	return rec, err
}

// alike lets records that are read together share what they say alike: labels,
// custom fields, and the texts that recur. A copy for each of them would be half of
// all memory.
type alike struct {
	labels map[string]map[string]string
	fields map[string]map[string]any
	texts  map[string]string
}

func newAlike() *alike {
	return &alike{map[string]map[string]string{}, map[string]map[string]any{}, map[string]string{}}
}

// text gives the copy of a text that was seen first.
func (a *alike) text(s string) string {
	if a.texts == nil {
		return s
	}
	if one, ok := a.texts[s]; ok {
		return one
	}
	a.texts[s] = s
	return s
}

// alikeOf decodes a map, or gives the one that was made of the same text before.
func alikeOf[V any](seen map[string]map[string]V, text json.RawMessage) (out map[string]V, err error) {
	if len(text) == 0 {
		return nil, nil
	}
	if out, ok := seen[string(text)]; ok {
		return out, nil
	}
	if err = json.Unmarshal(text, &out); err == nil && seen != nil {
		seen[string(text)] = out
	}
	return out, err
}

// errErased says that a payload is no longer there.
var errErased = errors.New("the payload was erased")

func (r *row) meta() kernel.Meta {
	return kernel.Meta{Kind: r.kind, UID: kernel.UID(r.uid), Rev: r.rev, Seq: kernel.Seq(r.seq), At: time.UnixMilli(r.at).UTC(), Actor: r.actor}
}

// stored is a payload whose labels and custom fields are still text.
type stored struct {
	payload
	Fields json.RawMessage `json:"fields"`
	Labels json.RawMessage `json:"labels"`
}

// decode reads the record and why it was written. share may be nil.
func (r *row) decode(k *kernel.Kind, share *alike) (rec *kernel.Record, why string, err error) {
	if r.body == nil {
		return nil, "", errErased
	}
	var p stored
	if err := json.Unmarshal([]byte(*r.body), &p); err != nil {
		return nil, "", fmt.Errorf("read revision %d of %s: %w", r.rev, r.uid, err)
	}
	if share == nil {
		share = &alike{}
	}
	rec = &kernel.Record{Meta: r.meta()}
	rec.Kind, rec.Actor = share.text(rec.Kind), share.text(rec.Actor)
	rec.Name, rec.Origin = p.Name, p.Origin
	if rec.Labels, err = alikeOf(share.labels, p.Labels); err == nil {
		rec.Fields, err = alikeOf(share.fields, p.Fields)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read revision %d of %s: %w", r.rev, r.uid, err)
	}
	if len(p.Spec) == 0 || r.op == string(kernel.OpErase) { // an erasure says what went, not what the record is
		return rec, p.Why, nil
	}
	spec, err := k.Load(p.Spec, r.schema)
	if err != nil {
		return nil, "", fmt.Errorf("read %s %s, revision %d: %w", k.Name, p.Name, r.rev, err)
	}
	if share.texts != nil {
		k.Share(spec, share.text)
	}
	rec.Spec = spec
	return rec, p.Why, nil
}

// loadAll reads every live record of a kind, ordered by UID. Records that can no
// longer be decoded are left out here; Broken lists them.
func (s *session) loadAll(ctx context.Context, k *kernel.Kind) ([]*kernel.Record, error) {
	// By open span and position, which an index has in this order: records lie in
	// memory as they are walked. Sorted here, because asked for the order by UID SQLite
	// walks the records of all kinds.
	list, err := s.load(ctx, k, fromSpans+`s.till = ? order by s.seq`, s.tenant, k.Name, int64(forever))
	slices.SortFunc(list, func(a, b *kernel.Record) int { return strings.Compare(string(a.UID), string(b.UID)) })
	return list, err
}

// load reads records by a query that selects rowColumns.
func (s *session) load(ctx context.Context, k *kernel.Kind, query string, args ...any) ([]*kernel.Record, error) {
	var out []*kernel.Record
	share := newAlike()
	err := s.each(ctx, query, func(scan scanner) error {
		var r row
		if err := r.scan(scan); err != nil {
			return err
		}
		kind := k
		if kind == nil {
			if kind = s.db.opt.Registry.Kind(r.kind); kind == nil {
				return nil // a kind that this program no longer has; doctor lists them
			}
		}
		rec, _, err := r.decode(kind, share)
		if err != nil || rec.Spec == nil {
			return nil // one broken record must not hide the others; Broken lists it
		}
		out = append(out, rec)
		return nil
	}, args...)
	if err != nil {
		return nil, err
	}
	return out, s.resolve(ctx, out)
}

// resolve fills in the names of what the records refer to, as of the session's
// moment.
func (s *session) resolve(ctx context.Context, list []*kernel.Record) error {
	missing := map[kernel.UID]bool{}
	for _, r := range list {
		s.db.opt.Registry.Kind(r.Kind).References(r.Spec, func(ref *kernel.Reference) {
			if _, ok := s.cachedName(ref.UID); !ok {
				missing[ref.UID] = true
			}
		})
	}
	fresh, err := s.namesOf(ctx, missing)
	if err != nil {
		return err
	}
	for _, r := range list {
		s.db.opt.Registry.Kind(r.Kind).References(r.Spec, func(ref *kernel.Reference) {
			name, ok := fresh[ref.UID]
			if !ok {
				name, _ = s.cachedName(ref.UID)
			}
			ref.Set(name, ref.UID)
		})
	}
	s.keepNames(fresh)
	return nil
}

// cachedName gives a name that is known without asking the database.
func (s *session) cachedName(uid kernel.UID) (string, bool) {
	if !s.shared || s.olderNames() {
		return "", false
	}
	return s.db.cache.name(s.tenant, s.renames, uid)
}

// olderNames says whether the names of the session's moment may differ from
// today's.
func (s *session) olderNames() bool { return s.past && s.renames > 0 }

func (s *session) keepNames(names map[kernel.UID]string) {
	if s.shared && !s.olderNames() && len(names) > 0 {
		s.db.cache.keepNames(s.tenant, s.renames, names)
	}
}

// namesOf reads names in batches. The past of a tenant that never renamed
// anything is the same as its present.
func (s *session) namesOf(ctx context.Context, want map[kernel.UID]bool) (map[kernel.UID]string, error) {
	const batch = 200
	query, head := `select uid, name from record where tenant = ? and uid in (`+marks(batch)+`)`, []any{s.tenant}
	if s.olderNames() {
		query = `select uid, name from span where tenant = ? and seq <= ? and till > ? and uid in (` + marks(batch) + `)`
		head = []any{s.tenant, int64(s.seq), int64(s.seq)}
	}
	out := make(map[kernel.UID]string, len(want))
	ids := slices.Collect(maps.Keys(want))
	for len(ids) > 0 {
		n := min(batch, len(ids))
		args := slices.Clone(head)
		for _, u := range ids[:n] {
			args = append(args, string(u))
		}
		for len(args) < len(head)+batch {
			args = append(args, "") // one statement for every batch
		}
		err := s.each(ctx, query, func(scan scanner) error {
			var uid, name string
			if err := scan(&uid, &name); err != nil {
				return err
			}
			out[kernel.UID(uid)] = name
			return nil
		}, args...)
		if err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}
