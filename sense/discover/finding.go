package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// finding is one hit of one signal in one file, before clustering. It is what a
// cache keeps, so it holds nothing that depends on other files.
type finding struct {
	Signal   string            `json:"s"`
	Name     string            `json:"n"`
	Line     int               `json:"l,omitempty"`
	Conf     Confidence        `json:"c"`
	Vendor   string            `json:"v,omitempty"`
	Kind     string            `json:"k,omitempty"` // when it is another kind than the signal's
	Attr     map[string]string `json:"a,omitempty"`
	Local    string            `json:"m,omitempty"` // "py:torch": not AI if the tree has a module of that name
	Needs    string            `json:"d,omitempty"` // "tf:/dir", "file:/path" or "using:namespace": AI only if that is there
	Global   bool              `json:"g,omitempty"` // a namespace that the whole project uses
	Own      bool              `json:"o,omitempty"` // the project's own name: counts only beside strong signals
	Indirect bool              `json:"i,omitempty"` // from a lock file: perhaps somebody else's dependency

	sig *signal.Signal
}

// collector gathers the findings of one file. Readers call it; it keeps the
// first place of each signal and name and counts the rest.
type collector struct {
	set    *signal.Set
	lim    Limits
	found  []finding
	index  map[string]int
	counts []int
	lines  map[int]bool // the lines with a finding
	probs  []string
	sub    []subFile // what an image reader found inside
}

// subFile is a file inside a container image with its findings.
type subFile struct {
	Path     string    `json:"p"`
	Findings []finding `json:"f"`
	Counts   []int     `json:"n"`
}

func newCollector(set *signal.Set, lim Limits) *collector {
	return &collector{set: set, lim: lim, index: map[string]int{}, lines: map[int]bool{}}
}

// hit records a signal at a line. An empty name takes the signal's own name,
// else its pattern.
func (c *collector) hit(sig *signal.Signal, name string, line int, conf Confidence) *finding {
	if sig == nil {
		return nil
	}
	switch {
	case sig.Name != "":
		name = sig.Name
	case name == "":
		name = sig.Pattern
	}
	name = cleanName(name)
	key := sig.ID() + "\x00" + name
	if i, ok := c.index[key]; ok {
		f := &c.found[i]
		c.counts[i]++
		if rank[conf] > rank[f.Conf] {
			f.Conf, f.Line = conf, line
		}
		return f
	}
	c.index[key], c.lines[line] = len(c.found), true
	c.found = append(c.found, finding{Signal: sig.ID(), Name: name, Line: line, Conf: conf, sig: sig})
	c.counts = append(c.counts, 1)
	return &c.found[len(c.found)-1]
}

// named is hit for things with a name of their own (a model, a deployment): the
// name stands even when the signal has one, which becomes the class of thing.
func (c *collector) named(sig *signal.Signal, name string, line int, conf Confidence) *finding {
	if sig == nil {
		return nil
	}
	if name == "" || strings.Contains(name, placeholder) {
		if conf != Verified {
			conf = Unresolved
		}
		if name = strings.Trim(strings.ReplaceAll(name, placeholder, ""), "-_./ "); name == "" {
			name = "(unnamed " + lastPart(sig) + ")"
		}
	}
	named := *sig
	named.Name = ""
	f := c.hit(&named, name, line, conf)
	f.sig = sig
	return f
}

func lastPart(sig *signal.Signal) string {
	if sig.Name != "" {
		return sig.Name
	}
	p := sig.Pattern
	return p[strings.LastIndexAny(p, "/:")+1:]
}

// attr adds a fact to a finding; nothing when either is empty.
func (f *finding) attr(key, value string) *finding {
	if f == nil || value == "" || strings.Contains(value, placeholder) {
		return f
	}
	if f.Attr == nil {
		f.Attr = map[string]string{}
	}
	if _, ok := f.Attr[key]; !ok {
		f.Attr[key] = cleanName(redact(value))
	}
	return f
}

func (c *collector) problem(err error) {
	if err != nil {
		c.probs = append(c.probs, err.Error())
	}
}

// format finds the signal of a structure that the code recognises itself.
func (c *collector) format(name string) *signal.Signal { return c.set.Get("format", name) }

// redact takes the user part and the query off URLs: both carry tokens.
func redact(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	host, tail, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if tail != "" || strings.Contains(rest, "/") {
		host += "/" + tail
	}
	return scheme + "://" + host
}

// cleanName makes a name from a file safe to show: control characters and
// broken UTF-8 are replaced, and it has at most 200 characters.
func cleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xFFFD || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return '?'
		}
		return r
	}, strings.TrimSpace(s))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return s
}
