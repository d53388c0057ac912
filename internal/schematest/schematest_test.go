package schematest

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestTheSchemasTellAValidDocumentFromABrokenOne(t *testing.T) {
	for _, version := range []string{"1.6", "1.7"} {
		s := CycloneDX(t, version)
		Valid(t, s, []byte(`{"bomFormat": "CycloneDX", "specVersion": "`+version+`", "components": [{"type": "machine-learning-model", "name": "m"}]}`))
		if s.Validate(map[string]any{"bomFormat": "CycloneDX", "specVersion": version, "components": []any{map[string]any{"type": "hat", "name": "m"}}}) == nil {
			t.Errorf("%s takes a component of type hat", version)
		}
	}
}

func TestOurPartsOfSPDXSARIFAndOSCALRefuseWhatTheyDoNotHave(t *testing.T) {
	const (
		element = `{"type": "Tool", "spdxId": "urn:x:1", "creationInfo": "_:c", "name": "t"`
		graph   = `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [`
	)
	SPDX(t, []byte(graph+element+"}]}"))
	const catalog = `{"catalog": {"uuid": "00000000-0000-5000-8000-000000000000", "metadata": {"title": "t", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"}`
	OSCAL(t, []byte(catalog+"}}"))
	SARIF(t, []byte(`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}}]}`))
	for _, c := range []struct {
		schema []byte
		doc    string
	}{
		{spdx, graph + element + `, "colour": "red"}]}`},
		{spdx, graph + `{"type": "Hat", "spdxId": "urn:x:1", "creationInfo": "_:c"}]}`},
		{oscal, catalog + `, "colour": "red"}}`},
		{oscal, catalog + `, "controls": []}}`},
		{oscal, catalog + `, "controls": [{"id": "4.1", "title": "an id begins with a letter"}]}}`},
		{sarif, `{"version": "2.1.0", "runs": [{"tool": {}}]}`},
		{sarif, `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"ruleId": "a"}]}]}`},
	} {
		const url = "file:///schema.json"
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(c.doc)))
		if err != nil {
			t.Fatal(err)
		}
		if compile(t, url, map[string][]byte{url: c.schema}).Validate(v) == nil {
			t.Errorf("taken: %s", c.doc)
		}
	}
}
