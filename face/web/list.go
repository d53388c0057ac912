package web

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// pageSize is how many rows a list shows.
const pageSize = 50

// maxColumns is how many columns a list of any kind shows beside the name.
const maxColumns = 5

// listPage is the list of any kind: filter, sort and page by URL, export, bulk acts.
func (w *Web) listPage(r *door.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	if format := r.URL.Query().Get("format"); format != "" {
		return w.exportList(r, q, format)
	}
	return r.View(func(v kernel.View) error {
		page, err := v.List(r.Context(), q)
		if err != nil {
			return err
		}
		l := &lister{w: w, r: r, v: v, k: r.Kind, q: q, page: page}
		body, err := l.parts()
		if err != nil {
			return err
		}
		p := ui.Page{Title: r.Kind.TitlePlural, Nav: ui.MainNav(place[r.Kind.Name], nil), State: l.state(), Body: body}
		if r.Who.May(kernel.Write, r.Kind.Name) && !v.Past() {
			p.Create = "/new/" + r.Kind.Plural
			p.Actions = []ui.Action{{Text: "Add " + withArticle(r.Kind), Href: p.Create, Primary: true}}
		}
		return w.render(r, v, p)
	})
}

// listQuery reads ?filter=&q=&sort=&page=.
func listQuery(r *door.Request) (q kernel.Query, err error) {
	v := r.URL.Query()
	q = kernel.Query{Kind: r.Kind.Name, Search: v.Get("q"), Limit: pageSize}
	if q.Where, err = kernel.ParseWhere(v.Get("filter")); err != nil {
		return q, err
	}
	if s := v.Get("sort"); s != "" {
		q.Sort = strings.Split(s, ",")
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Offset = (n - 1) * pageSize
	}
	return q, nil
}

// lister draws one page of a list.
type lister struct {
	w    *Web
	r    *door.Request
	v    kernel.View
	k    *kernel.Kind
	q    kernel.Query
	page *kernel.Page
}

func (l *lister) state() string {
	n := grouped(uint64(l.page.Total))
	if len(l.q.Where) > 0 || l.q.Search != "" {
		return n + " match. " + strings.Split(l.k.Help, "\n")[0]
	}
	if l.bare() { // the page says what they are
		return "None is recorded yet."
	}
	return n + " in all. " + strings.Split(l.k.Help, "\n")[0]
}

// url is this list with one parameter changed; changing anything begins at page one.
func (l *lister) url(key, value string) string {
	q := l.r.URL.Query()
	q.Del("page")
	if value == "" {
		q.Del(key)
	} else {
		q.Set(key, value)
	}
	return pathWith(l.r.URL.Path, q)
}

func (l *lister) parts() ([]ui.Part, error) {
	t := ui.Table{Caption: l.k.TitlePlural, Columns: l.columns(), Search: l.search(), Pager: l.pager(), Exports: l.exports(), Empty: l.empty()}
	chips, err := l.chips(l.r.Context())
	if err != nil {
		return nil, err
	}
	t.Filters = chips
	for _, rec := range l.page.Items {
		t.Rows = append(t.Rows, l.row(rec))
	}
	if l.bare() { // nothing to filter, to find, or to take along
		t.Filters, t.Search, t.Pager, t.Exports = nil, nil, nil, nil
	}
	if l.r.Who.May(kernel.Write, l.k.Name) && !l.v.Past() {
		t.Bulk = &ui.Bulk{Action: "/bulk/" + l.k.Plural, Choices: []ui.Action{
			{Text: "Label", Name: "act", Value: "label"}, {Text: "Delete", Name: "act", Value: "delete", Danger: true}}}
	}
	return []ui.Part{t}, nil
}

// bare says that there are no records of the kind at all.
func (l *lister) bare() bool { return l.page.Total == 0 && len(l.q.Where) == 0 && l.q.Search == "" }

// shown are the columns that a list of the kind has beside the name: those that
// people steer by, in the order in which the kind has them.
func (l *lister) shown() []*kernel.Column {
	var all []*kernel.Column
	for _, c := range l.k.Columns {
		if c.Field == nil || c.Field.Path != l.k.Label && !c.Field.Long {
			all = append(all, c)
		}
	}
	best := slices.Clone(all)
	slices.SortStableFunc(best, func(a, b *kernel.Column) int { return cmp.Compare(l.weight(a), l.weight(b)) })
	best = best[:min(maxColumns, len(best))]
	return slices.DeleteFunc(all, func(c *kernel.Column) bool { return !slices.Contains(best, c) })
}

// dues are the fields whose day asks for an act.
var dues = []string{"due", "next_review", "valid_until", "until", "expires"}

// weight ranks columns: the state, who answers for it and when something is due come
// first, then the kind's first figure and what the record belongs to; marks, ids of the
// catalogue and parts of a part, which say little in a list, last.
func (l *lister) weight(c *kernel.Column) int {
	switch f := c.Field; {
	case f == nil:
		if l.figure() == c {
			return 3
		}
		return 5
	case l.k.Lifecycle != nil && f.Path == l.k.Lifecycle.Field:
		return 0
	case f.Path == l.k.Owner:
		return 1
	case slices.Contains(dues, f.Path):
		return 2
	case f.Type == kernel.TypeBool, f.Catalog != "", strings.Contains(f.Path, "."):
		return 5
	case f.Type == kernel.TypeRef:
		return 3
	}
	return 4
}

// figure is the first column that is worked out, nil when there is none.
func (l *lister) figure() *kernel.Column {
	for _, c := range l.k.Columns {
		if c.Field == nil {
			return c
		}
	}
	return nil
}

func (l *lister) columns() []ui.Column {
	out := []ui.Column{l.column(l.k.Title, "name", false)}
	for _, c := range l.shown() {
		title := kernel.Humanize(c.Name)
		if c.Field != nil && !strings.Contains(c.Field.Path, ".") { // "On" alone says nothing
			title = c.Field.Title
		}
		out = append(out, l.column(title, c.Name, c.SQL != "text"))
	}
	return out
}

// column is a heading that sorts: up, down, and back to the list's own order.
func (l *lister) column(title, name string, number bool) ui.Column {
	c := ui.Column{Title: title, Number: number, SortHref: l.url("sort", name)}
	switch l.r.URL.Query().Get("sort") {
	case name:
		c.Sorted, c.SortHref = "ascending", l.url("sort", "-"+name)
	case "-" + name:
		c.Sorted, c.SortHref = "descending", l.url("sort", "")
	}
	return c
}

func (l *lister) row(rec *kernel.Record) ui.Row {
	title := l.k.TextOf(&rec.Meta, rec.Spec)
	main := ui.MainLink{Text: title, Href: at(l.r, recordPath(l.k, rec.Name))}
	if title != rec.Name {
		main.Ref = rec.Name
	}
	row := ui.Row{ID: rec.Name, Label: title, Cells: []ui.Part{main}}
	for _, c := range l.shown() {
		row.Cells = append(row.Cells, cell(l.r, l.v, l.k, c, rec))
	}
	return row
}

// chips filter by the values of the kind's first enumeration: its state, usually.
func (l *lister) chips(ctx context.Context) ([]ui.Link, error) {
	var col *kernel.Column
	for _, c := range l.k.Columns {
		if c.Field != nil && c.Field.Type == kernel.TypeEnum && (col == nil || l.k.Lifecycle != nil && c.Field.Path == l.k.Lifecycle.Field) {
			col = c
		}
	}
	if col == nil {
		return nil, nil
	}
	counts, err := l.v.Count(ctx, kernel.Query{Kind: l.k.Name}, col.Name)
	if err != nil {
		return nil, err
	}
	all, current := 0, l.r.URL.Query().Get("filter")
	for _, n := range counts {
		all += n
	}
	out := []ui.Link{{Text: "All", Href: l.url("filter", ""), Current: current == "", Count: grouped(uint64(all))}}
	for _, e := range col.Field.Enum {
		if counts[e] == 0 {
			continue
		}
		f := col.Name + "=" + e
		out = append(out, ui.Link{Text: wordOf(e), Href: l.url("filter", f), Current: current == f, Count: grouped(uint64(counts[e]))})
	}
	if current != "" && len(l.q.Where) > 0 && !hasCurrent(out) {
		out = append(out, ui.Link{Text: current, Href: l.url("filter", current), Current: true, Count: grouped(uint64(l.page.Total))})
	}
	return out, nil
}

func hasCurrent(links []ui.Link) bool {
	for _, x := range links {
		if x.Current {
			return true
		}
	}
	return false
}

func (l *lister) search() *ui.ListSearch {
	s := &ui.ListSearch{Action: l.r.URL.Path, Name: "q", Value: l.q.Search, Label: "Find in " + lowerTitle(l.k.TitlePlural)}
	for _, key := range []string{"filter", "sort", "asof"} {
		if val := l.r.URL.Query().Get(key); val != "" {
			s.Hidden = append(s.Hidden, ui.Hidden{Name: key, Value: val})
		}
	}
	return s
}

func (l *lister) pager() *ui.Pager {
	n := len(l.page.Items)
	p := &ui.Pager{Label: l.k.TitlePlural, Total: grouped(uint64(l.page.Total)) + " " + lowerTitle(l.k.TitlePlural)}
	if n == 0 {
		return p
	}
	p.Shown = grouped(uint64(l.q.Offset+1)) + " to " + grouped(uint64(l.q.Offset+n))
	number := l.q.Offset/pageSize + 1
	if number > 1 {
		p.First = l.url("page", "")
		p.Prev = l.pageURL(number - 1)
	}
	if l.q.Offset+n < l.page.Total {
		p.Next = l.pageURL(number + 1)
	}
	return p
}

func (l *lister) pageURL(n int) string {
	q := l.r.URL.Query()
	q.Set("page", strconv.Itoa(n))
	return pathWith(l.r.URL.Path, q)
}

func (l *lister) exports() []ui.Link {
	return []ui.Link{{Text: "CSV", Href: l.url("format", "csv")}, {Text: "XLSX", Href: l.url("format", "xlsx")}, {Text: "JSON", Href: l.url("format", "json")}}
}

func (l *lister) empty() *ui.Empty {
	e := &ui.Empty{What: "Nothing is recorded here yet.", Why: strings.Join(clauseWords(l.k), " ")}
	if l.k.Help != "" {
		e.What = strings.Split(l.k.Help, "\n")[0]
	}
	if len(l.q.Where) > 0 || l.q.Search != "" {
		e.Filtered, e.Clear = "Nothing matches what you asked for.", l.r.URL.Path
	}
	if l.r.Who.May(kernel.Write, l.k.Name) && !l.v.Past() {
		e.Do = &ui.Action{Text: "Add " + withArticle(l.k), Href: "/new/" + l.k.Plural, Primary: true}
		e.More = &ui.Link{Text: "Import from a spreadsheet", Href: "/help#import"}
	}
	return e
}

// clauseWords says where the standard asks for the kind.
func clauseWords(k *kernel.Kind) []string {
	if len(k.Clauses) == 0 {
		return nil
	}
	return []string{"An auditor looks here for clause " + strings.Join(k.Clauses, ", ") + "."}
}

// exportList sends everything that the list's query finds.
func (w *Web) exportList(r *door.Request, q kernel.Query, format string) error {
	if !slices.Contains([]string{"csv", "xlsx", "json"}, format) {
		return fault.New(fault.Usage, "a list can be had as csv, xlsx or json")
	}
	return r.View(func(v kernel.View) error {
		records, err := everything(r.Context(), v, q)
		if err != nil {
			return err
		}
		door.SendAs(r, r.Kind.Plural+"."+format, report.MediaType(format))
		switch format {
		case "csv":
			return sheet.WriteCSV(r.W, r.Kind, records)
		case "xlsx":
			return sheet.WriteXLSX(r.W, r.Kind, records)
		}
		return writeJSON(r.W, r.Kind, records)
	})
}

// writeJSON writes records as the API shows them, one array.
func writeJSON(w io.Writer, k *kernel.Kind, records []*kernel.Record) error {
	out := make([]map[string]any, 0, len(records))
	for _, rec := range records {
		out = append(out, map[string]any{"kind": k.Name, "name": rec.Name, "rev": rec.Rev, "at": rec.At, "labels": rec.Labels, "fields": rec.Fields, "spec": json.RawMessage(k.JSON(rec.Spec))})
	}
	return json.NewEncoder(w).Encode(out)
}

// maxExport bounds what one export sends.
const maxExport = 200_000

// everything reads all pages of a query.
func everything(ctx context.Context, v kernel.View, q kernel.Query) ([]*kernel.Record, error) {
	q.Offset, q.After, q.Limit = 0, "", kernel.MaxLimit
	var out []*kernel.Record
	for {
		page, err := v.List(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" || len(out) >= maxExport {
			return out, nil
		}
		q.After = page.Next
	}
}

// bulk does one act to every picked record, in one transaction.
func (w *Web) bulk(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Usage, err, "the form could not be read")
	}
	names := r.PostForm["pick"]
	back := "/" + r.Kind.Plural
	if len(names) == 0 {
		http.Redirect(r.W, r.Request, back, http.StatusSeeOther)
		return nil
	}
	key, value, ok := strings.Cut(r.PostFormValue("label"), "=")
	act := r.PostFormValue("act")
	if act == "label" && !ok {
		return w.askLabel(r, names)
	}
	_, err := r.Store.Update(r.Context(), "bulk "+act, func(tx kernel.Tx) error {
		for _, name := range names {
			if act == "delete" {
				if err := tx.Delete(r.Context(), r.Kind.Name, name, kernel.RevAny); err != nil {
					return err
				}
				continue
			}
			if err := setLabel(r.Context(), tx, r.Kind, name, key, value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, back+"?filter="+url.QueryEscape(bulkFilter(act, key, value)), http.StatusSeeOther)
	return nil
}

func bulkFilter(act, key, value string) string {
	if act != "label" || value == "" {
		return ""
	}
	return "label." + key + "=" + value
}

func setLabel(ctx context.Context, tx kernel.Tx, k *kernel.Kind, name, key, value string) error {
	rec, err := tx.Get(ctx, k.Name, name)
	if err != nil {
		return err
	}
	labels := map[string]string{}
	for lk, lv := range rec.Labels {
		labels[lk] = lv
	}
	if labels[key] = value; value == "" {
		delete(labels, key)
	}
	_, err = tx.Put(ctx, kernel.Put{Kind: k.Name, UID: rec.UID, Name: name, Rev: rec.Rev, Spec: rec.Spec, Labels: labels, Fields: rec.Fields, Origin: rec.Origin})
	return err
}

// askLabel asks which label the picked records get.
func (w *Web) askLabel(r *door.Request, names []string) error {
	f := ui.Form{Action: "/bulk/" + r.Kind.Plural, Hidden: []ui.Hidden{{Name: "act", Value: "label"}}, Submit: ui.Action{Text: "Label them"},
		Cancel:   &ui.Link{Text: "Cancel", Href: "/" + r.Kind.Plural},
		Sections: []ui.Section{{Fields: []ui.Field{{Path: "label", Label: "Label", Hint: "key=value, such as team=risk. key= alone takes the label away."}}}}}
	for _, n := range names {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "pick", Value: n})
	}
	return r.View(func(v kernel.View) error {
		return w.render(r, v, ui.Page{Title: "Label " + lowerTitle(r.Kind.TitlePlural), State: strconv.Itoa(len(names)) + " records get the label.", Nav: ui.MainNav(place[r.Kind.Name], nil), Body: []ui.Part{f}})
	})
}
