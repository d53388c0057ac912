package export

import (
	"io"
	"sort"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// SPDX writes an SPDX 3.0.1 document in JSON-LD with the Core, Software, AI and
// Dataset profiles: models as AIPackage, data sets as DatasetPackage, libraries
// and the rest as Package, a proposed system as a Package that depends on its
// assets. SPDX demands a time of creation: created comes in, so that the same
// input gives the same bytes.
func SPDX(w io.Writer, r *discover.Result, tool Tool, created time.Time) error {
	s := &spdx{base: "urn:uuid:" + uuid(fingerprint(r)) + "#"}
	s.add(object{"type": "CreationInfo", "@id": "_:creation", "specVersion": "3.0.1", "created": created.UTC().Format("2006-01-02T15:04:05Z"), "createdBy": []string{s.id("tool-author")}, "createdUsing": []string{s.id("tool")}})
	s.element("Organization", "tool-author", tool.Name+" user", nil)
	s.element("Tool", "tool", strings.TrimSpace(tool.Name+" "+tool.Version), nil)
	vendors := map[string]bool{}
	roots := []string{}
	for i := range r.Assets {
		a := &r.Assets[i]
		if a.Vendor != "" && !vendors[a.Vendor] {
			vendors[a.Vendor] = true
			s.element("Organization", "vendor/"+a.Vendor, a.Vendor, nil)
		}
		s.asset(a)
		roots = append(roots, s.id(a.ID))
	}
	for _, sys := range r.Systems {
		s.element("software_Package", sys.ID, sys.Name, object{"software_primaryPurpose": "application", "description": sys.Why})
		roots = append(roots, s.id(sys.ID))
		to := []string{}
		for _, id := range sys.Assets {
			to = append(to, s.id(id))
		}
		s.relate(sys.ID, "dependsOn", to)
	}
	sort.Strings(roots)
	doc := object{"profileConformance": []string{"core", "software", "ai", "dataset"}}
	if len(roots) > 0 {
		doc["rootElement"] = roots
		doc["element"] = roots
	}
	s.element("SpdxDocument", "document", "AI assets found by "+tool.Name, doc)
	return write(w, object{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": s.graph})
}

type spdx struct {
	base  string
	graph []object
}

func (s *spdx) add(o object) { s.graph = append(s.graph, o) }

// id makes an IRI of a local name; anything but plain letters is hashed away, so
// that a hostile name cannot break the IRI.
func (s *spdx) id(local string) string {
	for _, r := range local {
		if r >= 0x7f || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/", r) {
			return s.base + digest(local)[:32]
		}
	}
	return s.base + local
}

func (s *spdx) element(typ, local, name string, more object) {
	o := object{"type": typ, "spdxId": s.id(local), "creationInfo": "_:creation", "name": name}
	for k, v := range more {
		o[k] = v
	}
	s.add(o)
}

func (s *spdx) relate(from, kind string, to []string) {
	if len(to) == 0 {
		return
	}
	s.add(object{"type": "Relationship", "spdxId": s.id("rel/" + kind + "/" + from), "creationInfo": "_:creation", "from": s.id(from), "to": to, "relationshipType": kind})
}

var spdxPurpose = map[string]string{"library": "library", "model": "model", "dataset": "data", "runtime": "platform", "accelerator": "device", "vector-store": "library",
	"prompt": "file", "agent-config": "configuration", "setting": "configuration", "credential": "configuration", "ai-service": "application", "guardrail": "library", "evaluation": "test"}

func (s *spdx) asset(a *discover.Asset) {
	more := object{"software_primaryPurpose": "application", "comment": comment(a)}
	if p := spdxPurpose[a.Kind]; p != "" {
		more["software_primaryPurpose"] = p
	}
	if v := a.Attributes["version"]; v != "" {
		more["software_packageVersion"] = v
	}
	if a.Vendor != "" {
		more["suppliedBy"] = s.id("vendor/" + a.Vendor)
	}
	if p := purl(a); p != "" {
		more["software_packageUrl"] = p
	}
	typ := "software_Package"
	switch a.Kind {
	case "model":
		typ = "ai_AIPackage"
		aiProfile(a, more)
	case "dataset":
		typ = "dataset_DatasetPackage"
		more["dataset_datasetType"] = []string{datasetType(a.Attributes["task"])}
	}
	s.element(typ, a.ID, a.Name, more)
}

// aiProfile adds the AI profile's fields that something was read for.
func aiProfile(a *discover.Asset, more object) {
	var types []string
	for _, k := range []string{"architecture", "family", "library", "flavours", "format"} {
		types = append(types, split(a.Attributes[k])...)
	}
	if len(types) > 0 {
		more["ai_typeOfModel"] = types
	}
	if t := a.Attributes["task"]; t != "" {
		more["ai_domain"] = []string{t}
	}
	if d := a.Attributes["datasets"]; d != "" {
		more["ai_informationAboutTraining"] = "Trained on: " + d
	}
	var metrics []object
	for _, m := range split(a.Attributes["metrics"]) {
		if k, v, ok := strings.Cut(m, "="); ok {
			metrics = append(metrics, object{"type": "DictionaryEntry", "key": k, "value": v})
		}
	}
	if len(metrics) > 0 {
		more["ai_metric"] = metrics
	}
}

// datasetType gives SPDX's word for a task's data, noAssertion when unknown.
func datasetType(task string) string {
	switch {
	case strings.Contains(task, "image"):
		return "image"
	case strings.Contains(task, "audio"), strings.Contains(task, "speech"):
		return "audio"
	case strings.Contains(task, "text"), strings.Contains(task, "question"), strings.Contains(task, "translation"), strings.Contains(task, "summarization"), strings.Contains(task, "token"):
		return "text"
	case strings.Contains(task, "tabular"):
		return "structured"
	case strings.Contains(task, "time-series"):
		return "timeseries"
	case strings.Contains(task, "graph"):
		return "graph"
	case strings.Contains(task, "video"):
		return "video"
	}
	return "noAssertion"
}

// comment says how the asset is known and where.
func comment(a *discover.Asset) string {
	var b strings.Builder
	b.WriteString(a.Kind + ", " + string(a.Confidence) + ". Evidence: ")
	for i, e := range a.Evidence {
		if i == 5 {
			b.WriteString(", and more")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(e.File)
		if e.Line > 0 {
			b.WriteString(":" + itoa(e.Line))
		}
	}
	return b.String()
}
