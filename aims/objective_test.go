package aims_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestStandingComparesTheNewestMeasurementWithTargetAndWarning(t *testing.T) {
	t.Parallel()
	at := func(x float64) *float64 { return &x }
	days := func(values ...float64) (ms []aims.Measurement) {
		for i, v := range values {
			ms = append(ms, aims.Measurement{Date: kernel.Date("2026-01-28").AddMonths(i), Value: at(v)})
		}
		return ms
	}
	for name, c := range map[string]struct {
		o    aims.Objective
		want aims.Standing
	}{
		"at the target is green":                {aims.Objective{Better: aims.Higher, Target: at(98), Measurements: days(98)}, aims.Green},
		"short of it, past the warning: amber":  {aims.Objective{Better: aims.Higher, Target: at(98), Warning: at(90), Measurements: days(97.5)}, aims.Amber},
		"short of the warning is red":           {aims.Objective{Better: aims.Higher, Target: at(98), Warning: at(90), Measurements: days(89)}, aims.Red},
		"without a warning there is no amber":   {aims.Objective{Better: aims.Higher, Target: at(98), Measurements: days(97.9)}, aims.Red},
		"lower is better where it is said":      {aims.Objective{Better: aims.Lower, Target: at(45), Warning: at(48), Measurements: days(50)}, aims.Red},
		"only the newest measurement counts":    {aims.Objective{Better: aims.Lower, Target: at(3), Measurements: days(6.8, 2.4)}, aims.Green},
		"nothing measured is not red":           {aims.Objective{Better: aims.Lower, Target: at(3)}, aims.Unmeasured},
		"nothing to reach cannot be judged":     {aims.Objective{Better: aims.Lower, Measurements: days(1)}, aims.Unmeasured},
		"a measurement without a value is none": {aims.Objective{Better: aims.Lower, Target: at(3), Measurements: []aims.Measurement{{Date: "2026-01-31"}}}, aims.Unmeasured},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.o.Standing(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestBandsCoverTheirEnds(t *testing.T) {
	t.Parallel()
	c := aims.Criteria{Bands: []aims.Band{{Name: "low", From: 1, To: 4}, {Name: "moderate", From: 5, To: 9}}}
	for level, want := range map[int]string{1: "low", 4: "low", 5: "moderate", 9: "moderate"} {
		if b := c.BandOf(level); b == nil || b.Name != want {
			t.Errorf("level %d falls in %v, want %s", level, b, want)
		}
	}
	for _, level := range []int{0, 10} {
		if b := c.BandOf(level); b != nil {
			t.Errorf("level %d falls in %s, want no band", level, b.Name)
		}
	}
}
