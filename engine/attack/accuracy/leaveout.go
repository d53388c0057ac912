package accuracy

import (
	"context"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// LeaveOut is how the cases fare when nothing serves one case alone.
type LeaveOut struct {
	Recall, Precision, GoalInThree float64
}

// LeaveOneOut scores the first suite again, each case without the rules and
// companion techniques that show in no other case of any suite. It is harder on
// the rules than a new case is: what one case alone needs may be quite general,
// such as retrieval, of which the set has a single example.
func LeaveOneOut(ctx context.Context, book *attack.Book, suites ...*Suite) (LeaveOut, error) {
	shown, err := showings(ctx, book, suites)
	if err != nil {
		return LeaveOut{}, err
	}
	var hit, truth, predicted, three int
	for _, c := range suites[0].Cases {
		c.Twins = nil
		x, err := Evaluate(ctx, without(book, shown, c.Name), c)
		if err != nil {
			return LeaveOut{}, err
		}
		hit, truth, predicted = hit+len(x.Hit), truth+len(x.Hit)+len(x.Missed), predicted+len(x.Hit)+len(x.Extra)
		if x.Rank >= 1 && x.Rank <= Goals {
			three++
		}
	}
	return LeaveOut{ratio(hit, truth), ratio(hit, predicted), ratio(three, len(suites[0].Cases))}, nil
}

// showings gives the cases in which each rule, and each companion of a rule,
// stands on some way.
func showings(ctx context.Context, book *attack.Book, suites []*Suite) (map[string]map[string]bool, error) {
	shown := map[string]map[string]bool{}
	note := func(what, where string) {
		if shown[what] == nil {
			shown[what] = map[string]bool{}
		}
		shown[what][where] = true
	}
	for _, s := range suites {
		for _, c := range s.Cases {
			m, err := model(ctx, book, c.Environment, nil)
			if err != nil {
				return nil, err
			}
			res, err := m.Analyse(ctx, attack.Options{Goals: 1000, Paths: Ways, Worlds: 1000, Seed: 1})
			if err != nil {
				return nil, err
			}
			for _, step := range stepsOf(res) {
				note(step.Rule, c.Name)
				for _, t := range step.Also {
					note(step.Rule+"+"+t, c.Name)
				}
			}
		}
	}
	return shown, nil
}

func stepsOf(res *attack.Result) (out []attack.Step) {
	for _, g := range res.Goals {
		for _, p := range g.Paths {
			out = append(out, p.Steps...)
		}
	}
	return out
}

// without is the book less what shows in one case only.
func without(book *attack.Book, shown map[string]map[string]bool, name string) *attack.Book {
	alone := func(what string) bool { return len(shown[what]) == 1 && shown[what][name] }
	out := *book
	out.Rules = nil
	for _, r := range book.Rules {
		if alone(r.ID) {
			continue
		}
		var also []attack.Companion
		for _, c := range r.Also {
			if !alone(r.ID + "+" + c.Technique) {
				also = append(also, c)
			}
		}
		r.Also = also
		out.Rules = append(out.Rules, r)
	}
	return &out
}
