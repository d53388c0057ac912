package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Bounds of one file.
const (
	MaxBytes = kernel.MaxDocument
	MaxDocs  = 5000
	MaxDepth = kernel.MaxDepth
	maxFound = 50 // problems that are reported of one file
)

// Doc is one document of a file.
type Doc struct {
	File  string
	Index int // 0, 1, 2 … in its file
	Tree  any // map[string]any, []any, string, json.Number, bool, nil
	root  *yaml.Node
}

// Read takes a file apart into its documents. Documents that are empty are left
// out. It gives every problem that it finds up to a syntax error, after which a
// YAML file cannot be read on.
func Read(file string, b []byte) ([]Doc, []fault.Problem) {
	if len(b) > MaxBytes {
		return nil, one(file, "too-large", "the file is larger than %d MB; put fewer records into one file", MaxBytes>>20)
	}
	if p := checkText(file, b); p != nil {
		return nil, p
	}
	l, err := yaml.NewLoader(bytes.NewReader(b), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxDepth))))
	if err != nil {
		return nil, one(file, "syntax", "%v", err)
	}
	var docs []Doc
	t := treeMaker{file: file}
	for n := 0; ; n++ {
		var node yaml.Node
		if err := l.Load(&node); errors.Is(err, io.EOF) {
			return docs, t.found
		} else if err != nil {
			return docs, append(t.found, syntax(file, err))
		}
		if len(docs) >= MaxDocs {
			return docs, append(t.found, one(file, "too-many", "the file has more than %d documents", MaxDocs)...)
		}
		if len(node.Content) == 0 || isNull(node.Content[0]) {
			continue
		}
		root := node.Content[0]
		docs = append(docs, Doc{File: file, Index: n, Tree: t.value(root, "", 0), root: root})
	}
}

// checkText finds the bytes that YAML does not allow and says where they are.
func checkText(file string, b []byte) []fault.Problem {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	line, start := 1, 0
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if c == '\n' {
				line, start = line+1, i+1
			} else if c < 0x20 && c != '\t' && c != '\r' || c == 0x7f {
				return []fault.Problem{{Code: "bad-text", Message: fmt.Sprintf("byte %#02x is a control character, which YAML does not allow", c), Where: place(file, line, i-start+1)}}
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return []fault.Problem{{Code: "bad-text", Message: "the text is not UTF-8 from here; save the file as UTF-8", Where: place(file, line, i-start+1)}}
		}
		i += n
	}
	return nil
}

func syntax(file string, err error) fault.Problem {
	p := fault.Problem{Code: "syntax", Message: err.Error(), Where: file}
	var le *yaml.LoadError
	if errors.As(err, &le) {
		p.Message = le.Message
		if strings.Contains(le.Message, "max depth") {
			p.Code, p.Message = "too-deep", fmt.Sprintf("the document is nested more than %d deep", MaxDepth)
		}
		if le.Mark.Line > 0 {
			p.Where = place(file, le.Mark.Line, le.Mark.Column)
		}
	}
	return p
}

func one(file, code, format string, args ...any) []fault.Problem {
	return []fault.Problem{{Code: code, Message: fmt.Sprintf(format, args...), Where: place(file, 1, 1)}}
}

func place(file string, line, col int) string { return fmt.Sprintf("%s:%d:%d", file, line, col) }
