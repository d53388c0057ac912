package discover

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// xmlDepth bounds nesting of XML manifests.
const xmlDepth = 100

// eachXML calls visit at the end of every element with its path, attributes and
// text. It stops at the first error, which it returns.
func eachXML(b []byte, visit func(path []string, attrs map[string]string, text string, line int)) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	type open struct {
		attrs map[string]string
		text  strings.Builder
		line  int
	}
	var path []string
	var stack []*open
	for {
		t, err := d.RawToken()
		if t == nil {
			if err != nil && err.Error() != "EOF" {
				return fmt.Errorf("not well-formed XML: %w", err)
			}
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) >= xmlDepth {
				return errTooDeep
			}
			line, _ := d.InputPos()
			o := &open{attrs: map[string]string{}, line: line}
			for _, a := range t.Attr {
				o.attrs[a.Name.Local] = a.Value
			}
			path, stack = append(path, t.Name.Local), append(stack, o)
		case xml.CharData:
			if n := len(stack); n > 0 && stack[n-1].text.Len() < 4096 {
				stack[n-1].text.Write(t[:min(len(t), 4096)])
			}
		case xml.EndElement:
			if n := len(stack); n > 0 {
				o := stack[n-1]
				visit(path, o.attrs, strings.TrimSpace(o.text.String()), o.line)
				path, stack = path[:n-1], stack[:n-1]
			}
		}
	}
}
