package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// maxBefore bounds an earlier result that is read.
const maxBefore = 256 << 20

// before reads the earlier result of --since; nil without one.
func (d *DiscoverCmd) before() (*discover.Result, error) {
	if d.Since == "" {
		return nil, nil
	}
	info, err := os.Stat(d.Since)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "%v", err)
	}
	if info.Size() > maxBefore {
		return nil, fault.New(fault.TooLarge, "%s is larger than %d MB", d.Since, maxBefore>>20)
	}
	b, err := os.ReadFile(d.Since)
	if err != nil {
		return nil, err
	}
	var r discover.Result
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%s is not the JSON of an earlier plimsoll discover: %v", d.Since, err)
	}
	return &r, nil
}

// cache opens the file of --cache. One that cannot be read is left aside with a
// word: it only costs time.
func (d *DiscoverCmd) cache(set *signal.Set, env *Env, g *Globals) (*discover.Cache, error) {
	if d.Cache == "" {
		return nil, nil
	}
	c, err := discover.NewCache(set)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.Cache)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := c.Load(bufio.NewReaderSize(f, 1<<20)); err != nil && !g.Quiet {
		fmt.Fprintf(env.Err, "the cache %s is not readable and is made anew: %v\n", d.Cache, err)
	}
	return c, nil
}

// saveCache writes beside the file and renames, so that a broken-off write
// leaves the old cache.
func saveCache(name string, c *discover.Cache) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".plimsoll-cache-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing to remove after the rename
	w := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(c.Save(w), w.Flush(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
