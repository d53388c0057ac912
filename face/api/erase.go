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
	// UID says which record, when it was deleted before: there may have been several
	// of one name. Its history as of an earlier moment shows it.
	UID kernel.UID `json:"uid"`
}

// erase removes what a record says, or said before it was deleted; the proofs stay.
func (a *API) erase(r *door.Request) error {
	var in erasure
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return fault.Wrap(fault.Invalid, err, "the body is an object with ground, and earlier or uid")
	}
	if _, err := r.Store.Update(r.Context(), in.Ground, func(tx kernel.Tx) error {
		if in.UID != "" {
			if err := kernel.Former(r.Context(), tx, r.Kind.Name, r.PathValue("name"), in.UID); err != nil {
				return err
			}
			return tx.Erase(r.Context(), in.UID, true, in.Ground)
		}
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
