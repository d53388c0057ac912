package catalog

import "testing"

func TestTheCatalogueCountsAreThoseOfTheStandards(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	f := c.Framework("iso42001:2023")
	t.Log(len(f.Clauses), len(f.Requirements), len(f.LeafClauses()), len(f.Controls), len(f.Areas), len(f.Objectives), len(f.Sources), len(f.Topics))
	for _, x := range c.Crosswalks() {
		t.Log(x.From, x.To, len(x.Rows))
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := read(); err != nil {
			b.Fatal(err)
		}
	}
}
