package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Problem is one fault of an input; Problems collects all of them.
type Problem = fault.Problem

// Problems is every fault found so far.
type Problems []Problem

// Add notes a fault at a path such as "steps[2].due".
func (ps *Problems) Add(path, code, format string, args ...any) {
	*ps = append(*ps, Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Err gives the problems as an error, nil when there are none.
func (ps Problems) Err() error { return fault.Problems(ps) }

// Upgrade lifts a stored payload's spec from one schema version to the next.
// An upgrade is only ever added, never edited.
type Upgrade func(spec json.RawMessage) (json.RawMessage, error)

// Rule checks a change inside its transaction. It may read through v; old is nil
// for a new record. Both are pointers to the kind's struct.
type Rule func(ctx context.Context, v View, old, new any) (Problems, error)

// Reaction runs in the transaction after a record of its kind was written. It
// may enqueue jobs or write further records, and must not do I/O.
type Reaction func(ctx context.Context, tx Tx, c Change) error

// Change is what a Reaction is told.
type Change struct {
	Meta     Meta
	Old, New any // pointers to the kind's struct; New is nil for a deletion
}

// Column is one column of a kind's projection table.
type Column struct {
	Name  string // SQL name, and the name in filters and sorts
	Field *Field // nil for a computed column
	SQL   string // text, integer or real
	value func(spec any) any
}

// Kind describes a registered struct. Define makes it; it never changes after.
type Kind struct {
	Name, Plural, Title, TitlePlural string
	Help                             string   // the struct's doc comment
	Clauses                          []string // where the standard asks for it
	Schema                           int      // current payload version, from 1
	Fields                           []*Field
	Columns                          []*Column
	Uniques                          [][]string // column sets that are unique in a tenant
	Owner                            string     // field that refers to the owner, for scope "owned"
	Label                            string     // field whose text titles a record
	Lifecycle                        *Lifecycle
	Internal                         bool // belongs to the instance: not exported, not in packs

	typ       reflect.Type
	canonical []*Field // Fields in key order
	refs      []*Field // Fields, as far as they hold references,
	files     []*Field // files
	texts     []*Field // texts to be found,
	recurring []*Field // and values that are few
	sensitive bool     // whether any field needs the verb reveal
	upgrades  map[int]Upgrade
	checks    []func(spec any, ps *Problems)
	rules     []Rule
	reactions []Reaction
	computed  []*Column
}

// Option is a fact about a kind, for Define.
type Option func(*Kind)

// Define describes the kind for struct T. Name is singular, lower case; it is
// part of URLs, files and the ledger and never changes. A fault in the
// description is a defect of the program and panics at start.
func Define[T any](name string, opts ...Option) *Kind {
	k := &Kind{Name: name, Plural: name + "s", Schema: 1, typ: reflect.TypeFor[T](), upgrades: map[int]Upgrade{}}
	k.Title = Humanize(name)
	k.Fields = describe(k.typ, "")
	k.canonical = sortedByName(k.Fields)
	k.refs = holding(k.Fields, func(f *Field) bool { return f.Type == TypeRef || f.Type == TypeAnyRef })
	k.files = holding(k.Fields, func(f *Field) bool { return f.Type == TypeFile })
	k.recurring = holding(k.Fields, recurs)
	k.texts = holding(k.Fields, func(f *Field) bool { return f.Text && !f.Sensitive })
	k.Walk(func(f *Field) { k.sensitive = k.sensitive || f.Sensitive })
	for _, o := range opts {
		o(k)
	}
	if k.TitlePlural == "" {
		k.TitlePlural = Humanize(k.Plural)
	}
	if k.Label == "" {
		if f := k.Field("title"); f != nil {
			k.Label = f.Path
		}
	}
	k.columns()
	k.validate()
	return k
}

// Plural says how the kind's URL and headings name many of it.
func Plural(url, title string) Option {
	return func(k *Kind) { k.Plural, k.TitlePlural = url, title }
}

// Title says how people name one of it.
func Title(s string) Option { return func(k *Kind) { k.Title = s } }

// Clauses says which clauses and controls ask for records of the kind.
func Clauses(ids ...string) Option { return func(k *Kind) { k.Clauses = ids } }

// Label names the field whose text titles a record; "title" without it.
func Label(field string) Option { return func(k *Kind) { k.Label = field } }

// Owned names the field that refers to a record's owner.
func Owned(field string) Option { return func(k *Kind) { k.Owner = field } }

// Unique says that no two records of a tenant share the values of these columns.
func Unique(columns ...string) Option {
	return func(k *Kind) { k.Uniques = append(k.Uniques, columns) }
}

// Internal says that records of the kind belong to the instance: they are not
// exported as AIMS as code and not part of a pack.
func Internal() Option { return func(k *Kind) { k.Internal = true } }

// Check adds a pure check of one record.
func Check[T any](f func(spec *T, ps *Problems)) Option {
	return func(k *Kind) {
		k.checks = append(k.checks, func(spec any, ps *Problems) { f(spec.(*T), ps) })
	}
}

// When adds a check that needs to read other records.
func When[T any](f func(ctx context.Context, v View, old, new *T) (Problems, error)) Option {
	return func(k *Kind) {
		k.rules = append(k.rules, func(ctx context.Context, v View, o, n any) (Problems, error) {
			old, _ := o.(*T)
			now, _ := n.(*T)
			return f(ctx, v, old, now)
		})
	}
}

// React adds a reaction.
func React(r Reaction) Option { return func(k *Kind) { k.reactions = append(k.reactions, r) } }

// Computed adds a projection column that is a pure function of the record.
// sql is text, integer or real; the function may return nil for unknown.
func Computed[T any](name, sql string, f func(*T) any) Option {
	return func(k *Kind) {
		k.computed = append(k.computed, &Column{Name: name, SQL: sql, value: func(s any) any { return f(s.(*T)) }})
	}
}

// Upgrades sets the schema version and the way to it: ups[0] lifts version 1 to 2.
func Upgrades(ups ...Upgrade) Option {
	return func(k *Kind) {
		k.Schema = len(ups) + 1
		for i, u := range ups {
			k.upgrades[i+1] = u
		}
	}
}

// Rules lists the checks that need a view.
func (k *Kind) Rules() []Rule { return k.rules }

// Reactions lists the reactions.
func (k *Kind) Reactions() []Reaction { return k.reactions }

// New makes an empty record of the kind: a pointer to its struct.
func (k *Kind) New() any { return reflect.New(k.typ).Interface() }

// Type is the kind's Go struct.
func (k *Kind) Type() reflect.Type { return k.typ }

// Field finds a field by path ("owner", "flow.retention"), nil when there is none.
func (k *Kind) Field(path string) *Field { return findField(k.Fields, path) }

// Column finds a projection column by its name, or by the path of its field, nil
// when there is none.
func (k *Kind) Column(name string) *Column {
	name = columnName(name)
	for _, c := range k.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// TextOf gives what titles a record: its label field, else its name.
func (k *Kind) TextOf(m *Meta, spec any) string {
	if f := k.Field(k.Label); f != nil {
		if s := fmt.Sprint(f.Get(spec)); s != "" {
			return s
		}
	}
	return m.Name
}

// Value gives the column's value for a record: string, int64, float64, bool or
// nil. References give the UID.
func (c *Column) Value(spec any) any {
	v := c.value(spec)
	switch x := v.(type) {
	case string:
		if x == "" {
			return nil
		}
	case int:
		return int64(x)
	case bool:
		if x {
			return int64(1)
		}
		return int64(0)
	}
	return v
}

// Text gives the column's value as ColumnText does, without a detour for texts.
func (c *Column) Text(spec any) string {
	if f := c.Field; f != nil && f.holdsText() {
		if v, ok := f.reflect(reflect.ValueOf(spec).Elem()); ok {
			return v.String()
		}
		return ""
	}
	return ColumnText(c.Value(spec))
}

// columnName is what the column of a field is called.
func columnName(path string) string { return strings.ReplaceAll(path, ".", "_") }

// columns derives the projection from the indexed fields and the computed ones.
func (k *Kind) columns() {
	k.Columns = nil
	eachField(k.Fields, func(f *Field) {
		if !f.Index || f.Sensitive {
			return
		}
		k.Columns = append(k.Columns, &Column{Name: columnName(f.Path), Field: f, SQL: f.sqlType(), value: f.column})
	})
	k.Columns = append(k.Columns, k.computed...)
}

// validate panics on a description that cannot work.
func (k *Kind) validate() {
	names := map[string]bool{"tenant": true, "uid": true, "name": true, "seq": true}
	for _, c := range k.Columns {
		if names[c.Name] {
			panic("kernel: kind " + k.Name + ": two columns called " + c.Name)
		}
		names[c.Name] = true
	}
	for _, u := range k.Uniques {
		for _, c := range u {
			if k.Column(c) == nil {
				panic("kernel: kind " + k.Name + ": unique names no column: " + c)
			}
		}
	}
	if k.Owner != "" && (k.Field(k.Owner) == nil || k.Field(k.Owner).Type != TypeRef || k.Column(k.Owner) == nil) {
		panic("kernel: kind " + k.Name + ": owner is not an indexed reference: " + k.Owner)
	}
	if k.Label != "" && k.Field(k.Label) == nil {
		panic("kernel: kind " + k.Name + ": label is no field: " + k.Label)
	}
	if k.Lifecycle != nil {
		k.Lifecycle.validate(k)
	}
}

// Registry is the complete list of kinds of a program.
type Registry struct {
	kinds  []*Kind
	byName map[string]*Kind
	byType map[reflect.Type]*Kind
}

// binding guards the one fact that a registry writes into a kind: the name of
// the kind that a reference's Go type stands for. It is the same in every registry.
var binding sync.Mutex

// NewRegistry takes the kinds in the order in which people should meet them and
// binds references to the kinds of their targets.
func NewRegistry(kinds ...*Kind) *Registry {
	r := &Registry{kinds: kinds, byName: map[string]*Kind{}, byType: map[reflect.Type]*Kind{}}
	for _, k := range kinds {
		if r.byName[k.Name] != nil || r.byType[k.typ] != nil {
			panic("kernel: kind registered twice: " + k.Name)
		}
		r.byName[k.Name], r.byType[k.typ] = k, k
	}
	binding.Lock()
	defer binding.Unlock()
	for _, k := range kinds {
		k.Walk(func(f *Field) {
			if f.target == nil {
				return
			}
			to := r.byType[f.target]
			if to == nil {
				panic("kernel: " + k.Name + "." + f.Path + " refers to an unregistered kind")
			}
			if f.To != to.Name {
				f.To = to.Name
			}
		})
	}
	return r
}

// Kinds lists all kinds in registration order.
func (r *Registry) Kinds() []*Kind { return r.kinds }

// Kind finds a kind by its name or plural, nil when there is none.
func (r *Registry) Kind(name string) *Kind {
	if k := r.byName[name]; k != nil {
		return k
	}
	for _, k := range r.kinds {
		if k.Plural == name {
			return k
		}
	}
	return nil
}

// KindOf finds the kind of a struct or of a pointer to it.
func (r *Registry) KindOf(spec any) *Kind {
	t := reflect.TypeOf(spec)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return r.byType[t]
}

// Names lists the kinds' names, sorted, for messages.
func (r *Registry) Names() []string {
	out := make([]string, 0, len(r.kinds))
	for _, k := range r.kinds {
		out = append(out, k.Name)
	}
	sort.Strings(out)
	return out
}

// separators are what stands between the words of a name.
var separators = strings.NewReplacer("_", " ", "-", " ", ".", " ")

// Humanize turns a JSON or kind name into words: "next_review" is "Next review".
func Humanize(s string) string {
	s = separators.Replace(s)
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func oneOf(s string, list []string) bool { return slices.Contains(list, s) }
