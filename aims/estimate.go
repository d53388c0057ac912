package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Estimate is a risk in money: how often it strikes in a year, and what it costs
// when it does, each as a range of lowest, most likely and highest value. Ranges
// are read as PERT distributions with weight 4.
type Estimate struct {
	// Currency is the ISO 4217 code of the amounts.
	Currency string `json:"currency" fact:"required,pattern=^[A-Z]{3}$"`
	// Events is how often it strikes.
	Events Range `json:"events" fact:"unit=events a year"`
	// Loss is what one event costs.
	Loss Range `json:"loss"`
	// Secondary is a further loss that follows only sometimes: a fine, a claim.
	Secondary Secondary `json:"secondary"`
	// Basis says what the figures rest on.
	Basis string `json:"basis" fact:"long,text"`
	// On is the day of the estimate.
	On kernel.Date `json:"on" fact:"index"`
}

// Range is an uncertain figure. Three equal values are a figure without uncertainty.
type Range struct {
	// Low is the lowest value that is worth considering.
	Low float64 `json:"low" fact:"min=0"`
	// Likely is the most likely value.
	Likely float64 `json:"likely" fact:"min=0"`
	// High is the highest value that is worth considering.
	High float64 `json:"high" fact:"min=0"`
}

// Secondary is a loss that follows an event with a probability.
type Secondary struct {
	// Probability is how probable it is, given an event.
	Probability float64 `json:"probability" fact:"min=0,max=1"`
	// Loss is what it costs then.
	Loss Range `json:"loss"`
}

// Mean is the mean of the PERT distribution over the range, (low + 4 likely + high) / 6.
func (r Range) Mean() float64 { return (r.Low + 4*r.Likely + r.High) / 6 }

// IsZero says that there is no estimate.
func (e *Estimate) IsZero() bool { return e.Currency == "" }

// ExpectedLoss is the mean yearly loss: events a year times the mean loss of an
// event, secondary loss included.
func (e *Estimate) ExpectedLoss() float64 {
	return e.Events.Mean() * (e.Loss.Mean() + e.Secondary.Probability*e.Secondary.Loss.Mean())
}

func (e *Estimate) expected() any {
	if e.IsZero() {
		return nil
	}
	return e.ExpectedLoss()
}

func (e *Estimate) check(ps *kernel.Problems) {
	e.Events.check(ps, "estimate.events")
	e.Loss.check(ps, "estimate.loss")
	e.Secondary.Loss.check(ps, "estimate.secondary.loss")
}

func (r Range) check(ps *kernel.Problems, path string) {
	if r.Low > r.Likely || r.Likely > r.High {
		ps.Add(path, "out-of-order", "low, likely and high go up: %v, %v, %v do not", r.Low, r.Likely, r.High)
	}
}
