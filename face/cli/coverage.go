package cli

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/coverage"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// CoverageCmd shows how far evidence reaches: over the requirements of ISO/IEC
// 42001, or through a crosswalk over another framework.
type CoverageCmd struct {
	Framework string `arg:"" optional:"" help:"Another framework, to be reached over the crosswalks: airmf, aiact, iso27001."`
}

// Run counts coverage.
func (c *CoverageCmd) Run(g *Globals, env *Env) error {
	return derive(g, env, func(_ kernel.View, o *overview.Overview) error {
		if c.Framework == "" {
			r := coverage.Own(o.Facts)
			t := &table{head: []string{"item", "title", "fresh", "stale", "documents"}}
			for _, x := range r.Rows {
				t.add(x.Item, x.Title, strconv.Itoa(x.Fresh), strconv.Itoa(x.Stale), strconv.Itoa(x.Documents))
			}
			return emit(env, g.Output, r, t)
		}
		r, ok := coverage.Across(o.Facts, c.Framework)
		if !ok {
			return fault.New(fault.NotFound, "there is no framework %s, or no crosswalk from it to iso42001", c.Framework)
		}
		t := &table{head: []string{"item", "title", "covered", "by", "missing"}}
		for _, x := range r.Rows {
			t.add(x.Item, x.Title, x.Level, strings.Join(x.By, " "), strings.Join(x.Missing, " "))
		}
		return emit(env, g.Output, r, t)
	})
}
