package ui_test

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// get asks for an asset as a browser does.
func get(t *testing.T, url, encoding string) (body []byte, r *httptest.ResponseRecorder) {
	t.Helper()
	req := httptest.NewRequest("GET", url, nil)
	req.Header.Set("Accept-Encoding", encoding)
	r = httptest.NewRecorder()
	ui.Assets().ServeHTTP(r, req)
	if r.Code != 200 {
		t.Fatalf("GET %s: %d", url, r.Code)
	}
	return r.Body.Bytes(), r
}

func TestStylesheetAndScriptStaySmall(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]struct{ plain, gzip int }{"plimsoll.css": {37 << 10, 9500}, "plimsoll.js": {5 << 10, 2 << 10}} {
		plain, _ := get(t, ui.Href(name), "")
		zipped, _ := get(t, ui.Href(name), "gzip")
		t.Logf("%s: %d bytes, %d compressed", name, len(plain), len(zipped))
		if len(plain) > most.plain || len(zipped) > most.gzip {
			t.Errorf("%s has %d bytes, %d compressed; the most is %d and %d", name, len(plain), len(zipped), most.plain, most.gzip)
		}
	}
}

func TestAssetsHaveNamesByContentAndAreKeptForAYear(t *testing.T) {
	t.Parallel()
	url := ui.Href("plimsoll.css")
	if !regexp.MustCompile(`^/assets/plimsoll\.[0-9a-f]{10}\.css$`).MatchString(url) {
		t.Errorf("name without hash: %s", url)
	}
	plain, r := get(t, url, "")
	if c := r.Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("Cache-Control is %q", c)
	}
	zipped, r := get(t, url, "gzip, br")
	if r.Header().Get("Content-Encoding") != "gzip" || r.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers of the compressed answer: %v", r.Header())
	}
	z, err := gzip.NewReader(strings.NewReader(string(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	if back, err := io.ReadAll(z); err != nil || string(back) != string(plain) {
		t.Error("the compressed answer is another file")
	}
}

func TestOnlyGetAndHeadReachAssetsAndUnknownNamesAreNotFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, url string
		code        int
	}{{"POST", ui.Href("plimsoll.js"), 405}, {"HEAD", ui.Href("plimsoll.js"), 200}, {"GET", "/assets/plimsoll.0000000000.css", 404}, {"GET", "/assets/../doc.go", 404}} {
		r := httptest.NewRecorder()
		ui.Assets().ServeHTTP(r, httptest.NewRequest(c.method, "http://x"+c.url, nil))
		if r.Code != c.code {
			t.Errorf("%s %s: %d, want %d", c.method, c.url, r.Code, c.code)
		}
	}
}

func TestTheOldAddressOfTheIconIsServedToo(t *testing.T) {
	t.Parallel()
	body, r := get(t, "/favicon.ico", "")
	if r.Header().Get("Content-Type") != "image/x-icon" || len(body) == 0 {
		t.Errorf("%d bytes of %s", len(body), r.Header().Get("Content-Type"))
	}
}
