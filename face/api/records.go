package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// page is one page of a list.
type page struct {
	Items []kernel.Shown `json:"items"`
	Next  string         `json:"next,omitempty"`
	Total int            `json:"total"`
}

func (a *API) list(r *door.Request) error {
	q, err := query(r)
	if err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		got, err := v.List(r.Context(), q)
		if err != nil {
			return err
		}
		out := page{Items: []kernel.Shown{}, Next: got.Next, Total: got.Total}
		for _, rec := range got.Items {
			out.Items = append(out.Items, r.Kind.Show(rec))
		}
		return answer(r, http.StatusOK, out)
	})
}

// query reads ?filter=&sort=&limit=&after=&search=.
func query(r *door.Request) (kernel.Query, error) {
	v := r.URL.Query()
	q := kernel.Query{Kind: r.Kind.Name, After: v.Get("after"), Search: v.Get("search")}
	var err error
	if q.Where, err = kernel.ParseWhere(v.Get("filter")); err != nil {
		return q, err
	}
	if s := v.Get("sort"); s != "" {
		q.Sort = strings.Split(s, ",")
	}
	if s := v.Get("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil || q.Limit < 1 || q.Limit > kernel.MaxLimit {
			return q, fault.New(fault.Usage, "limit is a number from 1 to %d", kernel.MaxLimit)
		}
	}
	return q, nil
}

func (a *API) get(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		return a.one(r, http.StatusOK, rec)
	})
}

func (a *API) one(r *door.Request, status int, rec *kernel.Record) error {
	r.W.Header().Set("ETag", strconv.Quote(strconv.Itoa(rec.Rev)))
	return answer(r, status, r.Kind.Show(rec))
}

// input is what a program writes. Name may be left out where the path has it.
type input struct {
	name   string
	labels map[string]string
	fields map[string]any
	spec   any
}

// read takes a document apart strictly: unknown parts are problems.
func read(r *door.Request) (in input, err error) {
	tree, err := kernel.ParseJSON(r.Body)
	if err != nil {
		return in, err
	}
	m, ok := tree.(map[string]any)
	if !ok {
		return in, fault.New(fault.Invalid, "the body must be an object with name and spec")
	}
	var ps kernel.Problems
	for key, x := range m {
		switch key {
		case "name":
			in.name, ok = x.(string)
		case "labels":
			in.labels, ok = texts(x)
		case "fields":
			in.fields, ok = x.(map[string]any)
		case "spec":
			in.spec, ok = x, true
		case "kind", "uid", "rev", "entry", "at", "actor", "origin":
			ok = true // what GET shows may come back
		default:
			ps.Add(key, "unknown-field", "a record has name, labels, fields and spec")
			ok = true
		}
		if !ok {
			ps.Add(key, "wrong-type", "this has another type")
		}
	}
	return in, ps.Err()
}

func texts(x any) (map[string]string, bool) {
	m, ok := x.(map[string]any)
	out := make(map[string]string, len(m))
	for k, v := range m {
		s, isText := v.(string)
		ok = ok && isText
		out[k] = s
	}
	return out, ok
}

// why is the reason that the history shows: the Plimsoll-Why header.
func why(r *door.Request) string {
	s, err := url.QueryUnescape(r.Header.Get("Plimsoll-Why"))
	if err != nil || len(s) > 500 {
		return ""
	}
	return s
}

func (a *API) create(r *door.Request) error {
	in, err := read(r)
	if err != nil {
		return err
	}
	return a.put(r, kernel.Put{Kind: r.Kind.Name, Name: in.name, Rev: kernel.RevNew, Spec: in.spec, Labels: in.labels, Fields: in.fields}, http.StatusCreated)
}

func (a *API) update(r *door.Request) error {
	rev, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := read(r)
	if err != nil {
		return err
	}
	p := kernel.Put{Kind: r.Kind.Name, Name: r.PathValue("name"), Rev: rev, Spec: in.spec, Labels: in.labels, Fields: in.fields}
	if err := r.View(func(v kernel.View) error { // a change needs something to change, whatever If-Match says
		rec, err := v.Get(r.Context(), r.Kind.Name, p.Name)
		if err == nil {
			p.UID, p.Origin = rec.UID, rec.Origin
		}
		return err
	}); err != nil {
		return err
	}
	if in.name != "" {
		p.Name = in.name // a rename, when it differs
	}
	return a.put(r, p, http.StatusOK)
}

func (a *API) put(r *door.Request, p kernel.Put, status int) error {
	var rec *kernel.Record
	_, err := r.Store.Update(r.Context(), why(r), func(tx kernel.Tx) (err error) {
		rec, err = tx.Put(r.Context(), p)
		return err
	})
	if err != nil {
		return err
	}
	if status == http.StatusCreated {
		r.W.Header().Set("Location", "/api/v1/"+r.Kind.Plural+"/"+url.PathEscape(rec.Name))
	}
	return a.one(r, status, rec)
}

func (a *API) remove(r *door.Request) error {
	rev := kernel.RevAny
	if r.Header.Get("If-Match") != "" {
		var err error
		if rev, err = ifMatch(r); err != nil {
			return err
		}
	}
	_, err := r.Store.Update(r.Context(), why(r), func(tx kernel.Tx) error {
		return tx.Delete(r.Context(), r.Kind.Name, r.PathValue("name"), rev)
	})
	if err != nil {
		return err
	}
	r.W.WriteHeader(http.StatusNoContent)
	return nil
}

// ifMatch reads the revision that the caller has seen.
func ifMatch(r *door.Request) (int, error) {
	s := r.Header.Get("If-Match")
	if s == "*" {
		return kernel.RevAny, nil
	}
	n, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(s, "W/"), `"`))
	if err != nil || n < 1 {
		return 0, fault.New(fault.Usage, `a change needs If-Match with the ETag of what was read, as in If-Match: "3"`)
	}
	return n, nil
}

func (a *API) history(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		_, list, err := kernel.HistoryOf(r.Context(), v, r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		return answer(r, http.StatusOK, map[string]any{"items": v.Registry().ShowRevisions(list)})
	})
}

// link is one reference.
type link struct {
	Field string `json:"field"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

func (a *API) links(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		out := map[string][]link{"out": {}, "in": {}}
		for key, dir := range map[string]kernel.Direction{"out": kernel.Out, "in": kernel.In} {
			ls, err := v.Links(r.Context(), rec.UID, dir, "")
			if err != nil {
				return err
			}
			for _, l := range ls {
				out[key] = append(out[key], link{l.Field, l.Other.Kind, l.Other.Name, l.Title})
			}
		}
		return answer(r, http.StatusOK, out)
	})
}

func (a *API) search(r *door.Request) error {
	v := r.URL.Query()
	var kinds []string
	if s := v.Get("kinds"); s != "" {
		kinds = strings.Split(s, ",")
	}
	return r.View(func(view kernel.View) error {
		found, err := view.Search(r.Context(), v.Get("q"), kinds, 50)
		if err != nil {
			return err
		}
		out := []link{}
		for _, rec := range found {
			out = append(out, link{Kind: rec.Kind, Name: rec.Name, Title: view.Registry().Kind(rec.Kind).TextOf(&rec.Meta, rec.Spec)})
		}
		return answer(r, http.StatusOK, map[string]any{"items": out})
	})
}
