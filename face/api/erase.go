package api

import (
	"encoding/json"
	"net/http"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// erasure is what is to be removed for good, and why.
type erasure struct {
	Ground  string `json:"ground"`
	Earlier bool   `json:"earlier"` // only the revisions before the newest
}

// erase removes what a record says; the proofs stay.
func (a *API) erase(r *door.Request) error {
	var in erasure
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return fault.Wrap(fault.Invalid, err, "the body is an object with ground and earlier")
	}
	if _, err := r.Store.Update(r.Context(), in.Ground, func(tx kernel.Tx) error {
		rec, err := tx.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		return tx.Erase(r.Context(), rec.UID, !in.Earlier, in.Ground)
	}); err != nil {
		return err
	}
	r.W.WriteHeader(http.StatusNoContent)
	return nil
}
