package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest identifies the inputs of a result: SHA-256 of a canonical text of
// everything that can change a figure. Names and notes are not part of it; the id is,
// since simulated years depend on it.
func (s Scenario) Digest() string { return digest(fmt.Sprintf("scenario %q\n%s", s.ID, s.canonical())) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (s Scenario) canonical() string {
	var b strings.Builder
	fmt.Fprintf(&b, "currency %s\ncount %s %v %d\n", s.Currency, s.Count.Kind, s.Count.Size, s.Count.Trials)
	writeFactors(&b, "rate", s.Rate)
	writeSeverity(&b, "primary", s.Primary)
	if s.Secondary != nil {
		writeFactors(&b, "second", []Factor{s.Secondary.Probability})
		writeSeverity(&b, "secondary", s.Secondary.Severity)
	}
	writeFactors(&b, "factor", s.LossFactors)
	fmt.Fprintf(&b, "loading %v\n", s.Loading)
	return b.String()
}

func writeSeverity(b *strings.Builder, name string, s Severity) {
	if s.Comonotone {
		name += " comonotone"
	}
	writeFactors(b, name, s.Parts)
}

// writeFactors leaves the paths out: a rename changes no figure.
func writeFactors(b *strings.Builder, name string, fs []Factor) {
	for _, f := range fs {
		fmt.Fprintf(b, "%s %s\n", name, describe(f.Dist))
	}
}

func describe(d Dist) string {
	switch d := d.(type) {
	case *Empirical:
		return fmt.Sprintf("empirical%v%v", d.x, d.cum)
	case Pool:
		parts := make([]string, len(d.Parts))
		for i, p := range d.Parts {
			parts[i] = fmt.Sprintf("%v*%s", d.Weights[i], describe(p))
		}
		return "pool(" + strings.Join(parts, "+") + ")"
	case caps:
		return describe(d.Pool)
	case Complement:
		return "1-" + describe(d.Of)
	case Capped:
		return fmt.Sprintf("min(%s,%v)", describe(d.Of), d.Limit)
	case Product:
		parts := make([]string, len(d.factors))
		for i, f := range d.factors {
			parts[i] = describe(f)
		}
		return "product(" + strings.Join(parts, "*") + ")"
	}
	return fmt.Sprintf("%T%v", d, d)
}
