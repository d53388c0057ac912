package attack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestJSONListsTechniquesThatGoAlongAsSteps(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadGraph("g.yaml", []byte(`attack-graph: 1
assets:
  - {id: desk, kind: agent, is: [llm]}
  - {id: mail, kind: content, is: [untrusted]}
  - {id: staff, kind: person}
links: [desk reads mail, staff uses desk]
`), b.Words)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Analyse(t.Context(), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Goals []struct {
			Paths []struct {
				Steps []struct {
					Technique, Name, On, Fact string
					From                      []string
					GoesWith                  string `json:"goes_with"`
				}
			}
		}
	}
	if err := json.Unmarshal(doc, &read); err != nil {
		t.Fatal(err)
	}
	way := r.Goals[0].Paths[0]
	var want, got []string
	for _, s := range way.Steps {
		want = append(append(want, s.Technique), s.Also...)
	}
	for _, s := range read.Goals[0].Paths[0].Steps {
		got = append(got, s.Technique)
		if s.Name == "" || s.On == "" || s.Fact == "" || len(s.From) == 0 {
			t.Errorf("step %+v is not complete", s)
		}
	}
	if !slices.Equal(got, want) || len(got) == len(way.Steps) {
		t.Errorf("got techniques %v, want %v, with companions", got, want)
	}
}

func TestADescriptionWithNoWayInGetsAHint(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"assets: [{id: db, kind: dataset, is: [sensitive]}, {id: bot, kind: agent}]\nlinks: [bot reads db]": "where outsiders get in",
		"assets: [{id: bot, kind: agent, is: [public]}]":                                                    "worth getting",
		"assets: []": "no link",
	} {
		g, err := ReadGraph("g.yaml", []byte("attack-graph: 1\n"+file), b.Words)
		if err != nil {
			t.Fatal(err)
		}
		r, err := mustModel(t, g, b).Analyse(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), want) {
			t.Errorf("%s: no %q in %q", file, want, text.String())
		}
	}
}
