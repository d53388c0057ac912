package cli

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// TestRiskHostileFilesGiveFiguresOrAProblemWithItsPlace feeds each file to its
// command: what comes out is figures without a NaN or an infinity, or problems
// with line and column; never both, never neither.
func TestRiskHostileFilesGiveFiguresOrAProblemWithItsPlace(t *testing.T) {
	t.Parallel()
	verbs := map[byte]string{'q': "quantify", 'p': "portfolio", 't': "treat"}
	place := regexp.MustCompile(`stdin:\d+:\d+: .`)
	for name, text := range hostileFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := riskRun(t, false, text, "risk", verbs[name[0]], "-", "-o", "json")
			switch code {
			case ExitDone:
				if !json.Valid([]byte(out)) || strings.Contains(out, "NaN") || strings.Contains(out, "Inf") {
					t.Errorf("no figures: %.200s", out)
				}
			case ExitFailed:
				if out != "" || !place.MatchString(errs) || strings.Contains(errs, "panic") || len(errs) > 20_000 {
					t.Errorf("stdout %.100q, problems %.500q", out, errs)
				}
			default:
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
}
