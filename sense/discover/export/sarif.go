package export

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	ColumnKind string            `json:"columnKind"`
	Results    []sarifResult     `json:"results"`
	Properties map[string]string `json:"properties,omitempty"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID               string            `json:"id"`
	Name             string            `json:"name"`
	ShortDescription sarifText         `json:"shortDescription"`
	FullDescription  sarifText         `json:"fullDescription"`
	Help             sarifText         `json:"help"`
	Default          map[string]string `json:"defaultConfiguration"`
	Properties       map[string]any    `json:"properties"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   map[string]string `json:"properties"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	} `json:"physicalLocation"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

// maxSARIF is the number of results that code hosts take of one run.
const maxSARIF = 25_000

// SARIF writes one result for each piece of evidence, under one rule for each
// kind of asset. Results beyond 25,000 are left out and counted in the run's
// properties.
func SARIF(w io.Writer, r *discover.Result, tool Tool) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: tool.Name, Version: tool.Version, InformationURI: infoURI, Rules: []sarifRule{}}
	index := map[string]int{}
	left := 0
	for i := range r.Assets {
		a := &r.Assets[i]
		if _, ok := index[a.Kind]; !ok {
			index[a.Kind] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule(a.Kind))
		}
		for _, e := range a.Evidence {
			if len(run.Results) == maxSARIF {
				left++
				continue
			}
			run.Results = append(run.Results, result(a, e, index[a.Kind]))
		}
	}
	if left > 0 {
		run.Properties = map[string]string{"resultsLeftOut": fmt.Sprint(left)}
	}
	return write(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func rule(kind string) sarifRule {
	words := strings.ReplaceAll(kind, "-", " ")
	return sarifRule{
		ID: "discover/" + kind, Name: pascal(kind),
		ShortDescription: sarifText{"AI asset: " + words},
		FullDescription:  sarifText{"The scanned files show an AI asset of the kind " + words + "."},
		Help:             sarifText{"Check that the asset stands in the inventory of AI systems with an owner. If it does, nothing is left to do; if not, claim it or dismiss it with a reason."},
		Default:          map[string]string{"level": "note"},
		Properties:       map[string]any{"tags": []string{"ai-inventory", "iso42001:A.4.2"}},
	}
}

func result(a *discover.Asset, e discover.Evidence, rule int) sarifResult {
	name := a.Name
	if a.Vendor != "" {
		name += " (" + a.Vendor + ")"
	}
	res := sarifResult{
		RuleID: "discover/" + a.Kind, RuleIndex: rule, Level: "note",
		Message:      sarifText{fmt.Sprintf("%s: %s, %s by %s", a.Kind, name, e.Confidence, e.Signal)},
		Fingerprints: map[string]string{"plimsollAsset/v1": digest(a.ID, e.File, e.Signal)[:32]},
		Properties:   map[string]string{"asset": a.ID, "confidence": string(e.Confidence), "signal": e.Signal},
	}
	var l sarifLocation
	l.Physical.Artifact.URI = (&url.URL{Path: e.File}).EscapedPath()
	if e.Line > 0 {
		l.Physical.Region = &sarifRegion{e.Line}
	}
	res.Locations = []sarifLocation{l}
	return res
}

func pascal(s string) string {
	var b strings.Builder
	for _, p := range strings.Split(s, "-") {
		b.WriteString(strings.ToUpper(p[:1]) + p[1:])
	}
	return b.String()
}
