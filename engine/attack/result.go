package attack

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Result is the answer to "who can get where, and how": goals by how much they
// matter times how likely they are, each with its best ways.
type Result struct {
	Graph   string       `json:"graph,omitempty"`
	Goals   []GoalResult `json:"goals"`
	Reached int          `json:"reached"` // outcomes that can be reached, shown or not
	Size    ResultSize   `json:"size"`
	Atlas   string       `json:"atlas"`
	Engine  string       `json:"engine"`
	Seed    uint64       `json:"seed"`
	Hints   []string     `json:"hints,omitempty"` // what the description may lack
}

// ResultSize says what was joined.
type ResultSize struct {
	Assets int `json:"assets"`
	Links  int `json:"links"`
	Gains  int `json:"gains"`
	Steps  int `json:"steps"`
}

// GoalRef names an outcome on an asset.
type GoalRef struct {
	ID       string `json:"goal"`
	Name     string `json:"name,omitempty"`
	Outcome  string `json:"outcome"`
	On       string `json:"on"`
	Scenario string `json:"scenario,omitempty"`

	asset, word int
}

// GoalResult is one goal with its probability per attempt, the time it takes
// and its best paths. Probability is what risk quantification calls the
// vulnerability: P(goal reached | a determined attempt).
type GoalResult struct {
	GoalRef
	Probability Estimate `json:"probability"`
	Time        *Days    `json:"days,omitempty"`
	Paths       []Path   `json:"paths"`
	Complete    bool     `json:"complete"` // the search for paths ended before its bound
}

// Vulnerability gives low, most likely and high as plain numbers, as the
// vulnerability factor of a loss scenario takes them.
func (g GoalResult) Vulnerability() (low, mode, high float64) {
	return g.Probability.Low, g.Probability.P, g.Probability.High
}

// Path is one way to a goal, its steps in an order in which they can be done.
type Path struct {
	Probability float64 `json:"probability"`
	Steps       []Step  `json:"steps"`
}

// Step is one act of the attacker. From are the things it rests on, Fact what
// it gains, both as "asset is word".
type Step struct {
	Technique  string   `json:"technique"`
	Name       string   `json:"name"`
	Tactic     string   `json:"tactic,omitempty"`
	On         string   `json:"on"`
	From       []string `json:"from"`
	Fact       string   `json:"fact"`
	Rule       string   `json:"rule"`
	Title      string   `json:"title"`
	Chance     float64  `json:"chance"`
	Also       []string `json:"also,omitempty"`
	GoesWith   string   `json:"goes_with,omitempty"` // in JSON, of a technique that goes along with a step
	OWASP      []string `json:"owasp,omitempty"`
	NIST       []string `json:"nist,omitempty"`
	StoppedBy  []string `json:"stopped_by,omitempty"`
	HinderedBy []string `json:"hindered_by,omitempty"`
	Active     []string `json:"active_controls,omitempty"`
	Sources    []string `json:"sources,omitempty"`

	CutBy []string `json:"cut_by,omitempty"` // in a cut, the controls of it that stop the step

	id    int32
	asset int
	needs []int // positions of earlier steps
	along []along
}

// Options say how much to work out. The zero value is filled with defaults.
type Options struct {
	To      string // a goal id, an asset, or "outcome on asset"; empty: the graph's goals, else every outcome
	Goals   int    // how many goals to show; 10
	Paths   int    // how many paths each; 10
	Worlds  int    // sampled where an exact probability is too dear; 100,000
	Seed    uint64
	Workers int // goroutines for sampling; 2
}

func (o Options) filled() Options {
	if o.Goals <= 0 {
		o.Goals = 10
	}
	if o.Paths <= 0 {
		o.Paths = 10
	}
	if o.Worlds <= 0 {
		o.Worlds = 100_000
	}
	if o.Workers <= 0 {
		o.Workers = 2
	}
	return o
}

// Engine is the version of the method, which results name.
const Engine = "attack/1"

// Analyse works out goals, probabilities and paths. A target that names nothing
// is a NotFound error; a context that ends stops the work with its error.
func (m *Model) Analyse(ctx context.Context, o Options) (*Result, error) {
	o = o.filled()
	goals, err := m.Targets(o.To)
	if err != nil {
		return nil, err
	}
	gains, steps := m.Size()
	res := &Result{Graph: m.Graph.Name, Goals: []GoalResult{}, Atlas: m.Book.Atlas.Version, Engine: Engine, Seed: o.Seed,
		Size: ResultSize{len(m.Graph.Assets), len(m.Graph.Links), gains, steps}}
	named := o.To != "" || len(m.Graph.Goals) > 0
	for _, g := range goals {
		if m.cost(g) < math.Inf(1) {
			res.Reached++
		} else if !named {
			continue
		}
		if len(res.Goals) < o.Goals || named {
			res.Goals = append(res.Goals, m.goal(ctx, g, o))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if !named {
		rank := m.rankOf(res.Goals)
		slices.SortStableFunc(res.Goals, func(a, b GoalResult) int { return cmp.Compare(rank(b), rank(a)) })
	}
	if res.Reached == 0 {
		res.Hints = m.hints()
	}
	res.Hints = append(res.Hints, m.gaps()...)
	return res, nil
}

// hints says what a description in which nothing can be reached may have left
// out: a way in, something worth getting, or what ties the two together.
func (m *Model) hints() []string {
	said := func(names ...string) bool {
		return slices.ContainsFunc(m.Graph.Facts, func(f Fact) bool { return slices.Contains(names, m.Book.Words.Words[f.Word].Name) })
	}
	var out []string
	if !said("public", "open-signup", "untrusted", "physical", "phishable", "published", "on-device", "open-publishing", "writable", "unverified", "auto-updates", "reusable-names") {
		out = append(out, "nothing says where outsiders get in: public, open-signup, untrusted, phishable, open-publishing, on-device")
	}
	if !said("sensitive", "valuable", "compute", "paid-per-use", "gates-benefit", "classifier", "detector", "biometric", "executes", "destructive", "transacts", "must-refuse") {
		out = append(out, "nothing says what is worth getting or doing: sensitive, valuable, gates-benefit, executes, transacts, classifier")
	}
	if len(m.Graph.Links) == 0 {
		out = append(out, "no link says who reads, invokes, runs on, holds or learns from what")
	}
	return out
}

// rankOf orders goals: probability times the weight of the outcome and the
// value of the asset.
func (m *Model) rankOf([]GoalResult) func(GoalResult) float64 {
	return func(g GoalResult) float64 { return g.Probability.P * m.worth(g.GoalRef) }
}

func (m *Model) worth(g GoalRef) float64 {
	return m.Book.Words.Words[g.word].Weight * m.Graph.Assets[g.asset].Value
}

// Up to wholeSteps steps behind a goal its probability is that of all its ways;
// above, that of the partWays best ones, which is a lower bound.
const (
	wholeSteps = 20_000
	partWays   = 100
)

func (m *Model) cost(g GoalRef) float64 {
	if id := m.h.gain(int32(g.word), int32(g.asset)); id >= 0 {
		return m.best.cost[id]
	}
	return math.Inf(1)
}

func (m *Model) goal(ctx context.Context, g GoalRef, o Options) GoalResult {
	out := GoalResult{GoalRef: g, Paths: []Path{}, Complete: true, Probability: Estimate{Exact: true}}
	id := m.h.gain(int32(g.word), int32(g.asset))
	if id < 0 || math.IsInf(m.best.cost[id], 1) {
		return out
	}
	r := newRanker(ctx, m)
	ways, complete := r.kbest(id, o.Paths)
	out.Complete = complete
	for _, d := range ways {
		out.Paths = append(out.Paths, m.path(d))
	}
	steps, all := m.behind(id, wholeSteps)
	var only map[int32]bool
	if !all {
		only, steps = map[int32]bool{}, nil
		more, _ := r.kbest(id, partWays)
		for _, d := range more {
			for _, s := range d.steps {
				if !only[s] {
					only[s] = true
					steps = append(steps, s)
				}
			}
		}
		slices.Sort(steps)
	}
	out.Probability = m.netFor(id, only).probability(ctx, o.Worlds, o.Seed, o.Workers)
	if !all {
		out.Probability.AtLeast, out.Probability.Exact, out.Probability.High = true, false, 1
	}
	out.Time = m.timeTo(ctx, id, steps, o.Seed)
	return out
}

// Targets resolves a target: a goal's id, "outcome on asset", or an asset, for
// every outcome on it. Empty gives the graph's goals or, if it has none, every
// outcome that can be reached, likeliest and weightiest first.
func (m *Model) Targets(to string) ([]GoalRef, error) {
	var own []GoalRef
	for _, g := range m.Graph.Goals {
		ref := m.ref(g.Asset, g.Word)
		ref.ID, ref.Name, ref.Scenario = g.ID, g.Name, g.Scenario
		if g.ID == to {
			return []GoalRef{ref}, nil
		}
		own = append(own, ref)
	}
	if to == "" && len(own) > 0 {
		return own, nil
	}
	outcome, asset, both := strings.Cut(to, " on ")
	at := -1
	if to != "" {
		if !both {
			outcome, asset = "", to
		}
		if at = m.Graph.asset(asset); at < 0 {
			return nil, fault.New(fault.NotFound, "the graph has no goal and no asset %q; write a goal's id, an asset's id, or \"outcome on asset\"", to)
		}
		if w := m.Book.Words.ID(outcome); both && (w < 0 || m.Book.Words.Words[w].Sort != GainWord) {
			return nil, fault.New(fault.NotFound, "%q is not an outcome; known: %s", outcome, strings.Join(m.outcomes(), ", "))
		} else if both {
			return []GoalRef{m.ref(at, w)}, nil
		}
	}
	return m.reachable(at), nil
}

func (m *Model) outcomes() []string {
	var out []string
	for _, w := range m.Book.Words.Words {
		if w.Outcome {
			out = append(out, w.Name)
		}
	}
	return out
}

// reachable lists outcomes that can be reached, on one asset or (-1) on all, by
// the probability of the best way times what they are worth.
func (m *Model) reachable(asset int) []GoalRef {
	var out []GoalRef
	for g := range m.h.gains() {
		a, w := int(m.h.gainAsset[g]), int(m.h.gainWord[g])
		if m.Book.Words.Words[w].Outcome && (asset < 0 || a == asset) && !math.IsInf(m.best.cost[g], 1) {
			out = append(out, m.ref(a, w))
		}
	}
	score := func(g GoalRef) float64 { return math.Exp(-m.cost(g)) * m.worth(g) }
	slices.SortStableFunc(out, func(a, b GoalRef) int {
		return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(a.On, b.On), cmp.Compare(a.Outcome, b.Outcome))
	})
	return out
}

func (m *Model) ref(asset, word int) GoalRef {
	id, w := m.Graph.Assets[asset].ID, m.Book.Words.Words[word].Name
	return GoalRef{ID: w + " on " + id, Outcome: w, On: id, asset: asset, word: word}
}

// path puts a derivation into words.
func (m *Model) path(d derivation) Path {
	p := Path{Probability: d.p, Steps: make([]Step, 0, len(d.steps))}
	at := map[int32]int{}
	for i, s := range d.steps {
		at[m.h.head[s]] = i
		p.Steps = append(p.Steps, m.step(s, at))
	}
	return p
}

func (m *Model) step(s int32, at map[int32]int) Step {
	x := &m.Book.Rules[m.h.rule[s]]
	binds := m.h.bindsOf(s)
	out := Step{id: s, Technique: x.Technique, Name: m.Book.Atlas.TechniqueName(x.Technique), Tactic: x.Tactic, Rule: x.ID, Title: x.Title,
		Chance: m.chance[s], OWASP: x.OWASP, NIST: x.NIST, StoppedBy: x.StoppedBy, asset: int(binds[x.On]),
		On: m.Graph.Assets[binds[x.On]].ID, Fact: m.gainString(m.h.head[s]), From: []string{}}
	if out.Tactic == "" {
		out.Tactic = m.Book.Atlas.FirstTactic(x.Technique)
	}
	for id := range x.HinderedBy {
		out.HinderedBy = append(out.HinderedBy, id)
	}
	slices.Sort(out.HinderedBy)
	for _, t := range m.h.tailsOf(s) {
		if t >= 0 {
			out.From = append(out.From, m.gainString(t))
			if i, ok := at[t]; ok {
				out.needs = append(out.needs, i)
			}
			continue
		}
		e := &m.s.elements[^t]
		out.From = append(out.From, m.elementString(e))
		if e.source != "" {
			out.Sources = append(out.Sources, e.source)
		}
	}
	for _, c := range x.Also {
		if m.holds(c.If, binds) && !slices.Contains(out.Also, c.Technique) {
			out.Also = append(out.Also, c.Technique)
			out.along = append(out.along, along{m.Book.Atlas.TechniqueName(c.Technique), m.Book.Atlas.FirstTactic(c.Technique)})
		}
	}
	for _, e := range m.effects[m.h.rule[s]] {
		if c := &m.controls[e.control]; c.active && m.touches(c, s) {
			out.Active = append(out.Active, c.ID)
		}
	}
	return out
}

// holds checks conditions on facts and links for bound variables.
func (m *Model) holds(atoms []Atom, binds []int32) bool {
	for _, a := range atoms {
		ok := false
		for _, w := range a.Words {
			switch {
			case a.B >= 0:
				e := m.s.link(int32(w), binds[a.A], binds[a.B])
				ok = ok || e >= 0 && m.there(e)
			case m.s.kind[binds[a.A]] == int32(w):
				ok = true
			default:
				e := m.s.fact(int32(w), binds[a.A])
				ok = ok || e >= 0 && m.there(e)
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// there says whether an element is present; one that was read from others is
// while they are.
func (m *Model) there(e int32) bool {
	for _, o := range m.s.elements[e].of {
		if !m.there(o) {
			return false
		}
	}
	return m.present[e]
}

func (m *Model) gainString(g int32) string {
	return m.Graph.Assets[m.h.gainAsset[g]].ID + " is " + m.Book.Words.Words[m.h.gainWord[g]].Name
}

func (m *Model) elementString(e *element) string {
	s := m.Graph.Assets[e.from].ID + " "
	if e.to < 0 {
		return s + "is " + m.Book.Words.Words[e.word].Name
	}
	return s + m.Book.Words.Words[e.word].Name + " " + m.Graph.Assets[e.to].ID
}
