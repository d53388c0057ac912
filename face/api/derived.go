package api

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/coverage"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report"
	"github.com/plimsoll-aims/plimsoll/report/oscal"
)

// derive answers with what an engine says of the moment that was asked about.
func (a *API) derive(r *door.Request, f func(kernel.View, *overview.Overview) (any, error)) error {
	return r.View(func(v kernel.View) error {
		o, err := a.Derived.Of(r.Context(), v)
		if err != nil {
			return err
		}
		out, err := f(v, o)
		if err != nil {
			return err
		}
		return answer(r, http.StatusOK, out)
	})
}

// asOfView is the moment of a view; a kept result carries that of its first reader.
func asOfView(v kernel.View) facts.AsOf { return facts.AsOf{Time: v.Now().UTC(), Entry: v.Seq()} }

// readiness is how far each requirement is met.
func (a *API) readiness(r *door.Request) error {
	return a.derive(r, func(v kernel.View, o *overview.Overview) (any, error) {
		out := *o.Readiness()
		out.AsOf = asOfView(v)
		return out, nil
	})
}

// soa is the Statement of Applicability.
func (a *API) soa(r *door.Request) error {
	return a.derive(r, func(v kernel.View, o *overview.Overview) (any, error) {
		out := *o.Sheet()
		out.AsOf = asOfView(v)
		return out, nil
	})
}

// lint is what does not fit together; an empty array when everything does.
func (a *API) lint(r *door.Request) error {
	return a.derive(r, func(_ kernel.View, o *overview.Overview) (any, error) {
		if list := o.Findings(); list != nil {
			return list, nil
		}
		return []lint.Finding{}, nil
	})
}

// coverage is how far evidence reaches, over ISO/IEC 42001 or with ?framework=
// over another one.
func (a *API) coverage(r *door.Request) error {
	return a.derive(r, func(_ kernel.View, o *overview.Overview) (any, error) {
		fw := r.URL.Query().Get("framework")
		if fw == "" {
			return coverage.Own(o.Facts), nil
		}
		c, ok := coverage.Across(o.Facts, fw)
		if !ok {
			return nil, fault.New(fault.NotFound, "there is no such framework, or no crosswalk from it to iso42001")
		}
		return c, nil
	})
}

// impact is which AI systems need an impact assessment and which have one, counted
// by unit, or with ?by= by a label.
func (a *API) impact(r *door.Request) error {
	return a.derive(r, func(v kernel.View, o *overview.Overview) (any, error) {
		out := *o.Impact()
		if by := r.URL.Query().Get("by"); by != "" {
			out = *impact.ByLabel(o.Facts, by)
		}
		out.AsOf = asOfView(v)
		return out, nil
	})
}

// home is what the first page says.
func (a *API) home(r *door.Request) error {
	return a.derive(r, func(v kernel.View, o *overview.Overview) (any, error) {
		out := *o.Home()
		out.AsOf = asOfView(v)
		return out, nil
	})
}

// report sends a report as a file; ?format= says which, json without it.
func (a *API) report(r *door.Request) error {
	name, format := r.PathValue("report"), cmp.Or(r.URL.Query().Get("format"), "json")
	if err := report.CheckFormat(name, format); err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		o, err := a.Derived.Of(r.Context(), v)
		if err != nil {
			return err
		}
		return door.SendReport(r, v, o, name, format)
	})
}

// framework is a framework of the reader's catalogue, with ?format=oscal as an
// OSCAL catalog.
func (a *API) framework(r *door.Request) error {
	format := r.URL.Query().Get("format")
	if format != "" && format != "json" && format != "oscal" {
		return fault.New(fault.Usage, "a framework can be had as json or oscal")
	}
	return a.derive(r, func(_ kernel.View, o *overview.Overview) (any, error) {
		f := o.Facts.Catalog.Framework(r.PathValue("id"))
		switch {
		case f == nil:
			return nil, fault.New(fault.NotFound, "there is no such framework")
		case format == "oscal":
			return oscal.OfFramework(f), nil
		}
		return f, nil
	})
}

// makePack makes a pack of now, or with ?entry= of an earlier position, and sends it.
func (a *API) makePack(r *door.Request) error {
	at, err := kernel.ParseAt(r.URL.Query().Get("entry"))
	if err != nil {
		return err
	}
	return door.SendPack(r, a.Packer(r.Store), at)
}

// derivedPaths describes the derived views in OpenAPI.
func derivedPaths() map[string]any {
	get := func(summary string, schema map[string]any, params ...any) map[string]any {
		return map[string]any{"get": map[string]any{"summary": summary, "tags": []string{"Derived"}, "parameters": append(params, asOf()),
			"responses": map[string]any{"200": map[string]any{"description": "Worked out at the moment that was asked about.", "content": map[string]any{"application/json": map[string]any{"schema": schema}}},
				"default": map[string]any{"description": "What is wrong.", "content": map[string]any{"application/problem+json": map[string]any{"schema": ref("Problem")}}}}}}
	}
	at := obj(nil, map[string]any{"time": map[string]any{"type": "string", "format": "date-time"}, "entry": typed("integer", "")})
	open := func(props map[string]any) map[string]any {
		return map[string]any{"type": "object", "properties": props}
	}
	thing := map[string]any{"type": "object"}
	path := func(name, help string) map[string]any {
		p := param("path", name, help)
		p["required"] = true
		return p
	}
	return map[string]any{
		"/api/v1/readiness":        get("Readiness by clause, with the reason and the next act for every gap", open(map[string]any{"as_of": at, "requirements": thing, "controls": thing, "clauses": list(thing)})),
		"/api/v1/soa":              get("The Statement of Applicability", open(map[string]any{"version": text(""), "as_of": at, "rows": list(thing), "problems": list(thing)})),
		"/api/v1/lint":             get("What does not fit together", list(open(map[string]any{"check": text(""), "clause": text(""), "severity": text("error or warning"), "record": text("kind/name"), "message": text(""), "fix": text("")}))),
		"/api/v1/coverage":         get("How far evidence reaches", thing, param("query", "framework", "Another framework, reached over the crosswalks.")),
		"/api/v1/impact":           get("Which AI systems need an impact assessment and which have one", open(map[string]any{"as_of": at, "counts": thing, "units": list(thing), "systems": list(thing)}), param("query", "by", "Count by this label instead of by unit.")),
		"/api/v1/home":             get("The first page: load line, readiness, path, what to do next", open(map[string]any{"as_of": at, "load_line": thing, "ready": thing, "path": list(thing), "next": list(thing)})),
		"/api/v1/reports/{report}": get("A report as a file", thing, path("report", strings.Join(report.Names, ", ")), param("query", "format", strings.Join(report.Formats("soa"), ", ")+"; json without it. OSCAL has no model for registers.")),
		"/api/v1/catalog/{id}":     get("A framework", thing, path("id", "Its id or namespace: iso42001:2023, iso42001."), param("query", "format", "json, or oscal for an OSCAL catalog.")),
		"/api/v1/packs": map[string]any{"post": map[string]any{"summary": "Make a pack for an auditor and send it", "tags": []string{"Derived"}, "parameters": []any{param("query", "entry", "The ledger entry to show; now without it.")},
			"responses": map[string]any{"200": map[string]any{"description": "The pack.", "content": map[string]any{"application/zip": map[string]any{}}},
				"default": map[string]any{"description": "What is wrong.", "content": map[string]any{"application/problem+json": map[string]any{"schema": ref("Problem")}}}}}},
	}
}
