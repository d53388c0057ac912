package risk

import (
	"context"
	"errors"
	"testing"
	"time"
)

// endless is more work than anybody waits for: without the context these
// computations would run for minutes or hours.
func endless() Portfolio {
	p := Portfolio{Currency: "EUR", Tolerance: Tolerance{{1, 0.5}}}
	for range 60 {
		s := mcCases()["uncertain secondary"]
		s.Loading = 0.3
		s.LossFactors = []Factor{{"f", Complement{Beta{3, 4, 0, 1}}}}
		p.Scenarios = append(p.Scenarios, s)
	}
	for range 12 {
		c := Control{ID: "c", On: []int{0, 1, 2}, Prevents: []Factor{{"e", Beta{3, 4, 0, 1}}}, Cost: Factor{"cost", Const(1)}}
		p.Controls = append(p.Controls, c)
	}
	return p
}

func TestEveryLongComputationStopsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	one, p := scenario(Const(99_000), Lognormal90(1, 1e5)), endless()
	sim := Simulation{Years: 1 << 32, Seed: 1}
	all := func(int) bool { return true }
	for name, f := range map[string]func(context.Context) error{
		"quantify":           func(ctx context.Context) error { _, err := Quantify(ctx, p.Scenarios[0]); return err },
		"result":             func(ctx context.Context) error { _, err := quantified(fair()).Result(ctx); return err },
		"tornado":            func(ctx context.Context) error { _, err := Tornado(ctx, p.Scenarios[0]); return err },
		"simulate":           func(ctx context.Context) error { _, err := Simulate(ctx, one, sim); return err },
		"simulate portfolio": func(ctx context.Context) error { _, err := p.Simulate(ctx, sim); return err },
		"pool":               func(ctx context.Context) error { _, err := p.Pool(ctx); return err },
		"treat":              func(ctx context.Context) error { _, err := p.Treat(ctx, 1); return err },
		"cheapest":           func(ctx context.Context) error { _, err := p.Cheapest(ctx); return err },
		"shapley":            func(ctx context.Context) error { _, err := p.Shapley(ctx, all); return err },
		"payback":            func(ctx context.Context) error { _, err := p.Payback(ctx, none, all, 1); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended, cancel := context.WithCancel(context.Background())
			cancel()
			if err := f(ended); !errors.Is(err, context.Canceled) {
				t.Errorf("nobody waits from the start: %v", err)
			}
		})
	}
}

func TestASimulationThatIsUnderWayStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	// The first would take days; a test that ends has shown what it is about.
	if _, err := Simulate(ctx, scenario(Const(99_000), Lognormal90(1, 1e5)), Simulation{Years: 1 << 32, Seed: 1}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one scenario: %v", err)
	}
	if _, err := endless().Treat(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a treatment: %v", err)
	}
}
