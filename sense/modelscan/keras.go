package modelscan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// hdf5File looks for Keras configurations and pickles in an HDF5 file. What
// Keras runs stands as JSON text in attributes, which HDF5 stores in one piece.
func (s *scan) hdf5File(src *source, name, where string) string {
	s.whole(src, where)
	s.hdf5Header(src, where)
	if s.jsonInside(src, where) {
		return "keras-hdf5"
	}
	return "hdf5"
}

// lateHDF5 finds a superblock behind a user block, where HDF5 also looks.
func (s *scan) lateHDF5(src *source, name, where string) (string, bool) {
	for off := int64(512); off <= 1<<20; off *= 2 {
		if h := src.read(off, 8); h == nil {
			return "", false
		} else if string(h) == "\x89HDF\r\n\x1a\n" {
			return s.hdf5File(src, name, where), true
		}
	}
	return "", false
}

func (s *scan) hdf5Header(src *source, where string) {
	h := src.read(0, min(src.size, 96))
	if len(h) < 48 || h[8] > 3 {
		s.find("MF182", where, detail("the HDF5 header is cut or of an unknown version"))
		return
	}
	eof := int64(0)
	switch {
	case h[8] <= 1 && h[13] == 8:
		at := 24 + 16
		if h[8] == 1 {
			at += 4
		}
		eof = le64(h[at:])
	case h[8] >= 2 && h[9] == 8:
		eof = le64(h[12+16:])
	}
	if eof > src.size {
		s.find("MF182", where, detail("the header says %d bytes, the file has %d", eof, src.size))
	}
}

func le64(b []byte) int64 {
	if len(b) < 8 {
		return 0
	}
	var v uint64
	for i := range 8 {
		v |= uint64(b[i]) << (8 * i)
	}
	return int64(v)
}

// kerasLimit is the longest configuration that is built in memory.
const kerasLimit = 8 << 20

// kerasJSON reads a whole JSON file as a Keras configuration.
func (s *scan) kerasJSON(src *source, where string) {
	b, err := io.ReadAll(io.LimitReader(src.open(), kerasLimit))
	if err != nil {
		s.decodeFailed(where, err)
	}
	if len(b) == kerasLimit {
		s.partial("of a Keras configuration only the first 8 MB were read")
	}
	s.kerasText(b, where, -1)
}

// kerasText judges a Keras configuration. Text that is no valid JSON is
// searched for the same names, since loaders differ in what they accept.
func (s *scan) kerasText(b []byte, where string, at int64) {
	if at >= 0 {
		where = strings.TrimSpace(fmt.Sprintf("%s @ %d", where, at))
	}
	var v any
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(&v); err != nil {
		if m := kerasRaw().Find(b); m != nil {
			s.find("MF150", where, callable(string(m)), detail("in a configuration that is no valid JSON"))
		}
		return
	}
	w := &kerasWalk{s: s, where: where}
	w.walk(v, "", 0)
}

var kerasRaw = lazyregexp.New(`"class_name"\s*:\s*"(Lambda|__lambda__)"|"__lambda__"|enable_unsafe_deserialization`)

type kerasWalk struct {
	s     *scan
	where string
}

func (w *kerasWalk) walk(v any, key string, depth int) {
	if depth > 500 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if class, ok := v["class_name"].(string); ok {
			w.object(class, v)
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			w.walk(v[k], k, depth+1)
		}
	case []any:
		for _, x := range v {
			w.walk(x, key, depth+1)
		}
	case string:
		w.text(v, key)
	}
}

func (w *kerasWalk) text(v, key string) {
	switch {
	case strings.Contains(v, "enable_unsafe_deserialization"):
		w.s.find("MF151", w.where, callable(v), cve("CVE-2025-9906"), detail("lifts Keras's safe mode"))
	case key == "vocabulary" && strings.ContainsAny(v, "/\\:"):
		w.s.find("MF151", w.where, arguments(v), cve("CVE-2025-12058"), detail("reads a vocabulary from the path %q", printable(v, 100)))
	case strings.HasPrefix(v, "{") && strings.Contains(v, `"class_name"`):
		w.s.kerasText([]byte(v), w.where, -1)
	}
	if len(v) >= 24 && len(v) < 4<<20 && sniffText([]byte(v[:min(len(v), 4096)]), int64(len(v))) {
		w.s.payload([]byte(v), true, w.where, 0)
	}
}

var kerasModules = lazyregexp.New(`^(keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras|keras_nlp|keras_cv|keras_hub|keras_tuner|tensorflow_addons|tensorflow_hub|builtins)(\.|$)`)

func (w *kerasWalk) object(class string, v map[string]any) {
	module, _ := v["module"].(string)
	registered, _ := v["registered_name"].(string)
	config, _ := v["config"].(map[string]any)
	full := strings.TrimPrefix(module+"."+class, ".")
	switch {
	case class == "Lambda" || class == "__lambda__":
		code := ""
		for _, k := range []string{"function", "code", "output_shape"} {
			if x, ok := config[k]; ok && code == "" {
				code = fmt.Sprint(x)
			}
		}
		w.s.find("MF150", w.where, callable(full), arguments(code))
	case class == "TorchModuleWrapper":
		w.s.find("MF151", w.where, callable(full), cve("CVE-2025-49655"), detail("unpickles a torch module while loading"))
	case class == "function" || class == "builtin_function_or_method":
		w.function(module, v)
	case module != "" && !kerasModules().MatchString(module):
		w.foreign(module, class, full, strings.Contains(registered, ">"))
	case registered != "" && strings.Contains(registered, ">") && !strings.HasPrefix(registered, "keras"):
		w.s.find("MF152", w.where, callable(registered))
	}
	for _, name := range []string{"get_file", "load_model", "load_weights", "deserialize_keras_object"} {
		if class == name {
			w.s.find("MF151", w.where, callable(full), cve("CVE-2025-8747"), detail("calls %s while loading", full))
		}
	}
}

// function judges a function that the configuration refers to by name.
func (w *kerasWalk) function(module string, v map[string]any) {
	name := fmt.Sprint(v["config"])
	full := strings.TrimPrefix(module+"."+name, ".")
	gadget := strings.Contains(name, "get_file") || strings.Contains(name, "load") || strings.Contains(name, "unsafe")
	if module == "builtins" && name != "<nil>" && !gadget {
		switch verdictOf, _ := judge("builtins", name); verdictOf {
		case KnownFramework:
			return
		case UnknownCallable: // a function of the author's: Keras finds it in custom_objects or not at all
			w.s.find("MF152", w.where, callable(name))
			return
		}
	} else if kerasModules().MatchString(module) && !gadget {
		return
	}
	if module == "" && !gadget {
		return
	}
	ids := cve("CVE-2025-1550")
	if gadget {
		ids = cve("CVE-2025-8747")
	}
	w.s.find("MF151", w.where, callable(full), ids, detail("refers to the function %s", full))
}

func (w *kerasWalk) foreign(module, class, full string, registered bool) {
	verdictOf, reason := judge(module, class)
	if verdictOf == Dangerous {
		w.s.find("MF151", w.where, callable(full), cve("CVE-2025-1550"), sev(Critical), detail("imports %s: %s", full, reason))
		return
	}
	if registered {
		w.s.find("MF152", w.where, callable(full))
		return
	}
	w.s.find("MF151", w.where, callable(full), cve("CVE-2025-1550"), detail("imports %s, which is not part of Keras", full), verdict(UnknownCallable))
}
