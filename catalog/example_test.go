package catalog_test

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/catalog"
)

func ExampleLoad() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	f := c.Framework("iso42001:2023")
	fmt.Println(len(f.Requirements), "requirements,", len(f.Controls), "controls")
	item, _ := c.Item("iso42001:A.5.2")
	fmt.Println(item.Kind, item.Title)
	// Output:
	// 165 requirements, 38 controls
	// control AI system impact assessment process
}

func ExampleCatalog_Preview() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	file := "from,to,relation\niso42001:A.6.6.2,iso27001:A.5.1,intersects-with\n"
	p := c.Preview(catalog.File{Name: "ours.csv", Data: strings.NewReader(file)})
	for _, x := range p.Problems {
		fmt.Println(x.Where, x.Message)
	}
	// Output:
	// ours.csv:2:1 iso42001:A.6.6.2 does not exist in iso42001:2023; did you mean iso42001:A.6.1.2 or iso42001:A.6.2.2?
}

func ExampleLaw_Applies() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	law := c.Framework("aiact").Law
	m, _ := law.Applies(catalog.CalendarCurrent, "aiact:art-73", "high_annex_III")
	fmt.Println(m.Date, m.Effective())
	// Output:
	// 2026-08-02 2027-12-02
}
