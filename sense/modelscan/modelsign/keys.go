package modelsign

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// ParsePrivateKey reads an unencrypted PEM private key (SEC 1 or PKCS #8).
func ParsePrivateKey(data []byte) (*ecdsa.PrivateKey, error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "EC PRIVATE KEY":
			return x509.ParseECPrivateKey(block.Bytes)
		case "PRIVATE KEY":
			k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, err
			}
			if ec, ok := k.(*ecdsa.PrivateKey); ok {
				return ec, nil
			}
			return nil, errors.New("only elliptic-curve keys can sign models")
		case "ENCRYPTED PRIVATE KEY":
			return nil, errors.New("the key is encrypted; decrypt it first, for instance with openssl pkcs8")
		}
	}
	return nil, errors.New("no PEM private key")
}

// ParsePublicKey reads a public key: PEM, DER, or a compressed point.
func ParsePublicKey(data []byte) (*ecdsa.PublicKey, error) {
	for _, c := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		if len(data) == 1+(c.Params().BitSize+7)/8 {
			if x, y := elliptic.UnmarshalCompressed(c, data); x != nil {
				return &ecdsa.PublicKey{Curve: c, X: x, Y: y}, nil
			}
		}
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	k, err := x509.ParsePKIXPublicKey(data)
	if err != nil {
		return nil, fmt.Errorf("no public key in PEM, DER or compressed form: %w", err)
	}
	ec, ok := k.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("only elliptic-curve keys sign models")
	}
	return ec, nil
}

// ParseCertificates reads every PEM certificate.
func ParseCertificates(data []byte) (out []*x509.Certificate, err error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if out == nil {
		return nil, errors.New("no PEM certificate")
	}
	return out, nil
}
