package finds

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

// verification is the control that a scan of model files supports.
const verification = "iso42001:A.6.2.4"

// Evidence keeps the run itself as evidence: what was scanned, what came out, and
// the whole report as an attached file. It names the record; the same report of
// the same day is one record. The control is named where the register has it.
func Evidence(ctx context.Context, st kernel.Store, r *modelscan.Report, tool string) (string, error) {
	report, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return "", err
	}
	file, err := st.Attach(ctx, "application/json", bytes.NewReader(report))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(report)
	name := ""
	_, err = st.Update(ctx, "evidence of a scan of model files", func(tx kernel.Tx) error {
		day := kernel.DateOf(tx.Now())
		name = "model-scan-" + string(day) + "-" + hex.EncodeToString(sum[:4])
		if _, err := tx.Get(ctx, aims.EvidenceKind.Name, name); !fault.Is(err, fault.NotFound) {
			return err
		}
		e := &aims.Evidence{Title: "Scan of model files, " + string(day), Summary: summary(r), Source: "machine", Tool: tool, Collected: day, Result: result(r),
			File: kernel.File{Name: name + ".json", Digest: file.Digest, Size: file.Size, Media: file.Media}}
		controls, err := kernel.All[aims.Control](ctx, tx)
		if err != nil {
			return err
		}
		for rec, c := range kernel.Each[aims.Control](controls) {
			if c.Control == verification {
				e.Controls = append(e.Controls, kernel.To[aims.Control](rec.Name))
			}
		}
		_, err = tx.Put(ctx, kernel.Put{Kind: aims.EvidenceKind.Name, Name: name, Rev: kernel.RevNew, Spec: e})
		return err
	})
	return name, err
}

// summary says how much was scanned and what counts.
func summary(r *modelscan.Report) string {
	n, excused := map[modelscan.Severity]int{}, 0
	for i := range r.Files {
		for j := range r.Files[i].Findings {
			if fd := &r.Files[i].Findings[j]; fd.Counts() {
				n[fd.Severity]++
			} else {
				excused++
			}
		}
	}
	var parts []string
	for _, s := range []modelscan.Severity{modelscan.Critical, modelscan.High, modelscan.Medium, modelscan.Low} {
		parts = append(parts, fmt.Sprintf("%d %s", n[s], s))
	}
	return fmt.Sprintf("%d files scanned, %d not. Findings: %s; %d suppressed or in the baseline.", r.Scanned, len(r.Skipped), strings.Join(parts, ", "), excused)
}

// result is what a run shows: fail when a file must not be loaded, partly when
// something could not be looked at.
func result(r *modelscan.Report) aims.EvidenceResult {
	if r.Worst().AtLeast(modelscan.High) {
		return "fail"
	}
	for i := range r.Files {
		if r.Files[i].Partial != "" {
			return "partly"
		}
	}
	if len(r.Skipped) > 0 {
		return "partly"
	}
	return "pass"
}
