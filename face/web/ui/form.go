package ui

import (
	"html/template"
	"strconv"
	"strings"
)

// FieldKind says how a field is edited.
type FieldKind string

// The kinds of field. Names of the values that are sent are the field's Path unless said otherwise.
const (
	TextField   FieldKind = "text"
	LongField   FieldKind = "long"       // plain text over several lines
	MarkField   FieldKind = "markdown"   // as LongField, with a hint on how to format
	SelectField FieldKind = "select"     // one of Options
	RadioField  FieldKind = "radio"      // one of Options, all visible
	CheckField  FieldKind = "checkbox"   // yes or no; sends "true" when set
	ChecksField FieldKind = "checkboxes" // several of Options; sends Path once per choice
	DateField   FieldKind = "date"
	NumberField FieldKind = "number"
	MoneyField  FieldKind = "money"   // sends Path+".amount" and Path+".currency"; Unit is the currency, Options the choices
	RefField    FieldKind = "ref"     // a record: its name, with Options as suggestions
	RefsField   FieldKind = "refs"    // several records: Values, one input each, add and remove buttons
	ListField   FieldKind = "strings" // several texts, as RefsField
	ItemsField  FieldKind = "items"   // sub-forms: Items, add and remove buttons
	FileField   FieldKind = "file"
	EmailField  FieldKind = "email"
	SecretField FieldKind = "password"
	LinkField   FieldKind = "url"
	GivenField  FieldKind = "given" // shown, not edited
)

// Form is a whole form built from field descriptions. It is sent by POST; add and remove buttons of lists are submit
// buttons named "add:PATH" and "remove:PATH.N", so lists grow and shrink without script: answer such a request with
// the same form, one entry more or less, everything typed kept.
type Form struct {
	Action   string
	Hidden   []Hidden // such as the revision that was read
	Sections []Section
	Submit   Action // Name and Value optional; Text "" becomes "Save"
	Extra    []Action
	Cancel   *Link
	ReadOnly bool // as-of views: every field turns to text, no buttons
}

// Section is a titled group of fields; the first may have no title.
type Section struct {
	Title, Hint string
	Fields      []Field
	Folded      bool // behind its title: what can wait
}

// Field is one field. What was typed is in Value, Values or Items and is always shown again.
type Field struct {
	Path      string // "title", "steps.0.due"; the name that is sent, and through FieldID the anchor
	Label     string
	Hint      string
	Errors    []string // what to do about what is wrong: "Enter a reason of at least one sentence"
	Kind      FieldKind
	Value     string
	Values    []string
	Options   []Option
	Unit      string
	Optional  bool // required fields are not marked, optional ones are
	Immutable bool // set once: shown as text when it has a value
	Clause    string
	Rows      int
	Min, Max  string
	Step      string
	Accept    string // of a file
	Complete  string // autocomplete token
	Find      bool   // RefField: a submit button "find:PATH" beside the input looks the record up
	Shown     string // the value as people read it: the title of a record, a date in words
	Items     []Item
	Noun      string // what one entry is called, for "Add another step"
}

// Item is one sub-form of an ItemsField.
type Item struct {
	Title  string // "Step 1"
	Fields []Field
}

// Option is one choice.
type Option struct {
	Value, Text, Hint string
}

// FieldID is the id of the field with this path; an error summary links to "#" + FieldID(path).
func FieldID(path string) string {
	var b strings.Builder
	b.WriteString("f-")
	for _, r := range path {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	return b.String()
}

// HTML renders the form.
func (f Form) HTML() (template.HTML, error) {
	f.Submit.Text = or(f.Submit.Text, "Save")
	f.Submit.Primary = true
	return run("form", f)
}

// HTML renders one field outside a form of this package.
func (f Field) HTML() (template.HTML, error) { return run("field", fieldView(f, false)) }

// Multipart says whether the form carries a file.
func (f Form) Multipart() bool {
	for _, s := range f.Sections {
		if hasFile(s.Fields) {
			return true
		}
	}
	return false
}

func hasFile(fields []Field) bool {
	for _, f := range fields {
		if f.Kind == FileField {
			return true
		}
		for _, it := range f.Items {
			if hasFile(it.Fields) {
				return true
			}
		}
	}
	return false
}

// fieldShown is a field with what its template needs beside it.
type fieldShown struct {
	Field
	ReadOnly bool
}

func fieldView(f Field, readOnly bool) fieldShown {
	if f.Kind == "" {
		f.Kind = TextField
	}
	given := f.Kind == GivenField || f.Immutable && f.Value != ""
	return fieldShown{f, readOnly || given}
}

// ID is the id of the control.
func (f fieldShown) ID() string { return FieldID(f.Path) }

// DescribedBy lists the ids of hint and error.
func (f fieldShown) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-h")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID()+"-e")
	}
	return strings.Join(ids, " ")
}

// Group says whether several controls share the label, so that a fieldset is needed.
func (f fieldShown) Group() bool {
	switch f.Kind {
	case RadioField, ChecksField, RefsField, ListField, ItemsField, MoneyField:
		return true
	}
	return false
}

// InputType is the type attribute of a single-line control.
func (f fieldShown) InputType() string {
	switch f.Kind {
	case DateField, FileField, EmailField, SecretField, LinkField:
		return string(f.Kind)
	}
	return "text"
}

// Numeric asks phones for the keyboard with figures; type=number is avoided because it drops what it cannot read.
func (f fieldShown) Numeric() bool { return f.Kind == NumberField }

// TextRows is the height of a text over several lines.
func (f fieldShown) TextRows() int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 4
}

// Has says whether an option is chosen.
func (f fieldShown) Has(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return len(f.Values) == 0 && f.Value == value
}

// Lines are the values of a list with one empty line when there is none.
func (f fieldShown) Lines() []string {
	if len(f.Values) == 0 {
		return []string{""}
	}
	return f.Values
}

// Nth is the path of the n-th entry.
func (f fieldShown) Nth(n int) string { return f.Path + "." + strconv.Itoa(n) }

// One is 1 for 0: people count from one.
func (f fieldShown) One(n int) int { return n + 1 }

// More says what the button of a list adds: "another step" where one entry has a
// name of its own, else "another to AI objectives touched".
func (f fieldShown) More() string {
	if f.Noun == "" {
		return "another to " + f.Label
	}
	return "another " + f.Noun
}

// NounOr is what one entry is called.
func (f fieldShown) NounOr() string { return or(f.Noun, "entry") }

// Prose is the value of a MarkField that is shown and not edited.
func (f fieldShown) Prose() Markdown { return Markdown(f.Value) }

// Words is the value in words, for fields that are shown and not edited.
func (f fieldShown) Words() string {
	if f.Shown != "" {
		return f.Shown
	}
	switch f.Kind {
	case CheckField:
		if f.Value == "true" {
			return "Yes"
		}
		return "No"
	case MoneyField:
		if f.Value == "" {
			return ""
		}
		return f.Value + " " + f.Unit
	case SelectField, RadioField, RefField:
		return f.optionText(f.Value)
	case ChecksField, RefsField, ListField:
		var out []string
		for _, v := range f.Values {
			out = append(out, f.optionText(v))
		}
		return strings.Join(out, ", ")
	}
	return f.Value
}

func (f fieldShown) optionText(value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return or(o.Text, o.Value)
		}
	}
	return value
}
