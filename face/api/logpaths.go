package api

// logPaths describes the ledger and the search.
func logPaths() map[string]any {
	get := func(summary string, params ...any) map[string]any {
		op := map[string]any{"summary": summary, "tags": []string{"Ledger"}, "responses": map[string]any{"200": map[string]any{"description": "Done.",
			"content": map[string]any{"application/json": map[string]any{"schema": map[string]any{"type": "object"}}}}, "default": failure()}}
		if params != nil {
			op["parameters"] = params
		}
		return map[string]any{"get": op}
	}
	kind, entries := param("path", "kind", "Kind of record."), func(name, help string) map[string]any { return param("query", name, help) }
	kind["required"] = true
	checkpoint := get("The newest signed checkpoint, as a C2SP note", asOf())
	checkpoint["get"].(map[string]any)["responses"].(map[string]any)["200"] = map[string]any{"description": "The note.", "content": map[string]any{"text/plain": map[string]any{}}}
	return map[string]any{
		"/api/v1/log/checkpoint":          checkpoint,
		"/api/v1/log/key":                 get("The public key that signs checkpoints"),
		"/api/v1/log/consistency":         get("Proof that a later tree continues an earlier one", entries("from", "Size of the earlier tree."), entries("size", "Size of the later tree.")),
		"/api/v1/log/changes":             get("The newest entries", entries("before", "Only entries before this one."), asOf()),
		"/api/v1/log/verify":              get("Prove the whole log; what does not verify is in faults"),
		"/api/v1/log/prove/{kind}/{name}": get("Inclusion proofs of a record's revisions", kind, named()),
		"/api/v1/search":                  get("Find records by name and text", entries("q", "Words."), entries("kinds", "Only these kinds, with commas between."), asOf()),
	}
}
