package aims_test

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// -update writes a golden payload for kinds that have none yet. A payload that is
// there is never written again: it stands for records that somebody has stored.
var update = flag.Bool("update", false, "write golden payloads that are missing")

func TestGoldenPayloadsStayReadable(t *testing.T) {
	t.Parallel()
	for _, k := range aims.Registry().Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			want := bytes.TrimSpace(golden(t, k))
			tree, err := kernel.ParseJSON(bytes.NewReader(want))
			if err != nil {
				t.Fatal(err)
			}
			spec, ps := k.Decode(tree)
			if len(ps) > 0 {
				t.Fatalf("it no longer decodes: %v", ps.Err())
			}
			if got := k.JSON(spec); !bytes.Equal(got, want) {
				t.Errorf("it is written otherwise than it was read:\n%s\n%s", got, want)
			}
			for _, path := range unset(k, spec) {
				t.Errorf("%s is not in the golden payload, so that nothing would notice its loss", path)
			}
			if _, err := k.Load(want, 1); err != nil {
				t.Errorf("as a stored payload it no longer loads: %v", err)
			}
		})
	}
}

func golden(t *testing.T, k *kernel.Kind) []byte {
	t.Helper()
	path := filepath.Join("testdata", k.Name, "v1.json")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && *update {
		spec := k.New()
		fill(k.Fields, reflect.ValueOf(spec).Elem())
		b = append(k.JSON(spec), '\n')
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
			err = os.WriteFile(path, b, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// unset lists the fields that hold nothing.
func unset(k *kernel.Kind, spec any) []string {
	var out []string
	var walk func(fs []*kernel.Field, v reflect.Value)
	walk = func(fs []*kernel.Field, v reflect.Value) {
		for i, f := range fs {
			fv := v.Field(i)
			if fv.IsZero() || f.Many && fv.Len() == 0 {
				out = append(out, f.Path)
				continue
			}
			if f.Type == kernel.TypeStruct || f.Type == kernel.TypeFile {
				walk(f.Fields, single(fv))
			}
		}
	}
	walk(k.Fields, reflect.ValueOf(spec).Elem())
	return out
}

func single(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Slice {
		v = v.Index(0)
	}
	return reflect.Indirect(v)
}

// fill gives every field a value that its facts allow.
func fill(fs []*kernel.Field, v reflect.Value) {
	for i, f := range fs {
		fv := v.Field(i)
		if fv.Kind() == reflect.Slice {
			fv.Set(reflect.MakeSlice(fv.Type(), 1, 1))
			fv = fv.Index(0)
		}
		if fv.Kind() == reflect.Pointer {
			fv.Set(reflect.New(fv.Type().Elem()))
			fv = fv.Elem()
		}
		fillOne(f, fv)
	}
}

func fillOne(f *kernel.Field, v reflect.Value) {
	switch f.Type {
	case kernel.TypeStruct, kernel.TypeFile:
		fill(f.Fields, v)
	case kernel.TypeEnum:
		v.SetString(f.Enum[0])
	case kernel.TypeBool:
		v.SetBool(true)
	case kernel.TypeInt:
		v.SetInt(1)
	case kernel.TypeFloat:
		v.SetFloat(0.5)
	case kernel.TypeDate:
		v.SetString("2026-11-20")
	case kernel.TypeTime:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)))
	case kernel.TypeRef:
		v.Field(0).SetString("example-" + f.Name)
	case kernel.TypeAnyRef:
		v.Set(reflect.ValueOf(kernel.AnyRef{Kind: "system", Name: "example"}))
	case kernel.TypeMap:
		v.Set(reflect.ValueOf(map[string]string{"key": "value"}))
	default:
		v.SetString(textFor(f))
	}
}

func textFor(f *kernel.Field) string {
	candidates := []string{f.Title + " of the example", "EUR", "NL", "en", "ada@example.org", "https://example.org/a",
		"iso42001:A.5.2", "MD-03", "moderate", "sha256:" + strings.Repeat("0a", 32), strings.Repeat("0a", 32)}
	for _, s := range candidates {
		if f.Pattern == nil || f.Pattern.MatchString(s) {
			return s
		}
	}
	panic("no example fits the pattern of " + f.Path)
}
