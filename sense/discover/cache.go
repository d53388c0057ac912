package discover

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// Cache keeps the findings of files by path and content hash, so that a re-scan
// parses only what changed. It is void for another signal set or version of the
// readers. A nil Cache keeps nothing. It is safe for concurrent use.
type Cache struct {
	set  *signal.Set
	mu   sync.Mutex
	old  map[string]cached
	seen map[string]cached
}

type cached struct {
	Found  []finding `json:"f,omitempty"`
	Counts []int     `json:"n,omitempty"`
	Sub    []subFile `json:"s,omitempty"`
	Probs  []string  `json:"p,omitempty"`
}

// readersVersion changes whenever a reader finds other things in the same bytes.
const readersVersion = "3"

type cacheFile struct {
	Version string            `json:"version"`
	Files   map[string]cached `json:"files"`
}

// NewCache gives an empty cache for a signal set (nil: the built-in one).
func NewCache(set *signal.Set) (*Cache, error) {
	if set == nil {
		var err error
		if set, err = signal.Builtin(); err != nil {
			return nil, err
		}
	}
	return &Cache{set: set, old: map[string]cached{}, seen: map[string]cached{}}, nil
}

func (c *Cache) version() string { return readersVersion + "/" + c.set.Version }

// Load takes over what Save wrote, unless it is for other signals.
func (c *Cache) Load(r io.Reader) error {
	var f cacheFile
	if err := json.NewDecoder(io.LimitReader(r, 256<<20)).Decode(&f); err != nil {
		return fmt.Errorf("read the cache: %w", err)
	}
	if f.Version == c.version() {
		c.old = f.Files
	}
	return nil
}

// Save writes the findings of the files that the last scan saw.
func (c *Cache) Save(w io.Writer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return json.NewEncoder(w).Encode(cacheFile{c.version(), c.seen})
}

func cacheKey(f *file, sum string) string { return sum + " " + f.rel }

// get fills c from the cache; false when the content is not known.
func (k *Cache) get(f *file, sum string, c *collector) bool {
	if k == nil {
		return false
	}
	k.mu.Lock()
	e, ok := k.old[cacheKey(f, sum)]
	if ok {
		k.seen[cacheKey(f, sum)] = e
	}
	k.mu.Unlock()
	if !ok {
		return false
	}
	c.found, c.counts, c.sub, c.probs = k.bind(e.Found), e.Counts, nil, e.Probs
	for _, s := range e.Sub {
		c.sub = append(c.sub, subFile{s.Path, k.bind(s.Findings), s.Counts})
	}
	return true
}

// bind gives findings read from a file their signals again.
func (k *Cache) bind(fs []finding) []finding {
	out := append([]finding(nil), fs...)
	for i := range out {
		on, pattern, _ := strings.Cut(out[i].Signal, ":")
		out[i].sig = k.set.Row(on, pattern)
	}
	return out
}

func (k *Cache) put(f *file, sum string, c *collector) {
	if k == nil {
		return
	}
	k.mu.Lock()
	k.seen[cacheKey(f, sum)] = cached{c.found, c.counts, c.sub, c.probs}
	k.mu.Unlock()
}

// outer cuts the path inside an image off an evidence path.
func outer(file string) string {
	if i := strings.Index(file, "!"); i > 0 {
		return file[:i]
	}
	return file
}
