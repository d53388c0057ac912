package attack

import (
	"context"
	"slices"
	"strings"
)

// Readings say what a description means besides what it says, so that rules need
// not know every way to say it: whoever says that an agent uses a tool means that
// it invokes it. They have the form of rules, give a fact or a link, and may ask
// that something is not said. They are read once, before the rules; what rests on
// what was read rests on what it was read from.

// maxRounds bounds how often readings may build on each other.
const maxRounds = 4

// readAll adds to the static part what the readings of a book give. Readings that
// make exceptions wait until the others are done, so that what is only meant
// counts as said; then all build on each other.
func (s *static) readAll(ctx context.Context, b *Book) error {
	var plain, careful []Rule
	for _, r := range b.Readings {
		if len(r.Unless) > 0 {
			careful = append(careful, r)
		} else {
			plain = append(plain, r)
		}
	}
	if _, err := s.readOver(ctx, b, plain, maxRounds); err != nil {
		return err
	}
	added, err := s.readOver(ctx, b, careful, 1)
	if err != nil || !added {
		return err
	}
	_, err = s.readOver(ctx, b, b.Readings, maxRounds)
	return err
}

// readOver reads until nothing is added, for so many rounds at most, and says
// whether anything was.
func (s *static) readOver(ctx context.Context, b *Book, readings []Rule, rounds int) (added bool, err error) {
	for range rounds {
		j := newReadingJoiner(ctx, &Book{Words: b.Words, Readings: readings}, s)
		for r := range j.b.Rules {
			j.scan(r)
		}
		if err := ctx.Err(); err != nil || len(j.found) == 0 {
			return added, err
		}
		s.extend(j.found)
		added = true
	}
	return added, nil
}

func newReadingJoiner(ctx context.Context, b *Book, s *static) *joiner {
	j := newJoiner(ctx, &Book{Words: b.Words, Rules: b.Readings}, s, newHyper(len(b.Words.Words)))
	j.known = map[[3]int32]bool{}
	return j
}

// read notes what a reading gives, unless it is said already or the reading
// makes an exception.
func (j *joiner) read(r *Rule) {
	for _, a := range r.Unless {
		if j.says(r, a) {
			return
		}
	}
	if r.Say != "" {
		j.tell(r)
		return
	}
	e := element{word: int32(r.Then.Words[0]), from: j.bind[r.Then.A], to: -1, conf: 1}
	if r.Then.B >= 0 {
		e.to = j.bind[r.Then.B]
	}
	key := [3]int32{e.word, e.from, e.to}
	if j.known[key] || e.from == e.to || e.to < 0 && j.s.fact(e.word, e.from) >= 0 || e.to >= 0 && j.s.link(e.word, e.from, e.to) >= 0 {
		return
	}
	j.known[key] = true
	for i := range r.If {
		if m := j.match[i]; m != certain {
			e.of = append(e.of, ^m)
		}
	}
	if e.of == nil {
		e.of = []int32{} // it rests on a kind alone, which is certain
	}
	j.found = append(j.found, e)
}

// says checks one exception. A link to a variable of its own asks for any.
func (j *joiner) says(r *Rule, a Atom) bool {
	for _, w := range a.Words {
		switch {
		case a.B >= r.bound:
			if j.s.out[w].degree(j.bind[a.A]) > 0 {
				return true
			}
			continue
		case a.A >= r.bound:
			if j.s.in[w].degree(j.bind[a.B]) > 0 {
				return true
			}
			continue
		}
		if a.B >= 0 && j.s.link(int32(w), j.bind[a.A], j.bind[a.B]) >= 0 {
			return true
		}
		if a.B < 0 && j.unary([]int32{int32(w)}, j.bind[a.A]) != none {
			return true
		}
	}
	return false
}

// readMore reads what one added element gives and adds it to the model.
func (m *Model) readMore(id int32) error {
	j := newReadingJoiner(context.Background(), m.Book, m.s)
	if err := j.add(id); err != nil {
		return err
	}
	for _, e := range j.found {
		if _, err := m.add(e); err != nil {
			return err
		}
	}
	return nil
}

// The hints of a graph are looked for in graphs that a person wrote, and only the
// first are told.
const (
	hintedAssets = 2_000
	maxHints     = 12
)

// gaps gives the hints that apply to the description.
func (m *Model) gaps() []string {
	if len(m.Graph.Assets) > hintedAssets {
		return nil
	}
	var out []string
	j := newJoiner(context.Background(), &Book{Words: m.Book.Words, Rules: m.Book.Hints}, m.s, newHyper(len(m.Book.Words.Words)))
	j.tell = func(r *Rule) {
		text := r.Say
		for i, v := range r.Vars[:r.bound] {
			text = strings.ReplaceAll(text, "{"+v+"}", m.Graph.Assets[j.bind[i]].ID)
		}
		if !slices.Contains(out, text) && len(out) < maxHints {
			out = append(out, text)
		}
	}
	for r := range m.Book.Hints {
		j.scan(r)
	}
	return out
}
