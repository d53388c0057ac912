package server_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// upload sends the form of /catalog and gives the hidden values of the preview.
func (h *house) upload(who, kind, file string) (status int, body string, hidden url.Values) {
	h.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	h.must(m.WriteField("kind", kind))
	h.must(m.WriteField("framework", "iso42001:2023"))
	w, err := m.CreateFormFile("file", "own.csv")
	h.must(err)
	_, err = io.WriteString(w, file)
	h.must(err)
	h.must(m.Close())
	status, body = h.do(who, "POST", "/catalog/preview", m.FormDataContentType(), b.String())
	hidden = url.Values{}
	for _, x := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		hidden.Set(x[1], x[2])
	}
	return status, body, hidden
}

func TestAnOwnFrameworkIsPreviewedThenAdded(t *testing.T) {
	h := newHouse(t)
	h.must(h.i.DB.CreateTenant(h.ctx, "other", "Other"))
	h.user(instance.Main, "ann@example.org", access.Manager)
	h.user(instance.Main, "rob@example.org", access.Reader)
	h.user("other", "bob@example.org", access.Owner)
	acme := "type,id,parent,title\nframework,acme:1,,ACME rules\nclause,1,,Buying\nrequirement,1.1,1,Ask the zeppelin\n"
	was := h.size(instance.Main)
	status, body, hidden := h.upload("ann@example.org", "framework", acme)
	if status != 200 || hidden.Get("record") != "framework/acme-1" || !strings.Contains(body, "Nothing is written yet") {
		t.Fatalf("preview: %d %v\n%s", status, hidden, body)
	}
	if h.size(instance.Main) != was {
		t.Error("the preview wrote something")
	}
	if status, _ := h.do("ann@example.org", "GET", "/files/"+hidden.Get("digest"), "", ""); status != 404 {
		t.Errorf("a file that no record refers to can be read: %d", status)
	}
	tampered := url.Values{}
	for k := range hidden {
		tampered.Set(k, hidden.Get(k))
	}
	tampered.Set("record", "framework/iso42001-2023")
	if status, _ := h.do("ann@example.org", "POST", "/catalog/add", "application/x-www-form-urlencoded", tampered.Encode()); status != 422 || h.size(instance.Main) != was {
		t.Errorf("a changed form: %d", status)
	}
	if status, body := h.do("ann@example.org", "POST", "/catalog/add", "application/x-www-form-urlencoded", hidden.Encode()); status != 303 {
		t.Fatalf("add: %d %s", status, body)
	}
	for _, path := range []string{"/catalog", "/catalog/acme:1", "/catalog/acme:1.1", "/search?q=zeppelin"} {
		if status, body := h.do("rob@example.org", "GET", path, "", ""); status != 200 || !strings.Contains(body, "cme") {
			t.Errorf("%s: %d", path, status)
		}
		if _, body := h.do("bob@example.org", "GET", path, "", ""); strings.Contains(body, "ACME") || strings.Contains(body, "Ask the") {
			t.Errorf("another tenant sees it on %s", path)
		}
	}
	status, body, hidden = h.upload("ann@example.org", "crosswalk", "from,to,relation\nacme:1.9,iso42001:A.5.2,equal\n")
	if status != 422 || len(hidden.Get("record")) > 0 || !strings.Contains(body, "acme:1.9 does not exist") {
		t.Errorf("a crosswalk that names what is not there: %d", status)
	}
	if status, _, _ := h.upload("rob@example.org", "framework", acme); status != 403 {
		t.Errorf("a reader may add: %d", status)
	}
}

func TestLicensedTextStaysWithWhoMayRevealIt(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Manager)
	h.user(instance.Main, "aud@example.org", access.InternalAuditor)
	h.user(instance.Main, "ext@example.org", access.ExternalAuditor)
	h.user(instance.Main, "con@example.org", access.Contributor)
	status, _, hidden := h.upload("ann@example.org", "licensed-text", "item,text\niso42001:A.5.2,The zeppelin shall be assessed.\n")
	if status != 200 {
		t.Fatal(status)
	}
	if status, body := h.do("ann@example.org", "POST", "/catalog/add", "application/x-www-form-urlencoded", hidden.Encode()); status != 303 {
		t.Fatalf("add: %d %s", status, body)
	}
	paths := []string{"/catalog/iso42001:A.5.2", "/licensed-texts", "/licensed-texts/iso42001-2023", "/api/v1/licensed-texts/iso42001-2023", "/files/" + hidden.Get("digest"), "/search?q=zeppelin", "/changes"}
	for who, sees := range map[string]bool{"ann@example.org": true, "aud@example.org": true, "ext@example.org": false, "con@example.org": false} {
		_, body := h.do(who, "GET", paths[0], "", "")
		if strings.Contains(body, "zeppelin") != sees {
			t.Errorf("%s sees the text: %v, want %v", who, !sees, sees)
		}
		for _, path := range paths[1:] {
			if status, body := h.do(who, "GET", path, "", ""); !sees && (strings.Contains(body, "zeppelin shall") || strings.Contains(body, hidden.Get("digest")) && !strings.HasPrefix(path, "/files/") || strings.HasPrefix(path, "/files/") && status != 404) {
				t.Errorf("%s: %s gives it away (%d)", who, path, status)
			}
		}
	}
	h.notInPack("zeppelin")
}

// notInPack makes a pack with every right and looks at every byte of it.
func (h *house) notInPack(word string) {
	h.Helper()
	file := filepath.Join(h.TempDir(), "a.pack")
	_, err := h.i.Packer(h.i.Operator("test")).ToFile(context.Background(), kernel.At{}, file)
	h.must(err)
	z, err := zip.OpenReader(file)
	h.must(err)
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		h.must(err)
		b, err := io.ReadAll(r)
		h.must(err)
		h.must(r.Close())
		if strings.Contains(string(b), word) || strings.Contains(f.Name, "licensed") {
			h.Errorf("the pack's %s holds the licensed text", f.Name)
		}
	}
}
