package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

var makers = map[string]func(*Report, *overview.Overview, *kernel.Registry){
	"soa": applicability, "readiness": ready, "lint": findings,
	"risks": risks, "systems": systems, "evidence": evidence, "objectives": objectives,
}

func applicability(r *Report, o *overview.Overview, _ *kernel.Registry) {
	s := o.Sheet()
	r.Title, r.Value, r.Wide = "Statement of Applicability", s, true
	if d := s.Document; d != nil {
		r.Lead = append(r.Lead, fmt.Sprintf("Version %s, %s.", d.Version, d.State))
	} else {
		r.Lead = append(r.Lead, "Draft: no Statement of Applicability has been issued.")
	}
	n := s.Counts
	r.Lead = append(r.Lead, fmt.Sprintf("%d of %d controls of Annex A apply: %d proven by fresh evidence, %d in place, %d in progress, %d not started, %d stale. %d are excluded.",
		n.Applicable, n.Total, n.Proven, n.InPlace, n.InProgress, n.NotStarted, n.Stale, n.Excluded))
	for _, p := range s.Problems {
		r.Lead = append(r.Lead, "To mend: "+p.Message)
	}
	r.sheet = applicabilitySheet(s)
	r.Head = []string{"Control", "Title", "Applies", "State", "Reason", "Because", "How", "Owner", "Evidence"}
	for _, x := range s.Rows {
		r.add(texts(x.Control, x.Title, yesNo(x.Applicable), x.State, x.Reason, strings.Join(x.Because, "; "), x.How, x.OwnerTitle, fmt.Sprintf("%d fresh, %d stale", x.Fresh, x.StaleCount))...)
	}
}

// applicabilitySheet is the statement with every column, for spreadsheets.
func applicabilitySheet(s *soa.Sheet) sheet.Rows {
	return func(row func([]sheet.Cell) error) error {
		if err := row(texts("control", "title", "applicable", "decided", "reason", "because", "state", "why", "declared", "owner", "how", "evidence", "fresh_until")); err != nil {
			return err
		}
		for i := range s.Rows {
			x := &s.Rows[i]
			var proof []string
			for _, e := range x.Evidence {
				proof = append(proof, e.Record)
			}
			if err := row(texts(x.Control, x.Title, yesNo(x.Applicable), yesNo(x.Decided), x.Reason, strings.Join(x.Because, "; "), x.State, x.Why, x.Status,
				cmp.Or(x.OwnerTitle, x.Owner), x.How, strings.Join(proof, "; "), string(x.FreshUntil))); err != nil {
				return err
			}
		}
		return nil
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func ready(r *Report, o *overview.Overview, _ *kernel.Registry) {
	x := o.Readiness()
	r.Title, r.Value, r.Wide = "Readiness for ISO/IEC 42001:2023", x, true
	r.Lead = []string{x.Explain.Text + ".", fmt.Sprintf("Of %d applicable controls %d are in place, %d of them proven by fresh evidence; %d are stale.", x.Controls.Applicable, x.Controls.InPlace, x.Controls.Proven, x.Controls.Stale)}
	r.Head = []string{"Clause", "Requirement", "What it asks", "State", "Why", "Next act"}
	for _, c := range x.Clauses {
		for _, q := range c.Requirements {
			r.add(texts(c.ID+" "+c.Title, q.ID, q.Title, string(q.State), q.Why, q.Do)...)
		}
	}
}

func findings(r *Report, o *overview.Overview, _ *kernel.Registry) {
	list := o.Findings()
	if list == nil {
		list = []lint.Finding{}
	}
	r.Title, r.Value, r.Wide = "What does not fit together", list, true
	r.Lead = []string{fmt.Sprintf("%d findings, %d of them errors. They come from the 22 checks of the records against what auditors write most.", len(list), lint.Errors(list))}
	r.Head = []string{"Check", "Clause", "Severity", "Record", "Message", "Fix"}
	for _, x := range list {
		r.add(texts(x.Check, x.Clause, x.Severity, x.Record, x.Message, x.Fix)...)
	}
}
