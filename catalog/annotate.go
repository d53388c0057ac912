package catalog

import (
	"fmt"
	"strings"
)

// annotate adds to the shipped frameworks what their own tables do not hold:
// roles and guidance to the ISO/IEC 42001 controls, dates and duties to the law.
func annotate(fs []*Framework) error {
	for _, f := range fs {
		var err error
		switch f.ID {
		case "iso42001:2023":
			err = firstError(f.readRoles(), f.readGuidance())
		case "aiact:2026-07-27":
			err = f.readLaw()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// describe adds to the shipped crosswalks their titles and what a reader must
// know before relying on them.
func describe(xs []*Crosswalk) error {
	var rows []Crosswalk
	err := readTable(&rows, "crosswalks.csv", []string{"from", "to", "title", "note"}, func(g getter) Crosswalk {
		return Crosswalk{From: g("from"), To: g("to"), Title: g("title"), Note: g("note")}
	})
	for _, r := range rows {
		for _, x := range xs {
			if x.From == r.From && x.To == r.To {
				x.Title, x.Note = r.Title, r.Note
			}
		}
	}
	return err
}

func (f *Framework) readRoles() error {
	type row struct{ control, roles, note, excludes string }
	var rows []row
	err := readTable(&rows, "iso42001-2023-roles.csv", []string{"control", "roles", "role_note", "user_excluded_because"}, func(g getter) row {
		return row{g("control"), g("roles"), g("role_note"), g("user_excluded_because")}
	})
	for _, r := range rows {
		c := f.Control(r.control)
		if c == nil {
			return fmt.Errorf("iso42001-2023-roles.csv: there is no control %s", r.control)
		}
		for _, role := range strings.Fields(r.roles) {
			c.Roles = append(c.Roles, Role(role))
		}
		c.RoleNote, c.UserExcludes = r.note, r.excludes
	}
	return err
}

// getter gives the cell of the current row under a heading.
type getter = func(head string) string

// readTable reads an embedded table that has just these headings into list.
func readTable[T any](list *[]T, name string, heads []string, one func(getter) T) error {
	s := embedded(name)
	if s.need(heads, nil); len(s.ps) > 0 {
		return fmt.Errorf("%v", s.ps[0])
	}
	for _, row := range s.rows {
		*list = append(*list, one(func(h string) string { return s.get(row, h) }))
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
