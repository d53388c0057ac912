package modelscan

import "net/url"

// SARIF gives the report as a SARIF 2.1.0 log, within GitHub's limits: one run,
// at most 5,000 results, ten tags a rule.
func (r *Report) SARIF(version string) any {
	var used []Rule
	index := map[string]int{}
	results := []any{}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			fd := &f.Findings[j]
			if _, ok := index[fd.Rule]; !ok {
				rule, _ := RuleByID(fd.Rule) // every finding has a rule
				index[fd.Rule] = len(used)
				used = append(used, rule)
			}
			if len(results) < 5000 {
				results = append(results, sarifResult(f, fd, index[fd.Rule]))
			}
		}
	}
	rulesOut := []any{}
	for _, u := range used {
		rulesOut = append(rulesOut, sarifRule(u))
	}
	notes := []any{}
	for _, s := range r.Skipped {
		notes = append(notes, map[string]any{"level": "warning", "message": map[string]any{"text": s.Path + ": " + s.Why}})
	}
	return map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{
			"tool": map[string]any{"driver": map[string]any{"name": "plimsoll-modelscan", "version": version,
				"informationUri": "https://github.com/plimsoll-aims/plimsoll", "rules": rulesOut}},
			"results":     results,
			"columnKind":  "utf16CodeUnits",
			"invocations": []any{map[string]any{"executionSuccessful": true, "toolExecutionNotifications": notes}},
		}},
	}
}

func sarifRule(u Rule) any {
	tags := []string{"security"}
	for _, list := range [][]string{u.CWE, u.ATLAS, u.OWASP, u.Controls} {
		for _, t := range list {
			if len(tags) < 10 {
				tags = append(tags, t)
			}
		}
	}
	return map[string]any{
		"id": u.ID, "name": u.Name,
		"shortDescription":     map[string]any{"text": u.Name},
		"fullDescription":      map[string]any{"text": u.Why},
		"help":                 map[string]any{"text": u.Fix, "markdown": u.Why + "\n\n" + u.Fix},
		"helpUri":              "https://github.com/plimsoll-aims/plimsoll/blob/main/docs/scanning.md",
		"defaultConfiguration": map[string]any{"level": sarifLevel(u.Severity)},
		"properties":           map[string]any{"tags": tags, "security-severity": u.Severity.score(), "class": u.Class, "cve": orEmpty(u.CVE)},
	}
}

func orEmpty(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}

func sarifLevel(s Severity) string {
	switch s {
	case Critical, High:
		return "error"
	case Medium:
		return "warning"
	}
	return "note"
}

func sarifResult(f *File, fd *Finding, rule int) any {
	u := url.URL{Path: cleanPath(f.Path)}
	out := map[string]any{
		"ruleId": fd.Rule, "ruleIndex": rule, "level": sarifLevel(fd.Severity),
		"message": map[string]any{"text": fd.Where + ": " + fd.Why + " " + fd.Fix},
		"locations": []any{map[string]any{
			"physicalLocation": map[string]any{"artifactLocation": map[string]any{"uri": u.String()}, "region": map[string]any{"startLine": 1}},
			"logicalLocations": []any{map[string]any{"fullyQualifiedName": fd.Where}},
		}},
		"partialFingerprints": map[string]any{"modelscan/v1": fd.Fingerprint},
		"properties":          map[string]any{"callable": fd.Callable, "arguments": fd.Arguments, "verdict": f.Verdict, "sha256": f.SHA256, "security-severity": fd.Severity.score()},
	}
	switch {
	case fd.Suppressed != nil:
		out["suppressions"] = []any{map[string]any{"kind": "external", "status": "accepted",
			"justification": fd.Suppressed.Reason + " (" + fd.Suppressed.Owner + ", until " + fd.Suppressed.Expires + ")"}}
	case fd.Baseline:
		out["baselineState"] = "unchanged"
	}
	return out
}
