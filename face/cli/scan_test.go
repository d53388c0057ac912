package cli

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	evilPickle = "\x80\x02cos\nsystem\nX\x04\x00\x00\x00echo\x85R."
	goodPickle = "\x80\x02}."
	oddPickle  = "\x80\x04}\x80\x02." // readers may disagree: high
)

// runScan runs a command line at a fixed time.
func runScan(args ...string) (code int, stdout, stderr string) {
	var out, talk bytes.Buffer
	env := &Env{Ctx: context.Background(), Out: &out, Err: &talk, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC) }}
	code = Main(env, args)
	return code, out.String(), talk.String()
}

func scanDir(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestScanModelExitsByWhatItFinds(t *testing.T) {
	t.Parallel()
	good := scanDir(t, map[string]string{"a.pkl": goodPickle})
	evil := scanDir(t, map[string]string{"a.pkl": evilPickle, "b.pkl": goodPickle})
	named := scanDir(t, map[string]string{"a.safetensors": goodPickle}) // a wrong extension: medium
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"a clean directory is fine", []string{good}, ExitDone},
		{"a malicious file is not", []string{evil}, ExitCondition},
		{"nor beside a clean path", []string{good, evil}, ExitCondition},
		{"a medium finding passes", []string{named}, ExitDone},
		{"unless the gate asks", []string{named, "--gate", "severity>=medium"}, ExitCondition},
		{"a lax gate does not excuse high", []string{evil, "--gate", "severity>=critical"}, ExitCondition},
		{"a gate that is none is the caller's mistake", []string{good, "--gate", "verdict=dangerous"}, ExitUsage},
		{"a path that does not exist is not found", []string{filepath.Join(good, "nothing")}, ExitNotFound},
		{"no path is the caller's mistake", nil, ExitUsage},
	} {
		code, out, talk := runScan(append([]string{"scan", "model"}, c.args...)...)
		if code != c.want {
			t.Errorf("%s: exit %d, want %d\n%s%s", c.name, code, c.want, out, talk)
		}
	}
}

func TestScanModelSpeaksEveryFormat(t *testing.T) {
	t.Parallel()
	dir := scanDir(t, map[string]string{"a.pkl": evilPickle})
	for format, want := range map[string]string{"json": `"callable": "os.system"`, "sarif": `"ruleId": "MF101"`, "cyclonedx": `"bomFormat": "CycloneDX"`, "table": "critical\tdangerous\tpickle", "jsonl": `"verdict":"dangerous"`, "yaml": "verdict: dangerous", "csv": "severity,verdict"} {
		code, out, talk := runScan("scan", "model", dir, "-o", format)
		if code != ExitCondition || !strings.Contains(out, want) {
			t.Errorf("%s: exit %d, no %q in\n%s%s", format, code, want, out, talk)
		}
		if strings.HasPrefix(want, `"`) && format != "jsonl" && !json.Valid([]byte(out)) {
			t.Errorf("%s is no JSON", format)
		}
	}
	if code, _, _ := runScan("scan", "model", dir, "-o", "docx"); code != ExitUsage {
		t.Errorf("an unknown format gives exit %d", code)
	}
}

func TestScanModelTakesABaselineAndSuppressions(t *testing.T) {
	t.Parallel()
	dir := scanDir(t, map[string]string{"a.pkl": evilPickle})
	base := filepath.Join(t.TempDir(), "base.json")
	if code, _, talk := runScan("scan", "model", dir, "--baseline", base, "--write-baseline"); code != ExitCondition {
		t.Fatalf("exit %d: %s", code, talk)
	}
	if code, out, talk := runScan("scan", "model", dir, "--baseline", base); code != ExitDone {
		t.Errorf("known findings count: exit %d\n%s%s", code, out, talk)
	}
	accept := filepath.Join(t.TempDir(), "accept.yaml")
	for date, want := range map[string]int{"2026-12-31": ExitDone, "2026-01-31": ExitCondition} {
		text := "suppressions:\n  - {callable: os.system, owner: ada, reason: a drill, expires: " + date + "}\n"
		if err := os.WriteFile(accept, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, talk := runScan("scan", "model", dir, "--suppress", accept); code != want || want == ExitCondition && !strings.Contains(talk, "past its date") {
			t.Errorf("until %s: exit %d, want %d; %s", date, code, want, talk)
		}
	}
	if code, _, talk := runScan("scan", "model", dir, "--suppress", filepath.Join(dir, "a.pkl")); code == ExitDone || !strings.Contains(talk, "a.pkl") {
		t.Errorf("a file that is no list: exit %d, %s", code, talk)
	}
}

func TestAModelIsSignedAndVerifiedOnTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := scanDir(t, map[string]string{"weights.bin": "weights"})
	keys := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"key.pem": {Type: "PRIVATE KEY", Bytes: private}, "pub.pem": {Type: "PUBLIC KEY", Bytes: public}} {
		if err := os.WriteFile(filepath.Join(keys, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := []string{"scan", "model-verify", dir, "--key", filepath.Join(keys, "pub.pem")}
	if code, _, talk := runScan(verify...); code != ExitNotFound {
		t.Errorf("without a signature: exit %d, %s", code, talk)
	}
	if code, out, talk := runScan("scan", "model-sign", dir, "--key", filepath.Join(keys, "key.pem")); code != ExitDone {
		t.Fatalf("exit %d: %s%s", code, out, talk)
	}
	if code, out, talk := runScan(verify...); code != ExitDone {
		t.Errorf("exit %d: %s%s", code, out, talk)
	}
	if err := os.WriteFile(filepath.Join(dir, "weights.bin"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := runScan(verify...); code != ExitUnverified || !strings.Contains(out, "weights.bin\tchanged") {
		t.Errorf("a changed file: exit %d, %s", code, out)
	}
	if code, _, _ := runScan("scan", "model-verify", dir); code != ExitUsage {
		t.Errorf("without a key or roots: exit %d", code)
	}
	if code, out, _ := runScan("scan", "model-digest", dir, "-o", "json"); code != ExitDone || !strings.Contains(out, `"sha256"`) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestScanShowsProgressOnATerminalOnly(t *testing.T) {
	t.Parallel()
	var talk bytes.Buffer
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	env := &Env{Err: &talk, ErrTTY: true, Now: func() time.Time { now = now.Add(600 * time.Millisecond); return now }}
	p := newProgress(env, &Globals{})
	for i := range 4 {
		p.update(i+1, 4)
	}
	p.done()
	if !strings.Contains(talk.String(), "] 4 of 4 files") {
		t.Errorf("got %q", talk.String())
	}
	talk.Reset()
	env.ErrTTY = false
	p = newProgress(env, &Globals{})
	p.update(1, 2)
	p.done()
	if talk.Len() > 0 {
		t.Errorf("talk in a pipe: %q", talk.String())
	}
}
