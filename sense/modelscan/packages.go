package modelscan

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// zipPackage looks at what only the package as a whole shows.
func (s *scan) zipPackage(src *source, d *zipDirectory, kind, where string) {
	switch kind {
	case "torchscript":
		s.torchscript(src, d, where)
	case "skops":
		s.skops(src, d, where)
	}
}

var torchDanger = lazyregexp.New(`\b(ops\.)?(aten::)?(from_file|save|load|read_file|write_file)\s*\(|torch\.(from_file|save|load|classes)\b|\bops\.(?:aten\.(?:from_file|save)|prim\.(?:rpc|rpc_async|PythonOp)|image\.(?:read_file|write_file))|prim::PythonOp|\bimport\s+os\b|\b__torch__\.torch\.classes\.\w+`)

// torchscript reads the code that the archive brings. TorchScript is not
// Python: it can only use its operators, of which a few reach outside.
func (s *scan) torchscript(src *source, d *zipDirectory, where string) {
	s.find("MF240", where)
	s.weightsNo = "it is TorchScript, which torch.load refuses under the rule"
	for i := range d.entries {
		e := &d.entries[i]
		if !strings.HasSuffix(e.name, ".py") || !strings.Contains(e.name, "code/") {
			continue
		}
		code := s.text(src, e, 8<<20)
		if m := torchDanger().Find(code); m != nil {
			s.find("MF241", join(where, e.name), callable(string(m)), detail("uses %s", printable(string(m), 60)))
		}
		if m := findCode(string(code)); m != "" && !strings.Contains(m, "lambda") {
			s.find("MF241", join(where, e.name), callable(m), detail("holds %s", printable(m, 60)))
		}
	}
}

// skops reads the schema of a skops file: every node names the type it loads.
func (s *scan) skops(src *source, d *zipDirectory, where string) {
	for i := range d.entries {
		e := &d.entries[i]
		if e.name != "schema.json" {
			continue
		}
		var v any
		if err := json.Unmarshal(s.text(src, e, kerasLimit), &v); err != nil {
			s.find("MF182", join(where, e.name), detail("not valid JSON: %v", err))
			continue
		}
		s.skopsNode(v, join(where, e.name), 0)
	}
}

// skopsLoaders are the nodes that skops knows; each constructs in its own way.
var skopsLoaders = map[string]bool{"ObjectNode": true, "NdArrayNode": true, "DictNode": true, "ListNode": true, "TupleNode": true, "SetNode": true, "FunctionNode": true, "TypeNode": true, "SliceNode": true,
	"PartialNode": true, "JsonNode": true, "BytesNode": true, "BytearrayNode": true, "CachedNode": true, "MethodNode": true, "OperatorFuncNode": true, "ReduceNode": true, "SparseMatrixNode": true,
	"RandomStateNode": true, "RandomGeneratorNode": true, "DTypeNode": true, "MaskedArrayNode": true, "TreeNode": true, "SGDNode": true, "DatetimeTimedeltaNode": true, "DefaultDictNode": true, "OrderedDictNode": true,
	"ConstantNode": true, "QuantileForestNode": true, "LossNode": true, "BunchNode": true, "DictWithDeprecatedKeysNode": true}

func (s *scan) skopsNode(v any, where string, depth int) {
	if depth > 400 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			s.skopsNode(x, where, depth+1)
		}
	case map[string]any:
		class, _ := v["__class__"].(string)
		module, _ := v["__module__"].(string)
		loader, _ := v["__loader__"].(string)
		if class != "" || module != "" {
			s.skopsType(module, class, loader, where)
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			s.skopsNode(v[k], where, depth+1)
		}
	}
}

func (s *scan) skopsType(module, class, loader, where string) {
	full := module + "." + class
	if loader != "" && !skopsLoaders[loader] {
		s.find("MF230", where, callable(loader), detail("a loader that skops does not have"))
	}
	if loader == "MethodNode" || loader == "OperatorFuncNode" && class != "" && module != "operator" {
		s.find("MF230", where, callable(full), cve("CVE-2025-54412", "CVE-2025-54413"), detail("%s binds %s, and skops checks another name than it loads", loader, full))
	}
	if loader == "OperatorFuncNode" && module == "operator" && class != "attrgetter" && class != "itemgetter" && class != "methodcaller" {
		return // plain operators; the three that reach attributes are judged below
	}
	v, reason := judge(module, class)
	switch {
	case v == Dangerous && !(module == "builtins" && class == "type"):
		s.find("MF230", where, callable(full), sev(Critical), verdict(Dangerous), detail("names %s: %s", full, reason))
	case v == UnknownCallable && !skopsTrusted(module, class):
		s.find("MF230", where, callable(full), detail("names %s", full))
	}
}

func skopsTrusted(module, class string) bool {
	for _, p := range []string{"sklearn.", "numpy.", "scipy.", "builtins", "skops."} {
		if strings.HasPrefix(module+".", p) && (isClass(class) || module == "numpy" || strings.HasPrefix(module, "scipy.special") || strings.HasPrefix(module, "builtins")) {
			return true
		}
	}
	return module == "numpy" || strings.HasPrefix(module, "scipy.special")
}

// mlflowLine judges a line of an MLmodel file or of an environment.
func (s *scan) mlflowLine(key, v, where string) {
	switch key {
	case "loader_module":
		if !strings.HasPrefix(v, "mlflow.") {
			s.find("MF250", where, callable(v), detail("loads itself through %s", printable(v, 80)))
		}
	case "python_model", "python_model_path", "model_code_path":
		if v != "" {
			s.find("MF250", where, callable(v), detail("%s is unpickled or run on load", key))
		}
	case "code":
		if v != "" && v != "null" && !strings.Contains(v, " ") {
			s.find("MF250", where, callable(v), detail("code of its own comes onto Python's path"))
		}
	}
}

var addressForm = lazyregexp.New(`^(--(extra-)?index-url|--find-links|-f|-i)\s|^(git|hg|svn|bzr)\+|\s@\s+(https?|git\+|file):|^https?://\S+\.(whl|tar\.gz|zip)$|^file:`)

// requirements judges a pip requirements file.
func (s *scan) requirements(t, where string) {
	for line := range strings.Lines(t) {
		s.requirement(strings.TrimSpace(line), where)
	}
}

func (s *scan) requirement(line, where string) {
	if len(line) > 4 && len(line) < 2000 && addressForm().MatchString(line) {
		s.find("MF251", where, arguments(line), detail("%s", printable(line, 120)))
	}
}
