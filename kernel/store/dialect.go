package store

import (
	"strconv"
	"strings"
)

// dialect is everything in which the two databases differ. The queries
// themselves are shared and written with ? for parameters.
type dialect interface {
	name() string
	// rebind numbers the parameters when the database wants that.
	rebind(query string) string
	// begin starts a transaction for a tenant, in one round trip: a reading one sees
	// one moment, a writing one holds the tenant's ledger row.
	begin(write bool, tenant string) string
	// textType and keyText are column types: texts that sort and compare by bytes.
	textType() string
	// tableEnd closes a create table statement.
	tableEnd() string
	// order gives a sort term with nothing first, or last when descending.
	order(column string, desc bool) string
	// fold lowers the ASCII letters of an expression.
	fold(expr string) string
	// policy gives the statements that guard a projection table, if any.
	policy(table string) []string
	// classify tells a broken constraint or a full disk from other errors.
	classify(err error) constraint
	// claim takes one due job.
	claim() string
}

// constraint is what the database refused.
type constraint uint8

const (
	noConstraint constraint = iota
	uniqueBroken
	foreignBroken
	checkBroken
	diskFull
	busy
)

// numbered turns ? into $1, $2 … Our queries have no ? in literals.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}
