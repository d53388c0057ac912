package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// A page is the same for the same reader with the same rights, address, ledger
// position and minute of the clock. Pages that are read again and again are kept
// until one of these moves on. The position is the one at which the reader was
// found out, so that a kept page costs no further question. Only whole pages that
// set no cookie are kept, and nobody is ever shown a page of somebody else.

// What is kept is bounded in bytes; when that is reached all pages are dropped. A
// page larger than largestKept is made anew each time.
const (
	maxKept     = 8 << 20
	largestKept = 256 << 10
)

// shelfOfPages keeps rendered pages. The zero value is ready.
type shelfOfPages struct {
	mu    sync.Mutex
	pages map[string][]byte
	size  int // bytes of pages
}

func (s *shelfOfPages) get(key string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages[key]
}

// put keeps a page, which nobody may change any more.
func (s *shelfOfPages) put(key string, page []byte) {
	if len(page) > largestKept {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages == nil || s.size+len(page) > maxKept {
		s.pages, s.size = map[string][]byte{}, 0
	}
	s.size += len(page) - len(s.pages[key])
	s.pages[key] = page
}

// pageKey names all that a page depends on. The whole principal is in it: a right
// that is taken away takes the kept pages with it at once.
func pageKey(who kernel.Principal, at kernel.Seq, now time.Time, uri string) string {
	return fmt.Sprintf("%q %+v %d %s", uri, who, at, now.UTC().Format("200601021504"))
}

// kept answers with the page that was made before, or makes it.
func (w *Web) kept(make func(*door.Request) error) func(*door.Request) error {
	return func(r *door.Request) error {
		key := pageKey(*r.Who, r.Seen, w.Clock(), r.URL.RequestURI())
		if page := w.pages.get(key); page != nil {
			_, _ = r.W.Write(page) // the reader is gone when this fails
			return nil
		}
		draft := &copied{ResponseWriter: r.W, status: http.StatusOK}
		asked := *r
		asked.W = draft
		if err := make(&asked); err != nil {
			return err
		}
		if h := r.W.Header(); draft.status == http.StatusOK && h.Get("Set-Cookie") == "" && h.Get("Content-Disposition") == "" {
			w.pages.put(key, draft.page)
		}
		return nil
	}
}

// copied passes a page on and keeps a copy.
type copied struct {
	http.ResponseWriter
	status int
	page   []byte
}

// WriteHeader notes the status.
func (c *copied) WriteHeader(code int) {
	c.status = code
	c.ResponseWriter.WriteHeader(code)
}

// Write passes on and keeps.
func (c *copied) Write(b []byte) (int, error) {
	c.page = append(c.page, b...)
	return c.ResponseWriter.Write(b)
}
