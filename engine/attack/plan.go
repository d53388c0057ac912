package attack

// op is one move of a join: check a condition whose variables are bound, or
// walk a link to bind one more.
type op struct {
	kind  opKind
	atom  int // position in the rule's body
	words []int32
	a, b  int32 // variables
}

type opKind uint8

const (
	opUnary opKind = iota // a has a kind or a fact
	opGain                // a has been gained
	opBoth                // a link between two bound variables
	opOut                 // bind b by walking from a
	opIn                  // bind a by walking back from b
	opAsset               // bind a by listing assets (start only)
	opLink                // bind a and b by listing links (start only)
	opGiven               // already bound by the caller (start only)
)

// plan is an order in which to join the rest of a rule once one condition has
// been matched.
type plan struct {
	rule  int
	start op
	ops   []op
}

// compile makes a plan for a rule that starts at one of its conditions.
func compile(b *Book, rule, start int) plan {
	r := &b.Rules[rule]
	p := plan{rule: rule, start: toOp(b, r, start)}
	p.start.kind = opGiven
	bound := make([]bool, len(r.Vars))
	bind := func(o op) {
		bound[o.a] = true
		if o.b >= 0 {
			bound[o.b] = true
		}
	}
	bind(p.start)
	done := make([]bool, len(r.If))
	done[start] = true
	for n := 1; n < len(r.If); n++ {
		best, rank := -1, 9
		var pick op
		for i := range r.If {
			if done[i] {
				continue
			}
			o := toOp(b, r, i)
			if k, ok := o.place(bound); ok && k < rank {
				best, rank, pick = i, k, o
			}
		}
		if best < 0 {
			break // not connected; the reader refuses such rules
		}
		pick.settle(bound)
		done[best] = true
		bind(pick)
		p.ops = append(p.ops, pick)
	}
	return p
}

func toOp(b *Book, r *Rule, i int) op {
	a := r.If[i]
	o := op{atom: i, a: int32(a.A), b: int32(a.B), kind: opUnary}
	for _, w := range a.Words {
		o.words = append(o.words, int32(w))
	}
	switch {
	case a.B >= 0:
		o.kind = opBoth
	case b.Words.Words[a.Words[0]].Sort == GainWord:
		o.kind = opGain
	}
	return o
}

// place ranks how cheap an operation is now: checks first, then walks.
func (o op) place(bound []bool) (int, bool) {
	switch {
	case o.b < 0 && bound[o.a]:
		return 0, true
	case o.b < 0:
		return 8, o.kind == opUnary // begin another part of the rule
	case bound[o.a] && bound[o.b]:
		return 1, true
	case bound[o.a] || bound[o.b]:
		return 2, true
	}
	return 0, false
}

// settle turns a link into a check or a walk, by what is bound.
func (o *op) settle(bound []bool) {
	if o.b < 0 {
		if !bound[o.a] {
			o.kind = opAsset
		}
		return
	}
	if bound[o.a] && bound[o.b] {
		return
	}
	o.kind = opIn
	if bound[o.a] {
		o.kind = opOut
	}
}
