package attack

import (
	"math"
	"runtime"
	"testing"
)

// targets picks n outcomes that can be reached, spread over the model.
func targets(m *Model, n int) []int32 {
	all := m.reachable(-1)
	var out []int32
	for i := 0; i < len(all) && len(out) < n; i += max(1, len(all)/n) {
		out = append(out, m.h.gain(int32(all[i].word), int32(all[i].asset)))
	}
	return out
}

// BenchmarkLargeOrganisation joins 100,000 assets and finds the ten best ways
// to each of 100 targets.
func BenchmarkLargeOrganisation(b *testing.B) {
	g, book := synth(b, 100_000, 7)
	b.ReportAllocs()
	began := cpuSeconds(b)
	for b.Loop() {
		m, err := NewModel(b.Context(), g, book)
		if err != nil {
			b.Fatal(err)
		}
		r := newRanker(b.Context(), m)
		ways := 0
		for _, t := range targets(m, 100) {
			d, _ := r.kbest(t, 10)
			ways += len(d)
		}
		_, steps := m.Size()
		b.ReportMetric(float64(steps), "steps")
		b.ReportMetric(float64(ways), "ways")
		runtime.KeepAlive(m)
	}
	b.ReportMetric((cpuSeconds(b)-began)/float64(b.N), "cpu-s/op")
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	b.ReportMetric(float64(s.HeapSys)/(1<<20), "heap-MB")
}

// BenchmarkJoin is the join and the first fixpoint alone.
func BenchmarkJoin(b *testing.B) {
	g, book := synth(b, 100_000, 7)
	began := cpuSeconds(b)
	for b.Loop() {
		if _, err := NewModel(b.Context(), g, book); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpuSeconds(b)-began)/float64(b.N), "cpu-s/op")
}

func large(b *testing.B) *Model {
	g, book := synth(b, 100_000, 7)
	g.Controls = []Control{
		{ID: "AML.M0029", State: Candidate, Strength: 1},
		{ID: "AML.M0020", State: Candidate, Strength: 1, On: []int{0, 1, 2, 3}},
	}
	m, err := NewModel(b.Context(), g, book)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// BenchmarkToggleEverywhere puts a control in place on every asset and takes it
// away, and asks for 100 goals each time.
func BenchmarkToggleEverywhere(b *testing.B) { toggle(b, large(b), 1) }

// BenchmarkToggleBehindGoals does the same in the part of the model that lies
// behind these goals, and says how long it takes to make.
func BenchmarkToggleBehindGoals(b *testing.B) {
	m := large(b)
	all := m.reachable(-1)
	goals := make([]GoalRef, 0, 100)
	for i := 0; i < len(all) && len(goals) < 100; i += max(1, len(all)/100) {
		goals = append(goals, all[i])
	}
	began := cpuSeconds(b)
	part := m.Part(goals...)
	made := cpuSeconds(b) - began
	toggleFor(b, part, 1, part.ids(goals))
	_, steps := part.Size()
	b.ReportMetric(1000*made, "make-cpu-ms")
	b.ReportMetric(float64(steps), "steps")
}

func (m *Model) ids(goals []GoalRef) (out []int32) {
	for _, g := range goals {
		out = append(out, m.h.gain(int32(g.word), int32(g.asset)))
	}
	return out
}

// BenchmarkToggleOnFour does the same with a control on four agents.
func BenchmarkToggleOnFour(b *testing.B) { toggle(b, large(b), 0) }

func toggle(b *testing.B, m *Model, which int) { toggleFor(b, m, which, targets(m, 100)) }

func toggleFor(b *testing.B, m *Model, which int, goals []int32) {
	var cpu [2]float64 // taking away, putting in place
	var rounds [2]int
	on := false
	for b.Loop() {
		on = !on
		m.undo.which = nil // so that taking away is worked out, not remembered
		began := cpuSeconds(b)
		m.Toggle(which, on)
		for _, g := range goals {
			if math.IsNaN(m.best.cost[g]) {
				b.Fatal("a cost is not a number")
			}
		}
		k := 0
		if on {
			k = 1
		}
		cpu[k] += cpuSeconds(b) - began
		rounds[k]++
	}
	b.ReportMetric(1000*cpu[1]/float64(rounds[1]), "put-cpu-ms")
	b.ReportMetric(1000*cpu[0]/math.Max(1, float64(rounds[0])), "take-cpu-ms")
}

// BenchmarkToggleAndBack puts a control in place everywhere, reads the goals,
// and takes it back, as somebody does who asks "what if".
func BenchmarkToggleAndBack(b *testing.B) {
	m := large(b)
	goals := targets(m, 100)
	began := cpuSeconds(b)
	for b.Loop() {
		m.Toggle(1, true)
		for _, g := range goals {
			_ = m.best.cost[g]
		}
		m.Toggle(1, false)
	}
	b.ReportMetric(1000*(cpuSeconds(b)-began)/float64(b.N), "cpu-ms/op")
}

// BenchmarkDropFact takes a fact away and brings it back.
func BenchmarkDropFact(b *testing.B) {
	m := large(b)
	e, present := 0, true
	began := cpuSeconds(b)
	for b.Loop() {
		present = !present
		m.setPresent(e, present)
	}
	b.ReportMetric(1000*(cpuSeconds(b)-began)/float64(b.N), "cpu-ms/op")
}

// BenchmarkWorlds samples a network of 10,000 facts and 50,000 steps.
func BenchmarkWorlds(b *testing.B) {
	n := randomNet(10_000, 50_000, 3)
	const worlds = 1 << 14
	hits := 0
	began := cpuSeconds(b)
	for b.Loop() {
		h, _ := n.sample(b.Context(), worlds, 1, 2)
		hits += h
	}
	b.ReportMetric(float64(worlds)*float64(b.N)/b.Elapsed().Seconds(), "worlds/s")
	b.ReportMetric(float64(worlds)*float64(b.N)/(cpuSeconds(b)-began), "worlds/cpu-s")
	b.ReportMetric(float64(hits)/float64(worlds)/float64(b.N), "p")
}
