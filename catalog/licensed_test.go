package catalog

import (
	"strings"
	"testing"
)

func TestLicensedTextsAttachToItemsThatExist(t *testing.T) {
	t.Parallel()
	in := "item,text\niso42001:A.2.2,\"their words,\nover two lines\"\niso42001:A.2.2,again\niso42001:A.2.9,what\nA.2.3,bare\niso42001:A.2.4,\n"
	texts, ps := shipped(t).ReadLicensedTexts(strings.NewReader(in), "mine.csv")
	if len(texts) != 1 || texts[0].Item != "iso42001:A.2.2" || !strings.Contains(texts[0].Text, "two lines") {
		t.Errorf("texts %+v", texts)
	}
	if got := codes(ps); got != "duplicate-id unknown-id bare-id missing" {
		t.Errorf("problems %q: %v", got, ps)
	}
	if ps[1].Where != "mine.csv:5:1" || !strings.Contains(ps[1].Message, "iso42001:A.2.") {
		t.Errorf("the unknown id is reported as %v", ps[1])
	}
}

func TestLicensedTextsNeedTheirHeadings(t *testing.T) {
	t.Parallel()
	if _, ps := shipped(t).ReadLicensedTexts(strings.NewReader("id,words\n"), "mine.csv"); !strings.HasPrefix(codes(ps), "missing-column missing-column") {
		t.Errorf("got %v", ps)
	}
}
