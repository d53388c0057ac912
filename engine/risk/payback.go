package risk

import (
	"context"
	"math"
)

// Return is what a set of controls is worth in a year: loss avoided less cost.
type Return struct {
	Saved float64 `json:"saved"` // expected loss avoided
	Cost  float64 `json:"cost"`
	Net   float64 `json:"net"`
	// ROSI is (saved - cost)/cost (ENISA 2012); absent when it costs nothing.
	ROSI *float64 `json:"rosi,omitempty"`
	// PPositive is the probability, over what is not known about rates, losses,
	// effectiveness and cost, that the expected saving exceeds the cost.
	PPositive float64 `json:"p_positive"`
	NetLow    float64 `json:"net_low"`  // 5th percentile of the same
	NetHigh   float64 `json:"net_high"` // 95th
}

// paybackPoints are scrambled Sobol points over the uncertain inputs.
const paybackPoints = 1 << sobolBits

// Payback gives the return of adding the controls in add to those in base.
// Inputs that both sides share take the same value in each point, so the
// difference carries no sampling noise of its own.
func (p Portfolio) Payback(ctx context.Context, base, add func(i int) bool, seed uint64) (Return, error) {
	return p.knowledge(seed).payback(ctx, base, add)
}

func (n *knowledge) payback(ctx context.Context, base, add func(i int) bool) (Return, error) {
	p := n.p
	both := func(i int) bool { return base(i) || add(i) }
	r := Return{Saved: p.With(base).ALE() - p.With(both).ALE()}
	for i, c := range p.Controls {
		if add(i) && !base(i) {
			r.Cost += c.Cost.Dist.Mean()
		}
	}
	r.Net = r.Saved - r.Cost
	if r.Cost > 0 {
		v := r.Net / r.Cost
		r.ROSI = &v
	}
	before, after := p.side(base), p.side(both)
	nets := make(Rule, paybackPoints)
	for y := range nets {
		if y%watchEvery == 0 && ctx.Err() != nil {
			return r, ctx.Err()
		}
		nets[y] = Node{n.net(uint64(y), before, after), 1.0 / paybackPoints}
		if nets[y].X > 0 {
			r.PPositive += nets[y].W
		}
	}
	nets = sortedBy(nets, func(v Node) float64 { return v.X })
	r.NetLow, r.NetHigh = nets.percentile(bandLow), nets.percentile(bandHigh)
	return r, nil
}

// side is a set of controls and what one event costs under it.
type side struct {
	set           func(i int) bool
	first, second []float64 // mean primary and secondary loss, by scenario
}

func (p Portfolio) side(set func(i int) bool) side {
	out := side{set: set}
	for _, s := range p.With(set).Scenarios {
		m := 0.0
		if s.Secondary != nil {
			m = s.Secondary.Severity.mean()
		}
		out.first = append(out.first, s.Primary.mean())
		out.second = append(out.second, m)
	}
	return out
}

// knowledge draws values of everything uncertain that a return depends on.
type knowledge struct {
	p     Portfolio
	draw  map[*Factor]*drawn
	quasi *sobol
	rest  philox
	free  uint32 // uniform numbers taken so far
}

// drawn is an input with the first of its uniform numbers, and its values at the
// points where it was asked for.
type drawn struct {
	d    Dist
	dim  uint32
	seen map[uint64]float64
}

// free is how many uniform numbers a draw takes: one for each uncertain factor.
func free(d Dist) uint32 {
	n := uint32(0)
	for _, f := range factorsOf(d) {
		if _, fixed := f.(Const); !fixed {
			n++
		}
	}
	return n
}

// factorsOf are the quantities whose product a distribution is.
func factorsOf(d Dist) []Dist {
	switch d := d.(type) {
	case Complement:
		return factorsOf(d.Of)
	case Product:
		return d.factors
	}
	return []Dist{d}
}

// knowledge orders the inputs: what controls achieve and cost first, which is
// what decides a return, then the scenarios'. The first sixteen are quasi-random.
func (p Portfolio) knowledge(seed uint64) *knowledge {
	n := &knowledge{p: p, draw: map[*Factor]*drawn{}}
	n.rest = newPhilox(seed, "knowledge")
	n.quasi = &sobol{seed: mix64(seed + 1)}
	var same map[string]*drawn // coverage counts once in a control, wherever it acts
	add := func(fs []Factor) {
		for i := range fs {
			d := same[fs[i].Path]
			if d == nil {
				d = n.next(fs[i].Dist)
			}
			if same != nil {
				same[fs[i].Path] = d
			}
			n.draw[&fs[i]] = d
		}
	}
	for i := range n.p.Controls {
		c := &n.p.Controls[i]
		same = map[string]*drawn{}
		add(c.Prevents)
		add(c.Reduces)
		n.one(&c.Cost)
	}
	same = nil
	for i := range n.p.Shocks {
		n.one(&n.p.Shocks[i].Rate)
	}
	for i := range n.p.Scenarios {
		s := &n.p.Scenarios[i]
		add(s.Rate)
		add(s.LossFactors)
		if s.Secondary != nil {
			n.one(&s.Secondary.Probability)
		}
	}
	return n
}

// one adds a single input.
func (n *knowledge) one(f *Factor) {
	n.draw[f] = n.next(f.Dist)
}

func (n *knowledge) next(d Dist) *drawn {
	out := &drawn{d, n.free, map[uint64]float64{}}
	n.free += free(d)
	return out
}

// value is an input at a point.
func (n *knowledge) value(y uint64, f *Factor) float64 {
	d := n.draw[f]
	if c, fixed := d.d.(Const); fixed {
		return float64(c)
	}
	v, known := d.seen[y]
	if !known {
		v = n.compute(y, d)
		d.seen[y] = v
	}
	return v
}

func (n *knowledge) compute(y uint64, d *drawn) float64 {
	v, dim := 1.0, d.dim
	for _, f := range factorsOf(d.d) {
		if c, fixed := f.(Const); fixed {
			v *= float64(c)
			continue
		}
		v *= f.Quantile(n.uniform(y, dim))
		dim++
	}
	if _, left := d.d.(Complement); left {
		return 1 - v
	}
	return v
}

func (n *knowledge) uniform(y uint64, dim uint32) float64 {
	if dim < sobolDims {
		return unit(n.quasi.word(y, int(dim)))
	}
	a, _ := n.rest.block(y, uint64(dim))
	return unit(a)
}

func (n *knowledge) product(y uint64, fs []Factor) float64 {
	v := 1.0
	for i := range fs {
		v *= n.value(y, &fs[i])
	}
	return v
}

// net is saving less cost at one point of knowledge.
func (n *knowledge) net(y uint64, before, after side) float64 {
	sum := 0.0
	for i := range n.p.Controls {
		if c := &n.p.Controls[i]; after.set(i) && !before.set(i) {
			sum -= n.value(y, &c.Cost)
		}
	}
	for s := range n.p.Scenarios {
		sum += n.loss(y, s, before) - n.loss(y, s, after)
	}
	return sum
}

// loss is the expected loss of a scenario when everything is known.
func (n *knowledge) loss(y uint64, s int, of side) float64 {
	one := &n.p.Scenarios[s]
	let, part := 1.0, 1.0
	for i := range n.p.Controls {
		c := &n.p.Controls[i]
		if !of.set(i) || !c.covers(s) {
			continue
		}
		if len(c.Prevents) > 0 {
			let *= 1 - n.product(y, c.Prevents)
		}
		if len(c.Reduces) > 0 {
			part *= 1 - n.product(y, c.Reduces)
		}
	}
	event := of.first[s]
	if one.Secondary != nil {
		event += n.value(y, &one.Secondary.Probability) * of.second[s]
	}
	rate := n.product(y, one.Rate) * let
	for i := range n.p.Shocks {
		for _, h := range n.p.Shocks[i].Hits {
			if h.Scenario == s {
				rate += n.value(y, &n.p.Shocks[i].Rate) * h.Probability
			}
		}
	}
	return math.Max(0, rate*part*n.product(y, one.LossFactors)*event)
}
