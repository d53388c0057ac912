package cli

import (
	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// graphFromRecords gives the asset graph of the records, for calls that name no
// file. This is the one seam between the commands and the store.
func graphFromRecords(_ *Globals, _ *Env, _ *attack.Vocabulary) (*attack.Graph, error) {
	return nil, fault.New(fault.Usage, "name an asset graph, as in: plimsoll attack paths graph.yaml (an example is examples/attack/kestrel-quay.yaml)")
}
