package attack

import (
	"context"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Part gives a model of what lies behind some goals and nothing else: every step
// that can take part in a way to one of them, whatever controls are in place. Its
// answers about these goals are the model's, and changing a control in it costs as
// much as the part is large. It takes no new facts, and goes its own way: neither
// sees what is changed in the other.
func (m *Model) Part(goals ...GoalRef) *Model {
	var ids []int32
	for _, g := range goals {
		if id := m.h.gain(int32(g.word), int32(g.asset)); id >= 0 {
			ids = append(ids, id)
		}
	}
	p := &Model{Graph: m.Graph, Book: m.Book, s: m.s, h: m.h.part(ids, len(m.Book.Words.Words), m.s.assets), present: slices.Clone(m.present),
		controls: slices.Clone(m.controls), effects: make([][]effect, len(m.effects))}
	for r := range m.effects {
		p.effects[r] = slices.Clone(m.effects[r])
	}
	_ = p.settle(context.Background()) // a part is small
	return p
}

// part copies the steps behind some gains.
func (h *hyper) part(goals []int32, words, assets int) *hyper {
	in := make([]bool, h.gains())
	queue := slices.Clone(goals)
	for _, g := range goals {
		in[g] = true
	}
	for len(queue) > 0 {
		g := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		h.into(g, func(s int32) {
			for _, t := range h.tailsOf(s) {
				if t >= 0 && !in[t] {
					in[t] = true
					queue = append(queue, t)
				}
			}
		})
	}
	out := newHyper(words)
	number := make([]int32, h.gains())
	for g, ok := range in {
		if ok {
			number[g] = out.addGain(h.gainWord[g], h.gainAsset[g], assets)
		}
	}
	var tails []int32
	for g, ok := range in {
		if !ok {
			continue
		}
		h.into(int32(g), func(s int32) {
			tails = append(tails[:0], h.tailsOf(s)...)
			for i, t := range tails {
				if t >= 0 {
					tails[i] = number[t]
				}
			}
			out.addStep(h.rule[s], number[g], tails, h.bindsOf(s))
		})
	}
	out.seal()
	return out
}

// errPart says why a part takes no new facts: what they open may lie outside.
func errPart() error {
	return fault.New(fault.Usage, "a part of a model takes no new facts; add them to the whole")
}
