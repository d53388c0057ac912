package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

// AssetPath is the path under which Assets must be mounted.
const AssetPath = "/assets/"

// asset is one file as it is served.
type asset struct {
	href, kind  string
	plain, gzip []byte
}

// shelf is made when the first page asks for it: commands without pages pay nothing.
var shelf = sync.OnceValues(loadAssets)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".ico": "image/x-icon",
}

// loadAssets reads, shrinks, names and compresses every embedded file once.
func loadAssets() (byName, byURL map[string]*asset) {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		panic(err) // embedded: cannot happen
	}
	byName, byURL = map[string]*asset{}, map[string]*asset{}
	for _, e := range entries {
		body, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			panic(err)
		}
		ext := path.Ext(e.Name())
		if ext == ".css" {
			body = shrinkCSS(body)
		}
		sum := sha256.Sum256(body)
		a := &asset{kind: kinds[ext], plain: body}
		a.href = AssetPath + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:5]) + ext
		if z := compress(body); len(z) < len(body) {
			a.gzip = z
		}
		byName[e.Name()], byURL[a.href] = a, a
	}
	return byName, byURL
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(body) //nolint:errcheck // memory
	w.Close()     //nolint:errcheck // memory
	return b.Bytes()
}

// Href returns the URL of an asset by its file name, with the hash of its content: a changed file has a new URL.
// It panics for a name that does not exist, which a test of any page finds.
func Href(name string) string {
	assets, _ := shelf()
	a, ok := assets[name]
	if !ok {
		panic("ui: no asset " + strconv.Quote(name))
	}
	return a.href
}

// Assets serves the stylesheet, the script and the pictures under AssetPath, compressed where the reader takes it and
// cacheable for a year. /favicon.ico may be routed here too.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		assets, assetsByURL := shelf()
		a, ok := assetsByURL[r.URL.Path]
		cache := "public, max-age=31536000, immutable"
		if r.URL.Path == "/favicon.ico" {
			a, ok, cache = assets["favicon.ico"], assets["favicon.ico"] != nil, "public, max-age=86400"
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", cache)
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if a.gzip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.gzip
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			w.Write(body) //nolint:errcheck // the reader has gone
		}
	})
}

// Policy is the content policy that every page keeps.
const Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"

// Headers sets the headers that every page needs.
func Headers(h http.Header) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}
