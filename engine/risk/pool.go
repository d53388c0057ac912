package risk

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
)

// joint is a portfolio on a grid: everything whose product is the transform of
// the year's total at each node of the common factor.
type joint struct {
	p       Portfolio
	g       *grid
	factors []factor
	models  []*model
	kept    [][][]complex128 // scenario, outer node, frequency; nil where memory was short
	total   [][]complex128   // node of the common factor, frequency
	shocks  [][]complex128   // shock, frequency: the transform of its total jump
	rules   []Rule           // shock: the nodes of its rate
}

// each runs f(0..n-1) on all processors, until one fails or the context ends. The
// calls must not depend on one another.
func each(ctx context.Context, n int, f func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				if errs[w] = ctx.Err(); errs[w] == nil {
					errs[w] = f(i)
				}
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}

func (p Portfolio) models(ctx context.Context) ([]*model, error) {
	ms := make([]*model, len(p.Scenarios))
	return ms, each(ctx, len(ms), func(i int) error { ms[i] = compile(p.Scenarios[i]); return nil })
}

// What a portfolio holds in memory at a time: the transforms of a batch of
// scenarios, and those of all of them for the allocation when they fit.
const (
	batch     = 16
	keptBytes = 96 << 20
)

// onGrid computes the transforms, a batch of scenarios at a time. Within a batch
// work is shared by frequency, so that products are taken in the order of the
// scenarios whatever the number of processors.
func (p Portfolio) onGrid(ctx context.Context, g *grid, ms []*model) (*joint, error) {
	return p.onGridFrom(ctx, g, ms, func(i int) ([][]complex128, error) { return ms[i].losses(ctx, g) })
}

// onGridFrom takes the transforms of each scenario's event from a source.
func (p Portfolio) onGridFrom(ctx context.Context, g *grid, ms []*model, of func(i int) ([][]complex128, error)) (*joint, error) {
	j := &joint{p: p, g: g, factors: p.factors(), models: ms, kept: make([][][]complex128, len(ms))}
	for _, s := range p.Shocks {
		j.rules = append(j.rules, rateRule(s.Rate.Dist, Count{}, 1))
	}
	half := g.n/2 + 1
	keep := states(ms)*half*16 <= keptBytes
	t := newTotals(len(j.factors), len(p.Shocks), half)
	for from := 0; from < len(ms); from += batch {
		to := min(from+batch, len(ms))
		if err := each(ctx, to-from, func(i int) (err error) {
			j.kept[from+i], err = of(from + i)
			return err
		}); err != nil {
			return nil, err
		}
		if err := t.parts(ctx, func(a, b int) { j.fill(t, from, to, a, b) }); err != nil {
			return nil, err
		}
		if !keep {
			clear(j.kept[from:to])
		}
	}
	j.total, j.shocks = t.logs, t.jumps
	return j, t.parts(ctx, func(a, b int) { j.finish(t, a, b) })
}

func states(ms []*model) int {
	n := 0
	for _, m := range ms {
		n += len(m.outer)
	}
	return n
}

// losses are the transforms of a scenario's event, computed again where they
// were not kept.
func (j *joint) losses(ctx context.Context, i int) ([][]complex128, error) {
	if j.kept[i] != nil {
		return j.kept[i], nil
	}
	return j.models[i].losses(ctx, j.g)
}

// totals are the products over scenarios in the making, by frequency: logs are
// logarithms that the common factor moves, own what it moves otherwise, rest what
// it does not move, jumps the transforms of the shocks.
type totals struct {
	logs, own, jumps [][]complex128
	rest             []complex128
}

func newTotals(factors, shocks, half int) *totals {
	t := &totals{make([][]complex128, factors), make([][]complex128, factors), make([][]complex128, shocks), ones(half)}
	for k := range t.logs {
		t.logs[k], t.own[k] = make([]complex128, half), ones(half)
	}
	for s := range t.jumps {
		t.jumps[s] = ones(half)
	}
	return t
}

func ones(n int) []complex128 { return slices.Repeat([]complex128{1}, n) }

// parts shares the frequencies among the processors.
func (t *totals) parts(ctx context.Context, f func(from, to int)) error {
	const part = 512
	n := len(t.rest)
	return each(ctx, (n+part-1)/part, func(c int) error { f(c*part, min((c+1)*part, n)); return nil })
}

// fill takes in scenarios first..last-1 at frequencies from..to-1.
func (j *joint) fill(t *totals, first, last, from, to int) {
	for i, m := range j.models[first:last] {
		losses, loading := j.kept[first+i], j.p.Scenarios[first+i].Loading
		switch {
		case m.linear():
			for k, z := range j.factors {
				rate := complex(m.rates[0].X*lift(loading, z.z), 0)
				for f := from; f < to; f++ {
					t.logs[k][f] += rate * (losses[0][f] - 1)
				}
			}
		case loading == 0:
			for f := from; f < to; f++ {
				t.rest[f] *= m.mixed(losses, f, 1)
			}
		default:
			for k, z := range j.factors {
				for f := from; f < to; f++ {
					t.own[k][f] *= m.mixed(losses, f, lift(loading, z.z))
				}
			}
		}
		j.strike(t, first+i, from, to)
	}
}

// strike takes a scenario into the shocks that can strike it: a shock's total loss
// is the product over its scenarios.
func (j *joint) strike(t *totals, i, from, to int) {
	hits := j.p.hits(i)
	if len(hits) == 0 {
		return
	}
	for f := from; f < to; f++ {
		event := j.models[i].event(j.kept[i], f)
		for _, h := range hits {
			q := complex(h.probability, 0)
			t.jumps[h.shock][f] *= 1 - q + q*event
		}
	}
}

// hit is a shock that can strike a scenario.
type hit struct {
	shock       int
	probability float64
}

// hits are the shocks that can strike scenario i.
func (p Portfolio) hits(i int) []hit {
	var out []hit
	for s, shock := range p.Shocks {
		for _, h := range shock.Hits {
			if h.Scenario == i {
				out = append(out, hit{s, h.Probability})
			}
		}
	}
	return out
}

// finish turns the logarithms into the totals, shocks included.
func (j *joint) finish(t *totals, from, to int) {
	for s, rule := range j.rules {
		for f := from; f < to; f++ {
			var sum complex128
			for _, r := range rule {
				sum += complex(r.W, 0) * cexp(complex(r.X, 0)*(t.jumps[s][f]-1))
			}
			t.rest[f] *= sum
		}
	}
	for k := range j.factors {
		for f := from; f < to; f++ {
			t.logs[k][f] = cexp(t.logs[k][f]) * t.rest[f] * t.own[k][f]
		}
	}
}

// linear says whether the logarithm of the transform is linear in that of the
// severity: a Poisson count with nothing uncertain.
func (m *model) linear() bool {
	return m.count.Kind == Poisson && len(m.rates) == 1 && len(m.outer) == 1
}

// mixed is the transform of the year's loss at one frequency, the rate lifted.
func (m *model) mixed(losses [][]complex128, f int, lift float64) complex128 {
	var sum complex128
	for o, out := range m.outer {
		for _, r := range m.rates {
			sum += complex(out.w*r.W, 0) * m.count.pgf(r.X*lift, losses[o][f])
		}
	}
	return sum
}

// event is the transform of one event's loss over the outer nodes.
func (m *model) event(losses [][]complex128, f int) complex128 {
	var sum complex128
	for o, out := range m.outer {
		sum += complex(out.w, 0) * losses[o][f]
	}
	return sum
}

// annual is the distribution of the portfolio's year.
func (j *joint) annual(steps bool) *Annual {
	mean, variance := j.p.annual(j.models)
	return newAnnual(j.g.h, j.g.lattice(j.sum()), j.pNone(), mean, math.Sqrt(variance), steps)
}

// pNone is the probability of a year without any loss.
func (j *joint) pNone() float64 {
	p := 0.0
	for _, z := range j.factors {
		v := z.w
		for i, m := range j.models {
			free := 0.0
			up := lift(j.p.Scenarios[i].Loading, z.z)
			for _, o := range m.outer {
				for _, r := range m.rates {
					free += o.w * r.W * m.count.real1(r.X*up, m.free(o))
				}
			}
			v *= free
		}
		p += v
	}
	for i, s := range j.p.Shocks {
		quiet := 1.0
		for _, h := range s.Hits {
			m, free := j.models[h.Scenario], 0.0
			for _, o := range m.outer {
				free += o.w * m.free(o)
			}
			quiet *= 1 - h.Probability*(1-free)
		}
		v := 0.0
		for _, r := range j.rules[i] {
			v += r.W * math.Exp(r.X*(quiet-1))
		}
		p *= v
	}
	return math.Min(1, p)
}
