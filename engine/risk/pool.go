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
	ties    *ties
	kept    [][][]complex128 // scenario, outer node, frequency; nil where memory was short
	total   [][]complex128   // node of the common factor, frequency
	shocks  [][]complex128   // shock, frequency: the transform of its jump, what shares a draw aside
	held    map[*cluster][][]complex128
	rules   []mixture // shock: its rate
	p0      float64
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
	fs, usual := p.factors(), outerNodes
	if p.coarse {
		usual = coarseNodes
	}
	return ms, each(ctx, len(ms), func(i int) error {
		s, most := p.Scenarios[i], 1.0
		ms[i] = compileStruck(s, p.struck(i), usual)
		for _, z := range fs {
			most = math.Max(most, lift(s.Loading, z.z))
		}
		ms[i].mix = newMixture(ms[i].rates, 2*most)
		return nil
	})
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
	return p.onGridFrom(ctx, g, ms, func(_ int, m *model) ([][]complex128, error) { return m.losses(ctx, g) })
}

// onGridFrom takes the transforms of each scenario's event from a source.
func (p Portfolio) onGridFrom(ctx context.Context, g *grid, ms []*model, of func(i int, m *model) ([][]complex128, error)) (*joint, error) {
	ties := p.tie(ms)
	j := &joint{p: p, g: g, factors: p.factors(), models: ties.models, ties: ties}
	if err := j.fill(ctx, g.n/2+1, of); err != nil {
		return nil, err
	}
	// The chance of a year without loss is the same sum with one "frequency", at
	// which the transform of an event is its chance to cost nothing.
	quiet := &joint{p: p, g: g, factors: j.factors, models: ties.models, ties: ties}
	if err := quiet.fill(ctx, 1, func(_ int, m *model) ([][]complex128, error) { return m.frees(), nil }); err != nil {
		return nil, err
	}
	for k, z := range j.factors {
		j.p0 += z.w * real(quiet.total[k][0])
	}
	j.p0 = math.Min(1, j.p0)
	return j, nil
}

// fill computes the totals at half frequencies.
func (j *joint) fill(ctx context.Context, half int, of func(i int, m *model) ([][]complex128, error)) error {
	ms := j.models
	j.kept = make([][][]complex128, len(ms))
	for _, s := range j.p.Shocks {
		j.rules = append(j.rules, newMixture(rateRule(s.Rate.Dist, Count{}, 1), 2))
	}
	keep := states(ms)*half*16 <= keptBytes
	t := newTotals(len(j.factors), len(j.p.Shocks), half)
	t.hold(j.ties.clusters, len(j.factors), half)
	everything, tied := make([]int, len(ms)), []int(nil)
	for i := range everything {
		everything[i] = i
		if c := j.ties.of[i]; c != nil && !c.drawn {
			tied = append(tied, i)
		}
	}
	batches := func(list []int, f func(i, from, to int)) error {
		for from := 0; from < len(list); from += batch {
			some := list[from:min(from+batch, len(list))]
			if err := each(ctx, len(some), func(k int) (err error) {
				if j.kept[some[k]] == nil {
					j.kept[some[k]], err = of(some[k], ms[some[k]])
				}
				return err
			}); err != nil {
				return err
			}
			if err := parts(ctx, half, func(a, b int) {
				for _, i := range some {
					f(i, a, b)
				}
			}); err != nil {
				return err
			}
			if !keep {
				for _, i := range some {
					j.kept[i] = nil
				}
			}
		}
		return nil
	}
	if err := batches(everything, func(i, from, to int) { j.own(t, i, from, to) }); err != nil {
		return err
	}
	// What shares a draw with a shock needs the shock's other strikes first.
	if err := batches(tied, func(i, from, to int) { j.tied(t, i, from, to) }); err != nil {
		return err
	}
	for _, c := range j.ties.clusters {
		if !c.drawn {
			continue
		}
		losses, err := j.lossesOf(ctx, c, of)
		if err != nil {
			return err
		}
		if err := parts(ctx, half, func(a, b int) { j.drawn(t, c, losses, a, b) }); err != nil {
			return err
		}
	}
	j.total, j.shocks, j.held = t.logs, t.jumps, t.held
	return parts(ctx, half, func(a, b int) { j.finish(t, a, b) })
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
// it does not move, jumps the transforms of the shocks' strikes, held what depends
// on the counts of shocks.
type totals struct {
	logs, own, jumps [][]complex128
	rest             []complex128
	held             map[*cluster][][]complex128
}

func newTotals(factors, shocks, half int) *totals {
	t := &totals{make([][]complex128, factors), make([][]complex128, factors), make([][]complex128, shocks), ones(half), nil}
	for k := range t.logs {
		t.logs[k], t.own[k] = make([]complex128, half), ones(half)
	}
	for s := range t.jumps {
		t.jumps[s] = ones(half)
	}
	return t
}

func ones(n int) []complex128 { return slices.Repeat([]complex128{1}, n) }

// parts shares n frequencies among the processors.
func parts(ctx context.Context, n int, f func(from, to int)) error {
	const part = 512
	return each(ctx, (n+part-1)/part, func(c int) error { f(c*part, min((c+1)*part, n)); return nil })
}

// own takes in what a scenario does without regard to any shared draw.
func (j *joint) own(t *totals, i, from, to int) {
	m, losses, loading := j.models[i], j.kept[i], j.p.Scenarios[i].Loading
	switch {
	case j.ties.of[i] != nil:
	case m.linear():
		for k, z := range j.factors {
			rate := complex(m.rates[0].X*lift(loading, z.z), 0)
			for f := from; f < to; f++ {
				t.logs[k][f] += rate * (losses[0][f] - 1)
			}
		}
	default:
		into := t.own
		if loading == 0 {
			into = [][]complex128{t.rest}
		}
		years := m.years(j.lifted(i))
		for f := from; f < to; f++ {
			years.at(f, losses, nil, func(k int, v, _ complex128) { into[k][f] *= v })
		}
	}
	j.strike(t, i, from, to)
}

// strike takes a scenario into the shocks that strike it apart from its draw of the
// year: a shock's total loss is the product over its scenarios.
func (j *joint) strike(t *totals, i, from, to int) {
	for _, h := range j.ties.hits[i] {
		if h.tie != apart {
			continue
		}
		for f := from; f < to; f++ {
			t.jumps[h.shock][f] *= h.jump(j.models[i].event(j.kept[i], f))
		}
	}
}

// jump is the transform of what one happening of the shock costs the scenario.
func (h hit) jump(event complex128) complex128 {
	q := complex(h.probability, 0)
	return 1 - q + q*event
}

// finish turns the logarithms into the totals, shocks included.
func (j *joint) finish(t *totals, from, to int) {
	for s, rule := range j.rules {
		if !j.ties.free[s] {
			continue
		}
		for f := from; f < to; f++ {
			v, _ := rule.shaken(t.jumps[s][f])
			t.rest[f] *= v
		}
	}
	for k := range j.factors {
		for f := from; f < to; f++ {
			t.logs[k][f] = cexp(t.logs[k][f]) * t.rest[f] * t.own[k][f]
		}
	}
	for _, c := range j.ties.clusters {
		if !c.lone() && !c.drawn {
			j.close(t, c, from, to)
		}
	}
}

// shaken is the transform of all happenings of a shock in a year, of which each
// costs a jump, and its derivative by the jump.
func (m mixture) shaken(jump complex128) (v, slope complex128) { return m.at(jump - 1) }

// lifted are the factors on a scenario's rate at the nodes of the common factor, one
// of them if it does not load on it.
func (j *joint) lifted(i int) []float64 {
	if j.p.Scenarios[i].Loading == 0 {
		return []float64{1}
	}
	return j.liftedAll(i)
}

// liftedAll are those factors at every node.
func (j *joint) liftedAll(i int) []float64 {
	out := make([]float64, len(j.factors))
	for k, z := range j.factors {
		out[k] = lift(j.p.Scenarios[i].Loading, z.z)
	}
	return out
}

// linear says whether the logarithm of the transform is linear in that of the
// severity: a Poisson count with nothing uncertain.
func (m *model) linear() bool {
	return m.count.Kind == Poisson && len(m.rates) == 1 && len(m.outer) == 1
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
	return newAnnual(j.g.h, j.g.lattice(j.sum()), j.p0, mean, math.Sqrt(variance), steps)
}

// frees are the chances that one event costs nothing, by outer node.
func (m *model) frees() [][]complex128 {
	out := make([][]complex128, len(m.outer))
	for k, o := range m.outer {
		out[k] = []complex128{complex(m.free(o), 0)}
	}
	return out
}
