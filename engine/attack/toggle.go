package attack

import "slices"

// Toggle puts the i-th control of Graph.Controls in place or takes it away, and
// answers at once: only what depends on changed steps is worked out again, and
// taking the last change back costs no search at all.
func (m *Model) Toggle(i int, active bool) {
	m.toggle([]int{i}, active)
}

// undo is what the last toggle changed, so that it can be taken back.
type undo struct {
	which  []int // controls that changed; nil: nothing to take back
	active bool
	steps  []stepWas
	gains  []gainWas
}

type stepWas struct {
	step           int32
	chance, weight float64
}

type gainWas struct {
	gain, step int32
	cost       float64
}

func (m *Model) toggle(which []int, active bool) {
	which = slices.DeleteFunc(slices.Clone(which), func(i int) bool { return m.controls[i].active == active })
	if len(which) == 0 {
		return
	}
	for _, i := range which {
		m.controls[i].active = active
	}
	if m.undo.which != nil && m.undo.active != active && slices.Equal(m.undo.which, which) {
		m.takeBack()
		return
	}
	m.undo = undo{which: which, active: active, steps: m.undo.steps[:0], gains: m.undo.gains[:0]}
	up, down := m.up[:0], m.down[:0]
	rules := m.rulesOf(which)
	for s, r := range m.h.rule {
		if !rules[r] || !m.touched(which, int32(s)) {
			continue
		}
		was := stepWas{int32(s), m.chance[s], m.hot[s].weight}
		switch m.rate(int32(s)) {
		case 1:
			up = append(up, int32(s))
		case -1:
			down = append(down, int32(s))
		default:
			continue
		}
		m.undo.steps = append(m.undo.steps, was)
	}
	m.up, m.down = up, down
	m.best.update(up, down, &m.undo.gains)
}

// takeBack restores what the last toggle changed.
func (m *Model) takeBack() {
	for _, w := range m.undo.steps {
		m.chance[w.step], m.hot[w.step].weight = w.chance, w.weight
	}
	for _, w := range slices.Backward(m.undo.gains) {
		m.best.cost[w.gain], m.best.step[w.gain] = w.cost, w.step
	}
	m.undo.which = nil
}

// rulesOf marks the rules that some of the controls work against.
func (m *Model) rulesOf(which []int) []bool {
	rules := make([]bool, len(m.Book.Rules))
	for r := range m.effects {
		for _, e := range m.effects[r] {
			rules[r] = rules[r] || slices.Contains(which, e.control)
		}
	}
	return rules
}

func (m *Model) touched(which []int, step int32) bool {
	for _, i := range which {
		if m.touches(&m.controls[i], step) {
			return true
		}
	}
	return false
}
