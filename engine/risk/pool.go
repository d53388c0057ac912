package risk

import (
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
	losses  [][][]complex128 // scenario, outer node, frequency
	total   [][]complex128   // node of the common factor, frequency
	shocks  [][]complex128   // shock, frequency: the transform of its total jump
}

// each runs f(0..n-1) on all processors. The calls must not depend on another.
func each(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

func (p Portfolio) models() []*model {
	ms := make([]*model, len(p.Scenarios))
	each(len(ms), func(i int) { ms[i] = compile(p.Scenarios[i]) })
	return ms
}

// onGrid computes the transforms. Work is shared by frequency, not by scenario,
// so that sums are taken in one order whatever the number of processors.
func (p Portfolio) onGrid(g *grid, ms []*model) *joint {
	j := &joint{p: p, g: g, factors: p.factors(), models: ms}
	j.losses = make([][][]complex128, len(ms))
	each(len(ms), func(i int) { j.losses[i] = ms[i].losses(g) })
	half := g.n/2 + 1
	j.total, j.shocks = make([][]complex128, len(j.factors)), make([][]complex128, len(p.Shocks))
	for k := range j.total {
		j.total[k] = make([]complex128, half)
	}
	for s := range j.shocks {
		j.shocks[s] = make([]complex128, half)
	}
	const part = 512
	each((half+part-1)/part, func(c int) { j.fill(c*part, min((c+1)*part, half)) })
	return j
}

// fill computes the totals at frequencies from..to-1.
func (j *joint) fill(from, to int) {
	logs := make([][]complex128, len(j.factors))
	for k := range logs {
		logs[k] = make([]complex128, to-from)
	}
	rest := make([]complex128, to-from) // what the common factor does not move
	for f := range rest {
		rest[f] = 1
	}
	own := make([][]complex128, len(j.factors))
	for i, m := range j.models {
		loading := j.p.Scenarios[i].Loading
		switch {
		case m.linear():
			for k, z := range j.factors {
				rate := complex(m.rates[0].X*lift(loading, z.z), 0)
				for f, v := range j.losses[i][0][from:to] {
					logs[k][f] += rate * (v - 1)
				}
			}
		case loading == 0:
			for f := range rest {
				rest[f] *= m.mixed(j.losses[i], from+f, 1)
			}
		default:
			for k, z := range j.factors {
				if own[k] == nil {
					own[k] = ones(to - from)
				}
				for f := range rest {
					own[k][f] *= m.mixed(j.losses[i], from+f, lift(loading, z.z))
				}
			}
		}
	}
	for s := range j.p.Shocks {
		j.jump(s, from, to)
		rule := rateRule(j.p.Shocks[s].Rate.Dist, Count{}, 1)
		for f := range rest {
			var sum complex128
			for _, r := range rule {
				sum += complex(r.W, 0) * cexp(complex(r.X, 0)*(j.shocks[s][from+f]-1))
			}
			rest[f] *= sum
		}
	}
	for k := range j.factors {
		for f := range rest {
			v := cexp(logs[k][f]) * rest[f]
			if own[k] != nil {
				v *= own[k][f]
			}
			j.total[k][from+f] = v
		}
	}
}

func ones(n int) []complex128 { return slices.Repeat([]complex128{1}, n) }

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

// jump is the transform of the total loss of one shock: the product over the
// scenarios that it can strike.
func (j *joint) jump(s, from, to int) {
	for f := from; f < to; f++ {
		v := complex(1, 0)
		for _, h := range j.p.Shocks[s].Hits {
			q := complex(h.Probability, 0)
			v *= 1 - q + q*j.models[h.Scenario].event(j.losses[h.Scenario], f)
		}
		j.shocks[s][f] = v
	}
}

// annual is the distribution of the portfolio's year.
func (j *joint) annual(steps bool) *Annual {
	sum := make([]complex128, j.g.n/2+1)
	for k, z := range j.factors {
		w := complex(z.w, 0)
		for f, v := range j.total[k] {
			sum[f] += w * v
		}
	}
	mean, variance := j.p.annual(j.models)
	return newAnnual(j.g.h, j.g.lattice(sum), j.pNone(), mean, math.Sqrt(variance), steps)
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
	for _, s := range j.p.Shocks {
		quiet := 1.0
		for _, h := range s.Hits {
			m, free := j.models[h.Scenario], 0.0
			for _, o := range m.outer {
				free += o.w * m.free(o)
			}
			quiet *= 1 - h.Probability*(1-free)
		}
		v := 0.0
		for _, r := range rateRule(s.Rate.Dist, Count{}, 1) {
			v += r.W * math.Exp(r.X*(quiet-1))
		}
		p *= v
	}
	return math.Min(1, p)
}
