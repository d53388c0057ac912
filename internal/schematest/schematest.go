// Package schematest holds documents against official JSON schemas in tests. The
// schemas of CycloneDX come out of the CycloneDX library's own module, so no copy
// lives in this repository; where the module is not there the test fails, for
// then nothing was checked.
package schematest

import (
	"bytes"
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

// File gives the schema that is kept in a file.
func File(t testing.TB, path string) *jsonschema.Schema {
	t.Helper()
	const url = "file:///schema.json"
	return compile(t, url, map[string][]byte{url: read(t, path)})
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
