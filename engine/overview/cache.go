package overview

import (
	"context"
	"fmt"
	"sync"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Cache keeps overviews. One is exact for a tenant, a ledger position, a day, and
// what its reader may see; when any of these differs another is made. The oldest go
// first. An erasure does not move what an earlier position showed, so whoever erases
// has to call Forget.
type Cache struct {
	mu   sync.Mutex
	max  int
	kept map[key]*Overview
	age  []key
}

type key struct {
	tenant kernel.Tenant
	seq    kernel.Seq
	day    kernel.Date
	sees   string
}

// NewCache keeps up to max overviews.
func NewCache(max int) *Cache { return &Cache{max: max, kept: map[key]*Overview{}} }

// Read gives the overview of a view, a kept one where there is one. A past moment
// is kept like the latest one.
func (c *Cache) Read(ctx context.Context, v kernel.View, cat *catalog.Catalog) (*Overview, error) {
	k := keyOf(v)
	c.mu.Lock()
	o := c.kept[k]
	c.mu.Unlock()
	if o != nil {
		return o, nil
	}
	o, err := Read(ctx, v, cat)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if had := c.kept[k]; had != nil {
		return had, nil
	}
	if len(c.age) >= c.max {
		delete(c.kept, c.age[0])
		c.age = c.age[1:]
	}
	c.kept[k] = o
	c.age = append(c.age, k)
	return o, nil
}

// Forget drops everything.
func (c *Cache) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept, c.age = map[key]*Overview{}, nil
}

// keyOf names what a view shows: two readers with the same grants see the same,
// unless a grant is about what they own themselves.
func keyOf(v kernel.View) key {
	p := v.Principal()
	k := key{tenant: p.Tenant, seq: v.Seq(), day: kernel.DateOf(v.Now()), sees: fmt.Sprint(p.Grants)}
	for _, g := range p.Grants {
		if g.Scope.Type == kernel.ScopeOwned {
			k.sees += string(p.Person)
		}
	}
	return k
}
