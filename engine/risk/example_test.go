package risk_test

import (
	"context"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/risk"
)

func ExampleQuantify() {
	s, err := risk.Read("chat.yaml", []byte(`
currency: EUR
frequency: {lef: {poisson: 1.5}}
severity: {pert: [5000, 30000, 250000]}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := risk.Quantify(context.Background(), s)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := l.Result(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("expected %.0f EUR a year, any loss in %.1f %% of years\n", r.Mean, 100*r.PAnyLoss)
	// Output: expected 93750 EUR a year, any loss in 77.7 % of years
}

func ExampleRead_problems() {
	_, err := risk.Read("chat.yaml", []byte("currency: EUR\nfrequency: {lef: {bernoulli: 1.5}}\nseverity: {pert: [9, 5, 7]}\n"))
	fmt.Println(err)
	// Output:
	// chat.yaml:2:30: frequency.lef.bernoulli: 1.5 is not a probability, 0 to 1
	// chat.yaml:3:18: severity.pert: min 9, mode 5, max 7 are not in rising order
}

func ExamplePortfolio_Treat() {
	p, err := risk.ReadPortfolio("chat.yaml", []byte(`
currency: EUR
frequency: {lef: 1}
severity: 100
controls:
  - {id: first, prevents: 0.5, cost: 20}
  - {id: second, prevents: 0.4, cost: 35}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := p.Treat(context.Background(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range r.Controls {
		fmt.Printf("%s: fair share %.0f, saves %.0f when added last, net %.0f\n", c.ID, c.Shapley, c.Return.Saved, c.Return.Net)
	}
	// Output:
	// first: fair share 40, saves 30 when added last, net 10
	// second: fair share 30, saves 20 when added last, net -15
}
