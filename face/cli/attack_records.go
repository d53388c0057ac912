package cli

import (
	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/terrain"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// graphFromRecords gives the asset graph of the records, for calls that name no
// file.
func graphFromRecords(g *Globals, env *Env, book *attack.Book) (graph *attack.Graph, err error) {
	err = derive(g, env, func(_ kernel.View, o *overview.Overview) error {
		graph, err = terrain.Graph(o.Facts, book)
		return err
	})
	return graph, err
}
