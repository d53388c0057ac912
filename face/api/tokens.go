package api

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/face/door"
)

// tokens lists the caller's tokens, or with ?user= those of a user whose rights are
// within their own.
func (a *API) tokens(r *door.Request) error {
	list, err := a.Users.Tokens(r.Context(), r.Store, r.URL.Query().Get("user"))
	if err != nil {
		return err
	}
	return answer(r, http.StatusOK, map[string]any{"items": list})
}

// revoke ends one token at once.
func (a *API) revoke(r *door.Request) error {
	if err := a.Users.RevokeToken(r.Context(), r.Store, r.URL.Query().Get("user"), r.PathValue("id")); err != nil {
		return err
	}
	r.W.WriteHeader(http.StatusNoContent)
	return nil
}

// tokenPaths describes tokens in OpenAPI.
func tokenPaths() map[string]any {
	user := param("query", "user", "Whose; your own without it. Others need the right to write users.")
	id := param("path", "id", "As the list shows it.")
	id["required"] = true
	token := obj(nil, map[string]any{"id": text(""), "user": text(""), "title": text(""),
		"created": map[string]any{"type": "string", "format": "date-time"}, "expires": map[string]any{"type": "string", "format": "date-time"}})
	return map[string]any{
		"/api/v1/tokens": map[string]any{"get": map[string]any{"summary": "List API tokens", "tags": []string{"Tokens"}, "parameters": []any{user},
			"responses": map[string]any{"200": map[string]any{"description": "Without their secrets, which are not kept.", "content": map[string]any{"application/json": map[string]any{"schema": obj([]string{"items"}, map[string]any{"items": list(token)})}}}, "default": failure()}}},
		"/api/v1/tokens/{id}": map[string]any{"delete": map[string]any{"summary": "End an API token at once", "tags": []string{"Tokens"}, "parameters": []any{id, user},
			"responses": map[string]any{"204": map[string]any{"description": "Done."}, "default": failure()}}},
	}
}
