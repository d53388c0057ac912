package oscal

import (
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// version is the edition of OSCAL that is written.
const version = "1.1.3"

// ns qualifies the properties that are ours.
const ns = "https://github.com/plimsoll-aims/plimsoll/ns/oscal"

var space = uuid.NewSHA1(uuid.NameSpaceURL, []byte(ns))

// maker makes the identifiers of one organisation.
type maker struct{ owner string }

// id is the UUID of what the names lead to.
func (m maker) id(names ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(append([]string{m.owner}, names...), "\x00"))).String()
}

// Token turns the id of an item (iso42001:A.5.2) into one that OSCAL takes, where
// an id is a name without colons that begins with a letter: iso42001_A.5.2.
func Token(id string) string {
	var b strings.Builder
	for i, c := range id {
		switch {
		case unicode.IsLetter(c), i > 0 && (unicode.IsNumber(c) || c == '.' || c == '-'):
			b.WriteRune(c)
		case i == 0 && unicode.IsNumber(c):
			b.WriteRune('_')
			b.WriteRune(c)
		default:
			b.WriteRune('_')
		}
	}
	return b.String()
}

// line is a text as OSCAL wants a string: on one line, nothing around it.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// said is the first text that says something.
func said(texts ...string) string {
	for _, s := range texts {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return "Nothing is recorded."
}

// prop is a property of ours; none where there is no value.
func prop(name, value string) []Property {
	if value = line(value); value == "" {
		return nil
	}
	return []Property{{Name: name, NS: ns, Value: value}}
}

func props(list ...[]Property) []Property {
	var out []Property
	for _, p := range list {
		out = append(out, p...)
	}
	return out
}
