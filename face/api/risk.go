package api

import (
	"context"
	"io"
	"net/http"
	"strconv"

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

// maxDrawn is how many years and events one request may have drawn.
const maxDrawn = 50_000_000

// question reads the body of a POST, or has records write it for a GET; the query has
// what-ifs (?set=PATH=VALUE) and what to simulate.
func (a *API) question(r *door.Request, records func(*facts.Facts) (exposure.Case, error)) (q *exposure.Question, err error) {
	q = &exposure.Question{Set: r.URL.Query()["set"], Recorded: r.Method != http.MethodPost}
	if q.Drawing, err = drawing(r); err != nil {
		return nil, err
	}
	if !q.Recorded {
		q.Name = "body"
		q.Document, err = io.ReadAll(r.Body)
		return q, err
	}
	return q, a.facts(r, func(f *facts.Facts) (err error) {
		q.Case, err = records(f)
		return err
	})
}

// drawing reads what to simulate: ?simulate=YEARS, ?seed=, ?quasi.
func drawing(r *door.Request) (d exposure.Drawing, err error) {
	d = exposure.Drawing{Quasi: r.URL.Query().Has("quasi"), Most: maxDrawn}
	if r.URL.Query().Has("simulate") {
		if d.Years, err = wanted(r, "simulate", 1, maxDrawn); err != nil {
			return d, err
		}
	}
	d.Seed, err = seed(r)
	return d, err
}

// seed reads ?seed; without it the one that the command line has.
func seed(r *door.Request) (uint64, error) {
	s := r.URL.Query().Get("seed")
	if s == "" {
		return 1, nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Usage, "seed is a whole number from 0 to 2^64-1")
	}
	return n, nil
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

// atMost refuses portfolios that are too large for a request.
func atMost(scenarios int) func(risk.Portfolio) error {
	return func(p risk.Portfolio) error {
		if len(p.Scenarios) > scenarios || len(p.Controls) > maxControls {
			return fault.New(fault.TooLarge, "%d scenarios and %d controls; a request computes at most %d and %d. The command line has no such limit",
				len(p.Scenarios), len(p.Controls), scenarios, maxControls)
		}
		return nil
	}
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
	q, err := a.question(r, func(f *facts.Facts) (exposure.Case, error) {
		name := r.URL.Query().Get("record")
		if name == "" {
			return exposure.Case{}, fault.New(fault.Usage, "name the risk, as in ?record=risk/R09")
		}
		return exposure.Quantify(f, name)
	})
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) { return q.Quantify(ctx) })
}

// rated says whether ?rated takes in risks that have only levels.
func rated(r *door.Request) exposure.Options {
	return exposure.Options{Rated: r.URL.Query().Has("rated")}
}

func (a *API) riskPortfolio(r *door.Request) error {
	q, err := a.question(r, func(f *facts.Facts) (exposure.Case, error) { return exposure.Portfolio(f, rated(r)) })
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) { return q.Portfolio(ctx, atMost(maxScenarios)) })
}

func (a *API) riskTreat(r *door.Request) error {
	q, err := a.question(r, func(f *facts.Facts) (exposure.Case, error) { return exposure.Treat(f, rated(r)) })
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) { return q.Treat(ctx, q.Drawing.Seed, atMost(maxTreated)) })
}

func (a *API) riskBands(r *door.Request) error {
	q, err := a.question(r, exposure.Scale)
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) { return q.Bands(ctx) })
}
