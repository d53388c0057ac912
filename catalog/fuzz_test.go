package catalog

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// FuzzPreview feeds foreign bytes to every reader: CSV in its encodings, and
// workbooks. Whatever comes, the answer is quick, every problem says something,
// and a file without problems really extends the catalogue.
func FuzzPreview(f *testing.F) {
	f.Add([]byte(ownFramework))
	f.Add([]byte(ownCrosswalk))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("from,to,relation\niso42001:A.2.2,iso27001:A.5.1,equal\n"))
	f.Add([]byte("from,to,relation\n\"a"))
	f.Add(workbook(f, ownFramework, nil))
	f.Add(workbook(f, ownFramework, func(x *excelize.File) { _ = x.SetCellFormula("Sheet1", "B2", "1+1") }))
	c := shipped(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		start := time.Now()
		p := c.Preview(File{"f", bytes.NewReader(b)})
		if d := time.Since(start); d > 5*time.Second {
			t.Fatalf("took %v", d)
		}
		for _, x := range p.Problems {
			if x.Message == "" || x.Code == "" {
				t.Fatalf("problem without words: %+v", x)
			}
		}
		if len(p.Problems) > 0 {
			return
		}
		if p.Files[0].Kind == "" {
			t.Fatal("neither read nor refused")
		}
		wide, ps := c.With(p.Frameworks, p.Crosswalks)
		if len(ps) > 0 {
			t.Fatalf("the preview saw nothing and the merge did: %v", ps)
		}
		for _, id := range p.Files[0].New {
			if _, ok := wide.Item(id); !ok {
				t.Fatalf("%s was announced and is not there", id)
			}
		}
	})
}

// FuzzGuidance feeds lines to the reader of the guidance.
func FuzzGuidance(f *testing.F) {
	f.Add("", "text")
	f.Add("Evidence:", "- what: good")
	f.Fuzz(func(t *testing.T, part, line string) {
		c := &Control{}
		if c.takeGuidance(part, line) == nil && c.Guidance == "" && len(c.Asks)+len(c.Evidence) == 0 && strings.TrimSpace(line) != "" {
			t.Fatalf("%q was taken and is nowhere", line)
		}
	})
}
