package catalog

import (
	"strings"
	"testing"
)

func TestEveryControlHasGuidanceThatANewcomerCanUse(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, c := range iso42001(t).Controls {
		if n := len(strings.Fields(c.Guidance)); n < 45 {
			t.Errorf("%s: the guidance has %d words", c.ID, n)
		}
		if n := len(c.Asks); n < 3 || n > 5 {
			t.Errorf("%s: %d questions, want 3 to 5", c.ID, n)
		}
		if n := len(c.Evidence); n < 3 || n > 5 {
			t.Errorf("%s: %d pieces of evidence, want 3 to 5", c.ID, n)
		}
		texts := append([]string{c.Guidance}, c.Asks...)
		for _, e := range c.Evidence {
			if e.What == "" || e.Good == "" {
				t.Errorf("%s: evidence %+v", c.ID, e)
			}
			texts = append(texts, e.What+e.Good)
		}
		for _, s := range texts {
			if was, dup := said[s]; dup {
				t.Errorf("%s repeats %s: %q", c.ID, was, s)
			}
			said[s] = c.ID
			for _, w := range []string{" shall ", "guarantee", "satisfies"} {
				if strings.Contains(strings.ToLower(s), w) {
					t.Errorf("%s says %q", c.ID, w)
				}
			}
		}
	}
}

func TestGuidanceTitlesAreThoseOfTheControls(t *testing.T) {
	t.Parallel()
	b, err := data.ReadFile("data/iso42001-2023-guidance.md")
	if err != nil {
		t.Fatal(err)
	}
	f := iso42001(t)
	n := 0
	for _, line := range strings.Split(string(b), "\n") {
		head, ok := strings.CutPrefix(line, "## ")
		if !ok {
			continue
		}
		n++
		id, title, _ := strings.Cut(head, " ")
		if c := f.Control(id); c == nil || c.Title != title {
			t.Errorf("heading %q is not of a control", head)
		}
	}
	if n != 38 {
		t.Errorf("%d headings, want 38", n)
	}
}

func TestBrokenGuidanceIsRefused(t *testing.T) {
	t.Parallel()
	c := &Control{}
	for _, x := range []struct{ part, line string }{
		{"", "- a bullet before its heading"}, {"Asks:", "no bullet"}, {"Evidence:", "- no colon that parts it"},
	} {
		if err := c.takeGuidance(x.part, x.line); err == nil {
			t.Errorf("%q after %q was taken", x.line, x.part)
		}
	}
}

func TestDefaultApplicabilityFollowsTheRoles(t *testing.T) {
	t.Parallel()
	f := iso42001(t)
	var out []string
	for i := range f.Controls {
		c := &f.Controls[i]
		if ok, why := c.DefaultFor(User); !ok {
			out = append(out, c.ID)
			if why == "" {
				t.Errorf("%s is left out without a reason", c.ID)
			}
		}
		if ok, _ := c.DefaultFor(User, Producer); !ok {
			t.Errorf("%s is left out for a producer", c.ID)
		}
		if ok, _ := c.DefaultFor(); !ok {
			t.Errorf("%s is left out before a role is known", c.ID)
		}
		if len(c.Roles) == 0 {
			t.Errorf("%s has no roles", c.ID)
		}
	}
	if got, want := strings.Join(out, " "), "A.6.1.2 A.6.1.3 A.6.2.2 A.6.2.3 A.6.2.4 A.7.2 A.7.6 A.10.4"; got != want {
		t.Errorf("a user leaves out %s, want %s", got, want)
	}
}
