package cli

import (
	"archive/tar"
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// call runs a command at the server that --server names and gives its exit code.
func call(env *Env, g *Globals, k *kong.Context) int {
	name, cmd := typed(k)
	c := farNamed(name)
	if c == nil || cmd == nil {
		return report(env, fault.New(fault.Usage, "plimsoll %s works on this machine; it cannot be given --server", name))
	}
	exit, err := (&caller{env: env, g: g, cmd: cmd, far: c, bag: baggageOf(cmd)}).do()
	if err != nil {
		return report(env, err)
	}
	return exit
}

// caller is the near half of one call.
type caller struct {
	env   *Env
	g     *Globals
	cmd   command
	far   *farCommand
	bag   baggage
	taken []*taken
	dir   *code.Dir // of an export
}

func (c *caller) do() (exit int, err error) {
	base, token, err := c.server()
	if err != nil {
		return 0, err
	}
	if s, ok := c.cmd.(settler); ok {
		s.settle()
		c.bag = baggageOf(c.cmd)
	}
	in, err := c.words()
	if err != nil {
		return 0, err
	}
	defer func() {
		for _, t := range c.taken {
			t.close()
		}
	}()
	if err := c.pick(); err != nil {
		return 0, err
	}
	if e, ok := c.cmd.(*ExportCmd); ok {
		if c.dir, err = code.OpenDir(e.Dir, e.Force); err != nil {
			return 0, err
		}
		defer func() { c.dir.Abandon() }() // after Close it does nothing
	}
	res, err := c.request(base, token, in)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if err := refusal(res); err != nil {
		return 0, err
	}
	return c.answer(res.Body)
}

// server reads where to call and with which token.
func (c *caller) server() (*url.URL, string, error) {
	u, err := url.Parse(c.g.Server)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, "", fault.New(fault.Usage, "--server takes the address of an instance, such as https://aims.example.org; the token goes into PLIMSOLL_TOKEN")
	}
	token := strings.TrimSpace(c.env.Getenv("PLIMSOLL_TOKEN"))
	if token == "" {
		return nil, "", fault.New(fault.Unauthenticated, "PLIMSOLL_TOKEN is empty; set it to a token (plimsoll token create --user EMAIL)")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, "", fault.New(fault.Unauthenticated, "PLIMSOLL_TOKEN holds characters that no token has")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) && !c.g.Quiet {
		fmt.Fprintf(c.env.Err, "plimsoll: the token and the records go to %s unencrypted; use https\n", u.Host)
	}
	return u, token, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// words is the call's first member.
func (c *caller) words() (*farCall, error) {
	b, err := json.Marshal(c.cmd)
	if err != nil {
		return nil, err
	}
	in := &farCall{Words: b, Output: c.g.Output, AsOf: c.g.AsOf, Quiet: c.g.Quiet, Terminal: c.env.OutTTY}
	if c.bag.stdin {
		in.Stdin, err = bufio.NewReader(io.LimitReader(c.env.In, 4<<10)).ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	return in, err
}

// pick looks at what the command reads, and refuses what a server would.
func (c *caller) pick() error {
	total := int64(0)
	for n, name := range c.bag.reads {
		as := fmt.Sprintf("in/%d", n)
		t, err := take(name, as)
		if name == stdinName && c.env.In != nil {
			t, err = takeInput(c.env.In, as)
		}
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		c.taken = append(c.taken, t)
		if total += t.size + int64(len(t.files))<<10; total > maxBurden-maxCall {
			return fault.New(fault.TooLarge, "%s: more than %d MB cannot be sent to a server at once", name, maxBurden>>20)
		}
	}
	return nil
}

// request sends the call. The server is asked before the files are sent.
func (c *caller) request(base *url.URL, token string, in *farCall) (*http.Response, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(c.write(w, in)) }()
	defer r.Close()
	req, err := http.NewRequestWithContext(c.env.Ctx, http.MethodPost, base.JoinPath(c.far.path()).String(), r)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", tarMedia)
	req.Header.Set("Expect", "100-continue")
	tr := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: maxRun + maxRun/2,
		ExpectContinueTimeout: 2 * time.Second, DialContext: (&net.Dialer{Timeout: 15 * time.Second}).DialContext, DisableKeepAlives: true}
	// A redirect would carry the token to where nobody named.
	client := &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, unreached(base, err)
	}
	return res, nil
}

func (c *caller) write(w io.Writer, in *farCall) error {
	p := parcel{tar.NewWriter(w)}
	if err := p.json(memberCall, in); err != nil {
		return err
	}
	for _, t := range c.taken {
		if err := t.write(p); err != nil {
			return err
		}
	}
	return p.w.Close()
}

// unreached says in plain words why no answer came.
func unreached(u *url.URL, err error) error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e // of a file that was being sent
	}
	var cert *tls.CertificateVerificationError
	var plain tls.RecordHeaderError // of a server that speaks something else
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err // without the address, which is said once
	}
	switch {
	case errors.As(err, &cert):
		return fault.Wrap(fault.Unverified, err, "the certificate of %s is not to be trusted: %s", u.Host, why(cert.Err))
	case errors.As(err, &plain), errors.Is(err, http.ErrSchemeMismatch):
		return fault.Wrap(fault.Internal, err, "%s does not speak https; is it http://%s?", u.Host, u.Host)
	}
	return fault.Wrap(fault.Internal, err, "%s cannot be reached: %v", u.Host, err)
}

// why words what is wrong with a certificate, and what to do.
func why(err error) string {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "no authority that this machine knows has signed it (name your own authority's file in SSL_CERT_FILE)"
	case errors.As(err, &host):
		return "it is for another name: " + host.Error()
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired or is not valid yet; check the clocks of both machines"
	}
	return err.Error()
}

// refusal turns a status into the fault that the server meant.
func refusal(res *http.Response) error {
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if res.StatusCode == http.StatusOK && media == tarMedia {
		return nil
	}
	if at := res.Header.Get("Location"); res.StatusCode/100 == 3 {
		return fault.New(fault.Usage, "the server sends calls on to %s; give that address to --server if you trust it", at)
	}
	kind, ok := kindOf[res.StatusCode]
	var p struct {
		Detail string          `json:"detail"`
		Errors []fault.Problem `json:"errors"`
	}
	if media != "application/problem+json" || json.NewDecoder(io.LimitReader(res.Body, maxCall)).Decode(&p) != nil {
		return fault.New(kind, "the server answers %s and not as a plimsoll of this version does; check the address", res.Status)
	}
	if p.Detail == "" || !ok {
		p.Detail = "the server answers " + res.Status
	}
	return &fault.Error{Kind: kind, Message: p.Detail, Problems: p.Errors}
}

// kindOf turns the statuses of door.Status back.
var kindOf = map[int]fault.Kind{
	http.StatusBadRequest: fault.Usage, http.StatusUnprocessableEntity: fault.Invalid, http.StatusUnauthorized: fault.Unauthenticated,
	http.StatusForbidden: fault.Forbidden, http.StatusNotFound: fault.NotFound, http.StatusMethodNotAllowed: fault.NotFound,
	http.StatusConflict: fault.Conflict, http.StatusRequestEntityTooLarge: fault.TooLarge, http.StatusServiceUnavailable: fault.Busy,
}

// answer puts files where the user wanted them, then says what the command said.
func (c *caller) answer(body io.Reader) (int, error) {
	tr := tar.NewReader(body)
	for {
		h, err := tr.Next()
		if err == nil {
			switch h.Name {
			case memberEnd:
				return c.end(tr)
			case memberStdout:
				_, err = io.Copy(c.env.Out, tr)
			case memberStderr:
				_, err = io.Copy(c.env.Err, tr)
			default:
				err = c.file(h.Name, tr)
			}
		}
		if err != nil {
			return 0, cut(err)
		}
	}
}

// cut says that an answer broke off, unless the fault is one of this machine.
func cut(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) || fault.Of(err) != fault.Internal {
		return err
	}
	return fault.Wrap(fault.Internal, err, "the server's answer broke off: %v", err)
}

func (c *caller) end(r io.Reader) (int, error) {
	var end farEnd
	if err := json.NewDecoder(r).Decode(&end); err != nil {
		return 0, cut(err)
	}
	if c.dir != nil && end.Exit == ExitDone {
		return end.Exit, c.dir.Close(c.cmd.(*ExportCmd).folders(instance.Registry()))
	}
	return end.Exit, nil
}

// file takes one file of the answer, if it is one that the command writes. A
// server cannot choose where files go.
func (c *caller) file(name string, r io.Reader) error {
	inner, ok := strings.CutPrefix(name, "out/0/")
	switch {
	case c.dir != nil && ok && exportable(inner):
		return c.dir.Put(inner, r)
	case c.dir == nil && name == "out/0" && len(c.bag.writes) == 1:
		return replaceFile(c.bag.writes[0], r, true)
	case c.bag.base && name == path.Join("in/0", code.BaseFile) && len(c.bag.reads) > 0:
		return replaceFile(filepath.Join(c.bag.reads[0], code.BaseFile), r, false)
	}
	return fault.New(fault.Unverified, "the server sent a file %q that was not asked for; nothing more was taken from it", name)
}

// exportable says whether a file may lie in an export: no hidden one but the base.
func exportable(name string) bool {
	if !fs.ValidPath(name) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return false
	}
	return name == code.BaseFile || !strings.HasPrefix(name, ".") && !strings.Contains(name, "/.")
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, r io.Reader, private bool) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".plimsoll-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone after the rename
	if !private {
		if err := f.Chmod(0o644); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
