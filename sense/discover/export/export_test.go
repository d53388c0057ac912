package export_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/plimsoll-aims/plimsoll/internal/schematest"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sense/discover/export"
)

var tool = export.Tool{Name: "plimsoll", Version: "test"}

// sample has an asset of every kind, hostile names and every attribute that a
// writer looks at.
func sample() *discover.Result {
	r := &discover.Result{Signals: "test", Assets: []discover.Asset{}, Systems: []discover.System{}}
	for _, k := range []string{"accelerator", "agent", "agent-config", "ai-service", "credential", "dataset", "deployment", "evaluation", "guardrail", "library", "mcp-server", "model", "pipeline", "prompt", "runtime", "setting", "vector-store"} {
		r.Assets = append(r.Assets, discover.Asset{ID: k + "/acme/x", Kind: k, Name: "x", Vendor: "Acme", Class: "c", Confidence: discover.Declared,
			Attributes: map[string]string{"version": "1.2.3", "task": "text-classification", "datasets": "a/b, c/d", "metrics": "accuracy=0.9, f1=0.8", "licence": "mit", "base-model": "b/c", "architecture": "BertModel", "family": "bert", "host": "api.example.com"},
			Evidence:   []discover.Evidence{{File: "a b/ü%.py", Line: 3, Signal: "pypi:openai", Confidence: discover.Declared}, {File: "m.bin", Signal: "format:onnx", Confidence: discover.Verified}}})
	}
	r.Assets = append(r.Assets, discover.Asset{ID: "model/-/\"<é>", Kind: "model", Name: "\"<é>\u2028", Confidence: discover.Unresolved, Evidence: []discover.Evidence{{File: "x", Signal: "model:gpt-4*", Confidence: discover.Unresolved}}})
	var ids []string
	for _, a := range r.Assets {
		ids = append(ids, a.ID)
	}
	r.Systems = []discover.System{{ID: "system/app", Name: "app", Root: ".", Assets: ids, Why: "because"}}
	return r
}

func TestCycloneDXIsValidAgainstTheOfficialSchemas(t *testing.T) {
	for _, v := range []string{"1.6", "1.7"} {
		s := schematest.CycloneDX(t, v)
		for name, r := range map[string]*discover.Result{"everything": sample(), "nothing": {}} {
			t.Run(v+" with "+name, func(t *testing.T) {
				var b bytes.Buffer
				if err := export.CycloneDX(&b, r, tool, v); err != nil {
					t.Fatal(err)
				}
				schematest.Valid(t, s, b.Bytes())
			})
		}
	}
}

func TestCycloneDXIsReadByTheCycloneDXLibraryWithTheModelCard(t *testing.T) {
	var b bytes.Buffer
	if err := export.CycloneDX(&b, sample(), tool, "1.6"); err != nil {
		t.Fatal(err)
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(&b, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	for _, c := range *bom.Components {
		if c.BOMRef != "model/acme/x" {
			continue
		}
		if c.Type != cdx.ComponentTypeMachineLearningModel || c.ModelCard == nil || c.ModelCard.ModelParameters.Task != "text-classification" {
			t.Fatalf("%+v", c)
		}
		return
	}
	t.Fatal("no model component")
}

func TestAnUnknownCycloneDXVersionIsRefused(t *testing.T) {
	if err := export.CycloneDX(&bytes.Buffer{}, sample(), tool, "2.0"); err == nil {
		t.Fatal("accepted")
	}
}

func TestSPDXHasTheShapeOfTheAIAndDatasetProfiles(t *testing.T) {
	var b bytes.Buffer
	if err := export.SPDX(&b, sample(), tool, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	schematest.SPDX(t, b.Bytes())
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Context != "https://spdx.org/rdf/3.0.1/spdx-context.jsonld" {
		t.Fatal(doc.Context)
	}
	count, ids := map[string]int{}, map[string]bool{}
	for _, e := range doc.Graph {
		typ := e["type"].(string)
		count[typ]++
		if typ == "CreationInfo" {
			continue
		}
		id, _ := e["spdxId"].(string)
		if id == "" || ids[id] || e["creationInfo"] != "_:creation" {
			t.Fatalf("no, or a second, identity: %v", e)
		}
		ids[id] = true
	}
	if count["SpdxDocument"] != 1 || count["ai_AIPackage"] != 2 || count["dataset_DatasetPackage"] != 1 || count["Relationship"] != 1 {
		t.Fatal(count)
	}
	for _, e := range doc.Graph {
		for _, field := range []string{"from", "suppliedBy"} {
			if id, ok := e[field].(string); ok && !ids[id] {
				t.Fatalf("%s points at nothing: %v", field, e)
			}
		}
		to, _ := e["to"].([]any)
		for _, id := range to {
			if !ids[id.(string)] {
				t.Fatalf("a relation points at nothing: %v", id)
			}
		}
		if e["type"] == "dataset_DatasetPackage" && len(e["dataset_datasetType"].([]any)) == 0 {
			t.Fatal("a data set without a type")
		}
	}
}

func TestSARIFHasARuleForEachResultAndPlacesThatAreURIs(t *testing.T) {
	var b bytes.Buffer
	if err := export.SARIF(&b, sample(), tool); err != nil {
		t.Fatal(err)
	}
	schematest.SARIF(t, b.Bytes())
	var doc struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	if doc.Version != "2.1.0" || len(run.Results) != 2*17+1 {
		t.Fatal(doc.Version, len(run.Results))
	}
	prints := map[string]bool{}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Fatalf("rule %d is not %s", r.RuleIndex, r.RuleID)
		}
		uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI
		if strings.ContainsAny(uri, " ü") {
			t.Fatalf("%q is no URI", uri)
		}
		p := r.PartialFingerprints["plimsollAsset/v1"]
		if prints[p] {
			t.Fatal("two results with one fingerprint")
		}
		prints[p] = true
	}
}

func TestEveryFormatIsTheSameBytesForTheSameResult(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"sarif": func(b *bytes.Buffer) error { return export.SARIF(b, sample(), tool) },
		"1.6":   func(b *bytes.Buffer) error { return export.CycloneDX(b, sample(), tool, "1.6") },
		"1.7":   func(b *bytes.Buffer) error { return export.CycloneDX(b, sample(), tool, "1.7") },
		"spdx":  func(b *bytes.Buffer) error { return export.SPDX(b, sample(), tool, time.Unix(0, 0)) },
	} {
		var a, b bytes.Buffer
		if write(&a) != nil || write(&b) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s differs from run to run", name)
		}
	}
}
