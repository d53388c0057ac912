package web

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// packsPage says what a pack holds and makes one.
func (w *Web) packsPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		p := ui.Page{Title: "A pack for an auditor", Nav: ui.MainNav("assurance", nil),
			State: "One file with everything an auditor asks for, which proves itself without this server.", Crumbs: []ui.Link{{Text: "Assurance", Href: at(r, "/assurance")}, {Text: "Packs"}}}
		make := ui.Card{Title: "Make a pack", Body: []ui.Part{ui.Para{Text: "It shows the management system as of " + moment(v.Now()) + ", log entry " + grouped(uint64(v.Seq())) + "."}}}
		// The moment travels in the form: a pack of the past is read, nothing is changed there.
		make.Foot = []ui.Action{{Text: "Make and download", Href: "/packs", Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "entry", Value: strconv.FormatUint(uint64(v.Seq()), 10)}}}}
		make.Body = append(make.Body, ui.Markdown("Every visible record, every piece of evidence and every document goes into it, as far as you may read them. Sensitive fields that you may not reveal stay out, and the pack says so."))
		holds := ui.Card{Title: "What is in it", Body: []ui.Part{ui.Markdown("- `index.html`: opens in a browser from disk: scope, Statement of Applicability, readiness, registers\n- the registers as JSON, one line per record\n- the evidence and documents themselves, by digest\n- a proof for each record that it stands in the log\n- the signed checkpoint of the log, and the key that it verifies with")}}
		check := ui.Card{Title: "How an auditor checks it", Body: []ui.Part{ui.Ref{Text: "plimsoll pack verify FILE", Mono: true}, ui.Para{Text: "It needs nothing but the file, finds any altered byte and exits with 7. With --key it also holds the signature against a key known from elsewhere:", Small: true}, ui.Ref{Text: w.Public, Mono: true}}}
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: []ui.Part{ui.Grid{Items: []ui.Part{make, holds}}, check,
			ui.Card{Title: "Same thing by command line", Screen: true, Body: []ui.Part{ui.Ref{Text: "plimsoll pack make --out pack.zip", Mono: true}}}}}}
		return w.render(r, v, p)
	})
}

// makePack makes a pack and sends it.
func (w *Web) makePack(r *door.Request) error {
	var at kernel.At
	if s := r.PostFormValue("entry"); s != "" {
		var err error
		if at, err = kernel.ParseAt(s); err != nil {
			return err
		}
	}
	return door.SendPack(r, w.Packer(r.Store), at)
}
