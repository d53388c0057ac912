package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var (
	sqlVector = lazyregexp.New(`(?i)create\s+extension\s+(?:if\s+not\s+exists\s+)?["']?(?:vector|vectorscale|pgml)\b`)
	sqlColumn = lazyregexp.New(`(?i)\b\w+\s+(?:\w+\.)?(?:half)?vector\s*\(\s*\d+\s*\)|\bvector_(?:cosine|l2|ip)_ops\b`)
	sqlText   = lazyregexp.New(`'([^'\n]{4,100})'`)
	sqlModel  = lazyregexp.New(`(?i)create\s+(?:or\s+replace\s+)?model\s+(?:if\s+not\s+exists\s+)?([^\s(]+)`)
	sqlML     = lazyregexp.New(`(?i)\bmodel_type\s*=|\bml\.predict\b|\bml\.generate_text\b|\bremote\s+with\s+connection\b`)
)

// codeSQL records vector extensions and indexes that a statement inside a program
// creates.
func (c *collector) codeSQL(text string, line int) {
	if len(text) < 20 || !strings.Contains(text, "vector") && !strings.Contains(text, "VECTOR") {
		return
	}
	if sqlVector().MatchString(text) {
		c.hit(c.format("sql-pgvector"), "", line, Inferred)
	}
	if vectorIndex().MatchString(text) {
		c.hit(c.format("vector-index"), "", line, Inferred)
	}
}

var vectorIndex = lazyregexp.New(`(?i)create\s+vector\s+index\b`)

// readSQL reads vector extensions and BigQuery ML models.
func readSQL(f *file, c *collector) {
	s := lex(f.data, syntax{line: []string{"--"}, block: true})
	for _, m := range sqlVector().FindAllIndex(s.code, -1) {
		c.hit(c.format("sql-pgvector"), "", s.line(m[0]), Declared)
	}
	for _, m := range sqlColumn().FindAllIndex(s.code, -1) {
		c.hit(c.format("sql-pgvector"), "", s.line(m[0]), Inferred)
	}
	for _, m := range sqlText().FindAllSubmatchIndex(s.code, -1) {
		c.model(string(s.raw[m[2]:m[3]]), s.line(m[2]), Inferred)
	}
	if sqlML().Match(s.code) {
		for _, m := range sqlModel().FindAllSubmatchIndex(s.code, -1) {
			c.hit(c.format("bigquery-ml"), "", s.line(m[0]), Declared).attr("model", strings.Trim(string(s.code[m[2]:m[3]]), "`\""))
		}
	}
}
