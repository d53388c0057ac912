package browser

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"
)

// Violation is one broken rule with the places that break it.
type Violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String names the rule and its first places.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s, %d places", v.ID, v.Impact, v.Help, len(v.Nodes))
	for i, n := range v.Nodes {
		if i == 3 {
			break
		}
		fmt.Fprintf(&b, "\n\t%s\n\t\t%s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t\t"))
	}
	return b.String()
}

const axeRun = `() => axe.run(document, {resultTypes: ['violations'],
	runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => r.violations)`

// Violations runs axe-core with the rules of WCAG 2.0 to 2.2, levels A and AA, and its best practices.
func (p *Page) Violations() ([]Violation, error) {
	src, err := axeSource()
	if err != nil {
		return nil, err
	}
	if _, err := (proto.RuntimeEvaluate{Expression: src}).Call(p.Rod); err != nil {
		return nil, fmt.Errorf("load axe-core: %w", err)
	}
	r, err := p.Rod.Timeout(loadTimeout).Eval(axeRun)
	if err != nil {
		return nil, fmt.Errorf("run axe-core: %w", err)
	}
	var out []Violation
	if err := r.Value.Unmarshal(&out); err != nil {
		return nil, fmt.Errorf("read result of axe-core: %w", err)
	}
	return out, nil
}

// Axe fails the test for every violation.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	vs, err := p.Violations()
	if errors.Is(err, ErrMissing) {
		missing(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		t.Errorf("axe: %s", v)
	}
}
