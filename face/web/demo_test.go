package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/demo/load"
	"github.com/plimsoll-aims/plimsoll/face/web"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/server"
)

// example is the example organisation behind a real server, loaded once for all
// tests of this package. Tests that write put back what they changed.
type example struct {
	url string
	srv *httptest.Server
	i   *instance.Instance
}

var (
	exampleOnce sync.Once
	theExample  *example
	exampleErr  error
)

func TestMain(m *testing.M) {
	code := m.Run()
	if theExample != nil {
		theExample.srv.Close()
		dir := theExample.i.Dir
		theExample.i.Close() //nolint:errcheck // the directory goes next
		os.RemoveAll(dir)    //nolint:errcheck // a folder of temporary files
	}
	os.Exit(code)
}

func theDemo(t testing.TB) *example {
	t.Helper()
	exampleOnce.Do(func() { theExample, exampleErr = open() })
	if exampleErr != nil {
		t.Fatal(exampleErr)
	}
	return theExample
}

func open() (*example, error) {
	dir, err := os.MkdirTemp("", "plimsoll-pages-")
	if err != nil {
		return nil, err
	}
	now := demo.Day
	i, err := instance.Open(context.Background(), instance.Options{Dir: dir, Clock: func() time.Time { return now }, Title: "Kestrel Quay"})
	if err != nil {
		return nil, err
	}
	if err := load.Into(context.Background(), i, func(at time.Time) { now = at }); err != nil {
		return nil, err
	}
	now = demo.Day
	s := &server.Server{Instance: i, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: &web.Demo{Notice: "This is an example organisation; nothing here is real."}}
	for _, p := range demo.People {
		s.Demo.People = append(s.Demo.People, web.DemoPerson{Email: p.Email, Name: p.Name, Role: p.Title, For: p.Role})
	}
	srv := httptest.NewServer(s.Handler())
	return &example{url: srv.URL, srv: srv, i: i}, nil
}

// reader is somebody who is signed in.
type reader struct {
	t    testing.TB
	base string
	http *http.Client
}

// as signs somebody in with one click.
func (e *example) as(t testing.TB, email string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, base: e.url, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if code, _, _ := r.post("/sign-in/demo", url.Values{"person": {email}}); code != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d", email, code)
	}
	return r
}

func (r *reader) get(path string) (int, string, http.Header) {
	r.t.Helper()
	resp, err := r.http.Get(r.base + path)
	return r.read(resp, err)
}

func (r *reader) post(path string, form url.Values) (int, string, http.Header) {
	r.t.Helper()
	resp, err := r.http.PostForm(r.base+path, form)
	return r.read(resp, err)
}

func (r *reader) read(resp *http.Response, err error) (int, string, http.Header) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

// page reads a page that must be there.
func (r *reader) page(path string) string {
	r.t.Helper()
	code, body, _ := r.get(path)
	if code != http.StatusOK {
		r.t.Fatalf("GET %s: %d\n%s", path, code, clip(body))
	}
	return body
}

func clip(s string) string { return s[:min(len(s), 600)] }

// has fails for every text that a page lacks.
func has(t testing.TB, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}
