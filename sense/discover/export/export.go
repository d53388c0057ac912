// Package export writes what a discovery found in the formats that other
// programs read: SARIF 2.1.0 for code hosts, CycloneDX 1.6 and 1.7 with model
// cards, and SPDX 3.0.1 with the AI and Dataset profiles. Every writer is a
// pure function of the result: no clock and no random numbers, so equal results
// give equal bytes. Names of credentials are written, values are never known.
package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// Tool is the program that scanned, as the documents name it.
type Tool struct{ Name, Version string }

const infoURI = "https://github.com/plimsoll-aims/plimsoll"

func write(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// digest gives a hex SHA-256 over parts, each with its length, so that no two
// lists of parts run together.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// fingerprint is a digest over everything that a result says.
func fingerprint(r *discover.Result) string {
	b, _ := json.Marshal(struct {
		A []discover.Asset
		S []discover.System
		F []discover.File
	}{r.Assets, r.Systems, r.Files}) // plain values: they always encode
	return digest(string(b))
}

// uuid makes a UUID (version 8, RFC 9562) of a digest.
func uuid(hexDigest string) string {
	d := []byte(hexDigest[:32])
	d[12], d[16] = '8', '8'
	return fmt.Sprintf("%s-%s-%s-%s-%s", d[:8], d[8:12], d[12:16], d[16:20], d[20:])
}

// purl gives the package URL of a library, from its evidence; "" when no
// manifest named it.
func purl(a *discover.Asset) string {
	types := map[string]string{"pypi": "pypi", "npm": "npm", "gomod": "golang", "maven": "maven", "cargo": "cargo", "nuget": "nuget", "gem": "gem", "composer": "composer"}
	for _, e := range a.Evidence {
		on, pattern, _ := strings.Cut(e.Signal, ":")
		typ := types[on]
		if typ == "" || strings.Contains(pattern, "*") {
			continue
		}
		name := strings.ReplaceAll(pattern, ":", "/")
		name = strings.ReplaceAll(name, "@", "%40")
		if v := a.Attributes["version"]; exactVersion(v) {
			name += "@" + v
		}
		return "pkg:" + typ + "/" + name
	}
	return ""
}

// exactVersion says whether a version is one version and not a range.
func exactVersion(v string) bool {
	return v != "" && !strings.ContainsAny(v, " ,<>=~^*|$+%/:@(){}[]") && v[0] != 'x'
}

// confidence gives the number that stands for a confidence.
func confidence(c discover.Confidence) float64 {
	switch c {
	case discover.Verified:
		return 1
	case discover.Declared:
		return 0.9
	case discover.Inferred:
		return 0.7
	}
	return 0.3
}

func split(s string) []string {
	var out []string
	for _, p := range strings.Split(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
