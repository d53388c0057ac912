package exposure

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// scale is the scale of a document.
type scale struct {
	ID          string `json:"id"`
	Version     string `json:"version"`
	From        string `json:"from,omitempty"`
	Likelihood  []step `json:"likelihood"`
	Consequence []step `json:"consequence"`
	Bands       []band `json:"bands,omitempty"`
}

type step struct {
	Name    string      `json:"name"`
	PerYear *[2]float64 `json:"per_year,omitempty"`
	Loss    *[2]float64 `json:"loss,omitempty"`
}

type band struct {
	Name string `json:"name"`
	From int    `json:"from"`
}

// openEnd is how far a level without a neighbour to compare with reaches.
const openEnd = 10

// scaleOf puts the numbers of the criteria in force on the levels. Consequences
// are those for the organisation: what people and society suffer is rated apart
// and is not the organisation's money.
func scaleOf(f *facts.Facts, o *Origin) (*scale, string, error) {
	c, ok := f.InForceCriteria()
	if !ok {
		return nil, "", fault.New(fault.NotFound, "no risk criteria are in force, so levels carry no numbers; approve some, or give the risk an estimate")
	}
	s := &scale{ID: c.Key(), Version: orElse(c.Is.Version, "1"), From: string(c.Is.Approved.On)}
	currency := ""
	likely, losses := make([][2]float64, len(c.Is.Likelihood)), make([][2]float64, len(c.Is.Organisation))
	for i, l := range c.Is.Likelihood {
		likely[i] = [2]float64{l.From, l.To}
	}
	var ps kernel.Problems
	for i, l := range c.Is.Organisation {
		for k, m := range []*kernel.Money{l.From, l.To} {
			if m == nil || m.Amount == 0 {
				continue
			}
			losses[i][k] = m.Amount
			if currency == "" {
				currency = m.Currency
			} else if currency != m.Currency {
				ps.Add(fmt.Sprintf("organisation[%d]", i), "currency", "one scale has one currency; this is %s, the steps before are %s", m.Currency, currency)
			}
		}
	}
	closed(likely, "likelihood", &ps, o)
	closed(losses, "organisation", &ps, o)
	if len(ps) > 0 {
		for i := range ps {
			ps[i].Where = c.Key()
		}
		return nil, "", fault.Problems(ps)
	}
	for i, l := range c.Is.Likelihood {
		s.Likelihood = append(s.Likelihood, step{Name: l.Word, PerYear: &likely[i]})
	}
	for i, l := range c.Is.Organisation {
		s.Consequence = append(s.Consequence, step{Name: l.Word, Loss: &losses[i]})
	}
	for _, b := range c.Is.Bands {
		s.Bands = append(s.Bands, band{b.Name, b.From})
	}
	o.Records = append(o.Records, basisOf(c, FromCriteria, c.Is.Approved.On, ""))
	return s, currency, nil
}

// closed gives open ends a number: the first and the last level reach as many
// times as far as their neighbours do.
func closed(r [][2]float64, scale string, ps *kernel.Problems, o *Origin) {
	n := len(r)
	ratio := func(i int) float64 {
		if i >= 0 && i < n && r[i][0] > 0 && r[i][1] > r[i][0] {
			return r[i][1] / r[i][0]
		}
		return openEnd
	}
	if n == 0 {
		ps.Add(scale, "missing", "the scale has no levels")
		return
	}
	if r[0][0] == 0 && r[0][1] > 0 {
		r[0][0] = r[0][1] / ratio(1)
		o.note("%s 1 has no lower end; %g is taken for it", scale, r[0][0])
	}
	if r[n-1][1] == 0 && r[n-1][0] > 0 {
		r[n-1][1] = r[n-1][0] * ratio(n-2)
		o.note("%s %d has no upper end; %g is taken for it", scale, n, r[n-1][1])
	}
	for i := range r {
		if !(r[i][0] > 0 && r[i][1] > r[i][0]) {
			ps.Add(fmt.Sprintf("%s[%d]", scale, i), "missing", "this level carries no numbers: give from and to, or the risk an estimate")
		}
	}
}

// Scale writes the criteria in force as a scale file, for `risk bands`.
func Scale(f *facts.Facts) (Case, error) {
	c := Case{Name: "criteria", Origin: Origin{Time: f.At.Time, Entry: f.At.Entry}}
	s, currency, err := scaleOf(f, &c.Origin)
	if err != nil {
		return c, err
	}
	c.Name = s.ID
	c.Document = bytes(struct {
		Currency string `json:"currency"`
		*scale
	}{currency, s})
	return c, nil
}

// level says which levels of a risk count: what is left after treatment where
// that was rated.
func level(r *aims.Risk) (aims.Rating, bool) {
	for _, x := range []aims.Rating{r.Residual, r.Inherent} {
		if x.Likelihood > 0 && x.Organisation > 0 {
			return x, true
		}
	}
	return aims.Rating{}, false
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
