package risk

import "context"

// TreatmentResult is what `risk treat` says.
type TreatmentResult struct {
	Name     string `json:"name,omitempty"`
	Currency string `json:"currency"`
	// Inherent has no control at work, Current those in place, Residual all.
	Inherent Stage `json:"inherent"`
	Current  Stage `json:"current"`
	Residual Stage `json:"residual"`
	// Return is that of the controls that are not yet in place, together.
	Return   Return          `json:"return"`
	Controls []ControlResult `json:"controls"`
	Cheapest *Cheapest       `json:"cheapest,omitempty"` // with a tolerance curve
	// Sensitivity is what each uncertain input does to the expected residual
	// loss and to the return, widest first.
	Sensitivity []Effect `json:"sensitivity"`
	Notes       []string `json:"notes,omitempty"`
	Method      string   `json:"method"`
	Engine      string   `json:"engine"`
	Digest      string   `json:"inputs_digest"`
	Seed        uint64   `json:"seed"`
}

// Stage is the portfolio with a set of controls at work.
type Stage struct {
	Mean      float64            `json:"mean"`
	PAnyLoss  float64            `json:"p_any_loss"`
	Quantiles map[string]float64 `json:"quantiles"`
	TVaR      map[string]float64 `json:"tvar"`
	Curve     [][2]float64       `json:"curve"`
	Tolerance []Freeboard        `json:"tolerance"`
	Under     *bool              `json:"under,omitempty"`
}

// ControlResult is what one control is worth.
type ControlResult struct {
	ID        string  `json:"id"`
	Name      string  `json:"name,omitempty"`
	InPlace   bool    `json:"in_place"`
	Effective float64 `json:"effectiveness"` // mean share of events prevented, or of loss avoided
	Low       float64 `json:"effectiveness_low"`
	High      float64 `json:"effectiveness_high"`
	// Shapley is its fair part of what all controls together save a year.
	Shapley float64 `json:"shapley"`
	// Return is that of adding it last, or of keeping it, all others at work.
	Return Return `json:"return"`
	// TVaR99 is by how much the tail falls when it is added last.
	TVaR99        float64  `json:"tvar99_saved"`
	TVaR99PerCost *float64 `json:"tvar99_saved_per_cost,omitempty"`
}

// Treat computes what the portfolio's controls do, alone and together. The only
// error is that of a context that ended.
func (p Portfolio) Treat(ctx context.Context, seed uint64) (r TreatmentResult, err error) {
	all := func(int) bool { return true }
	none := func(int) bool { return false }
	placed := func(i int) bool { return p.Controls[i].InPlace }
	r = TreatmentResult{
		Name: p.Name, Currency: p.Currency, Notes: p.Notes,
		Method: Method, Engine: Engine, Digest: p.Digest(), Seed: seed,
	}
	for _, s := range []struct {
		to  *Stage
		set func(i int) bool
	}{{&r.Inherent, none}, {&r.Current, placed}, {&r.Residual, all}} {
		if *s.to, err = p.stage(ctx, s.set); err != nil {
			return r, err
		}
	}
	known := p.knowledge(seed)
	if r.Return, err = known.payback(ctx, placed, all); err != nil {
		return r, err
	}
	if r.Controls, err = p.worth(ctx, known); err != nil {
		return r, err
	}
	if r.Sensitivity, err = p.effects(ctx, placed, all); err != nil {
		return r, err
	}
	if len(p.Tolerance) > 0 {
		if r.Cheapest, err = p.Cheapest(ctx); err != nil {
			return r, err
		}
	}
	return r, nil
}

// worth computes what each control brings, the others at work.
func (p Portfolio) worth(ctx context.Context, known *knowledge) ([]ControlResult, error) {
	all := func(int) bool { return true }
	shapley, err := p.Shapley(ctx, all)
	if err != nil {
		return nil, err
	}
	p.coarse = true
	g, err := p.searchGrid(ctx)
	if err != nil {
		return nil, err
	}
	whole, err := p.With(all).curve(ctx, g)
	if err != nil {
		return nil, err
	}
	var out []ControlResult
	for i, c := range p.Controls {
		without := func(k int) bool { return k != i }
		only := func(k int) bool { return k == i }
		e := ControlResult{ID: c.ID, Name: c.Name, InPlace: c.InPlace, Shapley: shapley[i]}
		e.Effective, e.Low, e.High = c.effectiveness()
		if e.Return, err = known.payback(ctx, without, only); err != nil {
			return nil, err
		}
		rest, err := p.With(without).curve(ctx, g)
		if err != nil {
			return nil, err
		}
		e.TVaR99 = rest.TVaR(.99) - whole.TVaR(.99)
		if e.Return.Cost > 0 {
			v := e.TVaR99 / e.Return.Cost
			e.TVaR99PerCost = &v
		}
		out = append(out, e)
	}
	return out, nil
}

func (p Portfolio) stage(ctx context.Context, set func(i int) bool) (Stage, error) {
	l, err := p.With(set).Pool(ctx)
	if err != nil {
		return Stage{}, err
	}
	a := l.Annual
	s := Stage{Mean: a.Mean(), PAnyLoss: a.PAnyLoss(), Curve: a.Curve(), Tolerance: p.Tolerance.Freeboards(a)}
	s.Quantiles, s.TVaR = a.levels()
	if len(p.Tolerance) > 0 {
		under := p.Tolerance.Holds(a)
		s.Under = &under
	}
	return s, nil
}

// effectiveness is the control's main effect: efficacy x coverage x reliability.
func (c Control) effectiveness() (mean, low, high float64) {
	fs := c.Prevents
	if len(fs) == 0 {
		fs = c.Reduces
	}
	if len(fs) == 0 {
		fs = c.Holds
	}
	d := NewProduct(distsOf(fs)...)
	return d.Mean(), d.Quantile(bandLow), d.Quantile(bandHigh)
}
