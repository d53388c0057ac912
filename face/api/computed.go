package api

import "github.com/plimsoll-aims/plimsoll/face/door"

// computation is something that an engine works out on request.
type computation struct {
	path, summary string
	limit         int64 // bytes of a body
	handle        func(*door.Request) error
	params        []any // of both methods
	body          string
	result        map[string]any
}

const maxRiskBody = 1 << 20

// computations lists what routes and the description have in common.
func (a *API) computations() []computation {
	set := param("query", "set", "What if: PATH=VALUE, such as severity.pert[2]=500000. Repeatable.")
	rated := param("query", "rated", "From the records: also take in risks that have levels and no estimate.")
	drawn := []any{
		param("query", "simulate", "Also draw this many years with the second engine and answer with both; at most 50 million years and events together."),
		param("query", "seed", "Seed of the simulation; 1 without it."),
		param("query", "quasi", "Draw scrambled Sobol numbers where they matter most.")}
	to := param("query", "to", "A goal's id, an asset, a system of the records such as system/S3, or \"outcome on asset\".")
	graph := "An asset graph, in YAML or JSON, as docs/attack-paths.md describes it"
	const file = "in YAML or JSON, as docs/risk.md describes it"
	return []computation{
		{"/risk/quantify", "The loss distribution of one scenario", maxRiskBody, a.riskQuantify,
			append([]any{param("query", "record", "The risk to compute from its record, as in risk/R09 (GET)."), set}, drawn...), "A scenario, " + file, quantifySchema()},
		{"/risk/portfolio", "Several scenarios together: the tail, who brings it, the freeboard", maxRiskBody, a.riskPortfolio,
			append([]any{rated, set}, drawn...), "A portfolio, " + file, portfolioSchema()},
		{"/risk/treat", "What controls save, whether they pay, the cheapest set under the line", maxRiskBody, a.riskTreat,
			[]any{rated, set, param("query", "seed", "Seed of the points over which P(return > 0) is taken; 1 without it.")}, "A portfolio with controls, " + file, open("inherent", "current", "residual", "return", "controls")},
		{"/risk/bands", "A risk matrix with figures on it, and the cells that it puts in the wrong order", maxRiskBody, a.riskBands,
			nil, "A scale, " + file, open("id", "version", "currency", "cells", "contradictions", "method", "engine", "inputs_digest")},
		{"/attack/paths", "Goals that an attacker can reach, and the best ways to them", maxAttackBody, a.attackPaths,
			[]any{to, param("query", "goals", "How many goals, 1 to 100; 10 without it."), param("query", "ways", "How many ways to each, 1 to 20; 5 without it.")}, graph, open("goals", "size", "engine")},
		{"/attack/cut", "The cheapest controls that close every way to a target", maxAttackBody, a.attackCut,
			[]any{to}, graph, open("goal", "controls", "cost", "lower_bound", "optimal")},
	}
}

// describe puts the computations into the paths of the description.
func (a *API) describe(paths map[string]any) {
	for _, c := range a.computations() {
		op := func(summary string, extra ...any) map[string]any {
			return map[string]any{"summary": summary, "tags": []string{"Computed"}, "parameters": append(append([]any{}, c.params...), extra...),
				"responses": map[string]any{
					"200":     map[string]any{"description": "Done.", "content": map[string]any{"application/json": map[string]any{"schema": c.result}}},
					"503":     map[string]any{"description": "Too many computations at once, or this one takes too long; Retry-After says when to try again."},
					"default": failure()}}
		}
		post := op(c.summary + ", from a document")
		document := map[string]any{"schema": map[string]any{"type": "object", "description": c.body}}
		post["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/yaml": document, "application/json": document}}
		paths["/api/v1"+c.path] = map[string]any{"get": op(c.summary+", from the records", asOf()), "post": post}
	}
}

// open is an object with these fields and more.
func open(required ...string) map[string]any {
	props := map[string]any{}
	for _, name := range required {
		props[name] = map[string]any{}
	}
	return map[string]any{"type": "object", "required": required, "properties": props}
}

func figures(s map[string]any) map[string]any {
	props := s["properties"].(map[string]any)
	for _, name := range []string{"p_any_loss", "mean", "sd"} {
		props[name] = typed("number", "")
	}
	props["quantiles"] = map[string]any{"type": "object", "additionalProperties": typed("number", "")}
	props["tvar"] = props["quantiles"]
	props["curve"] = list(list(typed("number", "A loss, and the probability of losing more in the year.")))
	props["inputs_digest"] = text("SHA-256 of everything that can change a figure.")
	props["origin"] = open("as_of", "entry", "records")
	props["simulation"] = open("method", "years", "seed", "p_any_loss", "mean", "sd", "quantiles", "tvar", "digest")
	props["what_if"] = open("set", "base")
	return s
}

func quantifySchema() map[string]any {
	return figures(open("currency", "p_any_loss", "mean", "sd", "quantiles", "tvar", "curve", "band", "method", "engine", "inputs_digest"))
}

func portfolioSchema() map[string]any {
	return figures(open("currency", "p_any_loss", "mean", "sd", "quantiles", "tvar", "curve", "allocation", "systems", "method", "engine", "inputs_digest"))
}
