package library

import (
	"bytes"
	"context"
	"io"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Library is a tenant's catalogue and what is wrong with its own part of it. It
// is shared and must not be changed.
type Library struct {
	Catalog  *catalog.Catalog
	Own      []string        // the records it was read from, kind/name
	Problems []fault.Problem // of the tenant's own files; what is sound counts all the same
}

// source is a record with a file of the catalogue.
type source struct {
	key  string
	file kernel.File
}

// Read reads the tenant's own files in a view. except is a record to leave out,
// as kind/name, for asking what would be without it.
func Read(ctx context.Context, v kernel.View, base *catalog.Catalog, except string) (*Library, error) {
	list, err := sources(ctx, v)
	if err != nil {
		return nil, err
	}
	var kept []source
	for _, s := range list {
		if s.key != except {
			kept = append(kept, s)
		}
	}
	return read(ctx, v, base, kept)
}

// sources lists the tenant's own frameworks and crosswalks, as far as they may be seen.
func sources(ctx context.Context, v kernel.View) ([]source, error) {
	fs, err := kernel.All[aims.Framework](ctx, v)
	if err != nil {
		return nil, err
	}
	xs, err := kernel.All[aims.Crosswalk](ctx, v)
	if err != nil {
		return nil, err
	}
	var out []source
	for r, f := range kernel.Each[aims.Framework](fs) {
		out = append(out, source{r.Key(), f.File})
	}
	for r, x := range kernel.Each[aims.Crosswalk](xs) {
		out = append(out, source{r.Key(), x.File})
	}
	return out, nil
}

func read(ctx context.Context, v kernel.View, base *catalog.Catalog, list []source) (*Library, error) {
	l := &Library{Catalog: base}
	if len(list) == 0 {
		return l, nil
	}
	files := make([]catalog.File, len(list))
	for i, s := range list {
		b, err := content(ctx, v, s.file)
		if err != nil {
			return nil, err
		}
		l.Own = append(l.Own, s.key)
		files[i] = catalog.File{Name: s.key, Data: bytes.NewReader(b)}
	}
	p := base.Preview(files...)
	l.Problems = p.Problems
	l.Catalog, _ = base.With(p.Frameworks, p.Crosswalks) // Preview has said what is wrong
	return l, nil
}

// maxFile is more than the catalogue reads: what is longer is refused there.
const maxFile = 17 << 20

// content reads a record's file.
func content(ctx context.Context, v kernel.View, f kernel.File) ([]byte, error) {
	rc, _, err := v.Open(ctx, f.Digest)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(io.LimitReader(rc, maxFile))
}
