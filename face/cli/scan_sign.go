package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan/modelsign"
)

// ScanModelSignCmd signs a model by OpenSSF Model Signing.
type ScanModelSignCmd struct {
	Model       string   `arg:"" help:"The model: a directory or a file."`
	Key         string   `required:"" help:"PEM file with the private key (P-256, P-384 or P-521)." placeholder:"FILE"`
	Certificate string   `help:"PEM file with the signer's certificate and those that lead to a root." placeholder:"FILE"`
	Signature   string   `help:"Where to write the signature (default: model.sig in the directory, or beside the file)." placeholder:"FILE"`
	Ignore      []string `help:"Paths inside the model that are left out and may change." placeholder:"PATH"`
}

// Run signs and writes the signature file.
func (c *ScanModelSignCmd) Run(_ *Globals, env *Env) error {
	out := signaturePath(c.Model, c.Signature)
	key, err := parsed(c.Key, modelsign.ParsePrivateKey)
	if err != nil {
		return err
	}
	chain, err := parsed(c.Certificate, modelsign.ParseCertificates)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	m, err := modelsign.Digest(c.Model, append(c.Ignore, abs))
	if err != nil {
		return modelFault(c.Model, err)
	}
	sig, err := modelsign.Sign(m, key, chain, rand.Reader)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "sign %s: %v", c.Model, err)
	}
	if err := os.WriteFile(out, sig, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	root, err := m.Root()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s\t%d files\tsha256:%s\n", out, len(m.Resources), root)
	return err
}

// ScanModelVerifyCmd verifies a model's signature, offline.
type ScanModelVerifyCmd struct {
	Model     string   `arg:"" help:"The model: a directory or a file."`
	Signature string   `help:"The signature (default: model.sig in the directory, or beside the file)." placeholder:"FILE"`
	Key       string   `help:"PEM file with the public key that must have signed." placeholder:"FILE" xor:"trust"`
	Roots     string   `help:"PEM file with the root certificates that the signer's must lead to." placeholder:"FILE" xor:"trust"`
	At        string   `help:"The certificate must be valid at this time (RFC 3339; default: when it began)." placeholder:"TIME"`
	Ignore    []string `help:"Paths inside the model that do not matter." placeholder:"PATH"`
}

// verifyResult is what model-verify prints.
type verifyResult struct {
	Model       string                 `json:"model"`
	Verified    bool                   `json:"verified"`
	Signer      string                 `json:"signer"`
	NotAfter    string                 `json:"certificate_valid_until,omitempty"`
	Files       int                    `json:"files"`
	Root        string                 `json:"sha256"`
	OldFormat   bool                   `json:"old_format,omitempty"`
	Differences []modelsign.Difference `json:"differences"`
}

// Run verifies the signature, then compares the model with what was signed.
func (c *ScanModelVerifyCmd) Run(g *Globals, env *Env) error {
	if c.Key == "" && c.Roots == "" {
		return fault.New(fault.Usage, "say whom to trust: --key FILE or --roots FILE")
	}
	trust, err := c.trust()
	if err != nil {
		return err
	}
	path := signaturePath(c.Model, c.Signature)
	sig, err := os.ReadFile(path)
	if err != nil {
		return fileFault(path, err)
	}
	v, err := modelsign.Verify(sig, trust)
	if err != nil {
		return fault.Wrap(fault.Unverified, err, "%s: %v", path, err)
	}
	v.Manifest.Serialization.IgnorePaths = append(v.Manifest.Serialization.IgnorePaths, c.Ignore...)
	diff, err := v.Manifest.Compare(c.Model, path)
	if err != nil {
		return modelFault(c.Model, err)
	}
	return emitVerified(env, g, c.Model, v, diff)
}

func (c *ScanModelVerifyCmd) trust() (t modelsign.Trust, err error) {
	if t.Key, err = parsed(c.Key, modelsign.ParsePublicKey); err != nil {
		return t, err
	}
	if t.Roots, err = parsed(c.Roots, modelsign.ParseCertificates); err != nil {
		return t, err
	}
	if c.At != "" {
		if t.At, err = time.Parse(time.RFC3339, c.At); err != nil {
			return t, fault.New(fault.Usage, "--at %q is no time; write it as 2026-01-31T12:00:00Z", c.At)
		}
	}
	return t, nil
}

func emitVerified(env *Env, g *Globals, model string, v *modelsign.Verified, diff []modelsign.Difference) error {
	root, err := v.Manifest.Root()
	if err != nil {
		return err
	}
	r := verifyResult{Model: model, Verified: len(diff) == 0, Signer: v.Signer, Files: len(v.Manifest.Resources), Root: root, OldFormat: v.Old, Differences: diff}
	if r.Differences == nil {
		r.Differences = []modelsign.Difference{}
	}
	if !v.NotAfter.IsZero() {
		r.NotAfter = v.NotAfter.UTC().Format(time.RFC3339)
	}
	t := &table{head: []string{"file", "state"}}
	for _, d := range diff {
		t.add(d.Name, d.What)
	}
	if err := emit(env, g.Output, r, t); err != nil {
		return err
	}
	if len(diff) > 0 {
		return fault.New(fault.Unverified, "the signature of %s is good, but %d files differ from what was signed", v.Signer, len(diff))
	}
	fmt.Fprintf(env.Err, "%d files are as %s signed them\n", r.Files, v.Signer)
	return nil
}

// ScanModelDigestCmd prints the digest of every file of a model.
type ScanModelDigestCmd struct {
	Model  string   `arg:"" help:"The model: a directory or a file."`
	Ignore []string `help:"Paths inside the model that are left out." placeholder:"PATH"`
}

// Run prints the manifest; the last line is the digest of the whole.
func (c *ScanModelDigestCmd) Run(g *Globals, env *Env) error {
	m, err := modelsign.Digest(c.Model, c.Ignore)
	if err != nil {
		return modelFault(c.Model, err)
	}
	root, err := m.Root()
	if err != nil {
		return err
	}
	t := &table{head: []string{"sha256", "file"}}
	for _, r := range m.Resources {
		t.add(r.Digest, r.Name)
	}
	t.add(root, "(model)")
	return emit(env, g.Output, map[string]any{"name": m.Name, "sha256": root, "files": m.Resources}, t)
}

// signaturePath is where a model's signature stands unless said otherwise.
func signaturePath(model, given string) string {
	if given != "" {
		return given
	}
	if st, err := os.Stat(model); err == nil && st.IsDir() {
		return filepath.Join(model, "model.sig")
	}
	return model + ".sig"
}

// parsed reads and parses a file; no path gives the zero value.
func parsed[T any](path string, parse func([]byte) (T, error)) (out T, err error) {
	if path == "" {
		return out, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return out, fileFault(path, err)
	}
	if out, err = parse(b); err != nil {
		return out, fault.Wrap(fault.Invalid, err, "%s: %v", path, err)
	}
	return out, nil
}

func modelFault(model string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.NotFound, err, "%s: no such model: %v", model, err)
	}
	return fault.Wrap(fault.Invalid, err, "%s: %v", model, err)
}
