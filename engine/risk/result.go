package risk

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Result is what `risk quantify` says, with the field names that scripts rely
// on. Amounts are in Currency, probabilities are for one year.
type Result struct {
	ID       string  `json:"id,omitempty"`
	Name     string  `json:"name,omitempty"`
	Currency string  `json:"currency"`
	PAnyLoss float64 `json:"p_any_loss"`
	Mean     float64 `json:"mean"`
	SD       float64 `json:"sd"`
	// Quantiles and TVaR are keyed by probability: "0.99" is exceeded in one
	// year in a hundred, TVaR is the mean of those years.
	Quantiles map[string]float64 `json:"quantiles"`
	TVaR      map[string]float64 `json:"tvar"`
	// Curve holds [loss, probability of losing more in a year in total].
	Curve [][2]float64 `json:"curve"`
	// Band holds, for each point of Curve, the 5th and 95th percentile of that
	// probability over what is not known about the inputs; empty when all is.
	Band Band `json:"band"`
	// Occurrence holds, for each point of Curve, the probability that the
	// largest single event of the year is more than that loss.
	Occurrence []float64 `json:"occurrence"`
	Events     Events    `json:"events"`
	Tornado    []Swing   `json:"sensitivity"`     // of every uncertain input, widest first
	Error      float64   `json:"numerical_error"` // relative, of the tail quantiles, estimated
	Notes      []string  `json:"notes,omitempty"`
	Method     string    `json:"method"`
	Engine     string    `json:"engine"`
	Digest     string    `json:"inputs_digest"`
	Seed       uint64    `json:"seed"` // 0: nothing was drawn at random
}

// Band is the knowledge band of a curve.
type Band struct {
	Low  []float64 `json:"low"`
	High []float64 `json:"high"`
	// MeanLow and MeanHigh are the same percentiles of the expected loss.
	MeanLow  float64 `json:"mean_low"`
	MeanHigh float64 `json:"mean_high"`
}

// Events is what one event looks like.
type Events struct {
	Rate     float64 `json:"rate"`      // expected loss events a year
	RateLow  float64 `json:"rate_low"`  // 5th percentile of what is known of it
	RateHigh float64 `json:"rate_high"` // 95th
	Mean     float64 `json:"mean_loss"` // expected loss of one event
}

// The probabilities that results are given for.
var (
	quantileLevels = []float64{0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999}
	tvarLevels     = []float64{0.9, 0.95, 0.99, 0.995, 0.999}
)

// Level is the key of a probability in a result's maps.
func Level(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) }

// toldError of the tail is worth a note.
const toldError = 1e-3

// Result gathers the figures of a computed loss. The only error is that of a
// context that ended.
func (l *Loss) Result(ctx context.Context) (r Result, err error) {
	a, s := l.Annual, l.Scenario
	r = Result{
		ID: s.ID, Name: s.Name, Currency: s.Currency, Notes: s.Notes,
		PAnyLoss: a.PAnyLoss(), Mean: a.Mean(), SD: a.SD(), Error: l.Error,
		Method: Method, Engine: Engine, Digest: s.Digest(),
	}
	if l.Error > toldError {
		r.Notes = append(slices.Clone(r.Notes), fmt.Sprintf("numerical error: the tail is exact to about %.1g of itself only; the amounts lie too close together for their size to be resolved better", l.Error))
	}
	r.Quantiles, r.TVaR = a.levels()
	r.Curve = a.Curve()
	amounts := make([]float64, len(r.Curve))
	for i, p := range r.Curve {
		amounts[i] = p[0]
	}
	r.Band.Low, r.Band.High = []float64{}, []float64{}
	r.Band.MeanLow, r.Band.MeanHigh = r.Mean, r.Mean
	if l.Uncertain() {
		if r.Band.Low, r.Band.High, err = l.Band(ctx, amounts); err != nil {
			return r, err
		}
		r.Band.MeanLow, r.Band.MeanHigh = l.MeanBand()
	}
	r.Occurrence = l.Occurrence(amounts)
	if r.Tornado, err = Tornado(ctx, s); err != nil {
		return r, err
	}
	r.Events.Rate = l.m.rate.Mean()
	r.Events.RateLow, r.Events.RateHigh = l.m.rate.Quantile(bandLow), l.m.rate.Quantile(bandHigh)
	for _, o := range l.m.outer {
		m, _ := l.m.lossMoments(o)
		r.Events.Mean += o.w * m
	}
	return r, nil
}

func (a *Annual) levels() (quantiles, tvar map[string]float64) {
	quantiles, tvar = map[string]float64{}, map[string]float64{}
	for _, p := range quantileLevels {
		quantiles[Level(p)] = a.VaR(p)
	}
	for _, p := range tvarLevels {
		tvar[Level(p)] = a.TVaR(p)
	}
	return quantiles, tvar
}

// curvePoints is how many points a curve has at most.
const curvePoints = 160

// Curve gives points of the aggregate exceedance curve (AEP), from no loss down
// to an exceedance of Floor, evenly spread over the logarithm of the
// probability, where a reader looks.
func (a *Annual) Curve() [][2]float64 {
	out := [][2]float64{{0, a.PAnyLoss()}}
	p := a.PAnyLoss()
	if p <= Floor {
		return out
	}
	for i := range curvePoints {
		q := p * math.Pow(Floor/p, float64(i+1)/curvePoints)
		x := a.VaR(1 - q)
		if x > out[len(out)-1][0] {
			out = append(out, [2]float64{x, a.Exceedance(x)})
		}
	}
	return out
}

// Occurrence is the occurrence exceedance curve (OEP): the probability that the
// largest single event of the year is more than each amount, 1 - P_N(F_X(x)).
func (l *Loss) Occurrence(amounts []float64) []float64 {
	out := make([]float64, len(amounts))
	for i, o := range l.m.outer {
		one := newAnnual(l.g.h, l.g.lattice(l.fs[i]), l.m.free(o), 0, 0, l.Annual.steps)
		for j, x := range amounts {
			for _, r := range l.m.rates {
				out[j] += o.w * r.W * (1 - l.m.count.real1(r.X, 1-one.Exceedance(x)))
			}
		}
	}
	for j := range out {
		out[j] = math.Max(0, out[j])
	}
	return out
}
