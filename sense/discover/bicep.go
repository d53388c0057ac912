package discover

import (
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var (
	bicepResource = lazyregexp.New(`(?m)^\s*resource\s+(\w+)\s+'([^'@]+)(?:@[^']*)?'`)
	bicepModule   = lazyregexp.New(`(?m)^\s*module\s+(\w+)\s+'([^']+)'`)
	bicepKind     = lazyregexp.New(`(?m)^\s*kind:\s*'([^']+)'`)
	bicepName     = lazyregexp.New(`^\s*name:\s*'([^'$]+)'`)
)

// readBicep reads resource declarations, verified modules and names.
func readBicep(f *file, c *collector) {
	s := lex(f.data, syntax{line: []string{"//"}, block: true, quotes: `'`, triple: true})
	text := append([]byte(nil), s.raw...)
	for i := range text { // comments blanked, strings kept
		if s.code[i] == ' ' && !s.inString(i) {
			text[i] = ' '
		}
	}
	for _, m := range bicepResource().FindAllSubmatchIndex(text, -1) {
		typ := string(text[m[4]:m[5]])
		sig := c.set.Match("arm", typ)
		if sig == nil {
			continue
		}
		hit := c.named(sig, string(text[m[2]:m[3]]), s.line(m[2]), Declared).attr("type", typ)
		body := text[m[1]:min(len(text), m[1]+2000)]
		if k := bicepKind().FindSubmatch(body); k != nil {
			hit.attr("service-kind", string(k[1]))
		}
	}
	for _, m := range bicepModule().FindAllSubmatchIndex(text, -1) {
		src := string(text[m[4]:m[5]])
		if strings.HasSuffix(src, ".bicep") {
			c.named(c.format("bicep-module"), string(text[m[2]:m[3]]), s.line(m[2]), Declared).attr("module", src).needs("file:" + path.Join(path.Dir("/"+f.rel), src))
		}
		for _, part := range []string{"cognitive-services/account", "machine-learning-services/workspace"} {
			if strings.Contains(src, "avm/res/"+part) {
				c.named(c.set.Match("arm", map[string]string{"cognitive-services/account": "Microsoft.CognitiveServices/accounts", "machine-learning-services/workspace": "Microsoft.MachineLearningServices/workspaces"}[part]), string(text[m[2]:m[3]]), s.line(m[2]), Declared).attr("module", src)
			}
		}
	}
	s.identifiers(c)
	for _, l := range s.strs {
		if lead := s.lead(l); strings.HasSuffix(lead, "description(") {
			continue
		}
		c.words(s.text(l), s.line(l.start), Declared)
	}
}

// identifiers looks at the names that infrastructure code gives to its inputs,
// outputs and settings.
func (s *source) identifiers(c *collector) {
	b := s.code
	for i := 0; i < len(b); {
		if !identByte(b[i]) {
			i++
			continue
		}
		start := i
		for i < len(b) && (identByte(b[i]) || b[i] == '-' && i+1 < len(b) && identByte(b[i+1])) {
			i++
		}
		name := string(b[start:i])
		if strings.ToUpper(name) == name {
			c.variable(name, s.line(start), Declared, true)
		} else {
			c.settingName(name, s.line(start), Declared)
		}
	}
}

func (s *source) inString(offset int) bool {
	lo, hi := 0, len(s.strs)
	for lo < hi {
		mid := (lo + hi) / 2
		switch l := s.strs[mid]; {
		case offset < l.start:
			hi = mid
		case offset >= l.end:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}
