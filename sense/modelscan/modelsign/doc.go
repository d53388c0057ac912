// Package modelsign signs and verifies models by the OpenSSF Model Signing
// format 1.0, offline: a Sigstore bundle 0.3 around a DSSE envelope around an
// in-toto statement that lists every file of the model with its digest. Keys
// are elliptic-curve keys (P-256, P-384, P-521), bare or with a certificate
// chain; keyless Sigstore signatures need a trust root and the network and are
// refused with that reason. A manifest is the list of files with their digests;
// the root digest is the digest over all of them in order.
package modelsign
