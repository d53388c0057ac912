package risk

import (
	"fmt"
	"math"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Check reports what keeps a scenario made by hand from being computed, every
// problem at its field. Scenarios from Read have passed it.
func (s Scenario) Check() error {
	var ps []fault.Problem
	bad := func(path, code, format string, args ...any) {
		ps = append(ps, fault.Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	within := func(fs []Factor, d domain) {
		for _, f := range fs {
			switch {
			case f.Dist == nil:
				bad(f.Path, "missing", "has no distribution")
			case !usable(f.Dist):
				bad(f.Path, "range", "has no finite mean and deviation")
			case f.Dist.Mean() < d.lo || f.Dist.Mean() > d.hi || d.hi <= 1 && f.Dist.Max() > d.hi:
				bad(f.Path, "range", "is not %s", d)
			}
		}
	}
	if len(s.Rate) == 0 {
		bad("frequency", "missing", "no rate is given")
	}
	within(s.Rate, aRate)
	s.checkSeverity(s.Primary, "severity", bad, within)
	if s.Secondary != nil {
		within([]Factor{s.Secondary.Probability}, aProbability)
		s.checkSeverity(s.Secondary.Severity, "secondary.severity", bad, within)
	}
	within(s.LossFactors, aFactor)
	switch {
	case s.Count.Kind == NegativeBinomial && !(s.Count.Size > 0):
		bad("frequency.count", "range", "a negative binomial count needs a positive size")
	case s.Count.Kind == Binomial && s.Count.Trials < 1:
		bad("frequency.count", "range", "a binomial count needs at least one trial")
	case len(ps) == 0 && NewProduct(distsOf(s.Rate)...).Mean() > s.Count.maxMean():
		bad("frequency", "range", "a %s count cannot have a mean of more than %g", s.Count.Kind, s.Count.maxMean())
	}
	return fault.Problems(ps)
}

func (s Scenario) checkSeverity(v Severity, path string, bad func(path, code, format string, args ...any), within func([]Factor, domain)) {
	if len(v.Parts) == 0 {
		bad(path, "missing", "no loss is given")
	}
	within(v.Parts, anAmount)
}

// usable says whether a distribution has finite moments.
func usable(d Dist) bool {
	m, v := d.Mean(), d.Variance()
	return !math.IsNaN(m) && !math.IsInf(m, 0) && !math.IsNaN(v) && !math.IsInf(v, 0)
}
