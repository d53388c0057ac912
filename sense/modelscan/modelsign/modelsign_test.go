package modelsign

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func read(t testing.TB, parts ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"testdata", "vectors"}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryReleasedKindOfSignatureVerifies(t *testing.T) {
	t.Parallel()
	key, err := ParsePublicKey(read(t, "signing-key-pub.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots, err := ParseCertificates(read(t, "ca-cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"v0.2.0-certificate", "v0.3.1-certificate", "v0.3.1-elliptic-key", "v1.0.0-certificate", "v1.0.0-elliptic-key", "v1.0.1-certificate", "v1.0.1-elliptic-key", "v1.1.0-certificate", "v1.1.0-elliptic-key"} {
		t.Run(dir, func(t *testing.T) {
			trust := Trust{Key: key}
			if strings.HasSuffix(dir, "certificate") {
				trust = Trust{Roots: roots}
			}
			sig := read(t, dir, "model.sig")
			v, err := Verify(sig, trust)
			if err != nil {
				t.Fatal(err)
			}
			ignore := []string{}
			if _, err := os.Stat(filepath.Join("testdata", "vectors", dir, "ignore-me")); err == nil {
				ignore = append(ignore, "ignore-me")
			}
			v.Manifest.Serialization.IgnorePaths = append(v.Manifest.Serialization.IgnorePaths, ignore...)
			model := filepath.Join("testdata", "vectors", dir)
			if v.Manifest.Resources[0].Name == "." { // the model is one file
				model = filepath.Join(model, "signme-1")
			}
			diff, err := v.Manifest.Compare(model, filepath.Join("testdata", "vectors", dir, "model.sig"))
			if err != nil || len(diff) > 0 {
				t.Errorf("differences %v, error %v", diff, err)
			}
			wrong := Trust{Roots: roots}
			if trust.Key == nil {
				wrong = Trust{Key: key}
			}
			if _, err := Verify(sig, wrong); err == nil {
				t.Error("verifies with the other sort of trust")
			}
		})
	}
}

func TestAKeylessSignatureIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"v0.3.1-sigstore", "v1.0.0-sigstore", "v1.0.1-sigstore", "v1.1.0-sigstore"} {
		_, err := Verify(read(t, dir, "model.sig"), Trust{})
		if err == nil || !strings.Contains(err.Error(), "keyless") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// signer makes a key and a chain root -> intermediate -> leaf.
func signer(t testing.TB, curve elliptic.Curve) (key *ecdsa.PrivateKey, chain []*x509.Certificate, root *x509.Certificate) {
	t.Helper()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var parent *x509.Certificate
	var parentKey *ecdsa.PrivateKey
	for i, name := range []string{"root", "intermediate", "signer"} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: name}, NotBefore: now, NotAfter: now.AddDate(1, 0, 0),
			BasicConstraintsValid: true, IsCA: i < 2, KeyUsage: x509.KeyUsageCertSign}
		if i == 2 {
			c.KeyUsage = x509.KeyUsageDigitalSignature
		}
		if parent == nil {
			parent, parentKey = c, k
		}
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &k.PublicKey, parentKey)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			root = cert
		} else {
			chain = append([]*x509.Certificate{cert}, chain...)
		}
		parent, parentKey, key = cert, k, k
	}
	return key, chain, root
}

func sampleModel(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.bin": "weights", "d/b.txt": "text", "d/c": "", ".git/config": "x"} {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestASignedModelVerifiesUntilAFileChanges(t *testing.T) {
	t.Parallel()
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		dir := sampleModel(t)
		m, err := Digest(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		key, chain, root := signer(t, curve)
		for _, withChain := range []bool{false, true} {
			trust, certs := Trust{Key: &key.PublicKey}, []*x509.Certificate(nil)
			if withChain {
				trust, certs = Trust{Roots: []*x509.Certificate{root}}, chain
			}
			sig, err := Sign(m, key, certs, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			v, err := Verify(sig, trust)
			if err != nil {
				t.Fatalf("%s: %v", curve.Params().Name, err)
			}
			if diff, err := v.Manifest.Compare(dir, ""); err != nil || diff != nil {
				t.Errorf("differences %v, error %v", diff, err)
			}
			if withChain {
				if _, err := Verify(sig, Trust{Roots: []*x509.Certificate{root}, At: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}); err == nil {
					t.Error("verifies at a time at which the certificate is no longer valid")
				}
			}
		}
		for _, name := range []string{"a.bin", "new"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("other"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff, err := m.Compare(dir, ""); err != nil || strings.Join(names(diff), ", ") != "a.bin changed, new unsigned" {
			t.Errorf("differences %v, error %v", diff, err)
		}
		if err := os.Remove(filepath.Join(dir, "d", "b.txt")); err != nil {
			t.Fatal(err)
		}
		if diff, _ := m.Compare(dir, ""); !strings.Contains(strings.Join(names(diff), " "), "d/b.txt missing") {
			t.Errorf("a missing file is not told: %v", diff)
		}
	}
}

func names(diff []Difference) (out []string) {
	for _, d := range diff {
		out = append(out, d.Name+" "+d.What)
	}
	return out
}

func TestNoChangedByteVerifies(t *testing.T) {
	t.Parallel()
	m, err := Digest(sampleModel(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	key, chain, root := signer(t, elliptic.P256())
	for _, withChain := range []bool{false, true} {
		trust, certs := Trust{Key: &key.PublicKey}, []*x509.Certificate(nil)
		if withChain {
			trust, certs = Trust{Roots: []*x509.Certificate{root}}, chain
		}
		sig, err := Sign(m, key, certs, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for i := range sig {
			for _, flip := range []byte{0x01, 0x20, 0x40, 0x80} {
				b := bytes.Clone(sig)
				b[i] ^= flip
				if _, err := Verify(b, trust); err == nil {
					t.Fatalf("byte %d changed from %q to %q and it verifies: …%s…", i, sig[i], b[i], b[max(0, i-30):min(len(b), i+30)])
				}
			}
		}
	}
}

func TestASymbolicLinkIsRefused(t *testing.T) {
	t.Parallel()
	dir := sampleModel(t)
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here")
	}
	if _, err := Digest(dir, nil); err == nil || !strings.Contains(err.Error(), "link is a symbolic link") {
		t.Errorf("got %v", err)
	}
}

func TestAManifestMayNotNameFilesOutside(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../x", "/etc/passwd", "a/../../x"} {
		m := &Manifest{Serialization: Serialization{Method: "files", HashType: "sha256"}, Resources: []Resource{{name, "sha256", strings.Repeat("0", 64)}}}
		if _, err := m.Compare(t.TempDir(), ""); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(read(f, "v1.1.0-certificate", "model.sig"))
	f.Add(read(f, "v0.3.1-elliptic-key", "model.sig"))
	key, err := ParsePublicKey(read(f, "signing-key-pub.pem"))
	if err != nil {
		f.Fatal(err)
	}
	roots, err := ParseCertificates(read(f, "ca-cert.pem"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, trust := range []Trust{{Key: key}, {Roots: roots}} {
			if v, err := Verify(b, trust); err == nil && (v.Manifest == nil || v.Signer == "") {
				t.Fatal("verifies without a manifest")
			}
		}
	})
}
