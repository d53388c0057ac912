package kernel

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// refForm says how an encoder writes references.
type refForm uint8

const (
	refNames refForm = iota // as people see them
	refUIDs                 // as payloads store them
)

// JSON gives a record as canonical JSON (RFC 8785) with references by name:
// keys sorted, zero values left out.
func (k *Kind) JSON(spec any) []byte { return k.encode(nil, spec, refNames) }

// Stored gives the canonical JSON that payloads hold: references by UID.
func (k *Kind) Stored(spec any) []byte { return k.encode(nil, spec, refUIDs) }

func (k *Kind) encode(dst []byte, spec any, form refForm) []byte {
	return appendStruct(dst, k.canonical, reflect.ValueOf(spec).Elem(), form)
}

// Load reads a stored spec of schema version n, lifting it to the current one.
func (k *Kind) Load(stored []byte, n int) (any, error) {
	for ; n < k.Schema; n++ {
		up, ok := k.upgrades[n]
		if !ok {
			return nil, errNoUpgrade(k.Name, n)
		}
		var err error
		if stored, err = up(stored); err != nil {
			return nil, err
		}
	}
	spec := reflect.New(k.typ).Interface()
	if err := json.Unmarshal(stored, spec); err != nil {
		return nil, err
	}
	return spec, nil
}

type errUpgrade struct {
	kind string
	from int
}

func (e errUpgrade) Error() string {
	return "kind " + e.kind + " has no upgrade from schema " + strconv.Itoa(e.from)
}

func errNoUpgrade(kind string, n int) error { return errUpgrade{kind, n} }

// appendStruct writes the fields in key order; fs comes from sortedByName.
func appendStruct(dst []byte, fs []*Field, v reflect.Value, form refForm) []byte {
	dst = append(dst, '{')
	first := true
	for _, f := range fs {
		fv := v.FieldByIndex(f.index)
		if fv.IsZero() || f.Many && fv.Len() == 0 {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = AppendString(dst, f.Name)
		dst = append(dst, ':')
		if f.Many {
			dst = appendList(dst, f, fv, form)
		} else {
			dst = appendValue(dst, f, fv, form)
		}
	}
	return append(dst, '}')
}

func appendList(dst []byte, f *Field, v reflect.Value, form refForm) []byte {
	dst = append(dst, '[')
	for i := range v.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendValue(dst, f, v.Index(i), form)
	}
	return append(dst, ']')
}

func appendValue(dst []byte, f *Field, v reflect.Value, form refForm) []byte {
	if f.pointer {
		if v.IsNil() {
			return append(dst, "null"...)
		}
		v = v.Elem()
	}
	switch f.Type {
	case TypeStruct, TypeFile:
		return appendStruct(dst, f.canonical, v, form)
	case TypeMap:
		return AppendMap(dst, v.Interface().(map[string]string))
	case TypeBool:
		return strconv.AppendBool(dst, v.Bool())
	case TypeInt:
		return strconv.AppendInt(dst, v.Int(), 10)
	case TypeFloat:
		return AppendFloat(dst, v.Float())
	case TypeTime:
		return AppendString(dst, v.Interface().(time.Time).UTC().Format(time.RFC3339Nano))
	case TypeRef, TypeAnyRef:
		return AppendString(dst, v.Interface().(refText).text(form))
	}
	return AppendString(dst, v.String())
}

// AppendFloat writes a number as ES6 does, which is what RFC 8785 asks for and
// what encoding/json follows. Records hold finite numbers only.
func AppendFloat(dst []byte, x float64) []byte {
	b, err := json.Marshal(x)
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, b...)
}

type refText interface{ text(refForm) string }

func (r Ref[T]) text(form refForm) string {
	if form == refUIDs && r.UID != "" {
		return storedRef + string(r.UID)
	}
	return r.Name
}

func (r AnyRef) text(form refForm) string {
	if form == refUIDs && r.UID != "" {
		return r.Kind + "/" + storedRef + string(r.UID)
	}
	return r.String()
}

// AppendMap writes a mapping of texts with its keys in order.
func AppendMap(dst []byte, m map[string]string) []byte {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareUTF16)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendString(dst, k)
		dst = append(dst, ':')
		dst = AppendString(dst, m[k])
	}
	return append(dst, '}')
}

// compareUTF16 orders keys as RFC 8785 does: by UTF-16 code units.
func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

const hexDigits = "0123456789abcdef"

// AppendString writes s as RFC 8785 wants: escapes only where they must be.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\b':
			dst = append(dst, '\\', 'b')
		case c == '\f':
			dst = append(dst, '\\', 'f')
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
		i++
	}
	return append(dst, '"')
}
