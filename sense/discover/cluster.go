package discover

import (
	"fmt"
	"sort"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// anchorKinds are the kinds that make a project an AI system: it calls, holds,
// trains or serves a model. A vector store, a guardrail, a tool server, a
// coding assistant's instructions or an accelerator alone does not.
var anchorKinds = map[string]bool{"agent": true, "ai-service": true, "deployment": true, "library": true, "model": true, "pipeline": true, "runtime": true, "credential": true, "setting": true}

// sideClasses are libraries that serve an AI system but are none.
var sideClasses = map[string]bool{"mcp": true, "vector-db": true, "data": true, "evaluation": true, "guardrail": true, "dev-assistant": true}

// cluster proposes one AI system for each project with an anchor. The reason
// names the anchors.
func cluster(all []place, pr *projects) []System {
	byHome := map[string][]*place{}
	for i := range all {
		byHome[all[i].home] = append(byHome[all[i].home], &all[i])
	}
	out := []System{}
	for home, places := range byHome {
		if s, ok := propose(home, places, pr); ok {
			out = append(out, s)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func propose(home string, places []*place, pr *projects) (System, bool) {
	assets := map[string]bool{}
	anchors := map[string]map[string]bool{} // kind -> names
	for _, p := range places {
		assets[assetID(p)] = true
		if anchor(p) {
			if anchors[p.kind()] == nil {
				anchors[p.kind()] = map[string]bool{}
			}
			anchors[p.kind()][p.Name] = true
		}
	}
	if len(anchors) == 0 {
		return System{}, false
	}
	_, dir, _ := strings.Cut(home, ":")
	f := places[0].file
	shown := pr.tree.show(f.root, dir)
	name := f.rootName
	if dir != "" {
		name = dir[strings.LastIndexByte(dir, '/')+1:]
	}
	reason := fmt.Sprintf("the files under %s share a repository", shown)
	if m := pr.dirs[home]; m != "" {
		reason = fmt.Sprintf("the files under %s are one project (%s)", shown, cleanPath(m))
	}
	s := System{ID: "system/" + slug(shown), Name: cleanName(name), Root: shown, Why: "This looks like an AI system: " + because(anchors) + "; " + reason + "."}
	if shown == "." {
		s.ID = "system/" + slug(name)
	}
	for id := range assets {
		s.Assets = append(s.Assets, id)
	}
	sort.Strings(s.Assets)
	return s, true
}

var testPath = lazyregexp.New(`(?:^|/)(?:tests?|testdata|test_resources|fixtures|__tests__|__snapshots__|__mocks__|spec)/|_test\.go$|\.(?:test|spec)\.[jt]sx?$|(?:^|/)test_[^/]*\.py$`)

// anchor says whether a finding by itself makes its project an AI system.
func anchor(p *place) bool {
	switch {
	case !anchorKinds[p.kind()], sideClasses[p.sig.Class], p.sig.Strength == signal.Support, p.sig.Strength == signal.Beside, p.Indirect, p.sig.On == "gha":
		return false
	case strings.HasPrefix(p.file.rel, ".github/") || strings.Contains(p.file.rel, "/.github/"):
		return false // what CI uses to build is not what the project is
	case testPath().MatchString(p.file.rel):
		return false // a fixture shows what the tests talk about, not what the project runs
	}
	return true
}

var kindWords = []struct{ kind, words string }{
	{"deployment", "it deploys a model"}, {"ai-service", "it calls a hosted AI service"}, {"model", "it names a model"}, {"agent", "it defines an agent"},
	{"library", "it builds on an AI library"}, {"pipeline", "it has a machine-learning pipeline"}, {"runtime", "it runs a model server"}, {"credential", "it holds a key for an AI service"}, {"setting", "it has settings of an AI service"},
}

func because(anchors map[string]map[string]bool) string {
	var parts []string
	for _, k := range kindWords {
		names := sortedKeys(anchors[k.kind])
		if len(names) == 0 {
			continue
		}
		more := ""
		if n := len(names); n > 3 {
			names, more = names[:3], fmt.Sprintf(" and %d more", n-3)
		}
		parts = append(parts, k.words+" ("+strings.Join(names, ", ")+more+")")
	}
	return strings.Join(parts, ", ")
}

func sortedKeys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
