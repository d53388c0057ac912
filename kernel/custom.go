package kernel

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"sort"
)

// CustomField declares a typed field that a customer adds to a kind. It is data,
// a record like any other; what it holds travels in Meta.Fields.
type CustomField struct {
	Title    string          `json:"title" fact:"required,text"`
	Kind     string          `json:"kind" fact:"required,index,immutable,title=For records of kind,pattern=^[a-z][a-z-]*$"`
	Key      string          `json:"key" fact:"required,index,immutable,pattern=^[a-z][a-z0-9_]{0,39}$"`
	Type     CustomFieldType `json:"type" fact:"required,immutable"`
	Options  []string        `json:"options,omitempty"`
	Required bool            `json:"required,omitempty"`
	Help     string          `json:"help,omitempty" fact:"long"`
}

// CustomFieldType is what a custom field holds.
type CustomFieldType string

// Values lists the types of custom fields.
func (CustomFieldType) Values() []string {
	return []string{"text", "number", "date", "yes-no", "choice"}
}

// CustomFieldKind is registered by every program.
var CustomFieldKind = Define[CustomField]("field", Plural("fields", "Custom fields"), Title("Custom field"),
	Unique("kind", "key"), Check(checkCustomField))

func checkCustomField(f *CustomField, ps *Problems) {
	if (f.Type == "choice") != (len(f.Options) > 0) {
		ps.Add("options", "choice-options", "a choice has options, and only a choice")
	}
}

// Label bounds: few and short, so that lists stay readable.
const (
	maxLabels     = 32
	maxLabelValue = 120
)

var labelRule = regexp.MustCompile(`^[a-z][a-z0-9_.-]{0,39}$`)

// CheckLabels finds what is wrong with labels.
func CheckLabels(labels map[string]string) (ps Problems) {
	if len(labels) > maxLabels {
		ps.Add("labels", "too-many", "a record has at most %d labels", maxLabels)
	}
	for _, k := range sortedKeys(labels) {
		if !labelRule.MatchString(k) {
			ps.Add("labels."+k, "bad-name", "a label is lower case letters, digits, dots and dashes")
		}
		if len(labels[k]) > maxLabelValue {
			ps.Add("labels."+k, "too-long", "a label's value has at most %d characters", maxLabelValue)
		}
	}
	return ps
}

// CheckFields settles the custom fields of a record of a kind against their
// declarations: numbers become float64, and every fault is reported.
func CheckFields(kind string, defs []*Record, fields map[string]any) (map[string]any, Problems) {
	var ps Problems
	out := map[string]any{}
	known := map[string]*CustomField{}
	for _, f := range Each[CustomField](defs) {
		if f.Kind == kind {
			known[f.Key] = f
		}
	}
	for _, key := range sortedKeys(fields) {
		f, ok := known[key]
		if !ok {
			ps.Add("fields."+key, "unknown-field", "no custom field of %s has this key", kind)
			continue
		}
		if fields[key] == nil {
			continue
		}
		if v, problem := f.settle(fields[key]); problem != "" {
			ps.Add("fields."+key, "wrong-type", "%s", problem)
		} else {
			out[key] = v
		}
	}
	for _, key := range sortedKeys(known) {
		if _, ok := out[key]; known[key].Required && !ok && len(ps) == 0 {
			ps.Add("fields."+key, "required", "%s is needed", known[key].Title)
		}
	}
	return out, ps
}

// settle gives the value in its one Go type, or says what is wrong.
func (f *CustomField) settle(v any) (any, string) {
	switch f.Type {
	case "number":
		if n, ok := v.(json.Number); ok {
			x, err := n.Float64()
			if err != nil || math.IsInf(x, 0) {
				return nil, n.String() + " is not a finite number"
			}
			return x, ""
		}
		if x, ok := v.(float64); ok && !math.IsInf(x, 0) && !math.IsNaN(x) {
			return x, ""
		}
		return nil, "this is a number"
	case "yes-no":
		if b, ok := v.(bool); ok {
			return b, ""
		}
		return nil, "write true or false"
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return nil, "this is a text"
	case f.Type == "date" && !Date(s).Valid():
		return nil, "this is a day such as 2026-11-20"
	case f.Type == "choice" && !slices.Contains(f.Options, s):
		return nil, s + " is not one of the options"
	}
	return s, ""
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
