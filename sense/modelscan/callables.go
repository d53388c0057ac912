package modelscan

import (
	_ "embed" // the two lists
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/sense/modelscan/pickle"
)

//go:embed allow.txt
var allowText string

//go:embed deny.txt
var denyText string

// nameList answers whether a module and name are on a list, and with which tag.
type nameList struct {
	exact  map[string]string            // module.name -> tag
	all    map[string]string            // module -> tag, for "*"
	below  map[string]string            // module prefix -> tag, for "module.* *"
	belowN map[string]map[string]string // module prefix -> name -> tag
}

func parseList(text string, tagged bool) *nameList {
	l := &nameList{map[string]string{}, map[string]string{}, map[string]string{}, map[string]map[string]string{}}
	for _, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		tag := "known"
		if tagged {
			tag, f = f[0], f[1:]
		}
		module, deep := strings.CutSuffix(f[0], ".*")
		for _, name := range f[1:] {
			l.add(module, name, tag, deep)
		}
	}
	return l
}

func (l *nameList) add(module, name, tag string, deep bool) {
	switch {
	case name == "*" && deep:
		l.below[module] = tag
	case name == "*":
		l.all[module] = tag
	case deep:
		if l.belowN[module] == nil {
			l.belowN[module] = map[string]string{}
		}
		l.belowN[module][name] = tag
	default:
		l.exact[module+"."+name] = tag
	}
}

// find gives the tag; class limits "*" to names that look like classes.
func (l *nameList) find(module, name string, class bool) (string, bool) {
	if t, ok := l.exact[module+"."+name]; ok {
		return t, true
	}
	wild := !class || isClass(name)
	if t, ok := l.all[module]; ok && wild {
		return t, true
	}
	for p := module; ; {
		if t, ok := l.below[p]; ok && wild {
			return t, true
		}
		if t, ok := l.belowN[p][name]; ok {
			return t, true
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return "", false
		}
		p = p[:i]
	}
}

// isClass says whether a name looks like a class of a framework. Extension
// types of Cython are restored by functions that do nothing but construct them.
func isClass(name string) bool {
	name = strings.TrimPrefix(name, "__pyx_unpickle_")
	name = strings.TrimPrefix(name, "_")
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

var lists = sync.OnceValue(func() (l struct{ allow, deny *nameList }) {
	l.allow, l.deny = parseList(allowText, false), parseList(denyText, true)
	return l
})

var reasons = map[string]string{
	"exec":    "it runs code that the file brings or names",
	"import":  "it imports any module by name",
	"reflect": "it reaches any attribute or strings callables together, the usual first step of a gadget",
	"process": "it starts or controls processes",
	"native":  "it reaches native code and raw memory",
	"file":    "it opens or changes files",
	"network": "it opens network connections",
	"load":    "it loads another file without any of the checks made here",
	"codec":   "it unpacks hidden data for a second step",
}

// judge gives the verdict on a global, with the reason when it is dangerous.
func judge(module, name string) (v Verdict, reason string) {
	if module == "__torch__" || strings.HasPrefix(module, "__torch__.") {
		return KnownFramework, "" // a class of the archive's own TorchScript, which Python cannot import
	}
	l := lists()
	canon := pickle.Canonical(module, name)
	cm := canon[:len(canon)-len(name)-1]
	if _, ok := l.allow.find(cm, name, true); ok {
		return KnownFramework, ""
	}
	if tag, ok := l.deny.find(module, name, false); ok {
		return Dangerous, reasons[tag]
	}
	if tag, ok := l.deny.find(cm, name, false); ok {
		return Dangerous, reasons[tag]
	}
	if tag, ok := viaAttribute(l.deny, cm, name); ok {
		return Dangerous, reasons[tag]
	}
	return UnknownCallable, ""
}

// viaAttribute finds "os" "path.os.system" and "torch" "serialization.os.system":
// protocol 4 lets a name walk through attributes, modules included.
func viaAttribute(deny *nameList, module, name string) (string, bool) {
	parts := strings.Split(name, ".")
	if len(parts) < 2 || len(parts) > 32 {
		return "", false
	}
	last := parts[len(parts)-1]
	for i := range parts[:len(parts)-1] {
		if t, ok := deny.find(strings.Join(parts[i:len(parts)-1], "."), last, false); ok {
			return t, true
		}
	}
	if strings.Contains(name, "__") {
		return "reflect", true
	}
	return deny.find(module+"."+strings.Join(parts[:len(parts)-1], "."), last, false)
}
