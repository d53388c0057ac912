package store

import (
	"container/list"
	"sync"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// cache keeps decoded records between requests. An entry is every record of one
// kind at one ledger position; entries are immutable, share records with their
// neighbours, and are exact: an entry of position n answers position n and no
// other. Nothing in it decides rights; views filter what they hand out.
type cache struct {
	mu      sync.Mutex
	byKey   map[cacheKey]*list.Element
	recent  *list.List // of *cacheEntry, newest use first
	weight  int        // records in all entries that are not their kind's newest
	newest  map[kindKey]*cacheEntry
	tenants map[string]*nameCache
	counts  map[countKey]map[string]int
	roots   map[position]string
	erased  map[string]kernel.Seq // by tenant, up to where erasures were heeded
}

// position is a place in a tenant's ledger.
type position struct {
	tenant string
	seq    kernel.Seq
}

// countKey names a count: the position and the whole question, rights included.
type countKey struct {
	tenant, question string
	seq              kernel.Seq
}

type kindKey struct{ tenant, kind string }

type cacheKey struct {
	kindKey
	seq kernel.Seq
}

type cacheEntry struct {
	key  cacheKey
	list []*kernel.Record
}

type nameCache struct {
	renames int64
	names   map[kernel.UID]string
}

// Bounds of the cache: past positions are dropped beyond these, least recently
// used first. The newest position of every kind stays.
const (
	maxPastEntries = 96
	maxPastRecords = 400_000
	maxNames       = 500_000
	maxCounts      = 2_000
	maxRoots       = 2_000
)

func newCache() *cache {
	return &cache{byKey: map[cacheKey]*list.Element{}, recent: list.New(), newest: map[kindKey]*cacheEntry{}, tenants: map[string]*nameCache{}, counts: map[countKey]map[string]int{}, roots: map[position]string{}, erased: map[string]kernel.Seq{}}
}

// get gives the entry of a position.
func (c *cache) get(key cacheKey) ([]*kernel.Record, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := c.newest[key.kindKey]; n != nil && n.key.seq == key.seq {
		return n.list, true
	}
	if e, ok := c.byKey[key]; ok {
		c.recent.MoveToFront(e)
		return e.Value.(*cacheEntry).list, true
	}
	return nil, false
}

// nearest gives the entry of the same kind that is the fewest positions away, none
// of them after upTo; nil when there is none.
func (c *cache) nearest(key cacheKey, upTo kernel.Seq) *cacheEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	var best *cacheEntry
	consider := func(e *cacheEntry) {
		if e != nil && e.key.kindKey == key.kindKey && e.key.seq <= upTo && (best == nil || distance(e.key.seq, key.seq) < distance(best.key.seq, key.seq)) {
			best = e
		}
	}
	consider(c.newest[key.kindKey])
	for e := c.recent.Front(); e != nil; e = e.Next() {
		consider(e.Value.(*cacheEntry))
	}
	return best
}

func distance(a, b kernel.Seq) kernel.Seq { return max(a, b) - min(a, b) }

// put keeps an entry; latest says that it was the newest position when read.
func (c *cache) put(key cacheKey, records []*kernel.Record, latest bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry := &cacheEntry{key, records}
	if old := c.newest[key.kindKey]; latest && (old == nil || old.key.seq < key.seq) {
		c.newest[key.kindKey] = entry
		return
	}
	if _, ok := c.byKey[key]; ok {
		return
	}
	c.byKey[key] = c.recent.PushFront(entry)
	c.weight += len(records)
	for c.recent.Len() > maxPastEntries || c.weight > maxPastRecords && c.recent.Len() > 1 {
		last := c.recent.Remove(c.recent.Back()).(*cacheEntry)
		delete(c.byKey, last.key)
		c.weight -= len(last.list)
	}
}

// forget drops everything of a tenant: after an erasure nothing may linger.
func (c *cache) forget(tenant string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.newest {
		if k.tenant == tenant {
			delete(c.newest, k)
		}
	}
	for k, e := range c.byKey {
		if k.tenant == tenant {
			c.weight -= len(e.Value.(*cacheEntry).list)
			c.recent.Remove(e)
			delete(c.byKey, k)
		}
	}
	delete(c.tenants, tenant)
	clear(c.counts)
	clear(c.roots)
}

// count gives the answer to a question that was asked at this position before.
// The caller must not change it.
func (c *cache) count(key countKey) (map[string]int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.counts[key]
	return n, ok
}

func (c *cache) keepCount(key countKey, n map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.counts) >= maxCounts {
		clear(c.counts)
	}
	c.counts[key] = n
}

// heard gives the position up to which erasures were heeded. Nothing is kept of a
// tenant that is new here, so for it that is now.
func (c *cache) heard(tenant string, now kernel.Seq) kernel.Seq {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, ok := c.erased[tenant]
	if !ok {
		c.erased[tenant], seq = now, now
	}
	return seq
}

func (c *cache) hear(tenant string, upTo kernel.Seq) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erased[tenant] = max(c.erased[tenant], upTo)
}

// root gives the tree's root at a position.
func (c *cache) root(at position) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	root, ok := c.roots[at]
	return root, ok
}

func (c *cache) keepRoot(at position, root string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.roots) >= maxRoots {
		clear(c.roots)
	}
	c.roots[at] = root
}

// name gives the name of a record while nothing was renamed since it was kept.
func (c *cache) name(tenant string, renames int64, uid kernel.UID) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.tenants[tenant]
	if n == nil || n.renames != renames {
		return "", false
	}
	name, ok := n.names[uid]
	return name, ok
}

func (c *cache) keepNames(tenant string, renames int64, names map[kernel.UID]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.tenants[tenant]
	if n == nil || n.renames < renames || len(n.names) > maxNames {
		n = &nameCache{renames: renames, names: map[kernel.UID]string{}}
		c.tenants[tenant] = n
	}
	if n.renames != renames {
		return // an older reader; its names may be out of date
	}
	for u, s := range names {
		n.names[u] = s
	}
}
