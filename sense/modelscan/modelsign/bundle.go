package modelsign

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	bundleType    = "application/vnd.dev.sigstore.bundle.v0.3+json"
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicate10   = "https://model_signing/signature/v1.0"
	predicate01   = "https://model_signing/Digests/v0.1"
)

// The JSON of a bundle. Only the members that a signature by key or by
// certificate needs are read; any other member of these objects is an error,
// so that nothing that looks signed is passed over.
type bundle struct {
	MediaType string   `json:"mediaType"`
	Material  material `json:"verificationMaterial"`
	Envelope  envelope `json:"dsseEnvelope"`
}

type material struct {
	PublicKey   *publicKey        `json:"publicKey,omitempty"`
	Chain       *chain            `json:"x509CertificateChain,omitempty"`
	Certificate *rawCert          `json:"certificate,omitempty"`
	Tlog        []json.RawMessage `json:"tlogEntries"`
	Timestamps  json.RawMessage   `json:"timestampVerificationData,omitempty"`
}

type publicKey struct {
	Hint       string          `json:"hint,omitempty"`
	RawBytes   string          `json:"rawBytes,omitempty"`
	KeyDetails json.RawMessage `json:"keyDetails,omitempty"`
	ValidFor   json.RawMessage `json:"validFor,omitempty"`
}

type chain struct {
	Certificates []rawCert `json:"certificates"`
}

type rawCert struct {
	RawBytes string `json:"rawBytes"`
}

type envelope struct {
	Payload     string      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	Sig   string `json:"sig"`
	KeyID string `json:"keyid"`
}

// maxBundle bounds a signature file: a million files need about 200 MB.
const maxBundle = 256 << 20

func parseBundle(data []byte) (*bundle, error) {
	if len(data) > maxBundle {
		return nil, errors.New("the signature file is larger than 256 MB")
	}
	if err := exactKeys(data); err != nil {
		return nil, err
	}
	var b bundle
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return nil, fmt.Errorf("not a signature bundle: %w", err)
	}
	if dec.More() {
		return nil, errors.New("something stands behind the bundle")
	}
	if b.MediaType != bundleType {
		return nil, fmt.Errorf("a bundle of type %q; only %s is supported", b.MediaType, bundleType)
	}
	if b.Envelope.PayloadType != payloadType {
		return nil, fmt.Errorf("a payload of type %q", b.Envelope.PayloadType)
	}
	if len(b.Envelope.Signatures) != 1 {
		return nil, fmt.Errorf("%d signatures where one is expected", len(b.Envelope.Signatures))
	}
	return &b, nil
}

var bundleKeys = strings.Fields("mediaType verificationMaterial dsseEnvelope publicKey x509CertificateChain certificate tlogEntries timestampVerificationData hint rawBytes keyDetails validFor certificates payload payloadType signatures sig keyid")

// exactKeys refuses names that differ in case only, which Go's decoder would
// take, and names that stand twice.
func exactKeys(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	var seen []map[string]bool
	var object, key []bool // per depth: inside an object; a key comes next
	for {
		t, err := dec.Token()
		if err != nil {
			if len(object) == 0 && len(data) > 0 && dec.InputOffset() > 0 {
				return nil // the end, or what Decode will complain about
			}
			return fmt.Errorf("not a signature bundle: %w", err)
		}
		n := len(object) - 1
		if d, ok := t.(json.Delim); ok {
			switch d {
			case '{', '[':
				if n >= 0 && object[n] {
					key[n] = true
				}
				object, key, seen = append(object, d == '{'), append(key, d == '{'), append(seen, map[string]bool{})
			default:
				object, key, seen = object[:n], key[:n], seen[:n]
			}
			continue
		}
		if n < 0 || !object[n] {
			continue
		}
		if !key[n] {
			key[n] = true
			continue
		}
		key[n] = false
		k, _ := t.(string)
		if !slices.Contains(bundleKeys, k) && knownButForCase(k) && !(k == "keyId" && n >= 4) { // a log entry has a keyId
			return fmt.Errorf("the bundle has a member %q", k)
		}
		if seen[n][k] {
			return fmt.Errorf("the bundle has two members %q", k)
		}
		seen[n][k] = true
	}
}

func knownButForCase(k string) bool {
	return slices.ContainsFunc(bundleKeys, func(x string) bool { return strings.EqualFold(x, k) })
}

func unbase64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, errors.New("base64 with line ends")
	}
	return base64.StdEncoding.Strict().DecodeString(s)
}

// pae is DSSE's pre-authentication encoding.
func pae(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// paeCompat is what releases before 1.0 signed by mistake: the payload as
// Python prints a bytes object, under a name in capitals.
func paeCompat(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEV1 %d %s %d %s", len(payloadType), payloadType, len(payload), pythonBytes(payload))
}

func pythonBytes(b []byte) string {
	quote := byte('\'')
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		quote = '"'
	}
	var out strings.Builder
	out.WriteString("b" + string(quote))
	for _, c := range b {
		switch {
		case c == quote || c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case c == '\n':
			out.WriteString(`\n`)
		case c == '\r':
			out.WriteString(`\r`)
		case c == '\t':
			out.WriteString(`\t`)
		case c < 32 || c > 126:
			fmt.Fprintf(&out, `\x%02x`, c)
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte(quote)
	return out.String()
}

// statement is the in-toto statement that is signed.
type statement struct {
	Type          string    `json:"_type"`
	Subject       []subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     predicate `json:"predicate"`
}

type subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

type predicate struct {
	Serialization Serialization `json:"serialization"`
	Resources     []Resource    `json:"resources"`
}

// manifestOf reads a signed payload.
func manifestOf(payload []byte) (*Manifest, error) {
	var s statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, fmt.Errorf("the signed statement cannot be read: %w", err)
	}
	if s.Type != statementType {
		return nil, fmt.Errorf("a statement of type %q", s.Type)
	}
	switch s.PredicateType {
	case predicate10:
	case predicate01:
		return compatManifest(&s), nil
	default:
		return nil, fmt.Errorf("a predicate of type %q", s.PredicateType)
	}
	if len(s.Subject) != 1 {
		return nil, fmt.Errorf("%d subjects where one is expected", len(s.Subject))
	}
	m := &Manifest{Name: s.Subject[0].Name, Serialization: s.Predicate.Serialization, Resources: s.Predicate.Resources}
	if err := m.check(); err != nil {
		return nil, err
	}
	root, err := m.Root()
	if err != nil {
		return nil, err
	}
	if want := s.Subject[0].Digest["sha256"]; root != want {
		return nil, fmt.Errorf("the files listed hash to %s, the statement says %s", root, want)
	}
	return m, nil
}

// compatManifest reads a statement of the time before 1.0, whose subjects are the files.
func compatManifest(s *statement) *Manifest {
	m := &Manifest{Serialization: Serialization{Method: "files", HashType: "sha256"}, compat: true}
	for _, f := range s.Subject {
		m.Resources = append(m.Resources, Resource{Name: f.Name, Algorithm: "sha256", Digest: f.Digest["sha256"]})
	}
	return m
}

// statementOf writes what is to be signed.
func statementOf(m *Manifest) ([]byte, error) {
	root, err := m.Root()
	if err != nil {
		return nil, err
	}
	return json.Marshal(statement{Type: statementType, Subject: []subject{{m.Name, map[string]string{"sha256": root}}},
		PredicateType: predicate10, Predicate: predicate{m.Serialization, m.Resources}})
}
