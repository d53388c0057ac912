package risk

// DrawnResult is what the second engine found, beside the exact figures.
type DrawnResult struct {
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

// Result gathers the figures of a simulation.
func (r *Simulated) Result() *DrawnResult {
	out := &DrawnResult{Method: "philox-monte-carlo", Years: r.Years, Seed: r.Seed, PAnyLoss: r.PAnyLoss,
		Mean: r.Mean, SD: r.SD, Digest: r.Digest(), Quantiles: map[string]float64{}, TVaR: map[string]float64{}}
	if r.Quasi {
		out.Method = "sobol-owen"
	}
	for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		out.Quantiles[Level(p)] = r.VaR(p)
	}
	for _, p := range []float64{0.95, 0.99} {
		out.TVaR[Level(p)] = r.TVaR(p)
	}
	return out
}
