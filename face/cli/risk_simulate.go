package cli

import "github.com/plimsoll-aims/plimsoll/engine/exposure"

// riskSimulation asks for the second engine's view of the same inputs.
type riskSimulation struct {
	Simulate int    `help:"Also draw this many years with the second engine and show both." placeholder:"YEARS"`
	Seed     uint64 `help:"Seed of the simulation." default:"1"`
	Quasi    bool   `help:"Draw scrambled Sobol numbers where they matter most."`
}

// maxDrawn years and events keep a typing error from running for hours.
const maxDrawn = 2_000_000_000

func (c *riskSimulation) drawing() exposure.Drawing {
	return exposure.Drawing{Years: c.Simulate, Seed: c.Seed, Quasi: c.Quasi, Most: maxDrawn}
}
