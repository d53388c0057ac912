package discover

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// readTerraform reads resource, data and module blocks, and the names in their
// strings.
func readTerraform(f *file, c *collector) {
	defer terraformWords(f, c)
	if deepBrackets(f.data, c.lim.Nesting) {
		c.problem(errTooDeep)
		return
	}
	parsed, diags := hclsyntax.ParseConfig(f.data, f.rel, hcl.InitialPos)
	if diags.HasErrors() && (parsed == nil || parsed.Body == nil) {
		c.problem(fmt.Errorf("not well-formed HCL: %s", diags[0].Error()))
		return
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return
	}
	c.terraformNames(body, 0)
	for _, b := range body.Blocks {
		switch {
		case (b.Type == "resource" || b.Type == "data" || b.Type == "ephemeral") && len(b.Labels) >= 2:
			c.terraform(b)
		case b.Type == "module":
			c.module(f.rel, b)
		case b.Type == "variable" && len(b.Labels) > 0:
			c.variable(strings.ToUpper(b.Labels[0]), b.TypeRange.Start.Line, Inferred, false)
		}
	}
	if diags.HasErrors() {
		c.problem(fmt.Errorf("not well-formed HCL: %s", diags[0].Error()))
	}
}

// terraformNames looks at the names that a configuration gives: of variables and
// modules, of settings and blocks. Names that it only refers to are declared
// elsewhere.
func (c *collector) terraformNames(body *hclsyntax.Body, depth int) {
	for _, name := range sortedKeys(attributeNames(body)) {
		a := body.Attributes[name]
		c.settingName(name, a.NameRange.Start.Line, Declared)
		if o, ok := a.Expr.(*hclsyntax.ObjectConsExpr); ok {
			for _, item := range o.Items {
				if key := hcl.ExprAsKeyword(item.KeyExpr); key != "" {
					c.settingName(key, item.KeyExpr.Range().Start.Line, Declared)
				}
			}
		}
	}
	for _, b := range body.Blocks {
		switch b.Type {
		case "output": // what a module hands on is declared elsewhere
		case "variable", "module":
			if len(b.Labels) > 0 {
				c.settingName(b.Labels[0], b.TypeRange.Start.Line, Declared)
			}
		default:
			c.settingName(b.Type, b.TypeRange.Start.Line, Declared)
		}
		if depth < 20 {
			c.terraformNames(b.Body, depth+1)
		}
	}
}

func attributeNames(body *hclsyntax.Body) map[string]bool {
	names := map[string]bool{}
	for name := range body.Attributes {
		names[name] = true
	}
	return names
}

// deepBrackets says whether brackets nest beyond the limit: the HCL parser is
// recursive and must not meet them.
func deepBrackets(b []byte, limit int) bool {
	depth, unary := 0, 0
	for _, c := range b {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		}
		if c == '!' || c == '-' || c == '?' {
			unary++
		} else if c == '\n' {
			unary = 0
		}
		if depth > limit || unary > 20*limit {
			return true
		}
	}
	return false
}

func (c *collector) terraform(b *hclsyntax.Block) {
	typ := b.Labels[0]
	sig := c.set.Match("tf", typ)
	if sig == nil {
		return
	}
	line := b.TypeRange.Start.Line
	conf := Declared
	if b.Type == "data" {
		conf = Inferred
	}
	f := c.named(sig, b.Labels[1], line, conf).attr("type", typ)
	for _, key := range []string{"name", "endpoint_name", "agent_name", "kind", "display_name"} {
		if v := constant(b.Body.Attributes[key]); v != "" {
			f.attr(attrName(key), v)
		}
	}
}

// constant gives the text of an attribute that is a plain string.
func constant(a *hclsyntax.Attribute) string {
	if a == nil {
		return ""
	}
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// needs makes a finding count only if the tree shows the other thing too.
func (f *finding) needs(other string) {
	if f != nil {
		f.Needs = other
	}
}

// exampleOf marks folders that only show or wrap the modules of their own
// repository.
var exampleOf = lazyregexp.New(`(?:^|/)(?:examples?|wrappers?)/`)

// module recognises well-known modules by their source, and modules of the tree
// that declare AI resources.
func (c *collector) module(rel string, b *hclsyntax.Block) {
	src := constant(b.Body.Attributes["source"])
	if i := strings.Index(src, "?ref="); i > 0 {
		src = src[:i]
	}
	line := b.TypeRange.Start.Line
	if sig := c.set.Match("tfmodule", src); sig != nil {
		c.hit(sig, src, line, Declared).attr("module", src)
		return
	}
	if strings.HasPrefix(src, ".") && len(b.Labels) > 0 && !exampleOf().MatchString(rel) {
		c.named(c.format("tf-module"), b.Labels[0], line, Declared).attr("module", src).needs("tf:" + path.Join(path.Dir("/"+rel), src))
	}
}

// terraformWords looks for names in the strings and identifiers of the text.
func terraformWords(f *file, c *collector) {
	sx := syntax{line: []string{"#", "//"}, block: true, quotes: `"`}
	s := lex(f.data, sx)
	for _, l := range s.strs {
		lead := s.lead(l)
		if strings.HasSuffix(lead, "description =") || strings.HasSuffix(lead, "error_message =") {
			continue
		}
		if bytes.HasSuffix(bytes.TrimRight([]byte(lead), " ="), []byte("description")) {
			continue
		}
		c.words(s.text(l), s.line(l.start), Declared)
		c.gcpService(s.text(l), s.line(l.start))
		if strings.IndexByte(s.text(l), '/') > 0 {
			c.codeImage(s.text(l), s.line(l.start))
		}
	}
}

// gcpService records an AI API that is switched on for a project.
func (c *collector) gcpService(text string, line int) {
	if strings.HasSuffix(text, ".googleapis.com") {
		c.hit(c.set.Match("gcp", text), "", line, Declared)
	}
}

// terraformJSON reads a plan ("terraform show -json") or a state file.
func terraformJSON(n *node, c *collector) bool {
	if n.get("terraform_version") == nil && n.get("format_version") == nil {
		return false
	}
	state := n.get("serial") != nil || n.get("values") != nil
	n.walk(func(v *node) {
		if v.kind != mapNode || v.str("type") == "" || v.str("name") == "" || v.str("mode") == "" {
			return
		}
		sig := c.set.Match("tf", v.str("type"))
		if sig == nil {
			return
		}
		conf := Declared
		if state && v.str("mode") == "managed" {
			conf = Verified
		}
		c.named(sig, v.str("name"), v.get("type").at(v), conf).attr("type", v.str("type")).attr("address", v.str("address"))
	})
	return true
}

func attrName(key string) string {
	if key == "kind" {
		return "service-kind"
	}
	return strings.ReplaceAll(key, "_", "-")
}
