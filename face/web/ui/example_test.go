package ui_test

import (
	"fmt"
	"net/http"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// A page is put together from values and written as a whole or not at all.
func ExampleRender() {
	http.HandleFunc("/risks", func(w http.ResponseWriter, r *http.Request) {
		page := ui.Page{
			Title: "Risk register", State: "1 risk. It sits above the line and needs a decision.",
			Nav: ui.MainNav("risk", map[string]int{"risk": 1}),
			Body: []ui.Part{ui.Card{Title: "All risks", Body: []ui.Part{ui.Table{
				Caption: "Risks",
				Columns: []ui.Column{{Title: "Risk", SortHref: "?sort=title"}, {Title: "Level"}, {Title: "Owner"}},
				Rows: []ui.Row{{ID: "r-07", Cells: []ui.Part{
					ui.MainLink{Text: "Score treats one age band worse", Href: "/risks/r-07", Ref: "R-07"},
					ui.Level{Band: 3, Text: "3×5", Word: "High"},
					ui.Person{Name: "Shira Ben-Ami"},
				}}},
			}}}},
		}
		ui.Headers(w.Header())
		if err := ui.Render(w, page); err != nil {
			http.Error(w, ui.ProblemTitle(500), http.StatusInternalServerError)
		}
	})
}

// A field with an error keeps what was typed; the summary links to it.
func ExampleField() {
	html, err := ui.Field{Path: "due", Label: "Review by", Kind: ui.DateField, Value: "2026-02-30", Errors: []string{"Enter a day that exists"}}.HTML()
	fmt.Println(len(html) > 0, err, "#"+ui.FieldID("due"))
	// Output: true <nil> #f-due
}
