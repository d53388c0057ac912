package web

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// logPage shows the newest checkpoint, the key, and how to check them.
func (w *Web) logPage(r *door.Request) error {
	note, err := r.Store.Checkpoint(r.Context(), r.At.Seq)
	if err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		root, err := v.Root(r.Context())
		if err != nil {
			return err
		}
		p := ui.Page{Title: "The log", Nav: ui.MainNav("assurance", nil), State: grouped(uint64(v.Seq())) + " entries. Every change is one, and none can be altered without being found.",
			Crumbs: []ui.Link{{Text: "Assurance", Href: at(r, "/assurance")}, {Text: "The log"}}, Actions: []ui.Action{{Text: "What changed", Href: at(r, "/changes")}, {Text: "Verify the whole log", Href: "/log/verify", Primary: true}}}
		p.Foot.Tree = root
		head := ui.Card{Title: "Where it stands", Body: []ui.Part{ui.Facts{Items: []ui.Fact{{Label: "Entries", Value: ui.Text(grouped(uint64(v.Seq())))}, {Label: "Head of the tree", Value: ui.Ref{Text: root, Mono: true}},
			{Label: "Key that checkpoints verify with", Value: ui.Ref{Text: w.Public, Mono: true}}}}}}
		check := ui.Card{Title: "Newest signed checkpoint", Body: []ui.Part{ui.Markdown("```\n" + note + "```"), ui.Para{Text: "A signed note. Keep one outside: whoever has it can later show that nothing before it was altered.", Soft: true, Small: true}},
			Foot: []ui.Action{{Text: "Download the checkpoint", Href: at(r, "/log/checkpoint"), Small: true}}}
		how := ui.Card{Title: "What verifying proves", Body: []ui.Part{ui.Markdown("- every entry continues the one before it\n- every revision of every record is in the tree\n- the records that you see are what the entries add up to, none missing and none added")}}
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: []ui.Part{ui.Grid{Items: []ui.Part{head, check}}, how,
			ui.Card{Title: "Same thing by command line", Screen: true, Body: []ui.Part{ui.Ref{Text: "plimsoll log verify", Mono: true}}}}}}
		return w.render(r, v, p)
	})
}

// verifyPage verifies the whole log now.
func (w *Web) verifyPage(r *door.Request) error {
	began := time.Now()
	rep, err := r.Store.Verify(r.Context(), nil)
	if err != nil {
		return err
	}
	took := time.Since(began)
	return r.View(func(v kernel.View) error {
		p := ui.Page{Title: "The log is verified", Nav: ui.MainNav("assurance", nil), Crumbs: []ui.Link{{Text: "The log", Href: "/log"}, {Text: "Verified"}},
			State: "Checked in " + strconv.FormatFloat(took.Seconds(), 'f', 1, 64) + " seconds, from the first entry to the last."}
		note := ui.Note{Status: ui.OK, Text: "Everything verifies.", More: "Linkage, inclusion and completeness hold."}
		t := ui.Table{ID: "faults", Caption: "What does not verify", Columns: []ui.Column{{Title: "Where"}, {Title: "Check"}, {Title: "What", Wide: true}}}
		if n := len(rep.Faults); n > 0 {
			p.Title, p.Failed = "The log does not verify", true
			note = ui.Note{Status: ui.Bad, Text: facts.Count(n, "thing does", "things do") + " not verify.", More: "Stop writing, keep a copy of the data directory, and compare with your last backup and checkpoint."}
			for _, f := range rep.Faults {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.Text(f.Where), ui.Text(f.Check), ui.Text(f.Detail)}})
			}
		}
		p.Body = []ui.Part{note, ui.Card{Title: "What was checked", Body: []ui.Part{ui.Facts{Items: verifiedFacts(rep)}}}}
		if len(t.Rows) > 0 {
			p.Body = append(p.Body, t)
		}
		return w.render(r, v, p)
	})
}

// verifiedFacts are the figures of a verification.
func verifiedFacts(rep *store.Report) []ui.Fact {
	n := func(label string, x int) ui.Fact { return ui.Fact{Label: label, Value: ui.Text(grouped(uint64(x)))} }
	return []ui.Fact{n("Entries", rep.Entries), n("Records", rep.Records), n("Signed checkpoints", rep.Checkpoints), n("Files", rep.Files), n("Erased contents", rep.Erased),
		{Label: "Head of the tree", Value: ui.Ref{Text: rep.Root, Mono: true}}}
}

// checkpointFile sends the newest signed checkpoint.
func (w *Web) checkpointFile(r *door.Request) error {
	note, err := r.Store.Checkpoint(r.Context(), r.At.Seq)
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	r.W.Header().Set("Content-Disposition", `attachment; filename="checkpoint.txt"`)
	_, _ = r.W.Write([]byte(note)) // the reader is gone when this fails
	return nil
}

// proofFile sends the inclusion proofs of a record's revisions.
func (w *Web) proofFile(r *door.Request) error {
	proofs, err := r.Store.ProveRecord(r.Context(), r.Kind.Name, r.PathValue("name"))
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", "application/json")
	r.W.Header().Set("Content-Disposition", `attachment; filename="proof-`+r.Kind.Name+`.json"`)
	return json.NewEncoder(r.W).Encode(map[string]any{"key": w.Public, "proofs": proofs})
}
