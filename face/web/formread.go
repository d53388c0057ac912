package web

import (
	"encoding/json"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// A form's values are a tree: map[string]any for fields, []any for lists, string
// for what was typed. It is the same tree that documents are decoded from, so a
// form, an API call and a YAML file meet the same checks. Names in the form join
// the path by dots: steps.2.due.

// tree is the values of one group of fields.
type tree = map[string]any

// treeOf gives a record's values as a form's tree.
func treeOf(k *kernel.Kind, spec any) tree {
	var t tree
	d := json.NewDecoder(strings.NewReader(string(k.JSON(spec))))
	d.UseNumber()
	_ = d.Decode(&t) // JSON of our own making
	return t
}

// readForm takes the posted values of the fields under a prefix.
func readForm(fs []*kernel.Field, form url.Values, prefix string) tree {
	t := tree{}
	for _, f := range fs {
		if v := readField(f, form, prefix+f.Name); v != nil {
			t[f.Name] = v
		}
	}
	return t
}

func readField(f *kernel.Field, form url.Values, path string) any {
	switch {
	case f.Type == kernel.TypeFile:
		return readFiles(f, form, path)
	case f.Many && f.Type == kernel.TypeStruct:
		var list []any
		for _, i := range indexes(form, path) {
			list = append(list, readForm(f.Fields, form, path+"."+strconv.Itoa(i)+"."))
		}
		return orNil(list)
	case f.Many:
		var list []any
		for _, s := range form[path] {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, typed(f, s))
			}
		}
		return orNil(list)
	case f.Type == kernel.TypeStruct:
		if t := readForm(f.Fields, form, path+"."); len(t) > 0 {
			return t
		}
		return nil
	case f.Type == kernel.TypeMap:
		return readPairs(form[path])
	}
	s := form.Get(path)
	if f.Long {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return typed(f, strings.TrimRight(s, " \t\n"))
}

func orNil(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

// typed gives what was typed the type that decoding expects, where it can be
// read as that; otherwise the text stays and decoding says what is wrong.
func typed(f *kernel.Field, s string) any {
	switch f.Type {
	case kernel.TypeBool:
		if s == "true" || s == "false" {
			return s == "true"
		}
	case kernel.TypeInt, kernel.TypeFloat:
		plain := strings.NewReplacer(" ", "", "\u202f", "", "\u00a0", "").Replace(s)
		if _, err := strconv.ParseFloat(plain, 64); err == nil {
			return json.Number(plain)
		}
	case kernel.TypeString:
		return s
	}
	return s
}

// indexes lists which entries of a list of sub-forms were posted, in order.
func indexes(form url.Values, path string) []int {
	seen := map[int]bool{}
	for key := range form {
		rest, ok := strings.CutPrefix(key, path+".")
		if !ok {
			continue
		}
		head, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(head); err == nil && i >= 0 && i < 10_000 {
			seen[i] = true
		}
	}
	out := make([]int, 0, len(seen))
	for i := range seen {
		out = append(out, i)
	}
	sort.Ints(out)
	return out
}

// readFiles takes the files that are attached already: hidden values, kept while
// their box is ticked. New uploads are attached before this is called.
func readFiles(f *kernel.Field, form url.Values, path string) any {
	keep := map[string]bool{}
	for _, d := range form["keep:"+path] {
		keep[d] = true
	}
	var list []any
	for _, i := range indexes(form, path) {
		at := path + "." + strconv.Itoa(i) + "."
		digest := form.Get(at + "digest")
		if digest == "" || !keep[digest] {
			continue
		}
		size := form.Get(at + "size")
		if size == "" {
			size = "0"
		}
		list = append(list, tree{"name": form.Get(at + "name"), "digest": digest, "size": json.Number(size), "media": form.Get(at + "media")})
	}
	switch {
	case len(list) == 0:
		return nil
	case f.Many:
		return list
	}
	return list[len(list)-1]
}

// readPairs reads "key=value" lines.
func readPairs(lines []string) any {
	t := tree{}
	for _, s := range lines {
		if k, v, ok := strings.Cut(s, "="); ok && strings.TrimSpace(k) != "" {
			t[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

// pairs reads "key=value" lines as texts.
func pairs(lines []string) map[string]string {
	t, _ := readPairs(lines).(tree)
	out := make(map[string]string, len(t))
	for k, v := range t {
		out[k], _ = v.(string)
	}
	return out
}

// listAct is a press of an add or remove button: the tree with one entry more or
// less. ok is false when none was pressed.
func listAct(fs []*kernel.Field, t tree, form url.Values) (ok bool) {
	for key := range form {
		if path, is := strings.CutPrefix(key, "add:"); is {
			grow(t, strings.Split(path, "."))
			return true
		}
		if path, is := strings.CutPrefix(key, "remove:"); is {
			shrink(t, strings.Split(path, "."))
			return true
		}
	}
	return false
}

// grow adds an empty entry to the list at a path.
func grow(t tree, path []string) {
	if len(path) == 0 {
		return
	}
	if len(path) == 1 {
		list, _ := t[path[0]].([]any)
		t[path[0]] = append(list, nil)
		return
	}
	if next := descend(t, &path); next != nil {
		grow(next, path)
	}
}

// shrink drops entry n of a list: the path ends with n.
func shrink(t tree, path []string) {
	if len(path) == 2 {
		list, _ := t[path[0]].([]any)
		if i, err := strconv.Atoi(path[1]); err == nil && i >= 0 && i < len(list) {
			t[path[0]] = append(list[:i:i], list[i+1:]...)
		}
		return
	}
	if len(path) > 2 {
		if next := descend(t, &path); next != nil {
			shrink(next, path)
		}
	}
}

// descend goes one field, or one field and entry, down.
func descend(t tree, path *[]string) tree {
	p := *path
	switch x := t[p[0]].(type) {
	case tree:
		*path = p[1:]
		return x
	case []any:
		if i, err := strconv.Atoi(p[1]); err == nil && i >= 0 && i < len(x) {
			if x[i] == nil {
				x[i] = tree{}
			}
			*path = p[2:]
			sub, _ := x[i].(tree)
			return sub
		}
	case nil:
		sub := tree{}
		t[p[0]] = sub
		*path = p[1:]
		return sub
	}
	return nil
}

// flatten gives a value as hidden inputs that readField reads back.
func flatten(f *kernel.Field, v any, path string) []ui.Hidden {
	switch x := v.(type) {
	case nil:
		return nil
	case []any:
		var out []ui.Hidden
		for i, e := range x {
			if f.Type == kernel.TypeStruct || f.Type == kernel.TypeFile {
				out = append(out, flatten(f, e, path+"."+strconv.Itoa(i))...)
				continue
			}
			out = append(out, ui.Hidden{Name: path, Value: plain(e)})
		}
		return out
	case tree:
		return flattenTree(f, x, path)
	}
	return []ui.Hidden{{Name: path, Value: plain(v)}}
}

func flattenTree(f *kernel.Field, t tree, path string) []ui.Hidden {
	var out []ui.Hidden
	if f.Type == kernel.TypeMap {
		for k, v := range t {
			out = append(out, ui.Hidden{Name: path, Value: k + "=" + plain(v)})
		}
		return out
	}
	for _, sub := range f.Fields {
		out = append(out, flatten(sub, t[sub.Name], path+"."+sub.Name)...)
	}
	if f.Type == kernel.TypeFile {
		root := path
		if i := strings.LastIndexByte(path, '.'); f.Many && i > 0 {
			root = path[:i]
		}
		out = append(out, ui.Hidden{Name: "keep:" + root, Value: plain(t["digest"])})
	}
	return out
}

// plain writes a leaf as it is typed.
func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// formPath turns a problem's path into a form's: steps[2].due is steps.2.due.
func formPath(path string) string {
	return strings.NewReplacer("[", ".", "]", "").Replace(path)
}
