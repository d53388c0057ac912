package modelsign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"time"

	_ "crypto/sha512" // for P-384 and P-521
)

// hashFor gives the digest that goes with a curve.
func hashFor(c elliptic.Curve) (crypto.Hash, error) {
	switch c {
	case elliptic.P256():
		return crypto.SHA256, nil
	case elliptic.P384():
		return crypto.SHA384, nil
	case elliptic.P521():
		return crypto.SHA512, nil
	}
	return 0, errors.New("only keys on P-256, P-384 and P-521 are supported")
}

// Sign signs a manifest and gives the signature file. chain, when given, is
// the signer's certificate followed by those that lead to a root.
func Sign(m *Manifest, key *ecdsa.PrivateKey, chainCerts []*x509.Certificate, random io.Reader) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	hash, err := hashFor(key.Curve)
	if err != nil {
		return nil, err
	}
	payload, err := statementOf(m)
	if err != nil {
		return nil, err
	}
	h := hash.New()
	h.Write(pae(payload))
	sig, err := ecdsa.SignASN1(random, key, h.Sum(nil))
	if err != nil {
		return nil, err
	}
	b := bundle{MediaType: bundleType, Envelope: envelope{Payload: base64.StdEncoding.EncodeToString(payload), PayloadType: payloadType,
		Signatures: []signature{{Sig: base64.StdEncoding.EncodeToString(sig)}}}}
	b.Material.Tlog = []json.RawMessage{}
	if len(chainCerts) == 0 {
		hint, err := keyHint(&key.PublicKey)
		if err != nil {
			return nil, err
		}
		b.Material.PublicKey = &publicKey{Hint: hint}
		return json.Marshal(b)
	}
	if pub, ok := chainCerts[0].PublicKey.(*ecdsa.PublicKey); !ok || !pub.Equal(&key.PublicKey) {
		return nil, errors.New("the certificate belongs to another key")
	}
	b.Material.Chain = &chain{}
	for _, c := range chainCerts {
		b.Material.Chain.Certificates = append(b.Material.Chain.Certificates, rawCert{base64.StdEncoding.EncodeToString(c.Raw)})
	}
	return json.Marshal(b)
}

// keyHint is the digest of the public key's PEM form.
func keyHint(k *ecdsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(k)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	return hex.EncodeToString(sum[:]), nil
}

// Trust says whom to believe: a key, or roots that a certificate must lead to.
type Trust struct {
	Key   *ecdsa.PublicKey
	Roots []*x509.Certificate
	// At is the time at which certificates must be valid. Zero stands for the
	// beginning of the signer's certificate, as the reference implementation
	// has it: a signature does not say when it was made.
	At time.Time
}

// Verified is a signature that holds.
type Verified struct {
	Manifest *Manifest
	Signer   string    // "key …" or the certificate's subject
	NotAfter time.Time // end of the signer's certificate
	Old      bool      // made by a release before 1.0
}

// Verify checks a signature file against a trust. It does not look at the
// model: use Manifest.Compare for that.
func Verify(data []byte, t Trust) (*Verified, error) {
	b, err := parseBundle(data)
	if err != nil {
		return nil, err
	}
	payload, err := unbase64(b.Envelope.Payload)
	if err != nil {
		return nil, fmt.Errorf("the payload cannot be decoded: %w", err)
	}
	sig, err := unbase64(b.Envelope.Signatures[0].Sig)
	if err != nil {
		return nil, fmt.Errorf("the signature cannot be decoded: %w", err)
	}
	v := &Verified{}
	key, err := b.signer(t, v)
	if err != nil {
		return nil, err
	}
	hash, err := hashFor(key.Curve)
	if err != nil {
		return nil, err
	}
	if !verifies(key, hash, pae(payload), sig) {
		// Before 1.0 the content was encoded otherwise, and 0.2 used SHA-256 with every curve.
		if !verifies(key, hash, paeCompat(payload), sig) && !verifies(key, crypto.SHA256, paeCompat(payload), sig) {
			return nil, errors.New("the signature does not belong to this content and key")
		}
		v.Old = true
	}
	v.Manifest, err = manifestOf(payload)
	if err != nil {
		return nil, err
	}
	v.Old = v.Old || v.Manifest.compat
	return v, nil
}

func verifies(key *ecdsa.PublicKey, hash crypto.Hash, content, sig []byte) bool {
	h := hash.New()
	h.Write(content)
	return ecdsa.VerifyASN1(key, h.Sum(nil), sig)
}

// signer gives the key that must have signed, after it was found trustworthy.
func (b *bundle) signer(t Trust, v *Verified) (*ecdsa.PublicKey, error) {
	switch {
	case b.Material.Certificate != nil:
		return nil, errors.New("a keyless Sigstore signature: it needs Sigstore's trust root and log, and cannot be verified offline here")
	case t.Key != nil:
		if b.Material.PublicKey == nil {
			return nil, errors.New("the model is signed with a certificate: verify it with roots, not with a key")
		}
		hint, err := keyHint(t.Key)
		if err != nil {
			return nil, err
		}
		if have := b.Material.PublicKey.Hint; have != "" && have != hint {
			return nil, errors.New("the model is signed with another key")
		}
		v.Signer = "key " + hint
		return t.Key, nil
	case b.Material.Chain == nil:
		return nil, errors.New("the model is signed with a bare key: verify it with that key, not with roots")
	}
	return b.Material.Chain.leaf(t, v)
}

// leaf verifies the certificate chain and gives the signer's key.
func (c *chain) leaf(t Trust, v *Verified) (*ecdsa.PublicKey, error) {
	if len(c.Certificates) == 0 || len(c.Certificates) > 16 {
		return nil, fmt.Errorf("a chain of %d certificates", len(c.Certificates))
	}
	var certs []*x509.Certificate
	for _, raw := range c.Certificates {
		der, err := unbase64(raw.RawBytes)
		if err != nil {
			return nil, fmt.Errorf("a certificate cannot be decoded: %w", err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("a certificate cannot be read: %w", err)
		}
		certs = append(certs, cert)
	}
	leaf := certs[0]
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range t.Roots {
		roots.AddCert(r)
	}
	for _, i := range certs[1:] {
		between.AddCert(i)
	}
	at := t.At
	if at.IsZero() {
		at = leaf.NotBefore
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		return nil, fmt.Errorf("the signer's certificate does not lead to a trusted root: %w", err)
	}
	if !maySign(leaf) {
		return nil, errors.New("the signer's certificate is not meant for signing")
	}
	key, ok := leaf.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("the signer's certificate holds no elliptic-curve key")
	}
	v.Signer, v.NotAfter = leaf.Subject.String(), leaf.NotAfter
	return key, nil
}

func maySign(c *x509.Certificate) bool {
	if c.KeyUsage&x509.KeyUsageDigitalSignature != 0 {
		return true
	}
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageCodeSigning {
			return true
		}
	}
	return false
}
