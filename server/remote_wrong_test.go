package server_test

import (
	"archive/tar"
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

const secretToken = "plimsoll_this-token-is-never-shown"

// TestWrongServersAndTokens gets plain words and the promised exit code for each
// way in which a server can fail to answer, and never the token.
func TestWrongServersAndTokens(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	quiet := log.New(io.Discard, "", 0)
	other := func(f http.HandlerFunc) string {
		s := httptest.NewServer(f)
		t.Cleanup(s.Close)
		return s.URL
	}
	secure := httptest.NewUnstartedServer(h.srv.Handler())
	secure.Config.ErrorLog = quiet
	secure.StartTLS()
	t.Cleanup(secure.Close)
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	h.must(nobody.Close())
	broken := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-tar")
		tw := tar.NewWriter(w)
		_ = tw.WriteHeader(&tar.Header{Name: "stdout", Size: 100, Typeflag: tar.TypeReg})
		_, _ = io.WriteString(tw, "half")
	}
	sends := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-tar")
			tw := tar.NewWriter(w)
			_ = tw.WriteHeader(&tar.Header{Name: name, Size: 1, Typeflag: tar.TypeReg, Mode: 0o777})
			_, _ = io.WriteString(tw, "x")
			_ = tw.Close()
		}
	}
	for _, x := range []struct {
		what, server, token string
		exit                int
		want                string
	}{
		{"no token", h.web.URL, "", 5, "PLIMSOLL_TOKEN is empty"},
		{"a wrong token", h.web.URL, secretToken, 5, "the token is not valid"},
		{"a token with a line end", h.web.URL, secretToken + "\nX: y", 5, "characters that no token has"},
		{"no address", "aims.example.org", secretToken, 2, "such as https://"},
		{"a token in the address", "https://x:" + secretToken + "@aims.example.org", secretToken, 2, "PLIMSOLL_TOKEN"},
		{"an unknown authority", secure.URL, secretToken, 7, "no authority that this machine knows"},
		{"https to http", strings.Replace(h.web.URL, "http:", "https:", 1), secretToken, 1, "does not speak https"},
		{"nobody there", "http://" + nobody.Addr().String(), secretToken, 1, "cannot be reached"},
		{"another program", other(http.NotFound), secretToken, 4, "not as a plimsoll"},
		{"a page", other(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }), secretToken, 1, "not as a plimsoll"},
		{"a redirect", other(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "https://evil.example/", 307) }), secretToken, 2, "sends calls on"},
		{"half an answer", other(broken), secretToken, 1, "broke off"},
		{"a file that nobody asked for", other(sends("out/0/.git/hooks/pre-commit")), secretToken, 7, "was not asked for"},
		{"a file above", other(sends("../x")), secretToken, 7, "was not asked for"},
	} {
		got := typed(x.token, "", "get", "people", "--server", x.server)
		if got.exit != x.exit || !strings.Contains(got.err, x.want) {
			t.Errorf("%s: exit %d, want %d with %q\n%s", x.what, got.exit, x.exit, x.want, got.err)
		}
		if strings.Contains(got.out+got.err, "never-shown") {
			t.Errorf("%s shows the token: %s", x.what, got.err)
		}
	}
}

// TestLocalCommandsSaySo gives --server to what works on this machine.
func TestLocalCommandsSaySo(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"serve", "demo", "backup x", "restore x", "doctor", "scan model x", "discover x", "pack verify x", "version"} {
		got := typed(secretToken, "", append(strings.Fields(line), "--server", "http://127.0.0.1:1")...)
		if got.exit != 2 || !strings.Contains(got.err, "works on this machine") {
			t.Errorf("%s: %+v", line, got)
		}
	}
}

// member of a hand-made call.
type member struct {
	name, text string
	kind       byte
}

func tarOf(t *testing.T, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		if m.kind == 0 {
			m.kind = tar.TypeReg
		}
		hdr := &tar.Header{Name: m.name, Typeflag: m.kind, Size: int64(len(m.text)), Mode: 0o600}
		if m.kind == tar.TypeSymlink || m.kind == tar.TypeLink {
			hdr.Linkname, hdr.Size = m.text, 0
		}
		if err := w.WriteHeader(hdr); err != nil {
			t.Fatal(err)
		}
		if hdr.Size > 0 {
			if _, err := io.WriteString(w, m.text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostileCalls sends what plimsoll never would: each is refused, or fails as
// the command fails, and nothing of the server's file system is read or written.
func TestHostileCalls(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	outside := write(t, t.TempDir()+"/people/p.yaml", personYAML)
	call := func(words string) member { return member{"call.json", `{"words":` + words + `}`, 0} }
	apply := call(`{"Dirs":["set"]}`)
	before := h.size(instance.Main)
	for _, x := range []struct {
		what, command, body string
		status              int
		want                string
	}{
		{"no tar", "get", "rubbish", 400, "broken"},
		{"nothing", "get", "", 400, "broken"},
		{"no call", "get", tarOf(t, member{"in/0", "x", 0}), 400, "begins with"},
		{"no words", "get", tarOf(t, member{"call.json", "{}", 0}), 400, "does not understand"},
		{"words of another command", "get", tarOf(t, apply), 400, "unknown field"},
		{"an unknown flag", "get", tarOf(t, member{"call.json", `{"words":{},"data":"/etc"}`, 0}), 400, "unknown field"},
		{"deep words", "get", tarOf(t, call(strings.Repeat("[", 20000))), 400, "does not understand"},
		{"a long call", "apply", tarOf(t, call(`"`+strings.Repeat("x", 2<<20)+`"`)), 400, "at most"},
		{"a way up", "apply", tarOf(t, apply, member{"in/../../x", "x", 0}), 400, "must not have"},
		{"a path from the root", "apply", tarOf(t, apply, member{"/etc/x", "x", 0}), 400, "must not have"},
		{"a file beside", "apply", tarOf(t, apply, member{"stdout", "x", 0}), 400, "must not have"},
		{"a link", "apply", tarOf(t, apply, member{"in/0/p.yaml", outside, tar.TypeSymlink}), 400, "neither file"},
		{"a hard link", "apply", tarOf(t, apply, member{"in/0/p.yaml", outside, tar.TypeLink}), 400, "neither file"},
		{"a device", "apply", tarOf(t, apply, member{"in/0/p.yaml", "", tar.TypeChar}), 400, "neither file"},
		{"the same twice", "apply", tarOf(t, apply, member{"in/0/p.yaml", "x", 0}, member{"in/0/p.yaml", "x", 0}), 400, "twice"},
		{"too much for a reading command", "get", tarOf(t, call(`{}`), member{"in/0", strings.Repeat("x", 3<<20), 0}), 413, "larger"},
		{"a path of the server", "import", tarOf(t, call(`{"Kind":"person","File":"/etc/passwd"}`)), 200, "there is no file /etc/passwd"},
		{"a mapping of the server", "import", tarOf(t, call(`{"Kind":"person","File":"x","Map":"/etc/passwd"}`), member{"in/0", "name\n", 0}), 200, "there is no mapping"},
		{"a directory of the server", "apply", tarOf(t, call(`{"Dirs":["`+strings.TrimSuffix(outside, "/people/p.yaml")+`"]}`)), 200, "there is no directory"},
		{"no directory", "apply", tarOf(t, call(`{}`)), 200, "name a directory"},
		{"nowhere to write", "export", tarOf(t, call(`{}`)), 200, ""},
		{"nowhere to pack", "pack-make", tarOf(t, call(`{}`)), 200, ""},
		{"no kind", "get", tarOf(t, call(`{}`)), 200, "there is no kind"},
		{"a limit below nothing", "get", tarOf(t, call(`{"Kind":"person","Limit":-5}`)), 200, ""},
		{"everything null", "history", tarOf(t, call(`null`)), 200, ""},
		{"nobody to add", "user-add", tarOf(t, call(`{}`)), 200, ""},
		{"nothing to prove", "log-prove", tarOf(t, call(`{}`)), 200, "there is no kind"},
	} {
		status, body := h.do("ann@example.org", "POST", "/api/v1/cli/"+x.command, "application/x-tar", x.body, "Expect", "100-continue")
		if status != x.status || !strings.Contains(body, x.want) {
			t.Errorf("%s: status %d, want %d with %q: %s", x.what, status, x.status, x.want, cut(body))
		}
		if strings.Contains(body, "plimsoll-call") || strings.Contains(body, h.i.Dir) || strings.Contains(body, "root:") {
			t.Errorf("%s: the server shows its files: %s", x.what, cut(body))
		}
	}
	if after := h.size(instance.Main); after != before {
		t.Errorf("hostile calls wrote entries %d to %d", before+1, after)
	}
	left, err := os.ReadDir(tmp)
	h.must(err)
	for _, e := range left {
		if strings.HasPrefix(e.Name(), "plimsoll-") {
			t.Errorf("%s is left among temporary files", e.Name())
		}
	}
}
