package server_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// allocated is how many bytes the process has allocated while f ran.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

const gigabyte = 1 << 30

// TestAnUploadOfAGigabyteIsRefusedEarly announces it, and sends it unannounced.
func TestAnUploadOfAGigabyteIsRefusedEarly(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	for _, path := range []string{"/api/v1/people", "/api/v1/cli/import", "/api/v1/cli/get", "/people"} {
		got := 0
		n := allocated(func() { got = h.announce(path, "ann@example.org") })
		if got != http.StatusRequestEntityTooLarge || n > 16<<20 {
			t.Errorf("%s: a gigabyte announced: status %d, %d kB allocated", path, got, n>>10)
		}
	}
	for _, path := range []string{"/api/v1/people", "/api/v1/cli/get"} {
		body := &endless{limit: gigabyte}
		status := 0
		n := allocated(func() {
			req, err := http.NewRequest("POST", h.web.URL+path, body)
			h.must(err)
			req.Header.Set("Authorization", "Bearer "+h.tokens["ann@example.org"])
			req.Header.Set("Content-Type", "application/json")
			if strings.Contains(path, "cli") {
				req.Header.Set("Content-Type", "application/x-tar")
			}
			if res, err := http.DefaultClient.Do(req); err == nil { // the connection may be gone before the answer is read
				status = res.StatusCode
				h.must(res.Body.Close())
			}
		})
		if status != http.StatusRequestEntityTooLarge && status != http.StatusBadRequest && status != 0 || body.n.Load() > 32<<20 || n > 64<<20 {
			t.Errorf("%s: a gigabyte: status %d after %d MB, %d MB allocated", path, status, body.n.Load()>>20, n>>20)
		}
	}
}

// announce sends only the head of a request with a body of a gigabyte.
func (h *house) announce(path, who string) int {
	h.Helper()
	c, err := net.Dial("tcp", h.web.Listener.Addr().String())
	h.must(err)
	defer c.Close()
	h.must(c.SetDeadline(time.Now().Add(10 * time.Second)))
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nCookie: plimsoll=%s\r\nContent-Type: application/x-tar\r\nContent-Length: %d\r\n\r\n",
		path, h.tokens[who], h.cookie[who], gigabyte)
	h.must(err)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	h.must(err)
	defer res.Body.Close()
	return res.StatusCode
}

// endless gives spaces, which JSON allows before a value. The client may still read
// of it when the answer is there.
type endless struct {
	n     atomic.Int64
	limit int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n.Load() >= e.limit {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = ' '
	}
	e.n.Add(int64(len(p)))
	return len(p), nil
}

// TestBadDocuments sends wrong records: each problem is named with its path and
// code, and nothing is written.
func TestBadDocuments(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	h.must(h.putPerson(instance.Main, "ann@example.org", "ada"))
	h.do("ann@example.org", "PUT", "/api/v1/people/ada", "application/json", `{"spec":{"full_name":"Ada K."}}`, "If-Match", `"1"`)
	before := h.size(instance.Main)
	deep := strings.Repeat(`{"a":`, 50_000) + "1" + strings.Repeat("}", 50_000)
	for _, x := range []struct {
		what, method, path, body string
		status                   int
		want                     []string
	}{
		{"an unknown field", "POST", "people", `{"name":"x","spec":{"full_nme":"x"}}`, 422, []string{"full_nme", "unknown-field"}},
		{"all problems at once", "POST", "risks", `{"name":"r","spec":{"title":7,"shoe":1,"owner":"nobody","state":"flying"}}`, 422, []string{"title", "shoe", "owner", "state"}},
		{"a wrong type", "POST", "people", `{"name":"x","spec":{"full_name":["x"]}}`, 422, []string{"full_name"}},
		{"a field beside spec", "POST", "people", `{"name":"x","specs":{}}`, 422, []string{"specs"}},
		{"a dangling reference", "POST", "tasks", `{"name":"t","spec":{"title":"x","about":"risk/none","state":"open"}}`, 422, []string{"about"}},
		{"a stale revision", "PUT", "people/ada", `{"spec":{"full_name":"Late"}}`, 409, nil},
		{"no JSON", "POST", "people", `{"name":`, 422, []string{"syntax"}},
		{"two documents", "POST", "people", `{"name":"x","spec":{"full_name":"X"}}{}`, 422, []string{"something follows"}},
		{"deep JSON", "POST", "people", `{"name":"x","spec":` + deep + `}`, 0, nil},
		{"deep lists", "POST", "people", strings.Repeat("[", 200_000), 0, nil},
		{"broken UTF-8", "POST", "people", "{\"name\":\"x\",\"spec\":{\"full_name\":\"a\xff\xfe\"}}", 422, []string{"encoding", "1:35"}},
		{"a zero byte", "POST", "people", `{"name":"x","spec":{"full_name":"a\u0000b"}}`, 0, nil},
		{"a huge number", "POST", "risks", `{"name":"x","spec":{"inherent":{"likelihood":1e999999}}}`, 422, []string{"likelihood"}},
		{"the same key twice", "POST", "people", `{"name":"x","spec":{"full_name":"X","full_name":"Y"}}`, 0, nil},
	} {
		status, body := h.do("ann@example.org", x.method, "/api/v1/"+x.path, "application/json", x.body, "If-Match", `"1"`)
		if x.status != 0 && status != x.status || status/100 != 4 {
			t.Errorf("%s: status %d, want %d: %s", x.what, status, x.status, cut(body))
		}
		for _, w := range x.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: the answer does not name %s: %s", x.what, w, cut(body))
			}
		}
		if !json.Valid([]byte(body)) {
			t.Errorf("%s: the answer is no JSON: %s", x.what, cut(body))
		}
	}
	if after := h.size(instance.Main); after != before {
		t.Errorf("bad documents wrote entries %d to %d", before+1, after)
	}
}

// TestBadFiles gives wrong files to import and apply at a server.
func TestBadFiles(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	before := h.size(instance.Main)
	tmp := t.TempDir()
	file := func(name, text string) string { return write(t, filepath.Join(tmp, name), text) }
	dir := func(name, text string) string {
		return filepath.Dir(write(t, filepath.Join(tmp, name, "p.yaml"), text))
	}
	imp := func(f string) []string { return []string{"import", "person", f} }
	app := func(d string) []string { return []string{"apply", d} }
	for _, x := range []struct {
		what string
		args []string
		want string
	}{
		{"a zip bomb", imp(file("bomb.xlsx", bomb(t))), "bomb"},
		{"a zip of something", imp(file("some.xlsx", "PK\x03\x04rubbish")), "damaged"},
		{"half UTF-16", imp(file("utf16.csv", "\xff\xfen\x00a\x00m\x00")), ""},
		{"no text", imp(file("binary.csv", "\x00\x01\x02\x03\x00\x00")), ""},
		{"a quote without end", imp(file("quote.csv", "name,full_name\nx,\"X\n")), ""},
		{"deep YAML", app(dir("deep", strings.Repeat("[", 100_000))), "p.yaml"},
		{"YAML that grows", app(dir("laughs", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n")), "p.yaml"},
		{"broken UTF-8", app(dir("utf8", "kind: person\nname: x\nspec:\n  full_name: \"a\xff\"\n")), "p.yaml:4"},
		{"an unknown field", app(dir("unknown", "kind: person\nname: x\nspec:\n  full_name: X\n  shoe: 43\n")), "p.yaml:5:3"},
		{"a dangling reference", app(dir("dangling", personYAML+"---\nkind: task\nname: t\nspec:\n  title: T\n  owner: ada\n  about: risk/none\n  state: open\n")), "p.yaml:11"},
	} {
		var got said
		n := allocated(func() { got = h.far("ann@example.org", x.args...) })
		if got.exit != 1 && got.exit != 2 || !strings.Contains(got.err+got.out, x.want) || strings.Contains(got.err, "went wrong at the server") {
			t.Errorf("%s: exit %d: %s", x.what, got.exit, cut(got.err))
		}
		if n > 256<<20 {
			t.Errorf("%s: %d MB allocated", x.what, n>>20)
		}
	}
	if after := h.size(instance.Main); after != before {
		t.Errorf("bad files wrote entries %d to %d", before+1, after)
	}
}

// bomb is a workbook whose sheet is a hundred thousand times larger than it.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, text string, times int) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range times {
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`, 1)
	put("xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`, 1)
	put("xl/worksheets/sheet1.xml", strings.Repeat(" ", 1<<20), 300)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSecondProcess starts one on the data directory of a running server.
func TestSecondProcess(t *testing.T) {
	if dir := os.Getenv("PLIMSOLL_TEST_SECOND"); dir != "" {
		got := typed("", "", "get", "people", "--data", dir)
		fmt.Fprint(os.Stderr, got.err)
		os.Exit(40 + got.exit)
	}
	h := newHouse(t)
	h.must(h.i.Serving(h.web.URL))
	c := exec.Command(os.Args[0], "-test.run=^TestSecondProcess$")
	c.Env = append(os.Environ(), "PLIMSOLL_TEST_SECOND="+h.i.Dir)
	out, _ := c.CombinedOutput() // its exit code is looked at below
	if c.ProcessState.ExitCode() != 41 || !strings.Contains(string(out), "another process uses this data directory") || !strings.Contains(string(out), h.web.URL) {
		t.Errorf("exit %d: %s", c.ProcessState.ExitCode(), out)
	}
}
