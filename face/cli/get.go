package cli

import (
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// GetCmd lists records, or shows one.
type GetCmd struct {
	Kind  string `arg:"" help:"Kind of record: risk, systems, evidence …"`
	Name  string `arg:"" optional:"" help:"Name of one record."`
	Where string `help:"Conditions such as state=open,due<2026-12-01." placeholder:"EXPR"`
	Sort  string `help:"Columns, - in front for descending." placeholder:"COLUMNS"`
	Limit int    `help:"How many." default:"50"`
	All   bool   `help:"Everything that matches."`
}

// Run reads at the moment that --as-of names.
func (cmd *GetCmd) Run(g *Globals, env *Env) error {
	return view(g, env, func(i *instance.Instance, v kernel.View) error {
		if cmd.Name != "" {
			return cmd.one(g, env, v)
		}
		k, list, err := cmd.list(env, v)
		if err != nil {
			return err
		}
		if g.Output == "csv" {
			return sheet.WriteCSV(env.Out, k, list)
		}
		values := []kernel.Shown{}
		t := &table{head: []string{k.Name, "title"}}
		for _, c := range k.Columns {
			t.head = append(t.head, c.Name)
		}
		for _, r := range list {
			values = append(values, k.Show(r))
			row := []string{r.Name, k.TextOf(&r.Meta, r.Spec)}
			for _, c := range k.Columns {
				row = append(row, columnText(k, c, r))
			}
			t.add(row...)
		}
		return emit(env, g.Output, values, t)
	})
}

func (cmd *GetCmd) one(g *Globals, env *Env, v kernel.View) error {
	r, err := v.Get(env.Ctx, cmd.Kind, cmd.Name)
	if err != nil {
		return err
	}
	k := v.Registry().Kind(r.Kind)
	switch g.Output {
	case "table": // one record reads best as what apply reads
		_, err := env.Out.Write(code.Document(k, r))
		return err
	case "csv":
		return sheet.WriteCSV(env.Out, k, []*kernel.Record{r})
	}
	return emit(env, g.Output, k.Show(r), nil)
}

// list reads one page, or all of them.
func (cmd *GetCmd) list(env *Env, v kernel.View) (*kernel.Kind, []*kernel.Record, error) {
	where, err := kernel.ParseWhere(cmd.Where)
	if err != nil {
		return nil, nil, err
	}
	q := kernel.Query{Kind: cmd.Kind, Where: where, Limit: cmd.Limit}
	if cmd.Sort != "" {
		q.Sort = strings.Split(cmd.Sort, ",")
	}
	if cmd.All {
		q.Limit = kernel.MaxLimit
	}
	var out []*kernel.Record
	for {
		page, err := v.List(env.Ctx, q)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, page.Items...)
		if !cmd.All || page.Next == "" {
			return v.Registry().Kind(cmd.Kind), out, nil
		}
		q.After = page.Next
	}
}

// columnText shows a column: references by name.
func columnText(k *kernel.Kind, c *kernel.Column, r *kernel.Record) string {
	if c.Field == nil || c.Field.Type != kernel.TypeRef && c.Field.Type != kernel.TypeAnyRef {
		return kernel.ColumnText(c.Value(r.Spec))
	}
	name := ""
	k.References(r.Spec, func(ref *kernel.Reference) {
		if ref.Field == c.Field {
			name = ref.Name
		}
	})
	return name
}

// HistoryCmd shows a record's revisions.
type HistoryCmd struct {
	Kind string `arg:"" help:"Kind of record."`
	Name string `arg:"" help:"Name of the record."`
}

// Run lists the revisions, newest first.
func (cmd *HistoryCmd) Run(g *Globals, env *Env) error {
	return view(g, env, func(_ *instance.Instance, v kernel.View) error {
		_, list, err := kernel.HistoryOf(env.Ctx, v, cmd.Kind, cmd.Name)
		if err != nil {
			return err
		}
		t := &table{head: []string{"rev", "entry", "at", "op", "actor", "via", "why"}}
		for i := range list {
			x := &list[i]
			t.add(strconv.Itoa(x.Rev), strconv.FormatUint(uint64(x.Seq), 10), x.At.Format(time.RFC3339), string(x.Op), x.Actor, x.Via, x.Why)
		}
		return emit(env, g.Output, v.Registry().ShowRevisions(list), t)
	})
}
