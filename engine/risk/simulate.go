package risk

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Simulation is what to simulate. The result depends on Years, Seed and Quasi,
// never on Workers.
type Simulation struct {
	Years   int
	Seed    uint64
	Workers int  // 0: one per processor
	Quasi   bool // scrambled Sobol numbers where they matter most
}

// blockYears is the unit of work: sums are taken within a block and then over
// blocks in their order, so that no schedule changes a bit.
const blockYears = 1 << 14

// Simulated is the outcome of a simulation: the second, independent engine.
type Simulated struct {
	Years    int
	Seed     uint64
	Quasi    bool
	PAnyLoss float64
	Mean, SD float64
	hist     []uint64 // counts of positive losses by binary magnitude
	losses   uint64
}

// The histogram's bins are the floating-point numbers cut to histBits binary
// digits, so a bin is at most 2^-histBits wide, relative to its amount.
const (
	histBits = 11
	histLow  = 1023 - 20 // exponents below 2^-20 share the first bin
	histHigh = 1023 + 64
	histSize = (histHigh - histLow) << histBits
)

func bin(x float64) int {
	i := int(math.Float64bits(x)>>(52-histBits)) - histLow<<histBits
	return min(max(i, 0), histSize-1)
}

func binStart(i int) float64 {
	return math.Float64frombits(uint64(i+histLow<<histBits) << (52 - histBits))
}

type blockSum struct {
	sum, square float64
	losses      uint64
}

// Simulate draws years of a scenario. The only error is that of a context that
// ended.
func Simulate(ctx context.Context, s Scenario, o Simulation) (*Simulated, error) {
	p := newSampler(s, o.Seed, o.Quasi)
	run := func(from, to uint64, hist []uint64) blockSum { return p.block(ctx, from, to, hist) }
	if p.simple() && !o.Quasi {
		run = p.simpleBlock
	}
	return simulate(ctx, o, run)
}

// simulate runs blocks of years on the workers and adds them up in order.
func simulate(ctx context.Context, o Simulation, block func(from, to uint64, hist []uint64) blockSum) (*Simulated, error) {
	blocks := (o.Years + blockYears - 1) / blockYears
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, blocks))
	sums := make([]blockSum, blocks)
	hists := make([][]uint64, workers)
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		hists[w] = make([]uint64, histSize)
		wg.Go(func() {
			for {
				b := int(next.Add(1)) - 1
				if b >= blocks || ctx.Err() != nil {
					return
				}
				sums[b] = block(uint64(b)*blockYears, uint64(min((b+1)*blockYears, o.Years)), hists[w])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Simulated{Years: o.Years, Seed: o.Seed, Quasi: o.Quasi, hist: hists[0]}
	for _, h := range hists[1:] {
		for i, v := range h {
			r.hist[i] += v
		}
	}
	var sum, square float64
	for _, b := range sums {
		sum, square, r.losses = sum+b.sum, square+b.square, r.losses+b.losses
	}
	n := float64(o.Years)
	r.PAnyLoss, r.Mean = float64(r.losses)/n, sum/n
	r.SD = math.Sqrt(math.Max(0, square/n-float64(r.Mean*r.Mean)))
	return r, nil
}

func (b *blockSum) add(x float64, hist []uint64) {
	b.sum += x
	b.square += float64(x * x)
	b.losses++
	hist[bin(x)]++
}

// watchEvery is after how many years a block looks whether it is still wanted: a
// year can have a hundred thousand events.
const watchEvery = 64

func (p *sampler) block(ctx context.Context, from, to uint64, hist []uint64) (b blockSum) {
	for y := from; y < to; y++ {
		if y%watchEvery == 0 && ctx.Err() != nil {
			return b
		}
		if x := p.year(y, 1); x > 0 {
			b.add(x, hist)
		}
	}
	return b
}

// simple says whether simpleBlock can do the work: a certain rate and one
// primary severity.
func (p *sampler) simple() bool {
	return p.fixed >= 0 && p.table != nil && len(p.primary) == 1 && p.chance == nil && len(p.factors) == 0
}

// simpleBlock draws the same losses as block for simple scenarios, with two
// counts and two events from each call of the generator.
func (p *sampler) simpleBlock(from, to uint64, hist []uint64) (b blockSum) {
	g, none, v := p.src.gen, p.table[0], p.primary[0]
	var w, ahead uint64
	for y := from; y < to; y++ {
		if y&1 == 0 || y == from {
			w, ahead = g.block(y>>1, uint64(forCount)<<32)
		}
		if y&1 == 1 {
			w = ahead
		}
		u := unit(w)
		if u <= none {
			continue
		}
		n, x := p.table.at(u), 0.0
		for e := 0; e < n; e += 2 {
			a, c := g.block(y, uint64(forPrimary)<<32|uint64(e>>1))
			x += v.at(unit(a))
			if e+1 < n {
				x += v.at(unit(c))
			}
		}
		if x > 0 {
			b.add(x, hist)
		}
	}
	return b
}

// VaR is the quantile of the simulated losses, to the width of a bin.
func (r *Simulated) VaR(p float64) float64 {
	want := p*float64(r.Years) - float64(r.Years-int(r.losses))
	if want <= 0 {
		return 0
	}
	cum := 0.0
	for i, c := range r.hist {
		if c > 0 && cum+float64(c) >= want {
			lo, hi := binStart(i), binStart(i+1)
			return lo + (hi-lo)*(want-cum)/float64(c)
		}
		cum += float64(c)
	}
	return binStart(histSize)
}

// TVaR is the mean of the worst 1-p of the simulated years.
func (r *Simulated) TVaR(p float64) float64 {
	v, over := r.VaR(p), 0.0
	for i, c := range r.hist {
		if mid := (binStart(i) + binStart(i+1)) / 2; c > 0 && mid > v {
			over += float64(c) * (mid - v)
		}
	}
	return v + over/((1-p)*float64(r.Years))
}

// Exceedance is the share of years that lost more than x.
func (r *Simulated) Exceedance(x float64) float64 {
	n, at := uint64(0), bin(x)
	for i := at + 1; i < len(r.hist); i++ {
		n += r.hist[i]
	}
	lo, hi := binStart(at), binStart(at+1)
	part := 0.0
	if x < hi {
		part = float64(r.hist[at]) * (hi - math.Max(x, lo)) / (hi - lo)
	}
	return (float64(n) + part) / float64(r.Years)
}

// StandardError is the sampling error of the probability q, for comparing the
// two engines.
func (r *Simulated) StandardError(q float64) float64 {
	return math.Sqrt(q * (1 - q) / float64(r.Years))
}

// Digest identifies every figure of the outcome; it is the same for any number
// of workers. Sums enter with nine digits, counts whole.
func (r *Simulated) Digest() string {
	h := sha256.New()
	for i, c := range r.hist {
		if c > 0 {
			_ = binary.Write(h, binary.LittleEndian, [2]uint64{uint64(i), c}) // a hash takes every write
		}
	}
	for _, v := range []float64{r.PAnyLoss, r.Mean, r.SD} {
		h.Write([]byte(Level(round9(v)) + "\n"))
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// round9 keeps nine significant digits.
func round9(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}
