package cli

import (
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// riskSimulation asks for the second engine's view of the same inputs.
type riskSimulation struct {
	Simulate int    `help:"Also draw this many years with the second engine and show both." placeholder:"YEARS"`
	Seed     uint64 `help:"Seed of the simulation." default:"1"`
	Quasi    bool   `help:"Draw scrambled Sobol numbers where they matter most."`
}

// simulation is what the second engine found.
type simulation struct {
	Method    string             `json:"method"`
	Years     int                `json:"years"`
	Seed      uint64             `json:"seed"`
	PAnyLoss  float64            `json:"p_any_loss"`
	Mean      float64            `json:"mean"`
	SD        float64            `json:"sd"`
	Quantiles map[string]float64 `json:"quantiles"`
	TVaR      map[string]float64 `json:"tvar"`
	Digest    string             `json:"digest"`
}

// maxDrawn years and events keep a typing error from running for hours.
const maxDrawn = 2_000_000_000

// simulation says what to draw; rates are the scenarios' events a year.
func (c *riskSimulation) simulation(rates ...float64) (risk.Simulation, error) {
	events := 1.0
	for _, r := range rates {
		events += r + 1
	}
	if n := events * float64(c.Simulate); c.Simulate < 0 || n > maxDrawn {
		return risk.Simulation{}, fault.New(fault.Usage, "--simulate %d would draw about %.2g years and events; at most %.2g", c.Simulate, n, float64(maxDrawn))
	}
	return risk.Simulation{Years: c.Simulate, Seed: c.Seed, Quasi: c.Quasi}, nil
}

func (c *riskSimulation) show(m *risk.Simulated) *simulation {
	out := &simulation{Method: "philox-monte-carlo", Years: m.Years, Seed: m.Seed, PAnyLoss: m.PAnyLoss,
		Mean: m.Mean, SD: m.SD, Digest: m.Digest(), Quantiles: map[string]float64{}, TVaR: map[string]float64{}}
	if c.Quasi {
		out.Method = "sobol-owen"
	}
	for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		out.Quantiles[risk.Level(p)] = m.VaR(p)
	}
	for _, p := range []float64{0.95, 0.99} {
		out.TVaR[risk.Level(p)] = m.TVaR(p)
	}
	return out
}
