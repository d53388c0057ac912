package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/face/cli"
)

// At a terminal the six questions are asked, but for those that a flag answers.
func TestInitAsksAtATerminal(t *testing.T) {
	t.Parallel()
	var out, talk bytes.Buffer
	env := &cli.Env{Ctx: context.Background(), In: strings.NewReader("provider, user\nLeiden, Delft; 240\nClaims triage\n\nNora Vries\n"), InTTY: true, Out: &out, Err: &talk,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }}
	if code := cli.Main(env, []string{"init", "--data", t.TempDir(), "--name", "Acme", "-o", "json"}); code != 0 {
		t.Fatalf("exit %d: %s", code, talk.String())
	}
	if n := strings.Count(talk.String(), "> "); n != 5 || strings.Contains(talk.String(), "1. ") {
		t.Errorf("%d questions were asked:\n%s", n, talk.String())
	}
	if !strings.Contains(out.String(), `"system": 1`) || !strings.Contains(out.String(), `"control": 38`) {
		t.Error(out.String())
	}
}
