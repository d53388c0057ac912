package aims

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Criteria are the AI risk criteria: scales with written anchors, the bands that
// levels fall into, and who may accept how much. They are set before anything is
// scored, and the line that they draw is the load line (6.1.1, 6.1.2).
type Criteria struct {
	// Title names the criteria.
	Title string `json:"title" fact:"required,text"`
	// Version is the version of the criteria.
	Version string `json:"version" fact:"index"`
	// State says whether they are in force.
	State DocumentState `json:"state" fact:"required,index"`
	// Method says how risks are found, rated, reviewed by a second person and kept comparable.
	Method string `json:"method" fact:"markdown,text"`
	// Likelihood is the scale of how often, from 1 up.
	Likelihood []LikelihoodStep `json:"likelihood"`
	// Organisation is the scale of consequences for the organisation.
	Organisation []ConsequenceStep `json:"organisation"`
	// Individuals is the scale of consequences for individuals and groups.
	Individuals []ConsequenceStep `json:"individuals"`
	// Society is the scale of consequences for society.
	Society []ConsequenceStep `json:"society"`
	// Bands are the ranges of levels, lowest first, without gaps.
	Bands []Band `json:"bands"`
	// Limit is the highest level that may be carried without a decision above the risk owner: the load line.
	Limit int `json:"limit" fact:"min=1,index,title=Load line"`
	// LossLimit is the expected yearly loss that may be carried in sum.
	LossLimit *kernel.Money `json:"loss_limit"`
	// ReviewMonths is how long a rating holds before it has to be made again.
	ReviewMonths int `json:"review_months" fact:"min=0,unit=months"`
	// Owner keeps them up to date.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Approved says who put them in force.
	Approved Signature `json:"approved"`
	// NextReview is when they are due to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
}

// LikelihoodStep is one step of the likelihood scale.
type LikelihoodStep struct {
	// Value is the number of the step.
	Value int `json:"value" fact:"min=1,max=10"`
	// Word is its name.
	Word string `json:"word" fact:"required"`
	// Meaning says when to choose it.
	Meaning string `json:"meaning" fact:"required,long"`
	// From is the lower bound in events a year.
	From float64 `json:"from" fact:"min=0,unit=events a year"`
	// To is the upper bound in events a year; 0 is none.
	To float64 `json:"to" fact:"min=0,unit=events a year"`
}

// ConsequenceStep is one step of a consequence scale.
type ConsequenceStep struct {
	// Value is the number of the step.
	Value int `json:"value" fact:"min=1,max=10"`
	// Word is its name.
	Word string `json:"word" fact:"required"`
	// Meaning is the anchor: what has to have happened.
	Meaning string `json:"meaning" fact:"required,long"`
	// From is the lower bound of the loss.
	From *kernel.Money `json:"from"`
	// To is the upper bound of the loss; none is open.
	To *kernel.Money `json:"to"`
}

// Band is a range of levels with who may accept a risk in it.
type Band struct {
	// Name is what the band is called.
	Name string `json:"name" fact:"required,pattern=^[a-z][a-z0-9-]*$"`
	// From is the lowest level in the band.
	From int `json:"from" fact:"min=1"`
	// To is the highest level in the band.
	To int `json:"to" fact:"min=1"`
	// Accept says who may accept a residual risk in the band.
	Accept Acceptor `json:"accept" fact:"required"`
	// By are the people who may, where they are named.
	By []kernel.Ref[Person] `json:"by"`
	// NeedsEnd says that an acceptance must carry a last day.
	NeedsEnd bool `json:"needs_end"`
}

// Acceptor says who may accept a risk.
type Acceptor string

// The acceptors.
const (
	AcceptOwner  Acceptor = "risk-owner"
	AcceptNamed  Acceptor = "named"
	AcceptNobody Acceptor = "nobody"
)

// Values lists the acceptors.
func (Acceptor) Values() []string { return []string{"risk-owner", "named", "nobody"} }

// CriteriaKind registers Criteria.
var CriteriaKind = kernel.Define[Criteria]("criteria",
	kernel.Plural("criteria", "Risk criteria"), kernel.Title("Risk criteria"),
	kernel.Clauses("6.1.1", "6.1.2"), kernel.Owned("owner"), documentStates(), kernel.Check(checkCriteria))

// BandOf finds the band of a level, nil when none covers it.
func (c *Criteria) BandOf(level int) *Band {
	for i := range c.Bands {
		if b := &c.Bands[i]; b.From <= level && level <= b.To {
			return b
		}
	}
	return nil
}

func checkCriteria(c *Criteria, ps *kernel.Problems) {
	approvedWhenInForce(c.State, c.Approved, ps)
	next := 1
	for i, b := range c.Bands {
		at := "bands[" + strconv.Itoa(i) + "]"
		if b.To < b.From {
			ps.Add(at+".to", "out-of-range", "the band ends at %d, before it begins at %d", b.To, b.From)
		}
		if b.From != next {
			ps.Add(at+".from", "gap", "the band begins at %d; without gap or overlap it would begin at %d", b.From, next)
		}
		next = b.To + 1
		needs(ps, b.Accept == AcceptNamed && len(b.By) == 0, at+".by", "name who may accept risks in this band")
	}
	checkSteps(ps, "likelihood", len(c.Likelihood), func(i int) int { return c.Likelihood[i].Value })
	checkSteps(ps, "organisation", len(c.Organisation), func(i int) int { return c.Organisation[i].Value })
	checkSteps(ps, "individuals", len(c.Individuals), func(i int) int { return c.Individuals[i].Value })
	checkSteps(ps, "society", len(c.Society), func(i int) int { return c.Society[i].Value })
}

// checkSteps wants the steps of a scale to count 1, 2, 3 …
func checkSteps(ps *kernel.Problems, scale string, n int, value func(int) int) {
	for i := range n {
		if value(i) != i+1 {
			ps.Add(scale+"["+strconv.Itoa(i)+"].value", "out-of-order", "the steps of a scale count 1, 2, 3; this one is %d", value(i))
		}
	}
}
