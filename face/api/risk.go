package api

import (
	"context"
	"io"
	"net/http"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// What one request may ask to have computed.
const (
	maxScenarios = 500
	maxTreated   = 100 // scenarios of a treatment, which is computed many times
	maxControls  = 40
)

// quantified is a result with the records that it comes from.
type quantified struct {
	risk.Result
	Origin *exposure.Origin `json:"origin,omitempty"`
}

type pooled struct {
	risk.PortfolioResult
	Origin *exposure.Origin `json:"origin,omitempty"`
}

type treated struct {
	risk.TreatmentResult
	Origin *exposure.Origin `json:"origin,omitempty"`
}

type banded struct {
	risk.ScaleResult
	Origin *exposure.Origin `json:"origin,omitempty"`
}

// riskInput is the document of a request: its body, or what the records say.
type riskInput struct {
	exposure.Case
	origin  *exposure.Origin
	changes []risk.Change
}

// riskInput reads the body of a POST, or has records write it for a GET. What-ifs
// come as ?set=PATH=VALUE.
func (a *API) riskInput(r *door.Request, records func(*facts.Facts) (exposure.Case, error)) (in riskInput, err error) {
	for _, s := range r.URL.Query()["set"] {
		c, err := risk.ParseChange(s)
		if err != nil {
			return in, err
		}
		in.changes = append(in.changes, c)
	}
	if r.Method == http.MethodPost {
		in.Name = "body"
		in.Document, err = io.ReadAll(r.Body)
		return in, err
	}
	err = a.facts(r, func(f *facts.Facts) (err error) {
		in.Case, err = records(f)
		return err
	})
	in.origin = &in.Case.Origin
	return in, err
}

// facts gives what the reader may see at the moment that is asked about.
func (a *API) facts(r *door.Request, f func(*facts.Facts) error) error {
	return r.View(func(v kernel.View) error {
		o, err := a.Derived.Of(r.Context(), v)
		if err != nil {
			return err
		}
		return f(o.Facts)
	})
}

func (in *riskInput) portfolio(scenarios int) (risk.Portfolio, error) {
	p, err := risk.ReadPortfolio(in.Name, in.Document, in.changes...)
	if err != nil {
		return p, in.explain(err)
	}
	if len(p.Scenarios) > scenarios || len(p.Controls) > maxControls {
		return p, fault.New(fault.TooLarge, "%d scenarios and %d controls; a request computes at most %d and %d. The command line has no such limit",
			len(p.Scenarios), len(p.Controls), scenarios, maxControls)
	}
	return p, nil
}

// explain speaks of records where the document comes from records.
func (in *riskInput) explain(err error) error {
	if in.origin == nil {
		return err
	}
	return in.Explain(err)
}

// compute answers with what f finds, within the bounds of the bench.
func (a *API) compute(r *door.Request, f func(context.Context) (any, error)) error {
	result, err := a.Bench.Do(r.Context(), f)
	if err != nil {
		if fault.Is(err, fault.Busy) {
			r.W.Header().Set("Retry-After", "10")
		}
		return err
	}
	return answer(r, http.StatusOK, result)
}

func (a *API) riskQuantify(r *door.Request) error {
	in, err := a.riskInput(r, func(f *facts.Facts) (exposure.Case, error) {
		name := r.URL.Query().Get("record")
		if name == "" {
			return exposure.Case{}, fault.New(fault.Usage, "name the risk, as in ?record=risk/R09")
		}
		return exposure.Quantify(f, name)
	})
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		s, err := risk.Read(in.Name, in.Document, in.changes...)
		if err != nil {
			return nil, in.explain(err)
		}
		l, err := risk.Quantify(ctx, s)
		if err != nil {
			return nil, err
		}
		result, err := l.Result(ctx)
		return quantified{result, in.origin}, err
	})
}

// rated says whether ?rated takes in risks that have only levels.
func rated(r *door.Request) exposure.Options {
	return exposure.Options{Rated: r.URL.Query().Has("rated")}
}

func (a *API) riskPortfolio(r *door.Request) error {
	in, err := a.riskInput(r, func(f *facts.Facts) (exposure.Case, error) { return exposure.Portfolio(f, rated(r)) })
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		p, err := in.portfolio(maxScenarios)
		if err != nil {
			return nil, err
		}
		l, err := p.Residual().Pool(ctx)
		if err != nil {
			return nil, err
		}
		result, err := l.Result(ctx)
		return pooled{result, in.origin}, err
	})
}

func (a *API) riskBands(r *door.Request) error {
	in, err := a.riskInput(r, exposure.Scale)
	if err != nil {
		return err
	}
	if len(in.changes) > 0 {
		return fault.New(fault.Usage, "what-ifs are for scenarios; send the scale with other numbers")
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		s, err := risk.ReadScale(in.Name, in.Document)
		if err != nil {
			return nil, in.explain(err)
		}
		result, err := s.Evaluate(ctx)
		return banded{result, in.origin}, err
	})
}

// treatSeed is that of the command line, so that both say the same.
const treatSeed = 1

func (a *API) riskTreat(r *door.Request) error {
	in, err := a.riskInput(r, func(f *facts.Facts) (exposure.Case, error) { return exposure.Treat(f, rated(r)) })
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		p, err := in.portfolio(maxTreated)
		if err != nil {
			return nil, err
		}
		if len(p.Controls) == 0 {
			return nil, fault.Problems([]fault.Problem{{Path: "controls", Code: "missing", Message: "give the controls to compute; docs/risk.md shows their format"}})
		}
		result, err := p.Treat(ctx, treatSeed)
		return treated{result, in.origin}, err
	})
}
