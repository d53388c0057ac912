package schematest

import "testing"

func TestTheSchemasTellAValidDocumentFromABrokenOne(t *testing.T) {
	for _, version := range []string{"1.6", "1.7"} {
		s := CycloneDX(t, version)
		Valid(t, s, []byte(`{"bomFormat": "CycloneDX", "specVersion": "`+version+`", "components": [{"type": "machine-learning-model", "name": "m"}]}`))
		if s.Validate(map[string]any{"bomFormat": "CycloneDX", "specVersion": version, "components": []any{map[string]any{"type": "hat", "name": "m"}}}) == nil {
			t.Errorf("%s takes a component of type hat", version)
		}
	}
}
