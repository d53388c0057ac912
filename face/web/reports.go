package web

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report"
)

// orReport sends a page's report as a file where ?format= asks for one, and the
// page otherwise.
func (w *Web) orReport(name string, page func(*door.Request) error) func(*door.Request) error {
	return func(r *door.Request) error {
		format := r.URL.Query().Get("format")
		if format == "" {
			return page(r)
		}
		if err := report.CheckFormat(name, format); err != nil {
			return err
		}
		return w.derive(r, func(v kernel.View, o *overview.Overview) error { return door.SendReport(r, v, o, name, format) })
	}
}

// takeAway offers the page's report in every format.
func takeAway(r *door.Request, name string) ui.Part {
	var out ui.TakeAway
	for _, f := range report.Formats(name) {
		out = append(out, ui.Link{Text: strings.ToUpper(f), Href: at(r, r.URL.Path+"?format="+f)})
	}
	return out
}
