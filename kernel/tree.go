package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Bounds on foreign documents, whatever their format.
const (
	MaxDocument = 4 << 20 // bytes of one record
	MaxDepth    = 32      // nesting
)

// ParseJSON reads one JSON document into a tree of map[string]any, []any,
// string, json.Number, bool and nil. It refuses doubled keys, nesting deeper than
// MaxDepth, more than MaxDocument bytes and anything after the document.
func ParseJSON(r io.Reader) (any, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxDocument+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the document could not be read to its end")
	}
	if len(b) > MaxDocument {
		return nil, fault.New(fault.TooLarge, "the document is larger than %d MB", MaxDocument>>20)
	}
	if at, bad := notUTF8(b); bad {
		return nil, &fault.Error{Kind: fault.Invalid, Problems: []Problem{{Code: "encoding", Message: "the document is not UTF-8 from here on", Where: place(b, at)}}}
	}
	p := jsonReader{d: json.NewDecoder(bytes.NewReader(b)), text: b}
	p.d.UseNumber()
	v, err := p.value(0)
	if err == nil {
		if _, more := p.d.Token(); more != io.EOF {
			err = errors.New("something follows the document")
		}
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Problems: []Problem{{Code: "syntax", Message: err.Error(), Where: p.where()}}, Err: err}
	}
	return v, nil
}

type jsonReader struct {
	d    *json.Decoder
	text []byte
}

// notUTF8 gives the first byte that is no UTF-8: a decoder would replace it, and
// what was meant would be lost without a word.
func notUTF8(b []byte) (at int, bad bool) {
	for at < len(b) {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			return at, true
		}
		at += n
	}
	return 0, false
}

// where gives line:column of what was read last.
func (p *jsonReader) where() string { return place(p.text, int(p.d.InputOffset())) }

// place gives line:column of a byte.
func place(text []byte, off int) string {
	before := text[:min(off, len(text))]
	line := bytes.Count(before, []byte("\n")) + 1
	col := len(before) - bytes.LastIndexByte(before, '\n')
	return strconv.Itoa(line) + ":" + strconv.Itoa(col)
}

func (p *jsonReader) value(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, errors.New("the document is nested too deeply")
	}
	t, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return p.object(depth)
	case json.Delim('['):
		list := []any{}
		for p.d.More() {
			v, err := p.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := p.d.Token()
		return list, err
	}
	return t, nil
}

func (p *jsonReader) object(depth int) (any, error) {
	m := map[string]any{}
	for p.d.More() {
		k, err := p.d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := k.(string)
		if _, twice := m[key]; twice {
			return nil, errors.New("the key " + strconv.Quote(key) + " is there twice")
		}
		if m[key], err = p.value(depth + 1); err != nil {
			return nil, err
		}
	}
	_, err := p.d.Token()
	return m, err
}
