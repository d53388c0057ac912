package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/table"
)

// naming gives every row of a table its name. The same file gives the same names
// every time.
type naming struct {
	rule NameRule
	from []int
	of   []int
	t    *Table
}

// names gives the names of all rows; a row without one has a problem instead.
func (n *naming) names() (names, problems []string) {
	names, problems = make([]string, len(n.t.Rows)), make([]string, len(n.t.Rows))
	count := map[string]int{}
	for i := range n.t.Rows {
		names[i], problems[i] = n.plain(&n.t.Rows[i])
		count[names[i]]++
	}
	taken := map[string]bool{}
	for i := range names {
		if problems[i] == "" && count[names[i]] == 1 {
			taken[names[i]] = true
		}
	}
	for i := range names {
		if problems[i] != "" || count[names[i]] == 1 {
			continue
		}
		names[i], problems[i] = n.unique(names[i], &n.t.Rows[i], taken)
		taken[names[i]] = true
	}
	return names, problems
}

// plain is the name before it is made unique.
func (n *naming) plain(row *table.Row) (name, problem string) {
	for _, c := range n.from {
		if what, bad := row.Bad[c]; bad {
			return "", what
		}
	}
	if n.rule.Column != "" {
		name = Line(undefuse(row.Cells[n.from[0]]))
		switch {
		case name == "":
			return "", "the row has no name"
		case !kernel.ValidName(name):
			return "", fmt.Sprintf("%q cannot be a name: letters, digits, dots, dashes and underscores, at most 150", short(name))
		}
		return name, ""
	}
	var parts []string
	for _, c := range n.from {
		if s := Slug(row.Cells[c]); s != "" {
			parts = append(parts, s)
		}
	}
	if name = strings.Join(parts, "-"); name == "" {
		return "", "the columns that make the name are empty"
	}
	if len(name) > n.rule.Max {
		name = name[:n.rule.Max]
		if i := strings.LastIndexByte(name, '-'); i > n.rule.Max*2/3 {
			name = name[:i]
		}
		name = strings.TrimRight(name, "-")
	}
	return name, ""
}

// unique tells rows of the same name apart: by a digest of what they say, which
// does not depend on their order, and by a number where even that is the same.
func (n *naming) unique(name string, row *table.Row, taken map[string]bool) (string, string) {
	if n.rule.Same == "refuse" || n.rule.Column != "" {
		if taken[name] {
			return "", "another row has the name " + name
		}
		return name, ""
	}
	if n.rule.Same == "digest" {
		name += "-" + n.digest(row)
	}
	try := name
	for i := 2; taken[try]; i++ {
		try = fmt.Sprintf("%s-%d", name, i)
	}
	return try, ""
}

func (n *naming) digest(row *table.Row) string {
	h := sha256.New()
	if len(n.of) == 0 {
		for _, c := range row.Cells {
			fmt.Fprintf(h, "%q,", Normal(c))
		}
	}
	for _, c := range n.of {
		fmt.Fprintf(h, "%q,", Normal(row.Cells[c]))
	}
	return hex.EncodeToString(h.Sum(nil))[:6]
}
