package discover

import (
	"path"
	"regexp"
	"strings"
)

func readPipfileLock(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, group := range []string{"default", "develop"} {
		for _, p := range n.get(group).entries() {
			c.pkg("pypi", p.key, p.str("version"), p.line, true)
		}
	}
}

// readDeno reads the import map of deno.json.
func readDeno(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, i := range n.get("imports").entries() {
		if strings.Contains(i.text, ":") {
			c.jsModule(i.text, i.line)
		}
	}
}

var (
	bicepResource = regexp.MustCompile(`(?m)^\s*resource\s+(\w+)\s+'([^'@]+)(?:@[^']*)?'`)
	bicepModule   = regexp.MustCompile(`(?m)^\s*module\s+(\w+)\s+'([^']+)'`)
	bicepKind     = regexp.MustCompile(`(?m)^\s*kind:\s*'([^']+)'`)
	bicepName     = regexp.MustCompile(`^\s*name:\s*'([^'$]+)'`)
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
	for _, m := range bicepResource.FindAllSubmatchIndex(text, -1) {
		typ := string(text[m[4]:m[5]])
		sig := c.set.Match("arm", typ)
		if sig == nil {
			continue
		}
		hit := c.named(sig, string(text[m[2]:m[3]]), s.line(m[2]), Declared).attr("type", typ)
		body := text[m[1]:min(len(text), m[1]+2000)]
		if k := bicepKind.FindSubmatch(body); k != nil {
			hit.attr("service-kind", string(k[1]))
		}
	}
	for _, m := range bicepModule.FindAllSubmatchIndex(text, -1) {
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
	for _, l := range s.strs {
		if lead := s.lead(l); strings.HasSuffix(lead, "description(") {
			continue
		}
		c.words(s.text(l), s.line(l.start), Declared)
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

var (
	sqlVector = regexp.MustCompile(`(?i)create\s+extension\s+(?:if\s+not\s+exists\s+)?["']?(?:vector|vectorscale|pgml)\b`)
	sqlColumn = regexp.MustCompile(`(?i)\b\w+\s+(?:\w+\.)?(?:half)?vector\s*\(\s*\d+\s*\)|\bvector_(?:cosine|l2|ip)_ops\b`)
	sqlText   = regexp.MustCompile(`'([^'\n]{4,100})'`)
	sqlModel  = regexp.MustCompile(`(?i)create\s+(?:or\s+replace\s+)?model\s+(?:if\s+not\s+exists\s+)?([^\s(]+)`)
	sqlML     = regexp.MustCompile(`(?i)\bmodel_type\s*=|\bml\.predict\b|\bml\.generate_text\b|\bremote\s+with\s+connection\b`)
)

// readSQL reads vector extensions and BigQuery ML models.
func readSQL(f *file, c *collector) {
	s := lex(f.data, syntax{line: []string{"--"}, block: true})
	for _, m := range sqlVector.FindAllIndex(s.code, -1) {
		c.hit(c.format("sql-pgvector"), "", s.line(m[0]), Declared)
	}
	for _, m := range sqlColumn.FindAllIndex(s.code, -1) {
		c.hit(c.format("sql-pgvector"), "", s.line(m[0]), Inferred)
	}
	for _, m := range sqlText.FindAllSubmatchIndex(s.code, -1) {
		c.model(string(s.raw[m[2]:m[3]]), s.line(m[2]), Inferred)
	}
	if sqlML.Match(s.code) {
		for _, m := range sqlModel.FindAllSubmatchIndex(s.code, -1) {
			c.hit(c.format("bigquery-ml"), "", s.line(m[0]), Declared).attr("model", strings.Trim(string(s.code[m[2]:m[3]]), "`\""))
		}
	}
}
