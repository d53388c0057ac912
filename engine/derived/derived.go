// Package derived keeps what the engines work out, so that pages, API and command
// line show the same result without working it out again. A result depends on the
// tenant, the position in the ledger, the newest position (an erasure empties
// earlier ones), the day, and what its reader may see: those are the key, and
// nothing is ever invalidated, because a change is a new position. Only the newest
// few results are kept.
package derived

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// kept is how many results are held: today's for a few sorts of reader, and some
// past moments.
const kept = 6

// Cache gives the engines' overview of a view. It may be used concurrently.
type Cache struct {
	catalog CatalogOf
	mu      sync.Mutex
	entries []*entry // the most recently used last
}

type key struct {
	tenant kernel.Tenant
	seq    kernel.Seq
	latest kernel.Seq
	day    kernel.Date
	sight  string
}

type entry struct {
	key  key
	mu   sync.Mutex // held while the facts are gathered, so that many readers gather once
	over atomic.Pointer[overview.Overview]
}

// CatalogOf gives the catalogue of whoever reads a view.
type CatalogOf func(context.Context, kernel.View) (*catalog.Catalog, error)

// New makes an empty cache over everybody's catalogues.
func New(c CatalogOf) *Cache { return &Cache{catalog: c} }

// Of gives the overview of a view. It is shared and must not be changed; the time
// in its results is that of the first reader of the day at this position.
func (c *Cache) Of(ctx context.Context, v kernel.View) (*overview.Overview, error) {
	k := key{v.Principal().Tenant, v.Seq(), v.Latest(), kernel.DateOf(v.Now()), sight(v.Principal(), v.Registry())}
	e := c.entry(k)
	e.mu.Lock()
	defer e.mu.Unlock()
	if over := e.over.Load(); over != nil {
		return over, nil
	}
	cat, err := c.catalog(ctx, v)
	if err != nil {
		return nil, err
	}
	over, err := overview.Read(ctx, v, cat, c.near(k))
	if err != nil {
		return nil, err
	}
	e.over.Store(over)
	return over, nil
}

// near gives the overview that was used last of the same day and organisation, nil
// when there is none.
func (c *Cache) near(k key) *overview.Overview {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range slices.Backward(c.entries) {
		if o := e.over.Load(); o != nil && e.key.tenant == k.tenant && e.key.day == k.day {
			return o
		}
	}
	return nil
}

// entry finds or makes the entry of a key and makes it the most recently used.
func (c *Cache) entry(k key) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.entries, func(e *entry) bool { return e.key == k })
	if i >= 0 {
		e := c.entries[i]
		c.entries = append(slices.Delete(c.entries, i, i+1), e)
		return e
	}
	if len(c.entries) == kept {
		c.entries = slices.Delete(c.entries, 0, 1)
	}
	e := &entry{key: k}
	c.entries = append(c.entries, e)
	return e
}

// sight names what a principal may see. Whoever reads every record shares results;
// the sensitive fields that they may reveal are part of the name. Others share with
// those who have the very same rights and are the same person.
func sight(p *kernel.Principal, reg *kernel.Registry) string {
	var b strings.Builder
	for _, k := range reg.Kinds() {
		if k.Internal {
			continue
		}
		if !p.Everything(kernel.Read, k.Name) {
			return fmt.Sprintf("%s %v", p.Person, p.Grants)
		}
		if k.HasSensitive() && p.Everything(kernel.Reveal, k.Name) {
			b.WriteString(k.Name + " ")
		}
	}
	return b.String()
}
