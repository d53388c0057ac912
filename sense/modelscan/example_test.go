package modelscan_test

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

func ExampleScanBytes() {
	f := modelscan.ScanBytes("model.pkl", []byte("\x80\x02cos\nsystem\nX\x04\x00\x00\x00echo\x85R."), modelscan.Options{})
	fmt.Println(f.Format, f.Verdict, f.Severity, *f.WeightsOnly)
	for _, finding := range f.Findings {
		fmt.Println(finding.Rule, finding.Callable, finding.Where)
	}
	// Output:
	// pickle dangerous critical false
	// MF101 os.system file @ 23
}
