package api

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// attached is a stored file as a record refers to it: with a name of the caller's
// it goes into a field of the type file.
type attached struct {
	Digest kernel.Digest `json:"digest"`
	Size   int64         `json:"size"`
	Media  string        `json:"media,omitempty"`
}

// attach stores the body as a file. Nothing shows it until a record refers to it.
func (a *API) attach(r *door.Request) error {
	b, err := r.Store.Attach(r.Context(), r.Header.Get("Content-Type"), r.Body)
	if err != nil {
		return err
	}
	return answer(r, http.StatusCreated, attached(b))
}

// file sends the bytes of a file that a visible record refers to.
func (a *API) file(r *door.Request) error {
	return door.SendFile(r, kernel.Digest(r.PathValue("digest")), r.URL.Query().Get("name"))
}

// filePaths describes the two.
func filePaths() map[string]any {
	bytes := map[string]any{"content": map[string]any{"application/octet-stream": map[string]any{"schema": map[string]any{"type": "string", "format": "binary"}}}}
	digest := param("path", "digest", "As the record gives it.")
	digest["required"] = true
	return map[string]any{
		"/api/v1/files": map[string]any{"post": map[string]any{"summary": "Store a file, for a record to refer to", "tags": []string{"Files"},
			"requestBody": bytes, "responses": map[string]any{"201": map[string]any{"description": "Stored. Put it, with a name, into a field of a record.",
				"content": map[string]any{"application/json": map[string]any{"schema": obj([]string{"digest", "size"}, map[string]any{
					"digest": text("sha256: and 64 digits"), "size": typed("integer", "Bytes."), "media": text("")})}}}, "default": failure()}}},
		"/api/v1/files/{digest}": map[string]any{"get": map[string]any{"summary": "Read a file that a record refers to", "tags": []string{"Files"},
			"parameters": []any{digest, param("query", "name", "Name of the download."), asOf()},
			"responses":  map[string]any{"200": map[string]any{"description": "The bytes.", "content": bytes["content"]}, "default": failure()}}},
	}
}
