package cli

import (
	"strings"
	"testing"
)

func TestTheExampleOrganisationsPathsComeFromItsRecords(t *testing.T) {
	t.Parallel()
	dir := kestrelDir(t)
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"paths --to system/S3", ExitDone, []string{"misled on system/S3:people", "leaked on system/S3:personal-data", "AML.T0051.001"}},
		{"paths --to system/S8", ExitDone, []string{"tampered on system/S8:works-on", "system/S8:from:tickets is tainted"}},
		{"paths", ExitDone, []string{"poisoned on model/M7"}},
		{"paths --as-of 2025-10-01", ExitNotFound, []string{"nothing was recorded"}},
		{"paths --to system/S8 --as-of 2026-06-30", ExitNotFound, []string{`no asset "system/S8"`}}, // its pilot began in September
		{"paths --to system/S99", ExitNotFound, []string{`no asset "system/S99"`}},
		{"cut --to system/S8", ExitUsage, []string{"tampered on system/S8:works-on"}},
	} {
		code, out, talk := kestrelRun(t, dir, append([]string{"attack"}, strings.Fields(c.args)...)...)
		if code != c.code {
			t.Errorf("attack %s: exit %d, want %d: %s", c.args, code, c.code, talk)
		}
		for _, want := range c.says {
			if !strings.Contains(out+talk, want) {
				t.Errorf("attack %s does not say %q:\n%s%s", c.args, want, out, talk)
			}
		}
	}
	code, out, talk := kestrelRun(t, dir, "attack", "cut", "--to", "tampered on system/S8:works-on", "-o", "json")
	if code != ExitDone || !strings.Contains(out, `"optimal": true`) {
		t.Errorf("cut: exit %d: %s%s", code, out, talk)
	}
}
