// Package signal holds what gives AI away: package names, import paths, hosts,
// environment names, container images, resource types, file formats. Signals
// are data (data/*.csv, one row each, with a version in data/VERSION); code only
// looks them up. A Set is the built-in rows plus any a user adds from a CSV or
// YAML file of the same columns.
package signal

import (
	"fmt"
	"sort"
	"strings"
)

// Signal is one row: where to look (On), what to look for (Pattern), and what
// it says about the thing found.
type Signal struct {
	On       string   `json:"on" yaml:"on"`                                 // one of Places
	Pattern  string   `json:"pattern" yaml:"pattern"`                       // exact text, or a glob with * and [0-9]
	Kind     string   `json:"kind" yaml:"kind"`                             // one of Kinds
	Vendor   string   `json:"vendor,omitempty" yaml:"vendor,omitempty"`     // who makes or runs it
	Name     string   `json:"name,omitempty" yaml:"name,omitempty"`         // name of the asset; empty: the text matched
	Class    string   `json:"class,omitempty" yaml:"class,omitempty"`       // hosted-llm, vector-db, …
	Strength Strength `json:"strength,omitempty" yaml:"strength,omitempty"` // empty: strong
}

// Strength says how far a signal may be believed by itself.
type Strength string

// The strengths, complete.
const (
	Strong    Strength = ""          // proof by itself
	Ambiguous Strength = "ambiguous" // proof in a manifest; a bare import needs company
	Support   Strength = "support"   // never proof; reported only beside a strong signal in the same repository
	Beside    Strength = "beside"    // support that also needs another find in its own file
)

// ID is the stable name of the signal, "on:pattern".
func (s *Signal) ID() string { return s.On + ":" + s.Pattern }

// Places are the values of On, complete, with what the pattern is compared to.
var Places = map[string]string{
	"pypi":      "Python distribution (normalised: lower case, dashes)",
	"npm":       "npm package, in manifests and import specifiers",
	"gomod":     "Go module or import path, by whole path elements",
	"maven":     "group:artifact",
	"cargo":     "Rust crate, in manifests and paths",
	"nuget":     "NuGet package",
	"gem":       "Ruby gem",
	"composer":  "PHP package",
	"py":        "Python import path, by whole segments",
	"java":      "JVM import path, by whole segments",
	"cs":        ".NET namespace, by whole segments",
	"key":       "configuration key of a framework, by dotted segments",
	"name":      "configuration key in lower case without joints, or with each word between dashes",
	"role":      "role or managed policy of a cloud, by name",
	"provider":  "value of a key that ends with provider",
	"type":      ".NET type of a namespace that its project uses everywhere; the name is the namespace's signal",
	"call":      ".NET extension method that registers a service",
	"swift":     "Swift module",
	"include":   "C or C++ include, by leading path elements",
	"aws":       "AWS service name in an SDK client call",
	"host":      "host name in code or configuration",
	"path":      "part of the path of a URL",
	"header":    "header of a request, a whole literal in lower case",
	"env":       "environment variable or secret name",
	"model":     "model identifier, whole literal",
	"image":     "container image without tag, any registry prefix",
	"k8s":       "API group/Kind",
	"cli":       "command line of a cloud and the group of its commands",
	"ospkg":     "package of an operating system or of Homebrew",
	"repo":      "owner/name of a repository on GitHub that a script clones, installs or downloads from",
	"label":     "label or annotation of a cluster",
	"helm":      "chart dependency name",
	"tf":        "Terraform resource or data source type",
	"tfmodule":  "Terraform module source",
	"cfn":       "CloudFormation or AWS Config resource type",
	"arm":       "Azure resource type (Bicep, ARM, Resource Graph)",
	"gcp":       "GCP asset type or API name",
	"gha":       "GitHub Action, owner/name",
	"extension": "editor extension, publisher.name",
	"file":      "path suffix: a base name or the last elements of a path",
	"format":    "a file format or structure that the code recognises by content",
}

// Kinds are the kinds of asset, complete.
var Kinds = []string{
	"accelerator", "agent", "agent-config", "ai-service", "credential", "dataset", "deployment", "evaluation",
	"guardrail", "library", "mcp-server", "model", "pipeline", "prompt", "runtime", "setting", "vector-store",
}

// Set is signals indexed for look-up. It is read-only after loading and safe
// for concurrent use.
type Set struct {
	Version string
	all     []*Signal
	by      map[string]*index
}

type index struct {
	exact map[string]*Signal
	globs map[string][]*glob // by the first two bytes of the pattern, "" for the rest; longest first
}

// All gives every signal, sorted by ID.
func (s *Set) All() []*Signal { return s.all }

// Get finds a signal by place and exact pattern; nil when there is none.
func (s *Set) Get(on, pattern string) *Signal {
	if ix := s.by[on]; ix != nil {
		return ix.exact[fold(on, pattern)]
	}
	return nil
}

// Match finds the signal for a text: the exact pattern, else the longest glob.
func (s *Set) Match(on, text string) *Signal {
	ix := s.by[on]
	if ix == nil || text == "" {
		return nil
	}
	text = fold(on, text)
	if sig := ix.exact[text]; sig != nil {
		return sig
	}
	var best *glob
	if len(text) >= 2 {
		best = longest(ix.globs[text[:2]], text)
	}
	if other := longest(ix.globs[""], text); other != nil && (best == nil || best.before(other)) {
		best = other
	}
	if best == nil {
		return nil
	}
	return best.signal
}

// Under finds the signal for a path of segments: the longest run of leading
// segments that is a pattern. Under("py", "google.genai.types", ".") finds
// google.genai.
func (s *Set) Under(on, text, sep string) *Signal {
	for text != "" {
		if sig := s.Match(on, text); sig != nil {
			return sig
		}
		i := strings.LastIndex(text, sep)
		if i < 0 {
			return nil
		}
		text = text[:i]
	}
	return nil
}

// Tail finds the signal for the longest run of trailing elements of a slash
// path: an image behind a registry mirror, a file in any folder.
func (s *Set) Tail(on, text string) *Signal {
	for text != "" {
		if sig := s.Match(on, text); sig != nil {
			return sig
		}
		i := strings.IndexByte(text, '/')
		if i < 0 {
			return nil
		}
		text = text[i+1:]
	}
	return nil
}

// fold brings a text to the form in which its place compares names.
func fold(on, text string) string {
	switch on {
	case "pypi":
		return NormalisePyPI(text)
	case "cargo":
		return strings.ReplaceAll(text, "_", "-")
	case "npm", "nuget", "arm", "image", "helm", "host", "gha", "extension", "composer", "model", "provider", "repo", "header":
		return strings.ToLower(text)
	}
	return text
}

// NormalisePyPI gives a distribution name as PEP 503 compares them.
func NormalisePyPI(name string) string {
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case c == '_' || c == '.' || c == '-':
			if n := len(b); n > 0 && b[n-1] == '-' {
				continue
			}
			c = '-'
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return string(b)
}

// build indexes rows; a later row with the ID of an earlier one replaces it.
func build(version string, rows []*Signal) (*Set, error) {
	s := &Set{Version: version, by: map[string]*index{}}
	byID := map[string]*Signal{}
	for _, r := range rows {
		if err := check(r); err != nil {
			return nil, err
		}
		byID[r.ID()] = r
	}
	for _, r := range byID {
		s.all = append(s.all, r)
		ix := s.by[r.On]
		if ix == nil {
			ix = &index{exact: map[string]*Signal{}, globs: map[string][]*glob{}}
			s.by[r.On] = ix
		}
		if strings.ContainsAny(r.Pattern, "*[") && r.On != "file" || strings.Contains(r.Pattern, "*") {
			g := compile(r)
			ix.globs[g.bucket()] = append(ix.globs[g.bucket()], g)
		} else {
			ix.exact[fold(r.On, r.Pattern)] = r
		}
	}
	sort.Slice(s.all, func(i, j int) bool { return s.all[i].ID() < s.all[j].ID() })
	for _, ix := range s.by {
		for _, gs := range ix.globs {
			sort.Slice(gs, func(i, j int) bool { return gs[j].before(gs[i]) })
		}
	}
	return s, nil
}

func check(r *Signal) error {
	if _, ok := Places[r.On]; !ok {
		return fmt.Errorf("signal %q: %q is not a place; see docs/discovery.md for the list", r.ID(), r.On)
	}
	if r.Pattern == "" || r.Pattern == "*" {
		return fmt.Errorf("signal %q: the pattern is empty or matches everything", r.ID())
	}
	if i := sort.SearchStrings(Kinds, r.Kind); i == len(Kinds) || Kinds[i] != r.Kind {
		return fmt.Errorf("signal %q: %q is not a kind; use one of %s", r.ID(), r.Kind, strings.Join(Kinds, ", "))
	}
	switch r.Strength {
	case Strong, Ambiguous, Support, Beside:
		return nil
	}
	return fmt.Errorf("signal %q: strength %q is not ambiguous, support, beside or empty", r.ID(), r.Strength)
}

// Row finds a signal by its ID's two parts, globs included; nil when the set has
// none.
func (s *Set) Row(on, pattern string) *Signal {
	i := sort.Search(len(s.all), func(i int) bool { return s.all[i].ID() >= on+":"+pattern })
	if i < len(s.all) && s.all[i].ID() == on+":"+pattern {
		return s.all[i]
	}
	return nil
}
