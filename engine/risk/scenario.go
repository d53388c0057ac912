package risk

import (
	"math"
	"slices"
)

// Limits of what the engine takes. They are far beyond any year of any
// organisation; they exist so that nothing overflows and nothing hangs.
const (
	maxRate   = 1e5  // events a year
	maxMoney  = 1e15 // one amount
	maxSpread = 1e6  // high/low of a lognormal's 90 % interval
)

// Scenario is one way to lose money: how often, and how much each time.
type Scenario struct {
	ID, Name, System string
	Currency         string // ISO 4217

	// Rate holds the factors whose product is the expected number of loss
	// events in a year (threat events, vulnerability, what controls let pass).
	// Each is drawn once for the year; Count says how events scatter around it.
	Rate  []Factor
	Count Count

	Primary   Severity
	Secondary *Secondary // nil when there is none

	// LossFactors multiply every loss; each is drawn once for the year.
	LossFactors []Factor

	// Loading is how strongly the common factor of a portfolio moves the rate
	// (the s of a one-factor model, 0 for a scenario that stands alone).
	Loading float64

	// Notes are what the reader of a result should know about its inputs.
	Notes []string
}

// Factor is an uncertain input with the path that names it in the file.
type Factor struct {
	Path string
	Dist Dist
}

// Severity is the loss of one event: the sum of its parts (one for each loss
// form). Parts are independent unless Comonotone.
type Severity struct {
	Parts      []Factor
	Comonotone bool
}

// Secondary is a further loss that follows an event with a probability:
// customers who leave, a fine, a claim.
type Secondary struct {
	Probability Factor
	Severity    Severity
}

// dists gives the independent summands of the severity.
func (s Severity) dists() []Dist {
	out := make([]Dist, len(s.Parts))
	for i, p := range s.Parts {
		out[i] = p.Dist
	}
	if s.Comonotone && len(out) > 1 {
		return []Dist{Comonotone(out)}
	}
	return out
}

// whole is a severity whose parts move together as one distribution.
func (s Severity) whole() Severity {
	if len(s.Parts) == 1 || !s.Comonotone {
		return s
	}
	return Severity{Parts: []Factor{{s.Parts[0].Path, s.dists()[0]}}}
}

// mean is the expected loss of one event, however its parts move together.
func (s Severity) mean() float64 {
	sum := 0.0
	for _, p := range s.Parts {
		sum += p.Dist.Mean()
	}
	return sum
}

// meanOf is the mean of a product of independent factors.
func meanOf(fs []Factor) float64 {
	v := 1.0
	for _, f := range fs {
		v *= f.Dist.Mean()
	}
	return v
}

// model is a scenario ready for arithmetic.
type model struct {
	rate               Dist
	rates              Rule    // nodes of the rate
	mix                mixture // of the rates, in portfolios
	count              Count
	primary, secondary []Dist
	outer              []outer // nodes of what is uncertain besides the rate
	m1, v1, m2, v2     float64 // moments of one primary and one secondary loss
}

// outer is one joint value of the loss factor and the secondary probability.
type outer struct{ w, scale, second float64 }

// The nodes of one outer input, and of both together. A year of many events is
// nearly certain given its draws, and a mixture over few nodes then is a staircase:
// nodes lie about as close as the year scatters around each.
const (
	outerNodes  = 6
	coarseNodes = 3 // to compare portfolios, as a search does
	mostOuter   = 64
	mostJoint   = 128
)

func compile(s Scenario) *model { return compileStruck(s, 0, outerNodes) }

// compileStruck compiles a scenario that shocks strike so often a year, with usually
// so many nodes of an outer input.
func compileStruck(s Scenario, struck float64, usual int) *model {
	m := &model{count: s.Count, primary: s.Primary.dists()}
	m.rate = NewProduct(distsOf(s.Rate)...)
	m.rates = rateRule(m.rate, s.Count, math.Exp(3*math.Abs(s.Loading)))
	m.m1, m.v1 = moments(m.primary)
	if len(m.rates) > mostRates/8 {
		m.refine()
	}
	if s.Secondary != nil {
		m.secondary = s.Secondary.Severity.dists()
		m.m2, m.v2 = moments(m.secondary)
	}
	m.outer = m.draws(s, struck, usual, mostOuter)
	return m
}

// draws are the nodes of the outer inputs of a scenario: usually so many of each, more
// where the year hardly scatters, never more than most.
func (m *model) draws(s Scenario, struck float64, usual, most int) []outer {
	factor, chance := Dist(Const(1)), Dist(Const(0))
	if len(s.LossFactors) > 0 {
		factor = NewProduct(distsOf(s.LossFactors)...)
	}
	if s.Secondary != nil {
		chance = s.Secondary.Probability.Dist
	}
	scatter, per := m.scatter(factor.Mean(), chance.Mean(), struck)
	n := min(most, nodesFor(factor, scatter*factor.Mean(), usual))
	k := min(most, nodesFor(chance, scatter*per, min(usual, m.chanceNodes(chance, struck, s.Loading))))
	if n*k > mostJoint {
		n, k = max(usual, min(n, mostJoint/usual)), min(k, usual)
	}
	var out []outer
	for _, a := range factor.Rule(n) {
		for _, b := range chance.Rule(k) {
			out = append(out, outer{a.W * b.W, a.X, b.X})
		}
	}
	return out
}

// scatter is the standard deviation of a year over its mean when the outer inputs
// are at their means, and by how much the chance of a secondary loss would have to
// move to move the mean by all of itself.
func (m *model) scatter(factor, chance, struck float64) (relative, per float64) {
	x, v := m.lossMoments(outer{1, factor, chance})
	rate := m.rate.Mean()
	if !(x > 0) || rate+struck == 0 {
		return math.Inf(1), 1
	}
	years := m.count.variance(rate) + struck + m.rate.Variance()
	sd := math.Sqrt((rate+struck)*v + years*x*x)
	per = math.Inf(1)
	if m.m2 > 0 {
		per = x / (factor * m.m2)
	}
	return sd / ((rate + struck) * x), per
}

// nodesFor is how many nodes a distribution needs that blur together when each is
// blurred by a standard deviation.
func nodesFor(d Dist, sd float64, usual int) int {
	if d.Variance() == 0 {
		return 1
	}
	probe := d.Rule(8)
	return int(min(mostOuter, max(float64(usual), math.Ceil(1.3*(probe.max()-probe[0].X)/sd)+1)))
}

func distsOf(fs []Factor) []Dist {
	out := make([]Dist, len(fs))
	for i, f := range fs {
		out[i] = f.Dist
	}
	return out
}

func moments(ds []Dist) (mean, variance float64) {
	for _, d := range ds {
		mean += d.Mean()
		variance += d.Variance()
	}
	return mean, variance
}

// chanceNodes is how many nodes the chance of a secondary loss needs, which acts like
// the rate of an event of its own.
func (m *model) chanceNodes(d Dist, struck, loading float64) int {
	if d.Variance() == 0 {
		return 1
	}
	probe := d.Rule(8)
	most := (m.rates.max() + struck) * math.Exp(3*math.Abs(loading))
	return nodesOver(most * (probe.max() - probe[0].X))
}

// rateRule takes as many nodes as the spread of the rate asks for: with k nodes
// the error of the mean of exp(λ(z-1)) is about spread^2k / (2^(2k-1) (2k)!).
// stretch is how far the common factor may multiply the rate.
func rateRule(d Dist, c Count, stretch float64) Rule {
	if c.Kind == Bernoulli || d.Variance() == 0 { // linear in the rate: the mean is exact
		return Rule{{d.Mean(), 1}}
	}
	probe := d.Rule(8)
	return d.Rule(nodesOver(stretch * (probe.max() - probe[0].X))).felt()
}

// nodesOver is how many nodes a rate needs that is spread over so much.
func nodesOver(spread float64) int {
	k, e := 1, spread*spread/4
	for (e > 1e-13 || k < 3) && k < 64 {
		k++
		e *= spread * spread / (4 * float64(2*k) * float64(2*k-1))
	}
	return k
}

// mostRates is the most nodes of a rate.
const mostRates = 256

// refine takes more nodes of a rate so high that the year hardly scatters around it,
// for the same reason as those of the outer inputs.
func (m *model) refine() {
	if !(m.m1 > 0) {
		return
	}
	mean := m.rate.Mean()
	scatter := math.Sqrt(mean*m.v1/(m.m1*m.m1) + m.count.variance(mean))
	probe := m.rate.Rule(8)
	if n := int(min(mostRates, math.Ceil(1.3*(probe.max()-probe[0].X)/scatter))); n > len(m.rates) {
		m.rates = m.rate.Rule(n).felt()
	}
}

// felt leaves out the nodes whose weight no figure feels: the rule of a lognormal
// goes on to rates that nothing can be computed with.
func (r Rule) felt() Rule {
	return slices.DeleteFunc(slices.Clone(r), func(n Node) bool { return n.W <= weightless })
}

// lossMoments are the moments of one event's loss at an outer node.
func (m *model) lossMoments(o outer) (mean, variance float64) {
	mean = o.scale * (m.m1 + o.second*m.m2)
	variance = o.scale * o.scale * (m.v1 + o.second*m.v2 + o.second*(1-o.second)*m.m2*m.m2)
	return mean, variance
}

// annual are the mean and variance of the year's loss, in closed form over the
// nodes (whose moments are exact).
func (m *model) annual() (mean, variance float64) {
	var second float64
	for _, o := range m.outer {
		x, v := m.lossMoments(o)
		for _, r := range m.rates {
			e := r.X * x
			mean += o.w * r.W * e
			second += o.w * r.W * (e*e + r.X*v + m.count.variance(r.X)*x*x)
		}
	}
	if m.count.Kind == Bernoulli { // the rate's own spread was folded into its mean
		second = 0
		for _, o := range m.outer {
			x, v := m.lossMoments(o)
			second += o.w * m.rates[0].X * (v + x*x)
		}
	}
	return mean, max(0, second-mean*mean)
}
