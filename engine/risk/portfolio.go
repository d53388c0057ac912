package risk

import (
	"fmt"
	"math"
	"strings"
)

// Portfolio is several scenarios that can have causes in common.
type Portfolio struct {
	Name, Currency string
	Scenarios      []Scenario
	Shocks         []Shock
	Nodes          int // Gauss-Hermite nodes of the common factor; 0 means 16
	Tolerance      Tolerance
	Controls       []Control
	Notes          []string

	coarse bool // for comparing portfolios: draws by half the nodes
}

// Shock is a common cause: when it happens, each scenario it names has one more
// loss event with the given probability, at the same time.
type Shock struct {
	Name string
	Rate Factor
	Hits []Hit
}

// Hit is one scenario that a shock can strike.
type Hit struct {
	Scenario    int // index into Portfolio.Scenarios
	Probability float64
}

// defaultNodes of the common factor give a portfolio's p99.9 to about half a
// per cent at a loading of 0.8, and 32 to a tenth of that.
const defaultNodes = 16

// weightless is the weight of a node that no figure feels; the outermost nodes of a
// fine rule have less, and lift rates beyond all numbers.
const weightless = 1e-18

// factor is a node of the common factor Z.
type factor struct{ z, w float64 }

func (p Portfolio) factors() []factor {
	loaded := false
	for _, s := range p.Scenarios {
		loaded = loaded || s.Loading != 0
	}
	if !loaded {
		return []factor{{0, 1}}
	}
	n := p.Nodes
	if n == 0 {
		n = defaultNodes
	}
	var out []factor
	for _, v := range hermiteRule(n).felt() {
		out = append(out, factor{v.X, v.W})
	}
	return out
}

// lift multiplies a scenario's rate when the common factor is at z; its mean
// over Z is one, so that dependence moves the tail and not the expectation.
func lift(loading, z float64) float64 { return math.Exp(loading*z - loading*loading/2) }

// Digest identifies the inputs of a portfolio's figures.
func (p Portfolio) Digest() string {
	var b strings.Builder
	fmt.Fprintf(&b, "portfolio %s nodes %d\n", p.Currency, p.Nodes)
	for _, s := range p.Scenarios {
		fmt.Fprintf(&b, "scenario %q system %q\n%s", s.ID, s.System, s.canonical())
	}
	for _, s := range p.Shocks {
		fmt.Fprintf(&b, "shock %s %v\n", describe(s.Rate.Dist), s.Hits)
	}
	fmt.Fprintf(&b, "tolerance %v\n", p.Tolerance)
	for _, c := range p.Controls {
		fmt.Fprintf(&b, "control %s\n", c.canonical())
	}
	return digest(b.String())
}
