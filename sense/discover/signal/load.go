package signal

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed data
var data embed.FS

// maxFile bounds a user's signal file.
const maxFile = 4 << 20

var builtin = sync.OnceValues(func() ([]*Signal, error) {
	var rows []*Signal
	entries, err := data.ReadDir("data")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".csv") {
			continue
		}
		b, err := data.ReadFile("data/" + e.Name())
		if err != nil {
			return nil, err
		}
		more, err := parseCSV(e.Name(), b)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
})

// Version is the version of the built-in signals: a date and a digest of the
// rows, so that a changed row never meets an old cache.
var Version = sync.OnceValue(func() string {
	var all []byte
	entries, _ := data.ReadDir("data") // embedded: it is always there
	for _, e := range entries {
		b, _ := data.ReadFile("data/" + e.Name())
		all = append(all, b...)
	}
	b, _ := data.ReadFile("data/VERSION")
	return strings.TrimSpace(string(b)) + "." + digest(all)
})

// Builtin gives the signals that ship with this version.
func Builtin() (*Set, error) { return Load() }

// File is a signal file of a user: its name decides the format (.csv, else
// YAML) and stands in error messages.
type File struct {
	Name string
	Data []byte
}

// Load gives the built-in signals with the rows of files on top: a row with the
// same place and pattern replaces the built-in one. The version then names
// every file by its content, so that a cache never mixes two sets.
func Load(files ...File) (*Set, error) {
	rows, err := builtin()
	if err != nil {
		return nil, err
	}
	version := Version()
	rows = append([]*Signal(nil), rows...)
	for _, f := range files {
		more, err := parse(f)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
		version += "+" + digest(f.Data)
	}
	return build(version, rows)
}

func parse(f File) ([]*Signal, error) {
	if len(f.Data) > maxFile {
		return nil, fmt.Errorf("%s: larger than %d MB", f.Name, maxFile>>20)
	}
	if strings.HasSuffix(strings.ToLower(f.Name), ".csv") {
		return parseCSV(f.Name, f.Data)
	}
	return parseYAML(f)
}

// parseCSV reads rows under a heading; the columns may stand in any order.
func parseCSV(name string, b []byte) ([]*Signal, error) {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comment = '#'
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: no heading: %w", name, err)
	}
	var rows []*Signal
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		s := &Signal{}
		for i, v := range rec {
			if i >= len(head) {
				return nil, fmt.Errorf("%s:%d: %d fields under %d headings", name, line, len(rec), len(head))
			}
			if err := s.set(strings.TrimSpace(head[i]), strings.TrimSpace(v)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, line, err)
			}
		}
		if err := check(s); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		rows = append(rows, s)
	}
}

func (s *Signal) set(column, v string) error {
	switch column {
	case "on":
		s.On = v
	case "pattern":
		s.Pattern = v
	case "kind":
		s.Kind = v
	case "vendor":
		s.Vendor = v
	case "name":
		s.Name = v
	case "class":
		s.Class = v
	case "strength":
		s.Strength = Strength(v)
	default:
		return fmt.Errorf("unknown column %q; the columns are on, pattern, kind, vendor, name, class, strength", column)
	}
	return nil
}

// parseYAML reads {signals: [{on, pattern, kind, …}]}.
func parseYAML(f File) ([]*Signal, error) {
	var doc struct {
		Signals []*Signal `yaml:"signals"`
	}
	d := yaml.NewDecoder(bytes.NewReader(f.Data))
	d.KnownFields(true)
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	for i, s := range doc.Signals {
		if s == nil {
			return nil, fmt.Errorf("%s: signals[%d] is empty", f.Name, i)
		}
		if err := check(s); err != nil {
			return nil, fmt.Errorf("%s: signals[%d]: %w", f.Name, i, err)
		}
	}
	return doc.Signals, nil
}
