package store

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// BrokenRecord is a live record whose newest revision cannot be decoded: its kind
// is gone from the program, or an upgrade is missing. It is left out of lists, is
// never lost, and can be deleted.
type BrokenRecord struct {
	Kind    string     `json:"kind"`
	Name    string     `json:"name"`
	UID     kernel.UID `json:"uid"`
	Schema  int        `json:"schema"`
	Problem string     `json:"problem"`
}

// Broken lists the tenant's broken records.
func (st *Store) Broken(ctx context.Context) (out []BrokenRecord, err error) {
	if err := st.active(); err != nil {
		return nil, err
	}
	err = st.read(ctx, func(s *session) error {
		return s.each(ctx, `select `+rowColumns+`, r.name from record r
			join revision v on v.tenant = r.tenant and v.seq = r.seq
			join payload p on p.tenant = v.tenant and p.seq = v.seq
			where r.tenant = ? and r.gone = 0 order by r.kind, r.name`, func(scan scanner) error {
			var r row
			var name string
			if err := r.scan(scan, &name); err != nil {
				return err
			}
			if problem := s.db.readable(&r); problem != "" {
				out = append(out, BrokenRecord{r.kind, name, kernel.UID(r.uid), r.schema, problem})
			}
			return nil
		}, s.tenant)
	})
	return out, err
}

// readable says what keeps a revision from being decoded, "" when nothing does.
func (db *DB) readable(r *row) string {
	k := db.opt.Registry.Kind(r.kind)
	if k == nil {
		return "this program has no kind " + r.kind
	}
	if _, err := r.record(k); err != nil {
		return err.Error()
	}
	return ""
}

// broken gives a stand-in for a live record that cannot be decoded, so that it
// can be deleted; nil when there is no such record.
func (t *tx) broken(ctx context.Context, k *kernel.Kind, uid kernel.UID, name string) (*kernel.Record, error) {
	head, gone, kind, err := t.s.headOf(ctx, uid)
	if err != nil {
		return nil, err
	}
	if gone || kind != k.Name {
		return nil, kernel.NotFound(k.Name, name)
	}
	return &kernel.Record{Meta: kernel.Meta{Kind: k.Name, Name: name, UID: uid, Rev: head}, Spec: k.New()}, nil
}
