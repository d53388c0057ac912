package api

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/terrain"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// What one request may ask of a graph.
const (
	maxAttackBody = 8 << 20
	maxWays       = 20
	maxGoals      = 100
	attackWorlds  = 20_000
)

// attackGraph takes what a request brings, the body of a POST or the facts for a
// GET, and gives what makes a graph of it: reading is before the bench, so that a
// slow sender keeps nobody waiting.
func (a *API) attackGraph(r *door.Request, book *attack.Book) (func() (*attack.Graph, error), error) {
	if r.Method == http.MethodPost {
		data, err := io.ReadAll(r.Body)
		return func() (*attack.Graph, error) { return attack.ReadGraph("body", data, book.Words) }, err
	}
	var known *facts.Facts
	err := a.facts(r, func(f *facts.Facts) error {
		known = f
		return nil
	})
	return func() (*attack.Graph, error) { return terrain.Graph(known, book) }, err
}

// wanted reads a number of the query within its bound.
func wanted(r *door.Request, name string, usual, most int) (int, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, fault.New(fault.Usage, "%s is a number from 1 to %d", name, most)
	}
	return n, nil
}

func (a *API) attackPaths(r *door.Request) error {
	book, err := attack.Builtin()
	if err != nil {
		return err
	}
	goals, err := wanted(r, "goals", 10, maxGoals)
	if err != nil {
		return err
	}
	ways, err := wanted(r, "ways", 5, maxWays)
	if err != nil {
		return err
	}
	o := attack.Options{To: r.URL.Query().Get("to"), Goals: goals, Paths: ways, Worlds: attackWorlds, Seed: 1}
	graph, err := a.attackGraph(r, book)
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		g, err := graph()
		if err != nil {
			return nil, err
		}
		return terrain.Analyse(ctx, g, book, o)
	})
}

func (a *API) attackCut(r *door.Request) error {
	book, err := attack.Builtin()
	if err != nil {
		return err
	}
	to := r.URL.Query().Get("to")
	if to == "" {
		return fault.New(fault.Usage, "name the target, as in ?to=leaked+on+system/S3:personal-data")
	}
	graph, err := a.attackGraph(r, book)
	if err != nil {
		return err
	}
	return a.compute(r, func(ctx context.Context) (any, error) {
		g, err := graph()
		if err != nil {
			return nil, err
		}
		m, err := attack.NewModel(ctx, g, book)
		if err != nil {
			return nil, err
		}
		goal, err := terrain.Target(m, to)
		if err != nil {
			return nil, err
		}
		return m.Cut(ctx, goal)
	})
}
