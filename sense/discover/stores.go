package discover

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// storeYAML reads what model stores keep in YAML: MLflow, DVC, MLproject.
func storeYAML(f *file, n *node, c *collector) {
	folder := path.Base(path.Dir("/" + f.rel))
	if folder == "/" {
		folder = f.rootName
	}
	switch {
	case f.base == "MLmodel" && n.get("flavors") != nil:
		hit := c.named(c.format("mlflow-model"), first(n.str("name"), folder), n.get("flavors").at(n), Declared)
		var flavours []string
		for _, fl := range n.get("flavors").entries() {
			flavours = append(flavours, fl.key)
		}
		hit.attr("flavours", strings.Join(flavours, ", ")).attr("run", n.str("run_id")).attr("model-id", n.str("model_uuid"))
	case f.base == "MLproject":
		c.named(c.format("MLproject"), first(n.str("name"), folder), first2(n.get("name"), n), Declared)
	case f.base == "meta.yaml" && n.get("run_id") != nil && n.get("artifact_uri") != nil:
		c.named(c.format("mlflow-run"), n.str("run_id"), n.get("run_id").at(n), Declared)
	case f.base == "meta.yaml" && n.get("experiment_id") != nil && n.get("artifact_location") != nil:
		c.named(c.format("mlflow-experiment"), n.str("name"), n.get("name").at(n), Declared)
	case f.base == "dvc.yaml":
		dvcPipeline(f, n, c, folder)
	}
}

// dvcPipeline records the pipeline and its declared artifacts.
func dvcPipeline(f *file, n *node, c *collector, folder string) {
	if n.get("stages") != nil {
		c.named(c.format("dvc.yaml"), folder, n.get("stages").at(n), Declared)
	}
	for _, a := range n.get("artifacts").entries() {
		switch a.str("type") {
		case "model":
			c.named(c.format("dvc-model"), a.key, a.line, Declared).attr("path", a.str("path"))
		case "dataset", "data":
			c.named(c.format("dvc-dataset"), a.key, a.line, Declared).attr("path", a.str("path"))
		}
	}
}

// readDVCFile reads a .dvc pointer: a model by its extension, else a dataset.
func readDVCFile(f *file, c *collector) {
	n, err := parseYAML(yamlDoc{text: f.data}, c.lim)
	if n == nil || err != nil {
		c.problem(err)
		return
	}
	for _, o := range n.get("outs").list() {
		p := o.str("path")
		if p == "" {
			continue
		}
		format := "dvc-dataset"
		if modelExt().MatchString(p) {
			format = "dvc-model"
		}
		c.named(c.format(format), p, o.get("path").at(o), Declared).attr("md5", o.str("md5")).attr("size", o.str("size"))
	}
}

// hubConfig reads config.json and friends of a Hugging Face repository.
func hubConfig(f *file, n *node, c *collector) {
	name := path.Base(path.Dir("/" + f.rel))
	if name == "/" {
		name = f.rootName
	}
	switch f.base {
	default: // a configuration of another name must name an architecture of the library
		if arch := n.get("architectures"); n.get("model_type") != nil && architecture().MatchString(texts(arch)) {
			c.named(c.format("hf-config"), name, n.get("model_type").at(n), Declared).attr("architecture", texts(arch)).attr("family", n.str("model_type"))
		}
	case "config.json":
		if arch := n.get("architectures"); arch != nil && n.get("model_type") != nil || n.get("model_type") != nil && n.get("transformers_version") != nil {
			c.named(c.format("hf-config"), first(n.str("_name_or_path"), name), n.get("model_type").at(n), Declared).attr("architecture", texts(arch)).attr("family", n.str("model_type"))
		}
	case "adapter_config.json":
		if n.get("peft_type") != nil {
			c.named(c.format("hf-adapter"), name, n.get("peft_type").at(n), Declared).attr("base-model", n.str("base_model_name_or_path")).attr("method", n.str("peft_type"))
		}
	case "model_index.json":
		if n.get("_class_name") != nil && n.get("_diffusers_version") != nil {
			c.named(c.format("hf-diffusers"), name, n.get("_class_name").at(n), Declared).attr("architecture", n.str("_class_name"))
		}
	case "dataset_infos.json":
		for _, d := range n.entries() {
			if d.get("features") != nil {
				c.named(c.format("hf-dataset-infos"), first(n.str(d.key, "dataset_name"), name), d.line, Declared).attr("licence", d.str("license"))
			}
		}
	}
	if ctx := n.get("@context"); ctx != nil && strings.Contains(n.str("conformsTo"), "mlcommons.org/croissant") {
		c.named(c.format("croissant"), n.str("name"), n.get("conformsTo").at(n), Declared).attr("licence", n.str("license"))
	}
}

var architecture = lazyregexp.New(`(?:For[A-Z]\w+|LMHeadModel|DoubleHeadsModel)\b`)

// ollamaManifest reads a manifest of Ollama's store; the model's name is its path.
func ollamaManifest(f *file, n *node, c *collector) bool {
	for _, l := range n.get("layers").list() {
		if l.str("mediaType") != "application/vnd.ollama.image.model" {
			continue
		}
		parts := strings.Split(f.rel, "/")
		name := f.base
		if len(parts) >= 3 {
			name = strings.TrimPrefix(parts[len(parts)-3]+"/", "library/") + parts[len(parts)-2] + ":" + parts[len(parts)-1]
		}
		c.named(c.format("ollama-manifest"), name, l.line, Verified).attr("digest", l.str("digest")).attr("size", l.str("size"))
		return true
	}
	return false
}

var modelfileFrom = lazyregexp.New(`(?mi)^FROM[ \t]+(\S+)`)
var modelfileWord = lazyregexp.New(`(?mi)^(?:PARAMETER|TEMPLATE|SYSTEM|ADAPTER|MESSAGE|LICENSE)[ \t]`)

// readModelfile reads an Ollama Modelfile.
func readModelfile(f *file, c *collector) {
	m := modelfileFrom().FindSubmatchIndex(f.data)
	if m == nil || !modelfileWord().Match(f.data) && !bytes.Contains(f.data, []byte(".gguf")) {
		return
	}
	line := 1 + bytes.Count(f.data[:m[0]], []byte("\n"))
	base := string(f.data[m[2]:m[3]])
	c.named(c.format("ollama-modelfile"), path.Base(base), line, Declared).attr("base-model", base)
}

var (
	tritonName    = lazyregexp.New(`(?m)^\s*name\s*:\s*"([^"]+)"`)
	tritonBackend = lazyregexp.New(`(?m)^\s*(?:platform|backend)\s*:\s*"([^"]+)"`)
	tritonShape   = lazyregexp.New(`(?m)^\s*(?:input|output|max_batch_size|instance_group|ensemble_scheduling)\s*[\[{:]`)
)

// readTriton reads a model's config.pbtxt.
func readTriton(f *file, c *collector) {
	if !tritonShape().Match(f.data) {
		return
	}
	name, backend, line := path.Base(path.Dir("/"+f.rel)), "", 1
	if m := tritonName().FindSubmatchIndex(f.data); m != nil {
		name, line = string(f.data[m[2]:m[3]]), 1+bytes.Count(f.data[:m[2]], []byte("\n"))
	}
	if m := tritonBackend().FindSubmatch(f.data); m != nil {
		backend = string(m[1])
	}
	c.named(c.format("triton-model"), name, line, Declared).attr("backend", backend)
}

// cachePath recognises the Hugging Face cache by the shape of a path:
// models--org--name/snapshots/<commit>/file.
var cachePath = lazyregexp.New(`(?:^|/)(models|datasets)--([\w.-]+?)--([\w.-]+)/(?:refs|snapshots)/`)

func hubCache(rel string, c *collector) {
	m := cachePath().FindStringSubmatch(rel)
	if m == nil {
		return
	}
	format := "hf-cache-model"
	if m[1] == "datasets" {
		format = "hf-cache-dataset"
	}
	c.named(c.format(format), m[2]+"/"+m[3], 0, Verified)
}

// modelMagic tells a model file by its first bytes; the extension decides only
// which formats may be expected, and a text file of the same name is no model.
func modelMagic(ext string, head []byte, size int64) string {
	has := func(p string) bool { return bytes.HasPrefix(head, []byte(p)) }
	switch ext {
	case ".safetensors":
		if len(head) > 9 && head[8] == '{' {
			if n := binary.LittleEndian.Uint64(head); n > 1 && n < uint64(max(size, 0)) {
				return "safetensors"
			}
		}
	case ".gguf":
		if has("GGUF") {
			return "gguf"
		}
	case ".onnx":
		if len(head) > 2 && head[0] == 0x08 {
			return "onnx"
		}
	case ".bin":
		if has("CBM1") {
			return "catboost"
		}
		return pickleMagic(ext, head)
	case ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".p":
		return pickleMagic(ext, head)
	case ".h5", ".hdf5":
		if has("\x89HDF\r\n\x1a\n") {
			return "keras-h5"
		}
	case ".keras":
		if has("PK\x03\x04") || has("\x89HDF") {
			return "keras-zip"
		}
	case ".tflite":
		if len(head) > 8 && string(head[4:8]) == "TFL3" {
			return "tflite"
		}
	case ".pb":
		return ""
	case ".mar":
		if has("PK\x03\x04") {
			return "torchserve-archive"
		}
	case ".cbm":
		if has("CBM1") {
			return "catboost"
		}
	case ".llamafile":
		return "llamafile"
	case ".nemo":
		return "nemo"
	case ".pmml":
		if bytes.Contains(head, []byte("<PMML")) {
			return "pmml"
		}
	case ".mlmodel", ".mlpackage":
		if len(head) > 1 && head[0] == 0x08 {
			return "coreml"
		}
	}
	return ""
}

// pickleMagic tells PyTorch and pickle files. A bare .bin or .p needs PyTorch's
// zip; a .pkl needs a pickle header.
func pickleMagic(ext string, head []byte) string {
	zip := bytes.HasPrefix(head, []byte("PK\x03\x04"))
	pickle := len(head) > 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5
	switch {
	case zip && bytes.Contains(head, []byte("data.pkl")):
		return "pytorch-zip"
	case zip && bytes.Contains(head, []byte("constants.pkl")):
		return "torchscript"
	case zip && (ext == ".pt" || ext == ".pth" || ext == ".ckpt"):
		return "pytorch-zip"
	case pickle && (ext == ".pt" || ext == ".pth" || ext == ".ckpt" || ext == ".bin"):
		return "pytorch-zip"
	case ext == ".joblib" && (pickle || bytes.HasPrefix(head, []byte{0x78}) || bytes.HasPrefix(head, []byte{0x1f, 0x8b})):
		return "joblib"
	case pickle && mlPickle(head):
		return "pickle"
	}
	return ""
}

// mlPickle says whether the first bytes of a pickle name a learning library: a
// pickle of a plain table is data, not a model.
func mlPickle(head []byte) bool {
	for _, m := range []string{"sklearn", "xgboost", "lightgbm", "catboost", "torch", "keras", "tensorflow", "statsmodels", "transformers", "spacy"} {
		if bytes.Contains(head, []byte(m)) {
			return true
		}
	}
	return false
}

var pickledName = lazyregexp.New(`\b[a-z_]{4,30}(?:\.[a-z_]{2,30}){1,6}\b`)

// pickledModules reads the modules whose classes a pickle holds: a recorded run
// or a saved chain is no model, yet it was made with an AI package.
func pickledModules(f *file, c *collector) {
	if f.ext != ".pkl" && f.ext != ".pickle" || len(f.data) < 3 || f.data[0] != 0x80 {
		return
	}
	for _, name := range pickledName().FindAllString(string(f.data), 200) {
		if sig := c.set.Under("py", name, "."); sig != nil && sig.Strength == signal.Strong {
			c.hit(sig, "", 0, Inferred)
		}
	}
}

var modelExts = map[string]bool{".safetensors": true, ".gguf": true, ".onnx": true, ".pt": true, ".pth": true, ".ckpt": true, ".bin": true, ".pkl": true, ".pickle": true,
	".joblib": true, ".h5": true, ".hdf5": true, ".keras": true, ".tflite": true, ".mar": true, ".cbm": true, ".llamafile": true, ".nemo": true, ".pmml": true, ".mlmodel": true}

// readModel recognises a model file by its head.
func readModel(f *file, c *collector) {
	format := modelMagic(f.ext, f.data[:min(len(f.data), 64<<10)], f.size)
	if format == "" {
		pickledModules(f, c)
		return
	}
	c.named(c.format(format), f.base, 0, Verified).attr("format", format)
}
