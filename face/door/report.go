package door

import (
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report"
)

// SendReport sends the report of a name as a download in a format that it has. The
// overview may be one that others were given earlier; the moment is the view's.
func SendReport(r *Request, v kernel.View, o *overview.Overview, name, format string) error {
	rep, err := report.Make(name, o, v.Registry())
	if err != nil {
		return err
	}
	rep.AsOf = facts.AsOf{Time: v.Now().UTC(), Entry: v.Seq()}
	SendAs(r, report.FileName(name, format), report.MediaType(format))
	return rep.Write(r.W, format)
}

// SendAs says that what follows is a file, to be kept under a name.
func SendAs(r *Request, name, mediaType string) {
	h := r.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
