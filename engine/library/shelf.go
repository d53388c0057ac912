package library

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Shelf keeps the libraries of all tenants, each under its tenant and the very
// revisions it was read from. It may be used concurrently.
type Shelf struct {
	base *catalog.Catalog
	mu   sync.Mutex
	libs kept[*Library]
	text kept[map[string]string]
}

// capacity is how many libraries, and how many licensed texts, are kept.
const capacity = 16

// NewShelf makes an empty shelf over the catalogue that ships.
func NewShelf(base *catalog.Catalog) *Shelf {
	return &Shelf{base: base, libs: kept[*Library]{}, text: kept[map[string]string]{}}
}

// Of gives the library of whoever reads the view.
func (s *Shelf) Of(ctx context.Context, v kernel.View) (*Library, error) {
	list, err := sources(ctx, v)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return &Library{Catalog: s.base}, nil
	}
	key := keyOf(v, list)
	s.mu.Lock()
	l, ok := s.libs[key]
	s.mu.Unlock()
	if ok {
		return l, nil
	}
	if l, err = read(ctx, v, s.base, list); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.libs.keep(key, l)
	return l, nil
}

// CatalogOf gives the catalogue of whoever reads the view.
func (s *Shelf) CatalogOf(ctx context.Context, v kernel.View) (*catalog.Catalog, error) {
	l, err := s.Of(ctx, v)
	if err != nil {
		return nil, err
	}
	return l.Catalog, nil
}

// Passage is licensed text of one item, and the record that holds it.
type Passage struct {
	Text, Title, Record string
}

// Texts gives the licensed text of an item to who may reveal it, nothing to
// anybody else.
func (s *Shelf) Texts(ctx context.Context, v kernel.View, item string) ([]Passage, error) {
	list, err := kernel.All[aims.LicensedText](ctx, v)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	l, err := s.Of(ctx, v)
	if err != nil {
		return nil, err
	}
	var out []Passage
	for r, t := range kernel.Each[aims.LicensedText](list) {
		if t.File.Digest == "" { // the store has blanked what may not be revealed
			continue
		}
		texts, err := s.passages(ctx, v, l.Catalog, source{r.Key(), t.File})
		if err != nil {
			return nil, err
		}
		if x := texts[item]; x != "" {
			out = append(out, Passage{x, t.Title, r.Key()})
		}
	}
	return out, nil
}

// passages reads a licensed file once, by item.
func (s *Shelf) passages(ctx context.Context, v kernel.View, c *catalog.Catalog, src source) (map[string]string, error) {
	key := keyOf(v, []source{src})
	s.mu.Lock()
	had, ok := s.text[key]
	s.mu.Unlock()
	if ok {
		return had, nil
	}
	b, err := content(ctx, v, src.file)
	if err != nil {
		return nil, err
	}
	list, _ := c.ReadLicensedTexts(bytes.NewReader(b), src.key) // what is sound is shown; the rest was refused when it was added
	texts := make(map[string]string, len(list))
	for _, t := range list {
		texts[t.Item] = t.Text
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.keep(key, texts)
	return texts, nil
}

// keyOf names what was read: a digest is a revision's bytes, and the tenant keeps
// one customer's from ever answering for another's.
func keyOf(v kernel.View, list []source) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q", v.Principal().Tenant)
	for _, s := range list {
		fmt.Fprintf(&b, " %s=%s", s.key, s.file.Digest)
	}
	return b.String()
}

// kept is a small cache: when it is full, something goes.
type kept[T any] map[string]T

func (k kept[T]) keep(key string, x T) {
	if len(k) >= capacity {
		for old := range k {
			delete(k, old)
			break
		}
	}
	k[key] = x
}

// Base is the catalogue that ships.
func (s *Shelf) Base() *catalog.Catalog { return s.base }
