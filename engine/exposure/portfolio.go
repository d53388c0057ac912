package exposure

import (
	"cmp"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// member is a risk of a portfolio.
type member struct {
	facts.Of[aims.Risk]
	from string
	at   aims.Rating // for FromLevels
}

// gathered are the risks of a portfolio and what they have in common.
type gathered struct {
	c        Case
	doc      document
	members  []member
	currency string
}

// gather picks the live risks that can be put in money in one currency: that of
// the first estimate, which the loss limit and the scale have to share.
func gather(f *facts.Facts, o Options) (*gathered, error) {
	g := &gathered{c: Case{Name: "the records", Origin: Origin{Time: f.At.Time, Entry: f.At.Entry, Records: []Basis{}}}}
	live := byName(f.LiveRisks())
	for _, r := range live {
		if e := &r.Is.Estimate; !e.IsZero() && g.currency == "" {
			g.currency = e.Currency
		}
	}
	var levels []facts.Of[aims.Risk]
	for _, r := range live {
		e := &r.Is.Estimate
		switch {
		case e.Currency == g.currency && !e.IsZero():
			g.members = append(g.members, member{Of: r, from: FromEstimate})
			g.c.Origin.Records = append(g.c.Origin.Records, basisOf(r, FromEstimate, e.On, e.Basis))
		case !e.IsZero():
			g.leave(r, "its estimate is in "+e.Currency+", the portfolio is in "+g.currency+"; amounts are not exchanged")
		default:
			levels = append(levels, r)
		}
	}
	if err := g.levels(f, levels, o); err != nil {
		return g, err
	}
	if len(g.members) == 0 {
		return g, fault.New(fault.NotFound, "no live risk has an estimate in money; enter one (risk, field estimate), or use --rated to quantify the rated ones from their levels")
	}
	if len(g.members) > maxMembers {
		return g, fault.New(fault.TooLarge, "%d risks; at most %d are computed together", len(g.members), maxMembers)
	}
	g.doc.Currency = g.currency
	if org, ok := f.Organisation(); ok {
		g.doc.Name = org.Is.Title
	}
	if c, ok := f.InForceCriteria(); ok && c.Is.LossLimit != nil && c.Is.LossLimit.Currency == g.currency {
		g.c.Origin.LossLimit = &LossLimit{c.Is.LossLimit.Amount, g.currency}
	}
	return g, nil
}

// byName orders records by name, so that the same records give the same document
// and the same digest in whatever order they were entered.
func byName[T any](list []facts.Of[T]) []facts.Of[T] {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b facts.Of[T]) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// maxMembers is what the engine reads in one file.
const maxMembers = 2000

func (g *gathered) leave(r facts.Of[aims.Risk], why string) {
	g.c.Origin.LeftOut = append(g.c.Origin.LeftOut, LeftOut{r.Key(), why})
}

// levels takes in the risks without an estimate, if asked for.
func (g *gathered) levels(f *facts.Facts, list []facts.Of[aims.Risk], o Options) error {
	for _, r := range list {
		x, ok := level(r.Is)
		switch {
		case !ok:
			g.leave(r, "it has neither an estimate nor a rating")
			continue
		case !o.Rated:
			g.leave(r, "it has levels and no estimate; --rated quantifies it from its levels")
			continue
		}
		if g.doc.Scale == nil {
			s, currency, err := scaleOf(f, &g.c.Origin)
			if err != nil {
				return err
			}
			if g.currency == "" {
				g.currency = currency
			}
			if currency != g.currency {
				return fault.New(fault.Invalid, "the criteria put levels in %s and the estimates are in %s; one portfolio has one currency", currency, g.currency)
			}
			g.doc.Scale = s
		}
		g.members = append(g.members, member{r, FromLevels, x})
		g.c.Origin.Records = append(g.c.Origin.Records, basisOf(r, FromLevels, r.Is.Assessed, x.Basis))
	}
	return nil
}

// Portfolio writes the live risks as a portfolio, as they stand: what the controls
// at work do is in the estimates and in the residual levels already.
func Portfolio(f *facts.Facts, o Options) (Case, error) {
	g, err := gather(f, o)
	if err != nil {
		return g.c, err
	}
	for _, m := range g.members {
		s := estimated(f, m.Of, 1, 1)
		if m.from == FromLevels {
			s = rated(f, m.Of, m.at)
		}
		g.doc.Scenarios = append(g.doc.Scenarios, s)
	}
	g.c.Document = bytes(g.doc)
	return g.c, nil
}
