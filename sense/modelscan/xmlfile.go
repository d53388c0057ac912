package modelscan

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var (
	entityForm   = lazyregexp.New(`<!ENTITY\s+(%\s+)?\S+\s+(SYSTEM|PUBLIC)?`)
	nativeInText = lazyregexp.New(`(?i)[\w./\\-]+\.(so|dll|dylib)(\.\d+)*\b`)
)

// xmlFile reads PMML and OpenVINO documents. Entities are never expanded.
func (s *scan) xmlFile(src *source, name, where string) string {
	if e := entityForm().FindAll(src.head, 100); e != nil {
		why := "declares entities"
		if bytes.Contains(bytes.Join(e, nil), []byte("SYSTEM")) || bytes.Contains(bytes.Join(e, nil), []byte("PUBLIC")) {
			why = "declares entities that read other files or addresses"
		} else if len(e) > 3 {
			why = "declares entities within each other"
		}
		s.find("MF210", where, detail("it %s", why))
	}
	dec := xml.NewDecoder(io.LimitReader(src.open(), 2<<30))
	dec.Strict = false
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	w := &xmlWalk{s: s, where: where}
	for n := 0; n < 50_000_000; n++ {
		t, err := dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			s.find("MF182", where, detail("not valid XML: %v", err))
			break
		}
		if !w.token(t) {
			break
		}
	}
	switch w.root {
	case "PMML":
		return "pmml"
	case "net":
		return "openvino"
	case "html", "svg":
		return "text"
	}
	return "xml"
}

type xmlWalk struct {
	s     *scan
	where string
	root  string
	path  []string
}

func (w *xmlWalk) token(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		if w.root == "" {
			w.root = t.Name.Local
			if w.root != "PMML" && w.root != "net" {
				return false // no model
			}
		}
		if len(w.path) > 500 {
			w.s.find("MF281", w.where, detail("nested more than 500 deep"), sev(High))
			return false
		}
		w.path = append(w.path, t.Name.Local)
		w.start(t)
	case xml.EndElement:
		if len(w.path) > 0 {
			w.path = w.path[:len(w.path)-1]
		}
	case xml.CharData:
		if w.root == "" {
			return true
		}
		if v := strings.TrimSpace(string(t)); len(v) > 8 && !numeric(v) {
			w.text(v)
		}
	case xml.ProcInst:
		if t.Target != "xml" && w.root != "" {
			w.s.find("MF211", w.where, callable("<?"+t.Target), arguments(string(t.Inst)), sev(Medium))
		}
	}
	return true
}

func (w *xmlWalk) name() string {
	if len(w.path) == 0 {
		return ""
	}
	return w.path[len(w.path)-1]
}

func (w *xmlWalk) start(t xml.StartElement) {
	local := t.Name.Local
	if strings.EqualFold(local, "script") || strings.EqualFold(local, "code") && w.root != "net" {
		w.s.find("MF211", w.where, callable("<"+local+">"))
	}
	custom := false
	for _, a := range t.Attr {
		v := a.Value
		if w.root == "net" && local == "layer" && a.Name.Local == "version" && (v == "extension" || strings.HasPrefix(v, "custom")) {
			custom = true
		}
		if len(v) > 4 && !numeric(v) {
			w.attribute(local, a.Name.Local, v)
		}
	}
	if custom {
		for _, a := range t.Attr {
			if a.Name.Local == "type" {
				w.s.find("MF260", w.where, callable(a.Value))
			}
		}
	}
}

func (w *xmlWalk) attribute(element, name, v string) {
	w.s.metadataText(element+"."+name, v, w.where)
	if nativeInText().MatchString(v) && (name == "library" || name == "path" || name == "implementation" || name == "entry" || w.root == "net" && name != "name") {
		w.s.find("MF211", w.where, arguments(v), detail("%s names a native library", element))
	}
	if (name == "href" || name == "location" || name == "path") && outside(v) {
		w.s.find("MF190", w.where, arguments(v), detail("%s leads outside", element))
	}
}

func (w *xmlWalk) text(v string) {
	w.s.metadataText(w.name(), v, w.where)
}

func numeric(v string) bool {
	for i := 0; i < len(v); i++ {
		c := v[i]
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' && c != ' ' && c != ',' && c != '\n' {
			return false
		}
	}
	return true
}
