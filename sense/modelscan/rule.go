package modelscan

// Class groups findings by how they do harm.
type Class = string

// The classes.
const (
	ClassExecute   Class = "E" // runs when the file is loaded
	ClassNested    Class = "N" // a payload hidden in bytes, text or another file
	ClassStructure Class = "S" // a structure in which readers disagree
	ClassTemplate  Class = "T" // a template that runs code
	ClassMetadata  Class = "M" // hostile metadata or header
	ClassFramework Class = "K" // code in a framework's own format
	ClassArchive   Class = "A" // a trick of the archive
	ClassOther     Class = "O" // everything else: secrets, commands, limits
)

// Rule is one thing the scanner looks for. Ids are stable.
type Rule struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Class    Class    `json:"class"`
	Severity Severity `json:"severity"` // unless the finding says otherwise
	Verdict  Verdict  `json:"verdict"`  // what a finding makes of a file
	Formats  string   `json:"formats"`
	CWE      []string `json:"cwe,omitempty"`
	CVE      []string `json:"cve,omitempty"`
	ATLAS    []string `json:"atlas,omitempty"`    // MITRE ATLAS techniques
	OWASP    []string `json:"owasp,omitempty"`    // LLM top ten 2025
	Controls []string `json:"controls,omitempty"` // ISO/IEC 42001 Annex A
	Why      string   `json:"why"`
	Fix      string   `json:"fix"`
}

var (
	supplyChain = []string{"LLM03:2025"}
	unsafeModel = []string{"AML.T0011.000", "AML.T0010.003"}
	malware     = []string{"AML.T0018.002", "AML.T0010.003"}
	exhaustion  = []string{"AML.T0029"}
	suppliers   = []string{"iso42001:A.6.2.4", "iso42001:A.10.3"}
)

const (
	fixWeights  = "Do not load it. Ask the publisher for the weights as safetensors, and report the file to whoever hosts it."
	fixSource   = "Do not load it. Get the file again from its publisher and compare the digest; report it if it is the same."
	fixArchive  = "Unpack it with a tool that refuses such members, or get it again from the publisher."
	fixKeras    = "Do not load it. Rebuild the model from code you trust and load weights only (.weights.h5 or safetensors)."
	fixTemplate = "Do not render it. Take the template from the model's original repository, and render in a sandboxed Jinja environment."
)

// rules is the list of everything the scanner looks for.
var rules = []Rule{
	{"MF101", "dangerous-callable", ClassExecute, Critical, Dangerous, "pickle", []string{"CWE-502", "CWE-94"}, nil, unsafeModel, supplyChain, suppliers,
		"Loading the file hands control to a callable that runs code, starts processes, or reaches files or the network.", fixWeights},
	{"MF102", "unknown-callable", ClassExecute, High, UnknownCallable, "pickle", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"Loading the file imports or calls something that is not known to build data only.",
		"If the class is your own, record a suppression with owner and expiry, or save the weights without it; else do not load the file."},
	{"MF103", "global-rewritten", ClassExecute, Critical, Dangerous, "pickle", []string{"CWE-502", "CWE-915"}, nil, unsafeModel, supplyChain, suppliers,
		"Loading the file changes a module, class or function of the running program.", fixWeights},
	{"MF104", "computed-global", ClassExecute, Critical, Dangerous, "pickle", []string{"CWE-470"}, nil, unsafeModel, supplyChain, suppliers,
		"The name of what is imported is computed while loading, which no pickler writes.", fixWeights},
	{"MF105", "odd-constructor", ClassExecute, High, UnknownCallable, "pickle", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"A harmless constructor is called in a shape that no pickler writes.", fixWeights},
	{"MF106", "extension-code", ClassExecute, High, UnknownCallable, "pickle", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"An extension code stands for whatever the loading program has registered; the file does not say what runs.", fixWeights},
	{"MF107", "result-called", ClassExecute, High, UnknownCallable, "pickle", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"What a call returned is called in turn, so what runs is decided while loading.", fixWeights},
	{"MF108", "unclear-target", ClassExecute, High, UnknownCallable, "pickle", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"Items or state are set on, or a call is made to, something whose class cannot be told.", fixWeights},
	{"MF110", "hidden-pickle", ClassNested, High, UnknownCallable, "all", []string{"CWE-502", "CWE-506"}, nil, malware, supplyChain, suppliers,
		"A pickle is hidden inside a value. Scanners that stop at the outer file do not see it; a loader with a second step runs it.", fixSource},
	{"MF111", "encoded-payload", ClassNested, High, UnknownCallable, "all", []string{"CWE-506"}, nil, malware, supplyChain, suppliers,
		"Text holds an encoded pickle, archive or program.", fixSource},
	{"MF112", "hidden-code", ClassNested, High, Dangerous, "all", []string{"CWE-506"}, nil, malware, supplyChain, suppliers,
		"A value or member holds compiled code (marshal, byte code) or a native program.", fixSource},
	{"MF113", "hidden-archive", ClassNested, Low, DataOnly, "all", []string{"CWE-506"}, nil, malware, supplyChain, suppliers,
		"A value holds an archive. It was opened and read as well.", "Nothing to do if the model stores compressed data; else ask the publisher what it is."},
	{"MF120", "readers-disagree", ClassStructure, High, Malformed, "pickle", []string{"CWE-436", "CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"Two readers of this pickle would read different things, which no pickler writes and scanners are tricked with.", fixSource},
	{"MF121", "broken-pickle", ClassStructure, Medium, Malformed, "pickle", []string{"CWE-20"}, nil, unsafeModel, supplyChain, suppliers,
		"The pickle breaks off. What stands before the break still runs when it is loaded, and was read.", "Get the file again; compare its digest with the publisher's."},
	{"MF122", "pickle-bomb", ClassStructure, High, Malformed, "pickle", []string{"CWE-400"}, nil, exhaustion, []string{"LLM10:2025"}, suppliers,
		"Loading or using the object takes memory or time out of all proportion to the file.", fixSource},
	{"MF130", "wrong-extension", ClassOther, Low, DataOnly, "all", []string{"CWE-646"}, []string{"CVE-2025-1889", "CVE-2025-10155"}, []string{"AML.T0074"}, supplyChain, suppliers,
		"The name says another format than the content. Tools that trust the name skip the file or read it wrongly.", "Rename the file to what it is, or ask why it is named so."},
	{"MF140", "template-injection", ClassTemplate, Critical, Dangerous, "jinja, gguf, tokenizer_config", []string{"CWE-1336", "CWE-94"}, []string{"CVE-2024-34359"}, []string{"AML.T0011.000", "AML.T0051"}, []string{"LLM03:2025", "LLM05:2025"}, suppliers,
		"The chat template reaches into Python's internals; rendering it outside a sandbox runs code.", fixTemplate},
	{"MF141", "template-suspicious", ClassTemplate, Low, DataOnly, "jinja, gguf, tokenizer_config", []string{"CWE-1336"}, nil, []string{"AML.T0011.000"}, supplyChain, suppliers,
		"The template uses a construct that chat templates do not need.", fixTemplate},
	{"MF150", "keras-lambda", ClassFramework, Critical, Dangerous, "keras", []string{"CWE-94", "CWE-502"}, []string{"CVE-2024-3660", "CVE-2025-9905"}, unsafeModel, supplyChain, suppliers,
		"A Lambda layer carries Python byte code that runs when the model is loaded or called.", fixKeras},
	{"MF151", "keras-foreign-object", ClassFramework, High, Dangerous, "keras", []string{"CWE-94", "CWE-502"}, []string{"CVE-2025-1550", "CVE-2025-8747", "CVE-2025-9906", "CVE-2025-49655"}, unsafeModel, supplyChain, suppliers,
		"The configuration makes Keras import or call something that is no layer, or lifts its safe mode.", fixKeras},
	{"MF152", "keras-custom-object", ClassFramework, Medium, UnknownCallable, "keras", []string{"CWE-470"}, nil, unsafeModel, supplyChain, suppliers,
		"The model needs a class that Keras does not ship; loading it needs code that is not in the file.", "Load it only with custom_objects that you have read."},
	{"MF160", "tf-dangerous-op", ClassFramework, Critical, Dangerous, "savedmodel", []string{"CWE-94"}, nil, unsafeModel, supplyChain, suppliers,
		"The graph holds an operator that runs Python or reaches files, processes or the network when the model is called.", "Do not serve it. Rebuild the graph without the operator."},
	{"MF161", "tf-unknown-op", ClassFramework, Medium, UnknownCallable, "savedmodel", []string{"CWE-829"}, nil, unsafeModel, supplyChain, suppliers,
		"The graph needs a custom operator from a native library that is not in the file.", "Find out which library brings the operator and scan it too."},
	{"MF170", "onnx-external-path", ClassFramework, High, Dangerous, "onnx", []string{"CWE-22"}, []string{"CVE-2022-25882", "CVE-2024-27318", "CVE-2024-5187"}, unsafeModel, supplyChain, suppliers,
		"Tensor data points outside the model's folder, so that loading reads other files of the machine.", fixSource},
	{"MF171", "onnx-custom-op", ClassFramework, Medium, UnknownCallable, "onnx", []string{"CWE-829"}, nil, unsafeModel, supplyChain, suppliers,
		"The graph needs operators of a domain that ONNX does not define: native code from elsewhere.", "Find out which library brings the operators and scan it too."},
	{"MF172", "onnx-python-op", ClassFramework, Critical, Dangerous, "onnx", []string{"CWE-94"}, nil, unsafeModel, supplyChain, suppliers,
		"The graph holds an operator that runs Python.", fixSource},
	{"MF180", "header-invalid", ClassMetadata, High, Malformed, "safetensors, gguf, npy and others", []string{"CWE-20", "CWE-787"}, nil, unsafeModel, supplyChain, suppliers,
		"Header and data contradict each other; readers that trust the header read or write where they should not.", fixSource},
	{"MF181", "metadata-payload", ClassMetadata, High, Dangerous, "safetensors, gguf, onnx and others", []string{"CWE-506", "CWE-94"}, nil, malware, supplyChain, suppliers,
		"Metadata holds program text or a command instead of a description.", fixSource},
	{"MF182", "file-incomplete", ClassMetadata, Medium, Malformed, "all", []string{"CWE-20"}, nil, nil, supplyChain, suppliers,
		"The file ends before its header says it should, or cannot be decoded to its end.", "Get the file again; compare its digest with the publisher's."},
	{"MF190", "archive-traversal", ClassArchive, High, Dangerous, "archives", []string{"CWE-22"}, nil, []string{"AML.T0011.000"}, supplyChain, suppliers,
		"A member's name or link leads outside the folder that it is unpacked into.", fixArchive},
	{"MF191", "archive-inconsistent", ClassArchive, High, Malformed, "zip", []string{"CWE-436"}, []string{"CVE-2025-1944", "CVE-2025-1945", "CVE-2025-10156"}, unsafeModel, supplyChain, suppliers,
		"The archive describes a member in two ways, so that readers see different content.", fixArchive},
	{"MF192", "archive-bomb", ClassArchive, High, Malformed, "archives", []string{"CWE-409"}, nil, exhaustion, []string{"LLM10:2025"}, suppliers,
		"It expands out of all proportion. Only the part within the limits was read.", fixArchive},
	{"MF193", "archive-encrypted", ClassArchive, Medium, DataOnly, "archives", []string{"CWE-311"}, nil, nil, supplyChain, suppliers,
		"A member is encrypted: neither this scanner nor any other can see into it.", "Ask for the file without a password, and scan that."},
	{"MF194", "archive-damaged", ClassArchive, Medium, Malformed, "archives", []string{"CWE-20"}, nil, nil, supplyChain, suppliers,
		"A part of the archive cannot be decoded.", "Get the file again; compare its digest with the publisher's."},
	{"MF200", "secret", ClassOther, High, DataOnly, "json, yaml", []string{"CWE-798"}, nil, []string{"AML.T0055"}, []string{"LLM02:2025"}, []string{"iso42001:A.6.2.4", "iso42001:A.7.3"},
		"The configuration holds what looks like a credential.", "Revoke the credential, then take it out of the file."},
	{"MF201", "command-in-config", ClassOther, High, Dangerous, "json, yaml", []string{"CWE-78"}, nil, []string{"AML.T0011.000", "AML.T0050"}, supplyChain, suppliers,
		"The configuration holds a command that destroys, downloads or runs something.", fixSource},
	{"MF202", "remote-code", ClassOther, Medium, UnknownCallable, "json", []string{"CWE-829"}, nil, []string{"AML.T0010.001"}, supplyChain, suppliers,
		"The configuration makes the loader run Python code from the model's repository (auto_map, custom pipelines).", "Load without trust_remote_code, or read the code and pin its revision."},
	{"MF203", "instantiates-target", ClassOther, High, Dangerous, "yaml, nemo", []string{"CWE-470"}, []string{"CVE-2025-23304"}, unsafeModel, supplyChain, suppliers,
		"The configuration names a callable that the loader imports and calls.", fixSource},
	{"MF204", "yaml-python-tag", ClassOther, Critical, Dangerous, "yaml", []string{"CWE-502"}, []string{"CVE-2020-14343"}, unsafeModel, supplyChain, suppliers,
		"A YAML tag makes unsafe loaders construct Python objects.", "Load with a safe loader; take the tag out."},
	{"MF210", "xml-entity", ClassMetadata, High, Dangerous, "pmml, openvino", []string{"CWE-611", "CWE-776"}, nil, unsafeModel, supplyChain, suppliers,
		"The document declares entities that read other files or expand without end.", fixSource},
	{"MF211", "xml-script", ClassFramework, High, Dangerous, "pmml, openvino", []string{"CWE-94"}, nil, unsafeModel, supplyChain, suppliers,
		"The document carries script or names native code to load.", fixSource},
	{"MF220", "r-code", ClassExecute, Critical, Dangerous, "rdata", []string{"CWE-502"}, []string{"CVE-2024-27322"}, unsafeModel, supplyChain, suppliers,
		"The R data holds an unevaluated promise or code that runs when the object is read or touched.", "Do not read it with R before 4.4; ask for plain data."},
	{"MF221", "r-closure", ClassExecute, Medium, UnknownCallable, "rdata", []string{"CWE-502"}, nil, unsafeModel, supplyChain, suppliers,
		"The R data holds functions. They run only when called, but models call theirs.", "Read the functions before you use the object."},
	{"MF230", "skops-untrusted", ClassFramework, High, UnknownCallable, "skops", []string{"CWE-502"}, []string{"CVE-2025-54412", "CVE-2025-54413", "CVE-2025-54886"}, unsafeModel, supplyChain, suppliers,
		"The file names types or functions that skops does not trust by default.", "Compare with skops.io.get_untrusted_types and trust only what you know."},
	{"MF240", "torchscript-code", ClassFramework, Medium, KnownFramework, "torchscript", []string{"CWE-94"}, []string{"CVE-2025-32434"}, unsafeModel, supplyChain, suppliers,
		"The archive holds TorchScript code that runs when the model is loaded or called; it is not weights only.", "Load it only from publishers you trust; convert to safetensors where you can."},
	{"MF241", "torchscript-dangerous", ClassFramework, High, Dangerous, "torchscript", []string{"CWE-94"}, nil, unsafeModel, supplyChain, suppliers,
		"The TorchScript code uses an operator that reads or writes files, or leaves the tensor world.", fixSource},
	{"MF250", "mlflow-code", ClassFramework, Medium, UnknownCallable, "mlflow", []string{"CWE-829"}, []string{"CVE-2024-37052", "CVE-2024-37060"}, unsafeModel, supplyChain, suppliers,
		"The package names a loader or code of its own that runs on load.", "Read the code and the requirements before you load the package."},
	{"MF251", "install-hook", ClassFramework, Medium, UnknownCallable, "mlflow, nemo, conda", []string{"CWE-829"}, nil, []string{"AML.T0010.001"}, supplyChain, suppliers,
		"The requirements install from an address instead of a package index.", "Replace the address by a pinned package."},
	{"MF260", "custom-layer", ClassFramework, Medium, UnknownCallable, "coreml, tflite, catboost, xgboost", []string{"CWE-829"}, nil, unsafeModel, supplyChain, suppliers,
		"The model needs custom native operators that are not in the file.", "Find out which library brings the operator and scan it too."},
	{"MF270", "native-code", ClassExecute, High, Dangerous, "all", []string{"CWE-506"}, nil, malware, supplyChain, suppliers,
		"The file is, or brings, a native program or library.", "Do not run it. A model needs no program of its own."},
	{"MF271", "python-code", ClassOther, Medium, UnknownCallable, "archives", []string{"CWE-829"}, nil, malware, supplyChain, suppliers,
		"The package brings Python code that its loader may import.", "Read the code before you load the package."},
	{"MF280", "changed-while-read", ClassOther, Medium, Malformed, "all", []string{"CWE-367"}, nil, nil, supplyChain, suppliers,
		"The file changed while it was read, so that verdict and digest may belong to different bytes.", "Scan it again when nobody writes to it."},
	{"MF281", "limit-reached", ClassOther, Medium, Malformed, "all", []string{"CWE-400"}, nil, nil, supplyChain, suppliers,
		"A limit of the scanner was reached; what lies beyond was not looked at.", "Raise the limit and scan again, or split the file."},
}

var ruleIndex = func() map[string]*Rule {
	ix := map[string]*Rule{}
	for i := range rules {
		ix[rules[i].ID] = &rules[i]
	}
	return ix
}()

// Rules lists every rule, by id.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// RuleByID finds a rule.
func RuleByID(id string) (Rule, bool) {
	r, ok := ruleIndex[id]
	if !ok {
		return Rule{}, false
	}
	return *r, true
}
