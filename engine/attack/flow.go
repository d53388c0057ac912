package attack

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// flowExtension is the id of the Attack Flow 2.0 extension of STIX 2.1.
const flowExtension = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"

// flowAuthor is the identity that CTID publishes the extension under.
const flowAuthor = "identity--fb9c968a-745b-4ade-9b25-c324172197f4"

// WriteFlow gives the result as Attack Flow: a STIX 2.1 bundle with one
// attack-flow for every goal, an attack-action for every step, an attack-asset
// for every asset acted on, an AND operator where a step needs several others
// and an attack-condition for the goal. Ids depend on the content only.
func (r *Result) WriteFlow(w io.Writer, at time.Time) error {
	f := &flow{at: at.UTC().Format("2006-01-02T15:04:05.000Z"), seen: map[string]bool{}}
	f.preamble()
	for _, g := range r.Goals {
		for i, p := range g.Paths {
			f.path(g, i, p)
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"type": "bundle", "id": stixID("bundle", r.Graph+f.at), "objects": f.objects})
}

type flow struct {
	at      string
	objects []map[string]any
	seen    map[string]bool
}

// stixID makes a version 5 UUID from what an object is about.
func stixID(kind, name string) string {
	space := [16]byte{0xfb, 0x9c, 0x96, 0x8a, 0x74, 0x5b, 0x4a, 0xde, 0x9b, 0x25, 0xc3, 0x24, 0x17, 0x21, 0x97, 0xf4}
	h := sha1.New()
	h.Write(space[:])
	h.Write([]byte(kind + "\x00" + name))
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("%s--%x-%x-%x-%x-%x", kind, u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

func (f *flow) add(kind, key string, fields map[string]any) string {
	id := stixID(kind, key)
	if f.seen[id] {
		return id
	}
	f.seen[id] = true
	o := map[string]any{"type": kind, "id": id, "spec_version": "2.1", "created": f.at, "modified": f.at}
	if kind != "identity" {
		o["extensions"] = map[string]any{flowExtension: map[string]any{"extension_type": "new-sdo"}}
	}
	for k, v := range fields {
		o[k] = v
	}
	f.objects = append(f.objects, o)
	return id
}

func (f *flow) preamble() {
	f.objects = append(f.objects, map[string]any{"type": "extension-definition", "id": flowExtension, "spec_version": "2.1",
		"created": "2022-08-02T19:34:35.143Z", "modified": "2022-08-02T19:34:35.143Z", "name": "Attack Flow",
		"description": "Extends STIX 2.1 with features to create Attack Flows.", "created_by_ref": flowAuthor,
		"schema":  "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json",
		"version": "2.0.0", "extension_types": []string{"new-sdo"}},
		map[string]any{"type": "identity", "id": flowAuthor, "spec_version": "2.1", "created": "2022-08-02T19:34:35.143Z",
			"modified": "2022-08-02T19:34:35.143Z", "name": "MITRE Engenuity Center for Threat-Informed Defense", "identity_class": "organization"})
}

// path writes one way to a goal as a flow of its own, because alternatives of
// one flow would read as all being taken.
func (f *flow) path(g GoalResult, way int, p Path) {
	key := fmt.Sprintf("%s/%d", g.ID, way)
	ids := make([]string, len(p.Steps))
	next := make([][]string, len(p.Steps)) // effect_refs, by step
	starts := []string{}
	for i, s := range p.Steps {
		ids[i] = stixID("attack-action", key+"/"+s.Rule+"/"+s.Fact)
		switch len(s.needs) {
		case 0:
			starts = append(starts, ids[i])
		case 1:
			next[s.needs[0]] = append(next[s.needs[0]], ids[i])
		default:
			op := f.add("attack-operator", key+"/"+s.Rule+"/"+s.Fact, map[string]any{"operator": "AND", "effect_refs": []string{ids[i]}})
			for _, n := range s.needs {
				next[n] = append(next[n], op)
			}
		}
	}
	goal := f.add("attack-condition", key+"/goal", map[string]any{"description": g.ID})
	if n := len(p.Steps); n > 0 {
		next[n-1] = append(next[n-1], goal)
	}
	for i, s := range p.Steps {
		asset := f.add("attack-asset", s.On, map[string]any{"name": s.On})
		fields := map[string]any{"name": s.Title, "technique_id": s.Technique, "description": "Gains: " + s.Fact,
			"confidence": int(100*s.Chance + 0.5), "asset_refs": []string{asset}}
		if s.Tactic != "" {
			fields["tactic_id"] = s.Tactic
		}
		if len(next[i]) > 0 {
			fields["effect_refs"] = next[i]
		}
		f.add("attack-action", key+"/"+s.Rule+"/"+s.Fact, fields)
	}
	f.add("attack-flow", key, map[string]any{"name": fmt.Sprintf("%s, way %d", g.ID, way+1), "scope": "other", "start_refs": starts, "created_by_ref": flowAuthor,
		"description": fmt.Sprintf("Predicted, probability %s an attempt.", Percent(p.Probability))})
}
