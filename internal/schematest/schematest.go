// Package schematest holds documents against JSON schemas in tests. The schemas of
// CycloneDX come out of the CycloneDX library's own module, so no copy lives in
// this repository; where the module is not there the test fails, for then nothing
// was checked. Of SPDX, SARIF and OSCAL no module that can be had carries the schema:
// the parts that this program writes are described here, and the official schema is
// asked as well when PLIMSOLL_SPDX_SCHEMA, PLIMSOLL_SARIF_SCHEMA or
// PLIMSOLL_OSCAL_SCHEMA names its file.
package schematest

import (
	"bytes"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	cycloneModule = "github.com/CycloneDX/cyclonedx-go"
	cycloneBase   = "http://cyclonedx.org/schema/"
)

// algorithms takes the place of a schema that 1.7 refers to and the module does
// not carry: lists of names for cryptographic assets, of which a document of
// ours has none.
const algorithms = `{"$id": "` + cycloneBase + `cryptography-defs.schema.json",
	"definitions": {"algorithmFamiliesEnum": {"type": "string"}, "ellipticCurvesEnum": {"type": "string"}}}`

// CycloneDX gives the official schema of a version such as 1.6.
func CycloneDX(t testing.TB, version string) *jsonschema.Schema {
	t.Helper()
	dir := moduleDir(t, cycloneModule)
	main := "bom-" + version + ".schema.json"
	docs := map[string][]byte{cycloneBase + "cryptography-defs.schema.json": []byte(algorithms)}
	for url, name := range map[string]string{main: main, "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schema.json": "jsf-0.82.schemax.json"} {
		docs[cycloneBase+url] = read(t, filepath.Join(dir, "schema", name))
	}
	return compile(t, cycloneBase+main, docs)
}

//go:embed spdx-3.0.1.json
var spdx []byte

//go:embed sarif-2.1.0.json
var sarif []byte

//go:embed oscal-1.1.3.json
var oscal []byte

// SPDX fails the test when a document does not follow SPDX 3.0.1.
func SPDX(t testing.TB, doc []byte) {
	t.Helper()
	own(t, spdx, "PLIMSOLL_SPDX_SCHEMA", doc)
}

// SARIF fails the test when a document does not follow SARIF 2.1.0.
func SARIF(t testing.TB, doc []byte) {
	t.Helper()
	own(t, sarif, "PLIMSOLL_SARIF_SCHEMA", doc)
}

// OSCAL fails the test when a document does not follow OSCAL 1.1.
func OSCAL(t testing.TB, doc []byte) {
	t.Helper()
	own(t, oscal, "PLIMSOLL_OSCAL_SCHEMA", doc)
}

func own(t testing.TB, schema []byte, official string, doc []byte) {
	t.Helper()
	const url = "file:///schema.json"
	Valid(t, compile(t, url, map[string][]byte{url: schema}), doc)
	if path := os.Getenv(official); path != "" {
		Valid(t, compile(t, url, map[string][]byte{url: read(t, path)}), doc)
	}
}

// Valid fails the test when a document does not follow the schema.
func Valid(t testing.TB, s *jsonschema.Schema, doc []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
}

func moduleDir(t testing.TB, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Fatalf("%s, which carries the schema, is not in the module cache (go mod download brings it): %v", module, err)
	}
	return dir
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func compile(t testing.TB, url string, docs map[string][]byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for u, b := range docs {
		b = bytes.ReplaceAll(b, []byte(`^(?!_:).+:.+`), []byte(`^[^_].*:.+`)) // Go's expressions cannot look ahead
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(u, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
