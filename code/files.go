package code

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// blobPath is where the bytes of a digest lie in a directory.
func blobPath(d kernel.Digest) string {
	return path.Join(FilesDir, strings.TrimPrefix(string(d), "sha256:"))
}

// attach hands the store the bytes of attached files that it does not have.
// Bytes that are neither here nor there are a problem at the record's line.
func attach(ctx context.Context, st kernel.Store, s *Set, p *Plan) error {
	need := map[kernel.Digest]kernel.File{}
	at := map[kernel.Digest]string{}
	for _, c := range p.Changes {
		if c.Action != Create && c.Action != Update {
			continue
		}
		c.item.Kind.Files(c.item.Spec, func(where string, f kernel.File) {
			if _, twice := need[f.Digest]; !twice {
				need[f.Digest], at[f.Digest] = f, s.Where(c.item, "spec."+where)
			}
		})
	}
	if len(need) == 0 {
		return nil
	}
	err := st.View(ctx, kernel.At{}, func(v kernel.View) error {
		for d := range need {
			r, _, err := v.Open(ctx, d)
			if err == nil {
				r.Close()
				delete(need, d)
			} else if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var ps []fault.Problem
	for _, d := range slices.SortedFunc(maps.Keys(need), func(a, b kernel.Digest) int { return strings.Compare(at[a], at[b]) }) {
		f := need[d]
		if err := s.attachOne(ctx, st, d, f); fault.Is(err, fault.Busy) {
			return err // of the disk, not of the file
		} else if err != nil {
			ps = append(ps, fault.Problem{Path: f.Name, Code: "no-bytes", Message: err.Error(), Where: at[d]})
		}
	}
	return fault.Problems(ps)
}

func (s *Set) attachOne(ctx context.Context, st kernel.Store, d kernel.Digest, f kernel.File) error {
	for _, l := range s.layers {
		r, err := l.FS.Open(blobPath(d))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		defer r.Close()
		b, err := st.Attach(ctx, f.Media, r)
		if err != nil {
			return err
		}
		if b.Digest != d {
			return fault.New(fault.Invalid, "%s holds other bytes than its name says (%s)", blobPath(d), b.Digest)
		}
		return nil
	}
	return fault.New(fault.Invalid, "the bytes of %s are neither at %s nor in the store", f.Name, blobPath(d))
}
