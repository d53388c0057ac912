package door

import (
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// Prove gives the inclusion proofs of every revision of the record that the path
// names, in a tree that is signed now. Where the kind has sensitive fields, only
// who may reveal them may take the proofs away, because a leaf can be tried out.
func Prove(r *Request) ([]store.Proof, error) {
	var seqs []kernel.Seq
	err := r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		if r.Kind.HasSensitive() && !r.Who.Everything(kernel.Reveal, r.Kind.Name) {
			return kernel.Denied(kernel.Reveal, r.Kind.Name)
		}
		list, err := v.History(r.Context(), rec.UID)
		for _, x := range list {
			seqs = append(seqs, x.Seq)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.Store.ProveSigned(r.Context(), seqs...)
}
