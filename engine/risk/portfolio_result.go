package risk

import (
	"context"
	"slices"
)

// PortfolioResult is what `risk portfolio` says.
type PortfolioResult struct {
	Name      string             `json:"name,omitempty"`
	Currency  string             `json:"currency"`
	PAnyLoss  float64            `json:"p_any_loss"`
	Mean      float64            `json:"mean"`
	SD        float64            `json:"sd"`
	Quantiles map[string]float64 `json:"quantiles"`
	TVaR      map[string]float64 `json:"tvar"`
	Curve     [][2]float64       `json:"curve"`
	// Band holds the knowledge band of Curve; absent when nothing is uncertain.
	Band *PortfolioBand `json:"band,omitempty"`
	// Allocation splits the tail (TVaR at AllocatedAt) among scenarios, Systems
	// among systems; both add up to it.
	AllocatedAt     string      `json:"allocated_at"`
	Allocation      []Share     `json:"allocation"`
	Systems         []Share     `json:"systems"`
	Diversification float64     `json:"diversification"` // 1 - TVaR of the sum over the sum of TVaRs
	Tolerance       []Freeboard `json:"tolerance"`
	// Freeboard is the smallest of Tolerance: negative means over the line.
	Freeboard *float64 `json:"freeboard,omitempty"`
	Under     *bool    `json:"under,omitempty"`
	Notes     []string `json:"notes,omitempty"`
	Method    string   `json:"method"`
	Engine    string   `json:"engine"`
	Digest    string   `json:"inputs_digest"`
	Seed      uint64   `json:"seed"`
}

// Pooled is a computed portfolio.
type Pooled struct {
	Portfolio Portfolio
	Annual    *Annual
	j         *joint
}

// Pool computes the distribution of the portfolio's loss in one year. The only
// error is that of a context that ended.
func (p Portfolio) Pool(ctx context.Context) (*Pooled, error) {
	ms, err := p.models(ctx)
	if err != nil {
		return nil, err
	}
	g, steps, err := p.place(ctx, ms)
	if err != nil {
		return nil, err
	}
	j, err := p.onGrid(ctx, g, ms)
	if err != nil {
		return nil, err
	}
	return &Pooled{p, j.annual(steps), j}, nil
}

// allocationLevel is the tail that is split among the contributors.
const allocationLevel = 0.99

// Allocate splits the tail beyond probability p among the scenarios.
func (l *Pooled) Allocate(ctx context.Context, p float64) ([]Share, error) {
	return l.j.allocate(ctx, l.Annual, p)
}

// BySystem adds shares up by system; scenarios without one stand under "".
// Alone adds up too, so it is an upper bound of the system's own tail.
func BySystem(shares []Share) []Share {
	var out []Share
	at := map[string]int{}
	for _, s := range shares {
		i, ok := at[s.System]
		if !ok {
			i = len(out)
			at[s.System] = i
			out = append(out, Share{ID: s.System, System: s.System})
		}
		out[i].Mean += s.Mean
		out[i].Tail += s.Tail
		out[i].Part += s.Part
		out[i].Alone += s.Alone
	}
	return out
}

// Result gathers the portfolio's figures.
func (l *Pooled) Result(ctx context.Context) (r PortfolioResult, err error) {
	p, a := l.Portfolio, l.Annual
	r = PortfolioResult{
		Name: p.Name, Currency: p.Currency, PAnyLoss: a.PAnyLoss(), Mean: a.Mean(), SD: a.SD(),
		Curve: a.Curve(), AllocatedAt: Level(allocationLevel), Notes: slices.Concat(p.Notes, l.j.ties.told(a.SD()*a.SD())),
		Method: Method, Engine: Engine, Digest: p.Digest(),
		Tolerance: p.Tolerance.Freeboards(a),
	}
	r.Quantiles, r.TVaR = a.levels()
	amounts := make([]float64, len(r.Curve))
	for i, c := range r.Curve {
		amounts[i] = c[0]
	}
	if r.Band, err = l.Band(ctx, amounts); err != nil {
		return r, err
	}
	if r.Band != nil {
		r.Seed = bandSeed
	}
	if r.Allocation, err = l.Allocate(ctx, allocationLevel); err != nil {
		return r, err
	}
	r.Systems = BySystem(r.Allocation)
	alone := 0.0
	for _, s := range r.Allocation {
		alone += s.Alone
	}
	if alone > 0 {
		r.Diversification = 1 - a.TVaR(allocationLevel)/alone
	}
	for i, f := range r.Tolerance {
		if i == 0 || f.Freeboard < *r.Freeboard {
			v := f.Freeboard
			r.Freeboard = &v
		}
	}
	if r.Freeboard != nil {
		under := *r.Freeboard >= 0
		r.Under = &under
	}
	return r, nil
}
