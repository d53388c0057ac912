package risk

import (
	"context"
	"math"
)

// The sizes of the grid: the first try, and where refining stops.
const (
	gridSize    = 1 << 14
	maxGridSize = 1 << 18
	tailTarget  = 2e-8 // exceedance that the grid has to reach
	wantedError = 2e-6 // relative error of the tail that ends refining
	usableError = 1e-4 // and the one that does beyond costlyGrid
	costlyGrid  = 1 << 16
	pilotSize   = 1 << 11
)

// Loss is a scenario's computed distribution: the year's total, the largest
// single event, and what uncertainty about the inputs does to the curve.
type Loss struct {
	Scenario Scenario
	Annual   *Annual
	// Error is an estimate of the relative error of the tail quantiles, from
	// the same computation on a grid twice as coarse.
	Error float64

	m  *model
	g  *grid
	fs [][]complex128
}

// Quantify computes the distribution of a valid scenario's loss in one year.
// Scenarios from Read are valid; for one made by hand call Check first. The only
// error is that of a context that ended.
func Quantify(ctx context.Context, s Scenario) (*Loss, error) {
	m := compile(s)
	top, err := m.reach(ctx)
	if err != nil {
		return nil, err
	}
	l := &Loss{Scenario: s, m: m}
	if h, ok := m.latticeStep(top); ok {
		n := 4
		for float64(n) < top/h+2 {
			n *= 2
		}
		return l, l.on(ctx, newGrid(h, n), true)
	}
	coarse, err := m.annualOn(ctx, newGrid(top/(gridSize/2), gridSize/2), false)
	if err != nil {
		return nil, err
	}
	for n := gridSize; ; n *= 2 {
		if err := l.on(ctx, newGrid(top/float64(n), n), false); err != nil {
			return nil, err
		}
		l.Error = difference(l.Annual, coarse) / 3 // the error falls with h^2
		if l.Error <= wantedError || n >= costlyGrid && l.Error <= usableError || n == maxGridSize || n*m.states() > maxWork {
			return l, nil
		}
		coarse = l.Annual
	}
}

// maxWork bounds refining by grid points times joint states of the inputs.
const maxWork = 1 << 24

// states is how many joint values of the uncertain inputs are integrated.
func (m *model) states() int { return len(m.rates) * len(m.outer) }

// on computes the year's loss on a grid and keeps the transforms.
func (l *Loss) on(ctx context.Context, g *grid, steps bool) (err error) {
	if l.fs, err = l.m.losses(ctx, g); err != nil {
		return err
	}
	l.g = g
	l.Annual, err = l.m.annualFrom(ctx, g, l.fs, l.m.rates, steps)
	return err
}

func (m *model) annualOn(ctx context.Context, g *grid, steps bool) (*Annual, error) {
	fs, err := m.losses(ctx, g)
	if err != nil {
		return nil, err
	}
	return m.annualFrom(ctx, g, fs, m.rates, steps)
}

func (m *model) annualFrom(ctx context.Context, g *grid, fs [][]complex128, rates Rule, steps bool) (*Annual, error) {
	masses, err := m.compound(ctx, g, fs, rates)
	if err != nil {
		return nil, err
	}
	mean, variance := m.annual()
	return newAnnual(g.h, masses, m.pNone(rates), mean, math.Sqrt(variance), steps), nil
}

// pNone is the probability of a year without loss: P_N at the chance that an
// event costs nothing.
func (m *model) pNone(rates Rule) float64 {
	p := 0.0
	for _, o := range m.outer {
		free := m.free(o)
		for _, r := range rates {
			p += o.w * r.W * m.count.real1(r.X, free)
		}
	}
	return math.Min(1, p)
}

// free is the probability that one event costs nothing.
func (m *model) free(o outer) float64 {
	if o.scale <= 0 {
		return 1
	}
	p, q := 1.0, 1.0
	for _, d := range m.primary {
		p *= d.CDF(0)
	}
	for _, d := range m.secondary {
		q *= d.CDF(0)
	}
	return p * (1 - o.second + o.second*q)
}

// difference is the greatest relative change of the exceedance over the tail's
// levels. Where the curve jumps (fixed amounts among continuous ones) the
// exceedance says little; there the change of the quantile counts, thirty-fold,
// which is about how much steeper than its argument a smooth tail gets.
func difference(fine, coarse *Annual) float64 {
	worst := 0.0
	for _, q := range []float64{0.1, 1e-2, 1e-3, 1e-4, 1e-5, 2e-6} {
		x := fine.VaR(1 - q)
		if x <= 0 || fine.PAnyLoss() < 1.5*q {
			continue
		}
		byLevel := math.Abs(coarse.Exceedance(x)/fine.Exceedance(x) - 1)
		byAmount := math.Abs(coarse.VaR(1-q)/x-1) * 30
		worst = math.Max(worst, math.Min(byLevel, byAmount))
	}
	return worst
}

// reach finds an amount that the year's loss passes with a probability of about
// tailTarget, by computing on a small grid and resizing it until that amount
// lies in its upper part.
func (m *model) reach(ctx context.Context) (float64, error) {
	mean, variance := m.annual()
	if mean <= 0 {
		return 1, nil
	}
	limit := m.maxLoss()
	top := math.Min(limit, mean+8*math.Sqrt(variance)+m.eventTail())
	for range 60 {
		g := newGrid(top/pilotSize, pilotSize)
		a, err := m.annualOn(ctx, g, false)
		if err != nil {
			return 0, err
		}
		if a.exceed[pilotSize-1] > tailTarget && top < limit {
			top = math.Min(limit, 2*top)
			continue
		}
		v := a.VaR(1 - tailTarget)
		if v == 0 { // hardly any year has a loss: what one event can cost is enough
			return top, nil
		}
		next := math.Min(limit, v+2*g.h)
		if next > top/4 {
			return next * 1.0001, nil
		}
		top = next * 1.5
	}
	return top, nil
}

// eventTail is an amount that hardly any single event passes.
func (m *model) eventTail() float64 {
	p := math.Max(1e-15, tailTarget/math.Max(m.rates.max(), 1)/float64(len(m.primary)+len(m.secondary)))
	x, scale := 0.0, 0.0
	for _, d := range m.primary {
		x += d.Quantile(1 - p)
	}
	for _, d := range m.secondary {
		x += d.Quantile(1 - p)
	}
	for _, o := range m.outer {
		scale = math.Max(scale, o.scale)
	}
	return x * scale
}

// maxLoss is the greatest loss that a year can have, +Inf when there is none.
func (m *model) maxLoss() float64 {
	x, scale := 0.0, 0.0
	for _, d := range append(append([]Dist(nil), m.primary...), m.secondary...) {
		x += d.Max()
	}
	for _, o := range m.outer {
		scale = math.Max(scale, o.scale)
	}
	if x*scale == 0 {
		return math.Inf(1)
	}
	return x * scale * m.count.maxEvents()
}

// latticeStep finds the amount of which every severity is a multiple, when all
// are fixed amounts; ok is false when there is none on a grid of usable size.
func (m *model) latticeStep(top float64) (h float64, ok bool) {
	if len(m.outer) != 1 {
		return 0, false
	}
	for _, d := range append(append([]Dist(nil), m.primary...), m.secondary...) {
		var values []float64
		switch d := d.(type) {
		case Const:
			values = []float64{float64(d)}
		case *Empirical:
			values = d.x
		default:
			return 0, false
		}
		for _, v := range values {
			if h = gcd(h, v*m.outer[0].scale); h > 0 && top/h > maxGridSize/4 {
				return 0, false
			}
		}
	}
	return h, h > 0
}

// gcd is the greatest common divisor of two amounts, to nine digits.
func gcd(a, b float64) float64 {
	tol := 1e-9 * math.Max(a, b)
	for b > tol {
		a, b = b, math.Mod(a, b)
		if a-b < tol { // Mod left a rounding error short of a
			b = 0
		}
	}
	return a
}
