package api

import (
	"maps"
	"net/http"
	"sort"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// openAPI describes the API in OpenAPI 3.1, made from the registration of the
// kinds: fields, help, enumerations and references are the same facts that
// forms and validation use.
func (a *API) openAPI(r *door.Request) error {
	reg := a.Registry
	paths, schemas := map[string]any{}, map[string]any{
		"Problem": obj([]string{"type", "title", "status"}, map[string]any{
			"type": text(""), "title": text(""), "status": typed("integer", ""), "detail": text(""),
			"errors": list(obj(nil, map[string]any{"path": text("Where in the input."), "code": text("Stable code."), "message": text("For a person."), "where": text("file:line:column")})),
		}),
	}
	for _, k := range reg.Kinds() {
		name := schemaName(k)
		schemas[name+"Spec"] = structSchema(k.Fields, k.Help)
		schemas[name] = recordSchema(k)
		paths["/api/v1/"+k.Plural] = collection(k)
		one := "/api/v1/" + k.Plural + "/{name}"
		paths[one] = item(k)
		paths[one+"/history"] = under("List the revisions", k)
		paths[one+"/links"] = under("List what it refers to and what refers to it", k)
		paths[one+"/erase"] = erasing(k)
	}
	maps.Copy(paths, derivedPaths())
	maps.Copy(paths, filePaths())
	maps.Copy(paths, logPaths())
	maps.Copy(paths, tokenPaths())
	a.describe(paths)
	return answer(r, http.StatusOK, map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "Plimsoll", "version": "1",
			"description": "The AI management system as records. Every change is an entry of a verifiable ledger."},
		"paths": paths,
		"components": map[string]any{"schemas": schemas, "securitySchemes": map[string]any{
			"token": map[string]any{"type": "http", "scheme": "bearer"}}},
		"security": []any{map[string]any{"token": []string{}}},
	})
}

func schemaName(k *kernel.Kind) string {
	parts := strings.Split(k.Name, "-")
	for i, p := range parts {
		parts[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/components/schemas/" + name} }

func recordSchema(k *kernel.Kind) map[string]any {
	return obj([]string{"kind", "name", "spec"}, map[string]any{
		"kind": map[string]any{"const": k.Name}, "name": text("Unique among its kind."), "uid": text("Identity for ever."),
		"rev": typed("integer", "Revision; also the ETag."), "entry": typed("integer", "Ledger entry of this revision."),
		"at": map[string]any{"type": "string", "format": "date-time"}, "actor": text(""),
		"labels": map[string]any{"type": "object", "additionalProperties": text("")},
		"fields": map[string]any{"type": "object", "description": "Custom fields."},
		"origin": text("The set that owns the record, if any."), "spec": ref(schemaName(k) + "Spec"),
	})
}

func structSchema(fs []*kernel.Field, help string) map[string]any {
	props := map[string]any{}
	var required []string
	for _, f := range fs {
		props[f.Name] = fieldSchema(f)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	sort.Strings(required)
	s := obj(required, props)
	if help != "" {
		s["description"] = help
	}
	return s
}

func fieldSchema(f *kernel.Field) map[string]any {
	s := elementSchema(f)
	if f.Many {
		s = list(s)
	}
	s["title"] = f.Title
	if f.Help != "" {
		s["description"] = f.Help
	}
	return s
}

func elementSchema(f *kernel.Field) map[string]any {
	s := map[string]any{"type": "string"}
	switch f.Type {
	case kernel.TypeBool, kernel.TypeInt, kernel.TypeFloat:
		s["type"] = map[kernel.FieldType]string{kernel.TypeBool: "boolean", kernel.TypeInt: "integer", kernel.TypeFloat: "number"}[f.Type]
	case kernel.TypeDate:
		s["format"] = "date"
	case kernel.TypeTime:
		s["format"] = "date-time"
	case kernel.TypeEnum:
		s["enum"] = f.Enum
	case kernel.TypeRef:
		s["x-refers-to"] = f.To
	case kernel.TypeAnyRef:
		s["pattern"] = "^[a-z-]+/.+$"
	case kernel.TypeMap:
		return map[string]any{"type": "object", "additionalProperties": text("")}
	case kernel.TypeStruct, kernel.TypeFile:
		return structSchema(f.Fields, "")
	}
	if f.Pattern != nil {
		s["pattern"] = f.Pattern.String()
	}
	if f.Min != nil {
		s["minimum"] = *f.Min
	}
	if f.Max != nil {
		s["maximum"] = *f.Max
	}
	return s
}

func collection(k *kernel.Kind) map[string]any {
	return map[string]any{
		"get": operation("List "+lower(k.TitlePlural), k, []any{
			param("query", "filter", "Conditions such as state=open,due<2026-12-01. By: "+strings.Join(k.Filterable(), ", ")),
			param("query", "sort", "Columns, - in front for descending."), param("query", "limit", "1 to 1000, 50 by default."),
			param("query", "after", "The next of an earlier page."), param("query", "search", "Words to find."), asOf(),
		}, "200", obj([]string{"items", "total"}, map[string]any{"items": list(ref(schemaName(k))), "next": text(""), "total": typed("integer", "")})),
		"post": withBody(operation("Create", k, nil, "201", ref(schemaName(k))), k),
	}
}

func item(k *kernel.Kind) map[string]any {
	name, match := named(), param("header", "If-Match", "The ETag of what was read.")
	match["required"] = true
	return map[string]any{
		"get":    operation("Read", k, []any{name, asOf()}, "200", ref(schemaName(k))),
		"put":    withBody(operation("Change", k, []any{name, match}, "200", ref(schemaName(k))), k),
		"delete": operation("Delete", k, []any{name}, "204", nil),
	}
}

// named is the parameter that says which record.
func named() map[string]any {
	p := param("path", "name", "")
	p["required"] = true
	return p
}

// under describes something to read of one record.
func under(what string, k *kernel.Kind) map[string]any {
	return map[string]any{"get": operation(what, k, []any{named(), asOf()}, "200", map[string]any{"type": "object"})}
}

func erasing(k *kernel.Kind) map[string]any {
	op := operation("Erase for good; the proofs stay", k, []any{named()}, "204", nil)
	op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": obj([]string{"ground"}, map[string]any{
		"ground": text("Why. The log keeps it for ever: name nobody in it."), "earlier": typed("boolean", "Only the revisions before the newest; the record stays."),
		"uid": text("Of a record that was deleted before: its identity, as its history as of an earlier moment shows it.")})}}}
	return map[string]any{"post": op}
}

func asOf() map[string]any {
	return param("query", "as_of", "A day, a time or a ledger entry; now without it.")
}

func param(in, name, help string) map[string]any {
	return map[string]any{"in": in, "name": name, "description": help, "schema": text("")}
}

func operation(what string, k *kernel.Kind, params []any, status string, schema map[string]any) map[string]any {
	ok := map[string]any{"description": "Done."}
	if schema != nil {
		ok["content"] = map[string]any{"application/json": map[string]any{"schema": schema}}
	}
	op := map[string]any{"summary": what, "tags": []string{k.TitlePlural}, "responses": map[string]any{status: ok, "default": failure()}}
	if params != nil {
		op["parameters"] = params
	}
	return op
}

// failure describes what any operation answers when something is wrong.
func failure() map[string]any {
	return map[string]any{"description": "What is wrong, every problem at once.",
		"content": map[string]any{"application/problem+json": map[string]any{"schema": ref("Problem")}}}
}

func withBody(op map[string]any, k *kernel.Kind) map[string]any {
	op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": ref(schemaName(k))}}}
	return op
}

func obj(required []string, props map[string]any) map[string]any {
	s := map[string]any{"type": "object", "properties": props, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func list(items map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": items}
}

func text(help string) map[string]any { return typed("string", help) }

// typed is a schema of a plain type.
func typed(typ, help string) map[string]any {
	s := map[string]any{"type": typ}
	if help != "" {
		s["description"] = help
	}
	return s
}

func lower(s string) string {
	if len(s) > 1 && strings.ToUpper(s[:2]) == s[:2] {
		return s // an abbreviation
	}
	return strings.ToLower(s[:1]) + s[1:]
}
