package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// object keeps JSON objects short to write; encoding sorts its keys.
type object = map[string]any

// CycloneDX writes a bill of materials of version "1.6" or "1.7": models as
// machine-learning-model components with model cards, data sets as data
// components, hosted AI as services, proposed systems as applications that
// depend on their assets. Credentials stand by name in the document's
// properties.
func CycloneDX(w io.Writer, r *discover.Result, tool Tool, version string) error {
	if version != "1.6" && version != "1.7" {
		return fmt.Errorf("CycloneDX %q is not supported; use 1.6 or 1.7", version)
	}
	components, services, properties := []object{}, []object{}, []object{}
	for i := range r.Assets {
		a := &r.Assets[i]
		switch a.Kind {
		case "ai-service":
			services = append(services, service(a))
		case "credential", "setting":
			properties = append(properties, object{"name": "plimsoll:" + a.Kind, "value": a.Name})
		default:
			components = append(components, component(a, r))
		}
	}
	depends := []object{}
	for _, s := range r.Systems {
		components = append(components, object{"type": "application", "bom-ref": s.ID, "name": s.Name,
			"properties": []object{{"name": "plimsoll:why", "value": s.Why}, {"name": "plimsoll:root", "value": s.Root}}})
		on := []string{}
		for _, id := range s.Assets {
			if !strings.HasPrefix(id, "credential/") && !strings.HasPrefix(id, "setting/") {
				on = append(on, id)
			}
		}
		depends = append(depends, object{"ref": s.ID, "dependsOn": on})
	}
	meta := object{"tools": object{"components": []object{toolComponent(tool)}}}
	if len(properties) > 0 {
		meta["properties"] = properties
	}
	doc := object{
		"$schema": "http://cyclonedx.org/schema/bom-" + version + ".schema.json", "bomFormat": "CycloneDX", "specVersion": version, "version": 1,
		"serialNumber": "urn:uuid:" + uuid(fingerprint(r)), "metadata": meta, "components": components,
	}
	if len(services) > 0 {
		doc["services"] = services
	}
	if len(depends) > 0 {
		doc["dependencies"] = depends
	}
	return write(w, doc)
}

func toolComponent(t Tool) object {
	c := object{"type": "application", "name": t.Name}
	if t.Version != "" {
		c["version"] = t.Version
	}
	return c
}

var componentType = map[string]string{
	"library": "library", "model": "machine-learning-model", "dataset": "data", "runtime": "platform", "accelerator": "device", "vector-store": "library",
	"prompt": "file", "agent-config": "file", "guardrail": "library", "evaluation": "library", "mcp-server": "application", "agent": "application",
	"deployment": "application", "pipeline": "application",
}

func component(a *discover.Asset, r *discover.Result) object {
	c := object{"type": componentType[a.Kind], "bom-ref": a.ID, "name": a.Name, "evidence": evidence(a), "properties": properties(a)}
	if a.Vendor != "" {
		c["supplier"] = object{"name": a.Vendor}
	}
	if v := a.Attributes["version"]; v != "" {
		c["version"] = v
	}
	if p := purl(a); p != "" {
		c["purl"] = p
	}
	if a.Kind == "model" || a.Kind == "dataset" {
		if h := hashes(a, r); len(h) > 0 {
			c["hashes"] = h
		}
		if l := a.Attributes["licence"]; l != "" {
			c["licenses"] = []object{{"license": object{"name": l}}}
		}
	}
	switch a.Kind {
	case "model":
		c["modelCard"] = modelCard(a)
		if base := a.Attributes["base-model"]; base != "" {
			c["pedigree"] = object{"ancestors": []object{{"type": "machine-learning-model", "name": base}}}
		}
	case "dataset":
		c["data"] = []object{{"type": "dataset", "name": a.Name}}
	}
	return c
}

// modelCard carries what was read beside the model: task, architecture, data
// sets and metrics.
func modelCard(a *discover.Asset) object {
	params := object{}
	put := func(key, attr string) {
		if v := a.Attributes[attr]; v != "" {
			params[key] = v
		}
	}
	put("task", "task")
	put("architectureFamily", "family")
	put("modelArchitecture", "architecture")
	if ds := split(a.Attributes["datasets"]); len(ds) > 0 {
		list := []object{}
		for _, d := range ds {
			list = append(list, object{"type": "dataset", "name": d})
		}
		params["datasets"] = list
	}
	card := object{"bom-ref": "card:" + a.ID}
	if len(params) > 0 {
		card["modelParameters"] = params
	}
	var metrics []object
	for _, m := range split(a.Attributes["metrics"]) {
		if k, v, ok := strings.Cut(m, "="); ok {
			metrics = append(metrics, object{"type": k, "value": v})
		}
	}
	if len(metrics) > 0 {
		card["quantitativeAnalysis"] = object{"performanceMetrics": metrics}
	}
	return card
}

func service(a *discover.Asset) object {
	s := object{"bom-ref": a.ID, "name": a.Name, "x-trust-boundary": true, "properties": properties(a)}
	if a.Vendor != "" {
		s["provider"] = object{"name": a.Vendor}
	}
	if h := a.Attributes["host"]; h != "" {
		s["endpoints"] = []string{"https://" + h}
	}
	for _, e := range a.Evidence { // services have no evidence field
		s["properties"] = append(s["properties"].([]object), object{"name": "plimsoll:evidence", "value": fmt.Sprintf("%s:%d", e.File, e.Line)})
	}
	return s
}

// technique says how a signal was read, in CycloneDX's words.
func technique(signal string) string {
	switch on, _, _ := strings.Cut(signal, ":"); on {
	case "pypi", "npm", "gomod", "maven", "cargo", "nuget", "gem", "composer", "helm", "image", "k8s", "tf", "cfn", "arm", "gcp", "gha":
		return "manifest-analysis"
	case "format", "file":
		return "filename"
	}
	return "source-code-analysis"
}

func evidence(a *discover.Asset) object {
	occurrences, methods, seen := []object{}, []object{}, map[string]bool{}
	for _, e := range a.Evidence {
		o := object{"location": e.File}
		if e.Line > 0 {
			o["line"] = e.Line
		}
		occurrences = append(occurrences, o)
		if !seen[e.Signal] {
			seen[e.Signal] = true
			methods = append(methods, object{"technique": technique(e.Signal), "confidence": confidence(e.Confidence), "value": e.Signal})
		}
	}
	return object{"occurrences": occurrences, "identity": []object{{"field": "name", "confidence": confidence(a.Confidence), "methods": methods}}}
}

func properties(a *discover.Asset) []object {
	out := []object{{"name": "plimsoll:kind", "value": a.Kind}, {"name": "plimsoll:confidence", "value": string(a.Confidence)}}
	if a.Class != "" {
		out = append(out, object{"name": "plimsoll:class", "value": a.Class})
	}
	for _, k := range keys(a.Attributes) {
		out = append(out, object{"name": "plimsoll:" + k, "value": a.Attributes[k]})
	}
	return out
}

// hashes gives the digest of the model's own file, when its bytes were seen.
func hashes(a *discover.Asset, r *discover.Result) []object {
	if a.Confidence != discover.Verified || a.Attributes["format"] == "" || len(a.Evidence) != 1 {
		return nil
	}
	for _, f := range r.Files {
		if f.Path == a.Evidence[0].File && f.SHA256 != "" {
			return []object{{"alg": "SHA-256", "content": f.SHA256}}
		}
	}
	return nil
}
