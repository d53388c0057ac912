package modelscan

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// CycloneDX gives the report as a CycloneDX 1.6 bill of materials: a component
// for every model with its digest, verdict and format, and a vulnerability for
// every rule that was found. The same report gives the same bytes.
func (r *Report) CycloneDX(version string) any {
	components, serial := []any{}, sha256.New()
	affected := map[string][]any{}
	for i := range r.Files {
		f := &r.Files[i]
		fmt.Fprintf(serial, "%s %s\n", f.SHA256, cleanPath(f.Path))
		if !isModel(f.Format) {
			continue
		}
		ref := "model-" + f.SHA256[:16] + "-" + fingerprint(cleanPath(f.Path), &Finding{})[:8]
		components = append(components, component(f, ref))
		done := map[string]bool{}
		for j := range f.Findings {
			if fd := &f.Findings[j]; fd.Counts() && !done[fd.Rule] {
				done[fd.Rule] = true
				affected[fd.Rule] = append(affected[fd.Rule], map[string]any{"ref": ref})
			}
		}
	}
	vulnerabilities := []any{}
	for _, u := range rules {
		if refs := affected[u.ID]; refs != nil {
			vulnerabilities = append(vulnerabilities, vulnerability(u, refs))
		}
	}
	sum := serial.Sum(nil)
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80 // a name-based UUID
	return map[string]any{
		"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"serialNumber": fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]),
		"metadata": map[string]any{"tools": map[string]any{"components": []any{
			map[string]any{"type": "application", "name": "plimsoll-modelscan", "version": version}}}},
		"components": components, "vulnerabilities": vulnerabilities,
	}
}

// isModel leaves out the texts that lie beside models.
func isModel(format string) bool {
	switch format {
	case "text", "json", "yaml", "template", "unknown", "empty", "xml", "native", "tar", "zip", "7z":
		return false
	}
	return true
}

func component(f *File, ref string) any {
	props := []any{property("format", f.Format), property("verdict", string(f.Verdict)), property("severity", string(f.Severity)),
		property("path", cleanPath(f.Path)), property("size", itoa(f.Size))}
	if f.WeightsOnly != nil {
		props = append(props, property("weights-only-safe", fmt.Sprint(*f.WeightsOnly)))
	}
	return map[string]any{
		"type": "machine-learning-model", "bom-ref": ref, "name": baseName(f.Path),
		"hashes":     []any{map[string]any{"alg": "SHA-256", "content": f.SHA256}},
		"properties": props,
		"modelCard":  map[string]any{},
		"evidence":   map[string]any{"occurrences": []any{map[string]any{"location": cleanPath(f.Path)}}},
	}
}

func property(k, v string) any { return map[string]any{"name": "plimsoll:modelscan:" + k, "value": v} }

func vulnerability(u Rule, refs []any) any {
	cwes := []any{}
	for _, c := range u.CWE {
		n := 0
		if _, err := fmt.Sscanf(c, "CWE-%d", &n); err == nil {
			cwes = append(cwes, n)
		}
	}
	return map[string]any{
		"id": u.ID, "bom-ref": "rule-" + u.ID, "source": map[string]any{"name": "plimsoll-modelscan"},
		"ratings":     []any{map[string]any{"severity": strings.Replace(string(u.Severity), "none", "info", 1), "method": "other"}},
		"cwes":        cwes,
		"description": u.Why, "recommendation": u.Fix, "affects": refs,
	}
}
