package exposure

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// Question is a document with what is asked about it: every face that answers
// in money asks through it.
type Question struct {
	Case
	Recorded bool     // the case comes from the records: answers name them, and so do problems
	Set      []string // what-ifs, as PATH=VALUE
	Drawing  Drawing
}

// WhatIf sets figures before a change beside those after it.
type WhatIf[T any] struct {
	Set  []string `json:"set"`
	Base T        `json:"base"`
}

// Quantified is the answer about one scenario, with the records that it comes from,
// the second engine's view and the figures before a change.
type Quantified struct {
	risk.Result
	Origin     *Origin              `json:"origin,omitempty"`
	Simulation *risk.DrawnResult    `json:"simulation,omitempty"`
	WhatIf     *WhatIf[risk.Result] `json:"what_if,omitempty"`
}

// Pooled is the answer about a portfolio.
type Pooled struct {
	risk.PortfolioResult
	Origin     *Origin                       `json:"origin,omitempty"`
	Simulation *risk.DrawnResult             `json:"simulation,omitempty"`
	WhatIf     *WhatIf[risk.PortfolioResult] `json:"what_if,omitempty"`
}

// Treated is the answer about controls.
type Treated struct {
	risk.TreatmentResult
	Origin *Origin                       `json:"origin,omitempty"`
	WhatIf *WhatIf[risk.TreatmentResult] `json:"what_if,omitempty"`
}

// Banded is the answer about a scale, which it holds for whoever names its levels.
type Banded struct {
	risk.ScaleResult
	Origin *Origin    `json:"origin,omitempty"`
	Scale  risk.Scale `json:"-"`
}

// Drawing asks for the second engine's view of the same inputs.
type Drawing struct {
	Years int // 0: none
	Seed  uint64
	Quasi bool
	Most  int // years and events together
}

// simulation says what to draw; rates are the scenarios' events a year.
func (d Drawing) simulation(rates ...float64) (risk.Simulation, error) {
	events := 1.0
	for _, r := range rates {
		events += r + 1
	}
	if n := events * float64(d.Years); d.Years < 0 || n > float64(d.Most) {
		return risk.Simulation{}, fault.New(fault.Usage, "simulating %d years would draw about %.2g years and events; at most %.2g", d.Years, n, float64(d.Most))
	}
	return risk.Simulation{Years: d.Years, Seed: d.Seed, Quasi: d.Quasi}, nil
}

// explained puts problems where their reader can mend them.
func (q *Question) explained(err error) error {
	if err == nil || !q.Recorded {
		return err
	}
	return q.Explain(err)
}

// origin is what answers say about the records, nil when they are of a document.
func (q *Question) origin() *Origin {
	if !q.Recorded {
		return nil
	}
	return &q.Origin
}

// changes are the what-ifs.
func (q *Question) changes() ([]risk.Change, error) {
	var out []risk.Change
	for _, s := range q.Set {
		c, err := risk.ParseChange(s)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// sides reads the document with the what-ifs and computes it, and as it stands too
// when there are any.
func sides[In, Out any](q *Question, read func(string, []byte, ...risk.Change) (In, error), compute func(In) (Out, error)) (in In, out Out, before *WhatIf[Out], err error) {
	changes, err := q.changes()
	if err != nil {
		return in, out, nil, err
	}
	if in, err = read(q.Name, q.Document, changes...); err != nil {
		return in, out, nil, q.explained(err)
	}
	if out, err = compute(in); err != nil || len(changes) == 0 {
		return in, out, nil, err
	}
	base, err := read(q.Name, q.Document)
	if err != nil {
		return in, out, nil, q.explained(err)
	}
	before = &WhatIf[Out]{Set: q.Set}
	before.Base, err = compute(base)
	return in, out, before, err
}

// Quantify answers about one scenario.
func (q *Question) Quantify(ctx context.Context) (a Quantified, err error) {
	s, result, before, err := sides(q, risk.Read, func(s risk.Scenario) (risk.Result, error) {
		l, err := risk.Quantify(ctx, s)
		if err != nil {
			return risk.Result{}, err
		}
		return l.Result(ctx)
	})
	if err != nil {
		return a, err
	}
	a = Quantified{Result: result, WhatIf: before, Origin: q.origin()}
	if q.Drawing.Years != 0 {
		o, err := q.Drawing.simulation(a.Events.Rate)
		if err != nil {
			return a, err
		}
		drawn, err := risk.Simulate(ctx, s, o)
		if err != nil {
			return a, err
		}
		a.Simulation, a.Seed = drawn.Result(), o.Seed
	}
	return a, nil
}

// Portfolio answers about several scenarios, the controls in place at work; allow may
// refuse what is too large to compute.
func (q *Question) Portfolio(ctx context.Context, allow func(risk.Portfolio) error) (a Pooled, err error) {
	p, result, before, err := sides(q, risk.ReadPortfolio, func(p risk.Portfolio) (r risk.PortfolioResult, err error) {
		if err := allow(p); err != nil {
			return r, err
		}
		l, err := p.Residual().Pool(ctx)
		if err != nil {
			return r, err
		}
		return l.Result(ctx)
	})
	if err != nil {
		return a, err
	}
	a = Pooled{PortfolioResult: result, WhatIf: before, Origin: q.origin()}
	if q.Drawing.Years != 0 {
		now := p.Residual()
		o, err := q.Drawing.simulation(now.Rates()...)
		if err != nil {
			return a, err
		}
		drawn, err := now.Simulate(ctx, o)
		if err != nil {
			return a, err
		}
		a.Simulation, a.Seed = drawn.Result(), o.Seed
	}
	return a, nil
}

// Treat answers about controls; allow may refuse what is too large to compute.
func (q *Question) Treat(ctx context.Context, seed uint64, allow func(risk.Portfolio) error) (Treated, error) {
	_, result, before, err := sides(q, risk.ReadPortfolio, func(p risk.Portfolio) (r risk.TreatmentResult, err error) {
		if len(p.Controls) == 0 {
			return r, fault.Problems([]fault.Problem{{Path: "controls", Code: "missing", Where: q.Name + ":1:1",
				Message: "missing: controls, the measures to compute; docs/risk.md shows their format"}})
		}
		if err := allow(p); err != nil {
			return r, err
		}
		return p.Treat(ctx, seed)
	})
	return Treated{TreatmentResult: result, WhatIf: before, Origin: q.origin()}, err
}

// Bands answers about a scale.
func (q *Question) Bands(ctx context.Context) (a Banded, err error) {
	if len(q.Set) > 0 {
		return a, fault.New(fault.Usage, "what-ifs are for scenarios; send the scale with other numbers")
	}
	a.Origin = q.origin()
	if a.Scale, err = risk.ReadScale(q.Name, q.Document); err != nil {
		return a, q.explained(err)
	}
	a.ScaleResult, err = a.Scale.Evaluate(ctx)
	return a, err
}
