//go:build unix

package server_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
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
	csv := write(t, filepath.Join(t.TempDir(), "many.csv"), "name,full_name,job\n"+strings.Repeat("n,N,"+text+"\n", 10)) // as large as what was refused
	if got := h.far("ann@example.org", "import", "person", csv, "-o", "json"); got.exit == 0 {
		t.Errorf("import on a full disk: %+v", got)
	}

	h.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))
	if status, body := h.do("ann@example.org", "POST", "/api/v1/people", "application/json", `{"name":"later","spec":{"full_name":"L"}}`); status != http.StatusCreated {
		t.Errorf("with room again: status %d %s", status, body)
	}
	if got := h.far("ann@example.org", "log", "verify"); got.exit != 0 {
		t.Errorf("log verify: %+v", got)
	}
	if _, body := h.do("ann@example.org", "GET", "/api/v1/people?limit=1", "", ""); !strings.Contains(body, fmt.Sprintf(`"total":%d`, acknowledged+1)) {
		t.Errorf("%d were acknowledged: %s", acknowledged+1, cut(body))
	}
}
