package attack

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// flowExtension is the id of the Attack Flow 2.0 extension of STIX 2.1.
const flowExtension = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"

// flowAuthor is the identity that CTID publishes the extension under.
const flowAuthor = "identity--fb9c968a-745b-4ade-9b25-c324172197f4"

// WriteFlow gives the result as Attack Flow: a STIX 2.1 bundle with its one
// attack-flow, an attack-action for every step of every way, an attack-asset for
// every asset acted on, an AND operator where a step needs several others, and for
// each goal an attack-condition that its ways come together in by an OR operator.
// Ids depend on the content only.
func (r *Result) WriteFlow(w io.Writer, at time.Time) error {
	f := &flow{at: at.UTC().Format("2006-01-02T15:04:05.000Z"), seen: map[string]bool{}, starts: []string{}}
	f.preamble()
	for _, g := range r.Goals {
		f.goal(g)
	}
	if len(f.starts) == 0 {
		f.starts = append(f.starts, f.add("attack-condition", "none", map[string]any{"description": "No way was found."}))
	}
	name := "Attack paths"
	if r.Graph != "" {
		name += ": " + r.Graph
	}
	f.add("attack-flow", r.Graph, map[string]any{"name": name, "scope": "other", "start_refs": f.starts, "created_by_ref": flowAuthor,
		"description": "Predicted ways. Ways to a goal are alternatives; probabilities are per determined attempt."})
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"type": "bundle", "id": stixID("bundle", r.Graph+f.at), "objects": f.objects})
}

type flow struct {
	at      string
	objects []map[string]any
	seen    map[string]bool
	starts  []string
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

// goal writes the ways to one goal. Each way has actions of its own, so that what
// one way needs does not read as needed by another.
func (f *flow) goal(g GoalResult) {
	if len(g.Paths) == 0 {
		return
	}
	end := f.add("attack-condition", g.ID, map[string]any{"description": fmt.Sprintf("%s (%s an attempt)", g.ID, g.Probability)})
	if len(g.Paths) > 1 {
		end = f.add("attack-operator", g.ID, map[string]any{"operator": "OR", "effect_refs": []string{end}})
	}
	for i, p := range g.Paths {
		f.path(fmt.Sprintf("%s/%d", g.ID, i), p, end)
	}
}

// path writes one way that ends in an object.
func (f *flow) path(key string, p Path, end string) {
	ids := make([]string, len(p.Steps))
	next := make([][]string, len(p.Steps)) // effect_refs, by step
	for i, s := range p.Steps {
		ids[i] = stixID("attack-action", key+"/"+s.Rule+"/"+s.Fact)
		switch len(s.needs) {
		case 0:
			f.starts = append(f.starts, ids[i])
		case 1:
			next[s.needs[0]] = append(next[s.needs[0]], ids[i])
		default:
			op := f.add("attack-operator", key+"/"+s.Rule+"/"+s.Fact, map[string]any{"operator": "AND", "effect_refs": []string{ids[i]}})
			for _, n := range s.needs {
				next[n] = append(next[n], op)
			}
		}
	}
	if n := len(p.Steps); n > 0 {
		next[n-1] = append(next[n-1], end)
	}
	for i, s := range p.Steps {
		f.action(key, s, next[i])
	}
}

func (f *flow) action(key string, s Step, next []string) {
	about := "Gains: " + s.Fact
	if len(s.Also) > 0 {
		about += ". Often with " + strings.Join(s.Also, ", ")
	}
	fields := map[string]any{"name": s.Title, "technique_id": s.Technique, "description": about, "confidence": int(100*s.Chance + 0.5),
		"asset_refs": []string{f.add("attack-asset", s.On, map[string]any{"name": s.On})}}
	if s.Tactic != "" {
		fields["tactic_id"] = s.Tactic
	}
	if len(next) > 0 {
		fields["effect_refs"] = next
	}
	f.add("attack-action", key+"/"+s.Rule+"/"+s.Fact, fields)
}
