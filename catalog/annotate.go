package catalog

import (
	"fmt"
	"strings"
)

// annotate adds to the ISO/IEC 42001 controls what is not in the framework's
// own table: default applicability by role, and guidance.
func (c *Catalog) annotate() error {
	f := c.Framework("iso42001:2023")
	if f == nil {
		return fmt.Errorf("iso42001:2023 is missing")
	}
	return f.readRoles()
}

func (f *Framework) readRoles() error {
	s, err := openTable("iso42001-2023-roles.csv", "control", "roles", "role_note", "user_excluded_because")
	if err != nil {
		return err
	}
	for _, row := range s.rows {
		c := f.Control(s.get(row, "control"))
		if c == nil {
			return fmt.Errorf("%s: no such control", s.place(row, "control").in(s.file))
		}
		for _, r := range strings.Fields(s.get(row, "roles")) {
			c.Roles = append(c.Roles, Role(r))
		}
		c.RoleNote, c.UserExcludes = s.get(row, "role_note"), s.get(row, "user_excluded_because")
	}
	return nil
}

// openTable reads an embedded table that must have just these headings.
func openTable(name string, heads ...string) (*sheet, error) {
	r, err := data.Open("data/" + name)
	if err != nil {
		return nil, err
	}
	s := readSheet(r, name)
	if s.need(heads, nil); len(s.ps) > 0 {
		return nil, fmt.Errorf("%v", s.ps[0])
	}
	return s, nil
}
