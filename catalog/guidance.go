package catalog

import (
	"fmt"
	"strings"
)

// readGuidance reads data/iso42001-2023-guidance.md into the controls. Its form
// is plain enough to be edited by anybody: a heading "## A.2.2", a paragraph,
// "Asks:" with one question a bullet, "Evidence:" with "what: what makes it
// good" a bullet. Lines before the first heading are for the editor.
func (f *Framework) readGuidance() error {
	b, err := data.ReadFile("data/iso42001-2023-guidance.md")
	if err != nil {
		return err
	}
	var (
		c    *Control
		part string
	)
	for n, line := range strings.Split(string(b), "\n") {
		bad := func(why string) error { return fmt.Errorf("iso42001-2023-guidance.md:%d: %s", n+1, why) }
		line = strings.TrimSpace(line)
		id, heading := strings.CutPrefix(line, "## ")
		switch {
		case heading:
			id, _, _ = strings.Cut(id, " ")
			if c, part = f.Control(id), ""; c == nil {
				return bad("there is no control " + id)
			}
		case c == nil || line == "":
		case line == "Asks:" || line == "Evidence:":
			part = line
		default:
			if err := c.takeGuidance(part, line); err != nil {
				return bad(err.Error())
			}
		}
	}
	return nil
}

func (c *Control) takeGuidance(part, line string) error {
	item, bullet := strings.CutPrefix(line, "- ")
	switch {
	case part == "" && !bullet:
		c.Guidance = strings.TrimSpace(c.Guidance + " " + line)
	case part == "Asks:" && bullet:
		c.Asks = append(c.Asks, item)
	case part == "Evidence:" && bullet:
		what, good, ok := strings.Cut(item, ": ")
		if !ok {
			return fmt.Errorf("evidence needs the form \"what: what makes it good\"")
		}
		c.Evidence = append(c.Evidence, Evidence{what, good})
	default:
		return fmt.Errorf("a line that is neither paragraph, question nor evidence")
	}
	return nil
}
