package api

import (
	"encoding/hex"
	"io"
	"net/http"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// checkpoint gives the newest signed checkpoint as a note, and the key.
func (a *API) checkpoint(r *door.Request) error {
	note, err := r.Store.Checkpoint(r.Context(), r.At.Seq)
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(r.W, note) // the client is gone when this fails
	return nil
}

func (a *API) key(r *door.Request) error {
	return answer(r, http.StatusOK, map[string]string{"key": a.Public})
}

// prove gives the inclusion proofs of a record's revisions in the signed tree.
func (a *API) prove(r *door.Request) error {
	proofs, err := r.Store.ProveRecord(r.Context(), r.Kind.Name, r.PathValue("name"))
	if err != nil {
		return err
	}
	return answer(r, http.StatusOK, map[string]any{"key": a.Public, "proofs": proofs})
}

// consistency proves that ?size= continues ?from=.
func (a *API) consistency(r *door.Request) error {
	q := r.URL.Query()
	from, err1 := strconv.ParseUint(q.Get("from"), 10, 63)
	size, err2 := strconv.ParseUint(q.Get("size"), 10, 63)
	if err1 != nil || err2 != nil {
		return fault.New(fault.Usage, "from and size are numbers of entries")
	}
	path, err := r.Store.Consistency(r.Context(), kernel.Seq(size), kernel.Seq(from))
	if err != nil {
		return err
	}
	out := []string{}
	for _, h := range path {
		out = append(out, hex.EncodeToString(h[:]))
	}
	return answer(r, http.StatusOK, map[string]any{"from": from, "size": size, "path": out})
}

// changes lists the newest entries.
func (a *API) changes(r *door.Request) error {
	before, err := strconv.ParseUint("0"+r.URL.Query().Get("before"), 10, 63)
	if err != nil {
		return fault.New(fault.Usage, "before is a ledger entry")
	}
	return r.View(func(v kernel.View) error {
		list, err := v.Changes(r.Context(), kernel.Seq(before), 100)
		if err != nil {
			return err
		}
		return answer(r, http.StatusOK, map[string]any{"entry": v.Seq(), "items": v.Registry().ShowRevisions(list)})
	})
}

// verify proves the whole log; what does not verify comes as data.
func (a *API) verify(r *door.Request) error {
	rep, err := r.Store.Verify(r.Context(), nil)
	if err != nil {
		return err
	}
	return answer(r, http.StatusOK, rep)
}
