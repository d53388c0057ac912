package web

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// cell draws one column of a record.
func cell(r *door.Request, v kernel.View, k *kernel.Kind, c *kernel.Column, rec *kernel.Record) ui.Part {
	if c.Field != nil && (c.Field.Type == kernel.TypeRef || c.Field.Type == kernel.TypeAnyRef) {
		return refCell(r, v, k, c.Field, rec)
	}
	val := c.Value(rec.Spec)
	if val == nil {
		return ui.None
	}
	text := kernel.ColumnText(val)
	if c.Field == nil {
		return ui.Text(text)
	}
	if c.Field.Catalog != "" && text != "" {
		return ui.Link{Text: localID(text), Href: at(r, "/catalog/"+text)}
	}
	switch c.Field.Type {
	case kernel.TypeEnum:
		return enumPart(text)
	case kernel.TypeDate:
		return ui.Stamp{Text: dateWords(kernel.Date(text)), ISO: text}
	case kernel.TypeBool:
		if text == "1" {
			return ui.Text("Yes")
		}
		return ui.Text("No")
	}
	return ui.Text(clip(text, 80))
}

func refCell(r *door.Request, v kernel.View, k *kernel.Kind, f *kernel.Field, rec *kernel.Record) ui.Part {
	var part ui.Part = ui.None
	k.References(rec.Spec, func(ref *kernel.Reference) {
		if ref.Field.Path != f.Path {
			return
		}
		if to := v.Registry().Kind(ref.Kind); to != nil {
			part = ui.Link{Text: clip(refTitle(r.Context(), v, ref.Kind, ref.Name, ref.UID), 60), Href: at(r, recordPath(to, ref.Name))}
		}
	})
	return part
}

// good, bad and under way, as far as a state's word tells; others stay plain.
var stateLooks = map[string]ui.Status{
	"approved": ui.OK, "closed": ui.OK, "done": ui.OK, "operating": ui.Proven, "implemented": ui.InPlace, "in-operation": ui.OK, "active": ui.OK,
	"met": ui.OK, "yes": ui.OK, "fresh": ui.OK, "accepted": ui.OK, "verified": ui.OK, "in-force": ui.OK, "reached": ui.OK,
	"draft": ui.InProgress, "in-review": ui.InProgress, "doing": ui.InProgress, "partial": ui.InProgress, "partly": ui.InProgress, "treating": ui.InProgress,
	"assessed": ui.InProgress, "planned": ui.InProgress, "in-progress": ui.InProgress,
	"open": ui.NotStarted, "not-started": ui.NotStarted, "idea": ui.NotStarted,
	"retired": ui.Excluded, "withdrawn": ui.Excluded, "dropped": ui.Excluded, "superseded": ui.Excluded, "disabled": ui.Excluded,
	"no": ui.Warn, "rejected": ui.Bad, "stale": ui.Stale,
}

// enumWords are values whose own words say little.
var enumWords = func() map[string]string {
	out := map[string]string{"yes": "Yes", "no": "No"}
	for c, w := range classWords {
		out[string(c)] = w
	}
	return out
}()

// wordOf is a value of an enumeration in words.
func wordOf(value string) string { return or(enumWords[value], kernel.Humanize(value)) }

// enumPart draws a value of an enumeration: a state with shape and colour where
// its word has one, else the word.
func enumPart(value string) ui.Part {
	if s, ok := stateLooks[value]; ok {
		return ui.Badge{Status: s, Text: wordOf(value)}
	}
	return ui.Text(wordOf(value))
}

// clip shortens a text at a word.
func clip(s string, n int) string {
	if len([]rune(s)) <= n {
		return s
	}
	cut := string([]rune(s)[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// number writes a figure without needless zeros.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
