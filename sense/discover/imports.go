package discover

import (
	"bytes"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var (
	pyImport = lazyregexp.New(`^(?:(?:try|else|finally|if [^:\n]*):[ \t]*)?import[ \t]+([^\n;#]+)`)
	pyFrom   = lazyregexp.New(`^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n;]+)`)
	pyName   = lazyregexp.New(`[A-Za-z_][\w.]*`)
)

// pythonImports reads import and from statements and dynamic imports.
func pythonImports(s *source, c *collector) {
	for i, start := range s.lines {
		end := len(s.code)
		if i+1 < len(s.lines) {
			end = s.lines[i+1]
		}
		text := bytes.TrimLeft(s.code[start:end], " \t")
		switch {
		case bytes.HasPrefix(text, []byte("import")), bytes.Contains(text, []byte(": import ")):
			s.pyImport(text, i+1, c)
		case bytes.HasPrefix(text, []byte("from")):
			s.pyFrom(s.code[start:min(len(s.code), start+4096)], i+1, c)
		}
	}
	for _, l := range s.strs {
		if lead := s.lead(l); strings.HasSuffix(lead, "import_module(") || strings.HasSuffix(lead, "__import__(") {
			c.python(s.text(l), s.line(l.start))
		}
	}
}

func (s *source) pyImport(text []byte, line int, c *collector) {
	m := pyImport().FindSubmatch(text)
	if m == nil {
		return
	}
	for _, part := range strings.Split(string(m[1]), ",") {
		c.python(pyName().FindString(part), line)
	}
}

func (s *source) pyFrom(text []byte, line int, c *collector) {
	m := pyFrom().FindSubmatch(text)
	if m == nil || m[1][0] == '.' {
		return
	}
	for _, part := range strings.Split(strings.Trim(string(m[2]), "()"), ",") {
		c.python(string(m[1])+"."+pyName().FindString(part), line)
	}
}

func (c *collector) python(module string, line int) {
	if module = strings.Trim(module, "."); module == "" {
		return
	}
	if f := c.hit(c.set.Under("py", module, "."), "", line, Inferred); f != nil {
		first, _, _ := strings.Cut(module, ".")
		f.Local = "py:" + first
	}
}

var jsLead = lazyregexp.New(`(?:\bfrom|\bimport|\brequire\(|\bimport\(|\brequire\.resolve\(|\bjest\.mock\(|\bvi\.mock\()$`)

// jsImports reads the specifiers of import, export … from, require and import().
func jsImports(s *source, c *collector) {
	for _, l := range s.strs {
		n := l.end - l.start
		if n < 2 || n > 200 {
			continue
		}
		lead := s.lead(l)
		if lead == "" || strings.IndexByte("mt(", lead[len(lead)-1]) < 0 || !jsLead().MatchString(lead[max(0, len(lead)-20):]) {
			continue
		}
		c.jsModule(s.text(l), s.line(l.start))
		if s.text(l) == "aws-cdk-lib" {
			s.cdkParts(l, c)
		}
	}
}

var cdkPart = lazyregexp.New(`\baws_([a-z_0-9]+)`)

// cdkParts reads the services that one import takes out of the whole of AWS:
// import { aws_bedrock as bedrock } from "aws-cdk-lib".
func (s *source) cdkParts(l literal, c *collector) {
	lead := s.code[max(0, l.start-1000):l.start]
	lead = lead[bytes.LastIndexByte(lead, '{')+1:]
	for _, m := range cdkPart().FindAllSubmatch(lead, 50) {
		c.jsModule("aws-cdk-lib/aws-"+strings.ReplaceAll(string(m[1]), "_", "-"), s.line(l.start))
	}
}

func (c *collector) jsModule(spec string, line int) {
	for _, p := range []string{"npm:", "jsr:"} {
		spec = strings.TrimPrefix(spec, p)
	}
	for _, p := range []string{"https://esm.sh/", "https://cdn.skypack.dev/", "https://deno.land/x/"} {
		if rest, ok := strings.CutPrefix(spec, p); ok {
			spec = rest
		}
	}
	if spec == "" || strings.ContainsAny(spec[:1], "./~#") || strings.HasPrefix(spec, "@/") {
		return
	}
	if i := strings.LastIndexByte(spec, '@'); i > 0 {
		version := spec[i+1:]
		if j := strings.IndexByte(version, '/'); j >= 0 {
			spec = spec[:i] + version[j:]
		} else {
			spec = spec[:i]
		}
	}
	sig := c.set.Under("npm", spec, "/")
	if sig == nil {
		return
	}
	name := spec
	if parts := strings.SplitN(spec, "/", 3); strings.HasPrefix(spec, "@") && len(parts) > 2 {
		name = parts[0] + "/" + parts[1]
	} else if !strings.HasPrefix(spec, "@") {
		name = parts[0]
	}
	if strings.HasPrefix(name, "@") && !strings.Contains(name, "/") {
		return
	}
	c.hit(sig, name, line, Inferred).local("js:" + name)
}

// local marks a finding as void when the tree has a module of that name.
func (f *finding) local(module string) {
	if f != nil {
		f.Local = module
	}
}

var (
	goBlock  = lazyregexp.New(`(?m)^import[ \t]*\(`)
	goSingle = lazyregexp.New(`(?m)^import[ \t]+(?:[\w.]+[ \t]+)?$`)
)

// goImports reads import declarations.
func goImports(s *source, c *collector) {
	var blocks [][2]int
	for _, m := range goBlock().FindAllIndex(s.code, -1) {
		if end := bytes.IndexByte(s.code[m[1]:], ')'); end >= 0 {
			blocks = append(blocks, [2]int{m[1], m[1] + end})
		}
	}
	for _, l := range s.strs {
		in := false
		for _, b := range blocks {
			in = in || l.start > b[0] && l.end <= b[1]
		}
		if !in {
			line := s.line(l.start)
			in = goSingle().Match(s.code[s.lines[line-1]:max(s.lines[line-1], l.start-1)])
		}
		if in {
			path := s.text(l)
			c.hit(c.set.Under("gomod", path, "/"), path, s.line(l.start), Inferred)
		}
	}
}

var jvmImport = lazyregexp.New(`(?m)^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]+)`)

func jvmImports(s *source, c *collector) {
	for _, m := range jvmImport().FindAllSubmatchIndex(s.code, -1) {
		c.hit(c.set.Under("java", string(s.code[m[2]:m[3]]), "."), "", s.line(m[2]), Inferred)
	}
	gradleDeps(s, c)
}

var csUsing = lazyregexp.New(`(?m)^[ \t]*(?:@?(?:global[ \t]+)?(?:using|open|Imports)[ \t]+)(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?(?:global::)?([A-Z][\w.]*)`)

var csCall = lazyregexp.New(`\.((?:Add|Use|With|As)[A-Z]\w+)\s*[(<]`)

func csImports(s *source, c *collector) {
	for _, m := range csCall().FindAllSubmatchIndex(s.code, -1) {
		c.hit(c.set.Match("call", string(s.code[m[2]:m[3]])), "", s.line(m[2]), Inferred)
	}
	for _, m := range csUsing().FindAllSubmatchIndex(s.code, -1) {
		f := c.hit(c.set.Under("cs", string(s.code[m[2]:m[3]]), "."), "", s.line(m[2]), Inferred)
		if bytes.Contains(s.code[m[0]:m[2]], []byte("global ")) {
			f.globalUsing()
		}
	}
	csTypes(s, c)
}

var rustPath = lazyregexp.New(`(?m)(?:^|[^\w:.])(?:use[ \t]+(?:::)?|extern[ \t]+crate[ \t]+)?([a-z][a-z0-9_]*)(?:::|[ \t]*;|[ \t]+as[ \t])`)

var (
	rustOwnUse = lazyregexp.New(`\buse[ \t]+(?:crate|self|super)::([^;]{1,900});`)
	rustName   = lazyregexp.New(`[a-z][a-z0-9_]*`)
)

// rustOwn are the names that a file takes from its own crate: a module of the
// project may bear the name of a public crate.
func rustOwn(s *source) map[string]bool {
	own := map[string]bool{}
	for _, m := range rustOwnUse().FindAllSubmatch(s.code, -1) {
		for _, name := range rustName().FindAll(m[1], 200) {
			own[string(name)] = true
		}
	}
	return own
}

// rustImports reads use declarations, extern crates and crate paths in code.
func rustImports(s *source, c *collector) {
	own := rustOwn(s)
	for _, m := range rustPath().FindAllSubmatchIndex(s.code, -1) {
		whole := string(s.code[m[0]:m[1]])
		if !strings.Contains(whole, "::") && !strings.Contains(whole, "use ") && !strings.Contains(whole, "crate ") {
			continue
		}
		crate := string(s.code[m[2]:m[3]])
		if own[crate] {
			continue
		}
		if sig := c.set.Match("cargo", crate); sig != nil {
			c.hit(sig, strings.ReplaceAll(crate, "_", "-"), s.line(m[2]), Inferred).local("rs:" + crate)
		}
	}
}

// rubyImports reads require "…" and gem "…".
func rubyImports(s *source, c *collector) {
	for _, l := range s.strs {
		lead := s.lead(l)
		if strings.HasSuffix(lead, "require") || strings.HasSuffix(lead, "gem") || strings.HasSuffix(lead, "require(") {
			name := s.text(l)
			c.hit(c.set.Match("gem", name), name, s.line(l.start), Inferred)
		}
	}
}

var phpUse = lazyregexp.New(`(?m)^[ \t]*use[ \t]+(OpenAI|Anthropic|Gemini|LLPhant|Prism\\Prism|EchoLabs\\Prism|NeuronAI|Rubix\\ML|Phpml|Symfony\\AI)\b`)

var phpPackage = map[string]string{
	"OpenAI": "openai-php/client", "Anthropic": "anthropic-ai/sdk", "Gemini": "google-gemini-php/client", "LLPhant": "theodo-group/llphant",
	`Prism\Prism`: "prism-php/prism", `EchoLabs\Prism`: "prism-php/prism", "NeuronAI": "neuron-core/neuron-ai", `Rubix\ML`: "rubix/ml",
	"Phpml": "php-ai/php-ml", `Symfony\AI`: "symfony/ai-platform",
}

func phpImports(s *source, c *collector) {
	for _, m := range phpUse().FindAllSubmatchIndex(s.code, -1) {
		name := phpPackage[string(s.code[m[2]:m[3]])]
		c.hit(c.set.Match("composer", name), name, s.line(m[2]), Inferred)
	}
}

var swiftImport = lazyregexp.New(`(?m)^[ \t]*(?:@\w+[ \t]+)?import[ \t]+(CoreML|CreateML|NaturalLanguage|FoundationModels|MLX|MLXLLM|OpenAI|WhisperKit|TensorFlowLite|MLKit)\b`)

func swiftImports(s *source, c *collector) {
	for _, m := range swiftImport().FindAllSubmatchIndex(s.code, -1) {
		c.hit(c.set.Match("swift", string(s.code[m[2]:m[3]])), "", s.line(m[2]), Inferred)
	}
}

var cInclude = lazyregexp.New(`(?m)^[ \t]*#[ \t]*include[ \t]*[<"]([\w./-]+)[>"]`)

func cIncludes(s *source, c *collector) {
	for _, m := range cInclude().FindAllSubmatchIndex(s.raw, -1) {
		c.hit(c.set.Under("include", string(s.raw[m[2]:m[3]]), "/"), "", s.line(m[2]), Inferred)
	}
}
