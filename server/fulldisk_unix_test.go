//go:build unix

package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// TestAFullDisk lets no file of the process grow any further, as a full disk or a
// quota does, while records are written: writes fail with a clear answer, reading
// goes on, and when there is room again everything that was acknowledged is there,
// nothing else is, and the log verifies.
func TestAFullDisk(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	var old syscall.Rlimit
	h.must(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	full := old
	full.Cur = 2 << 20
	h.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full))
	defer func() { h.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old)) }()

	acknowledged, refused := 0, 0
	text := strings.Repeat("x", 20_000)
	for n := 0; n < 400 && refused < 3; n++ {
		status, body := h.do("ann@example.org", "POST", "/api/v1/people", "application/json", fmt.Sprintf(`{"name":"p%d","spec":{"full_name":"P","job":%q}}`, n, text))
		if n == 0 && status == http.StatusUnprocessableEntity {
			t.Fatalf("the record is not sound: %s", body)
		}
		if status == http.StatusCreated {
			acknowledged++
			continue
		}
		refused++
		if status != http.StatusServiceUnavailable || !strings.Contains(body, "nothing was written") || strings.Contains(body, h.i.Dir) {
			t.Errorf("a write on a full disk: status %d %s", status, body)
		}
	}
	if refused == 0 || acknowledged == 0 {
		t.Fatalf("%d written, %d refused: the disk never was full", acknowledged, refused)
	}
	if status, body := h.do("ann@example.org", "GET", "/api/v1/people?limit=1", "", ""); status != http.StatusOK || !strings.Contains(body, fmt.Sprintf(`"total":%d`, acknowledged)) {
		t.Errorf("reading on a full disk: status %d %s", status, cut(body))
	}
	csv := write(t, filepath.Join(t.TempDir(), "many.csv"), "name,full_name,job\nn,N,"+text+"\nm,M,"+text+"\n")
	if got := h.far("ann@example.org", "import", "person", csv, "-o", "json"); got.exit != 1 {
		t.Errorf("import on a full disk: %+v", got)
	}
	full.Cur = 1 // not even what fits into the pages that are there
	h.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full))
	if _, err := h.i.Users.CreateToken(h.ctx, h.i.Operator("test"), "ann@example.org", "t", time.Hour); !fault.Is(err, fault.Busy) {
		t.Errorf("a token on a full disk: %v", err)
	}
	signIn := url.Values{"email": {"ann@example.org"}, "password": {password}}.Encode()
	if status, body := h.do("", "POST", "/sign-in", "application/x-www-form-urlencoded", signIn, "Origin", h.web.URL); status != http.StatusServiceUnavailable || !strings.Contains(body, "disk is full") {
		t.Errorf("signing in on a full disk: status %d %s", status, cut(body))
	}

	h.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))
	if status, body := h.do("ann@example.org", "POST", "/api/v1/people", "application/json", `{"name":"later","spec":{"full_name":"L"}}`); status != http.StatusCreated {
		t.Errorf("with room again: status %d %s", status, body)
	}
	if got := h.far("ann@example.org", "log", "verify"); got.exit != 0 {
		t.Errorf("log verify: %+v", got)
	}
	if _, body := h.do("ann@example.org", "GET", "/api/v1/people?limit=1", "", ""); !strings.Contains(body, fmt.Sprintf(`"total":%d`, acknowledged+1)) {
		t.Errorf("%d were acknowledged: …%s", acknowledged+1, body[max(0, len(body)-200):])
	}
}
