package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// nextActs are what can be done next with a record: the steps of its lifecycle,
// and for an open proposal the two acts that need more than a click.
func (w *Web) nextActs(r *door.Request, k *kernel.Kind, rec *kernel.Record) []ui.Action {
	acts := w.transitions(r, k, rec)
	p, ok := rec.Spec.(*aims.Proposal)
	if !ok || p.State != aims.ProposalOpen {
		return acts
	}
	path := recordPath(k, rec.Name)
	out := []ui.Action{{Text: "Claim as a new AI system", Href: path + "/claim"}, {Text: "Merge into …", Href: path + "/merge"}}
	for _, a := range acts {
		if to := a.Hidden[0].Value; to != string(aims.ProposalClaimed) && to != string(aims.ProposalMerged) {
			out = append(out, a)
		}
	}
	return out
}

// claimPage is the form of a new system, filled in as far as the scan knows it.
func (w *Web) claimPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		_, p, err := openProposal(r, v)
		if err != nil {
			return err
		}
		return w.showClaim(r, v, finds.SystemOf(p), nil)
	})
}

// claimed are the fields that claiming asks for; the others wait on the card.
var claimed = []string{"title", "purpose", "stage", "owner", "unit"}

func (w *Web) showClaim(r *door.Request, v kernel.View, s *aims.System, problem error) error {
	k := v.Registry().KindOf(s)
	values := treeOf(k, s)
	f := &former{ctx: r.Context(), v: v, k: k, errors: problemsOf(problem)}
	sec := ui.Section{Hint: "The rest of what the scan knows, such as libraries and services, is taken over; you can complete the system on its own page."}
	for _, path := range claimed {
		sec.Fields = append(sec.Fields, f.field(k.Field(path), values[path], path)...)
	}
	return w.showAct(r, v, "Claim as a new AI system", "claim", sec, problem)
}

// claim makes the system and links the proposal to it, both or neither.
func (w *Web) claim(r *door.Request) error {
	var made *kernel.Record
	var tried *aims.System
	_, err := r.Store.Update(r.Context(), "claim the proposal "+r.PathValue("name"), func(tx kernel.Tx) error {
		rec, p, err := openProposal(r, tx)
		if err != nil {
			return err
		}
		tried = finds.SystemOf(p)
		k := tx.Registry().KindOf(tried)
		tried.Title, tried.Purpose = strings.TrimSpace(r.PostFormValue("title")), strings.TrimSpace(r.PostFormValue("purpose"))
		tried.Unit, tried.Stage = strings.TrimSpace(r.PostFormValue("unit")), aims.Stage(r.PostFormValue("stage"))
		tried.Owner = kernel.To[aims.Person](strings.TrimSpace(r.PostFormValue("owner")))
		name, err := freeName(r.Context(), tx, k, tree{"title": tried.Title})
		if err != nil {
			return err
		}
		spec := *tried
		if made, err = tx.Put(r.Context(), kernel.Put{Kind: k.Name, Name: name, Rev: kernel.RevNew, Spec: &spec}); err != nil {
			return err
		}
		return decided(r, tx, rec, p, aims.ProposalClaimed, name, "")
	})
	if tried != nil && fault.Is(err, fault.Invalid) {
		return r.View(func(v kernel.View) error { return w.showClaim(r, v, tried, err) })
	}
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, recordPath(w.DB.Registry().Kind(made.Kind), made.Name), http.StatusSeeOther)
	return nil
}

// mergePage asks which system the find belongs to.
func (w *Web) mergePage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		if _, _, err := openProposal(r, v); err != nil {
			return err
		}
		return w.showMerge(r, v, "", nil)
	})
}

func (w *Web) showMerge(r *door.Request, v kernel.View, reason string, problem error) error {
	f := &former{ctx: r.Context(), v: v, k: r.Kind, errors: problemsOf(problem)}
	sec := ui.Section{Fields: f.field(r.Kind.Field("system"), r.PostFormValue("system"), "system")}
	sec.Fields[0].Optional, sec.Fields[0].Hint = false, "The name of a system in the register. Its record is not changed; the proposal points to it."
	sec.Fields = append(sec.Fields, f.field(r.Kind.Field("reason"), reason, "reason")...)
	return w.showAct(r, v, "Merge into an AI system", "merge", sec, problem)
}

// merge links the proposal to a system that is there.
func (w *Web) merge(r *door.Request) error {
	system, reason := strings.TrimSpace(r.PostFormValue("system")), strings.TrimSpace(r.PostFormValue("reason"))
	_, err := r.Store.Update(r.Context(), "merge the proposal "+r.PathValue("name"), func(tx kernel.Tx) error {
		rec, p, err := openProposal(r, tx)
		if err != nil {
			return err
		}
		return decided(r, tx, rec, p, aims.ProposalMerged, system, reason)
	})
	if fault.Is(err, fault.Invalid) {
		return r.View(func(v kernel.View) error { return w.showMerge(r, v, reason, err) })
	}
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, recordPath(r.Kind, r.PathValue("name")), http.StatusSeeOther)
	return nil
}

// openProposal reads the proposal of the path. Conflict when somebody decided on
// it already.
func openProposal(r *door.Request, v kernel.View) (*kernel.Record, *aims.Proposal, error) {
	rec, p, err := kernel.Get[aims.Proposal](r.Context(), v, r.PathValue("name"))
	if err == nil && p.State != aims.ProposalOpen {
		err = fault.New(fault.Conflict, "this proposal is %s already; open it again first", p.State)
	}
	return rec, p, err
}

// decided writes what became of a proposal.
func decided(r *door.Request, tx kernel.Tx, rec *kernel.Record, p *aims.Proposal, to aims.ProposalState, system, reason string) error {
	now := *p
	now.State, now.System, now.Reason = to, kernel.To[aims.System](system), reason
	_, err := tx.Put(r.Context(), kernel.Put{Kind: rec.Kind, Name: rec.Name, UID: rec.UID, Rev: revisionSeen(r, rec), Spec: &now, KeepMeta: true})
	return err
}

// revisionSeen is the revision that the form was opened on; one without it stands
// for what is there.
func revisionSeen(r *door.Request, rec *kernel.Record) int {
	if rev, err := strconv.Atoi(r.PostFormValue("_rev")); err == nil {
		return rev
	}
	return rec.Rev
}

// showAct draws the page of one act on a proposal.
func (w *Web) showAct(r *door.Request, v kernel.View, title, act string, sec ui.Section, problem error) error {
	rec, p, err := openProposal(r, v)
	if err != nil {
		return err
	}
	path := recordPath(r.Kind, rec.Name)
	page := ui.Page{Title: title, Heading: title, Nav: ui.MainNav(place[r.Kind.Name], nil), State: clip(p.Why, 300),
		Crumbs: []ui.Link{{Text: r.Kind.TitlePlural, Href: "/" + r.Kind.Plural}, {Text: p.Title, Href: path}, {Text: title}}}
	var e *fault.Error
	status := http.StatusOK
	if errors.As(problem, &e) {
		page.Problems, status = summary(e.Problems, e.Message), http.StatusUnprocessableEntity
	}
	page.Body = []ui.Part{ui.Form{Action: path + "/" + act, Sections: []ui.Section{sec}, Submit: ui.Action{Text: title},
		Hidden: []ui.Hidden{{Name: "_rev", Value: strconv.Itoa(rec.Rev)}}, Cancel: &ui.Link{Text: "Cancel", Href: path}}}
	r.W.WriteHeader(status)
	return w.render(r, v, page)
}

// problemsOf sorts the problems of a fault by the field they are about.
func problemsOf(problem error) map[string][]string {
	var e *fault.Error
	if errors.As(problem, &e) {
		return errorsByPath(e.Problems)
	}
	return nil
}
