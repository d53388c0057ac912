package risk

import (
	"context"
	"fmt"
	"sort"
	"strings"
)

// Scale is an organisation's risk matrix with numbers on it, so that a level
// and a figure are the same statement: a likelihood level is a range of rates,
// a consequence level a range of losses. It is data with a version.
type Scale struct {
	ID, Version, From string
	Currency          string
	Likelihood        []ScaleLevel // events a year, rising
	Consequence       []ScaleLevel // loss of one event, rising
	Score             [][]int      // by likelihood, then consequence
	Bands             []ScoreBand  // rising
}

// ScaleLevel is one level: a name and a range.
type ScaleLevel struct {
	Name string  `json:"name"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ScoreBand names the scores from a number on.
type ScoreBand struct {
	Name string `json:"name"`
	From int    `json:"from"`
}

// Rate is what a likelihood level (from 1) says about the yearly rate.
func (s Scale) Rate(level int) Dist {
	l := s.Likelihood[level-1]
	return LogUniform{l.Low, l.High}
}

// Loss is what a consequence level (from 1) says about the loss of one event.
func (s Scale) Loss(level int) Dist {
	c := s.Consequence[level-1]
	return Lognormal90(c.Low, c.High)
}

// LevelOf finds the level whose range holds a value: 1 below the first range, the
// highest above the last.
func LevelOf(levels []ScaleLevel, value float64) int {
	i := sort.Search(len(levels), func(i int) bool { return value < levels[i].High })
	return min(i+1, len(levels))
}

// Band is the name of a score.
func (s Scale) Band(score int) string {
	name := ""
	for _, b := range s.Bands {
		if score >= b.From {
			name = b.Name
		}
	}
	return name
}

// Cell is one cell of the matrix with the figures behind it.
type Cell struct {
	Likelihood  int     `json:"likelihood"`
	Consequence int     `json:"consequence"`
	Score       int     `json:"score"`
	Band        string  `json:"band"`
	Mean        float64 `json:"mean"`   // expected loss a year
	TVaR99      float64 `json:"tvar99"` // mean of the worst year in a hundred
}

// Contradiction is a pair of cells that the matrix puts in one order and the
// money in the other: the one with the lower score loses more, by the expected
// loss and by the tail.
type Contradiction struct {
	Lower  Cell `json:"lower_score"`
	Higher Cell `json:"higher_score"`
	// Ratio is how many times more the lower-scored cell loses a year.
	Ratio float64 `json:"ratio"`
	// AcrossBands says that the two are also named differently, so that the
	// wrong one is treated first.
	AcrossBands bool `json:"across_bands"`
}

// ScaleResult is the matrix with its figures and its contradictions.
type ScaleResult struct {
	ID             string          `json:"id"`
	Version        string          `json:"version"`
	From           string          `json:"from,omitempty"`
	Currency       string          `json:"currency"`
	Cells          []Cell          `json:"cells"`
	Contradictions []Contradiction `json:"contradictions"`
	Method         string          `json:"method"`
	Engine         string          `json:"engine"`
	Digest         string          `json:"inputs_digest"`
	Seed           uint64          `json:"seed"` // 0: nothing was drawn at random
}

// Digest identifies the inputs of a matrix' figures.
func (s Scale) Digest() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scale %s\n", s.Currency)
	for _, l := range s.Likelihood {
		fmt.Fprintf(&b, "likelihood %v %v\n", l.Low, l.High)
	}
	for _, c := range s.Consequence {
		fmt.Fprintf(&b, "consequence %v %v\n", c.Low, c.High)
	}
	fmt.Fprintf(&b, "score %v\nbands %v\n", s.Score, s.Bands)
	return digest(b.String())
}

// Evaluate puts figures on every cell and finds the contradictions, widest first.
// The only error is that of a context that ended.
func (s Scale) Evaluate(ctx context.Context) (ScaleResult, error) {
	r := ScaleResult{ID: s.ID, Version: s.Version, From: s.From, Currency: s.Currency, Contradictions: []Contradiction{},
		Method: Method, Engine: Engine, Digest: s.Digest()}
	n := len(s.Consequence)
	r.Cells = make([]Cell, len(s.Likelihood)*n)
	err := each(ctx, len(r.Cells), func(i int) error {
		l, c := i/n+1, i%n+1
		loss, err := Quantify(ctx, Scenario{Rate: []Factor{{"rate", s.Rate(l)}}, Primary: Severity{Parts: []Factor{{"loss", s.Loss(c)}}}})
		if err != nil {
			return err
		}
		score := s.Score[l-1][c-1]
		r.Cells[i] = Cell{l, c, score, s.Band(score), loss.Annual.Mean(), loss.Annual.TVaR(.99)}
		return nil
	})
	if err != nil {
		return ScaleResult{}, err
	}
	for _, a := range r.Cells {
		for _, b := range r.Cells {
			if a.Score < b.Score && a.Mean > b.Mean && a.TVaR99 > b.TVaR99 {
				r.Contradictions = append(r.Contradictions, Contradiction{a, b, a.Mean / b.Mean, a.Band != b.Band})
			}
		}
	}
	r.Contradictions = sortedBy(r.Contradictions, func(c Contradiction) float64 { return -c.Ratio })
	return r, nil
}
