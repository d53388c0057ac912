package discover

import (
	"net/url"
	"strings"
)

// bom reads a CycloneDX or SPDX bill of materials in JSON; false when it is
// none.
func bom(n *node, c *collector) bool {
	switch {
	case n.str("bomFormat") == "CycloneDX":
		cycloneDX(n, c)
	case strings.HasPrefix(n.str("spdxVersion"), "SPDX-"):
		spdx2(n, c)
	case strings.Contains(n.str("@context"), "spdx.org"):
		spdx3(n, c)
	default:
		return false
	}
	return true
}

func cycloneDX(n *node, c *collector) {
	var components func(l *node, depth int)
	components = func(l *node, depth int) {
		for _, p := range l.list() {
			c.component(p)
			if depth > 0 {
				components(p.get("components"), depth-1)
			}
		}
	}
	components(n.get("components"), 20)
	if m := n.get("metadata", "component"); m != nil {
		c.component(m)
	}
	for _, s := range n.get("services").list() {
		for _, e := range s.get("endpoints").list() {
			c.host(hostOnly(e.text), e.line, Declared)
		}
	}
}

func (c *collector) component(p *node) {
	line := p.get("name").at(p)
	switch p.str("type") {
	case "machine-learning-model":
		params := p.get("modelCard", "modelParameters")
		c.named(c.format("sbom-model"), p.str("name"), line, Declared).attr("version", p.str("version")).
			attr("task", params.str("task")).attr("architecture", params.str("modelArchitecture")).attr("family", params.str("architectureFamily"))
		return
	case "data":
		for _, d := range p.get("data").list() {
			if d.str("type") == "dataset" {
				c.named(c.format("sbom-dataset"), first(d.str("name"), p.str("name")), line, Declared)
				return
			}
		}
		return
	}
	c.purl(p.str("purl"), line)
	if p.str("type") == "container" {
		c.image(p.str("name"), line)
	}
}

func spdx2(n *node, c *collector) {
	for _, p := range n.get("packages").list() {
		for _, r := range p.get("externalRefs").list() {
			if r.str("referenceType") == "purl" {
				c.purl(r.str("referenceLocator"), p.get("name").at(p))
			}
		}
	}
}

func spdx3(n *node, c *collector) {
	for _, e := range n.get("@graph").list() {
		line := e.get("name").at(e)
		switch e.str("type") {
		case "ai_AIPackage":
			c.named(c.format("sbom-model"), e.str("name"), line, Declared).attr("version", e.str("software_packageVersion")).
				attr("type-of-model", texts(e.get("ai_typeOfModel"))).attr("domain", texts(e.get("ai_domain")))
		case "dataset_DatasetPackage":
			c.named(c.format("sbom-dataset"), e.str("name"), line, Declared).attr("type", texts(e.get("dataset_datasetType")))
		case "software_Package":
			c.purl(e.str("software_packageUrl"), line)
			for _, x := range e.get("externalIdentifier").list() {
				if strings.EqualFold(x.str("externalIdentifierType"), "packageUrl") {
					c.purl(x.str("identifier"), line)
				}
			}
		}
	}
}

// purl records the package that a package URL names.
func (c *collector) purl(u string, line int) {
	rest, ok := strings.CutPrefix(u, "pkg:")
	if !ok {
		return
	}
	rest = strings.FieldsFunc(rest+"?", func(r rune) bool { return r == '?' || r == '#' })[0]
	typ, rest, _ := strings.Cut(rest, "/")
	version := ""
	if i := strings.LastIndexByte(rest, '@'); i > 0 {
		rest, version = rest[:i], rest[i+1:]
	}
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	switch typ {
	case "pypi", "npm", "cargo", "nuget", "gem", "composer":
		c.pkg(typ, rest, version, line, true)
	case "golang":
		if sig := c.set.Under("gomod", rest, "/"); sig != nil {
			c.hit(sig, rest, line, Declared).attr("version", version).Indirect = true
		}
	case "maven":
		group, artifact, _ := strings.Cut(rest, "/")
		c.pkg("maven", group+":"+artifact, version, line, true)
	case "docker", "oci":
		c.image(rest, line)
	case "huggingface":
		c.named(c.format("sbom-model"), rest, line, Declared).attr("version", version)
	case "mlflow":
		c.named(c.format("sbom-model"), rest, line, Declared).attr("version", version)
	}
}

// readSPDXTag reads SPDX 2.3 tag-value files.
func readSPDXTag(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if rest, ok := strings.CutPrefix(text, "ExternalRef: PACKAGE-MANAGER purl "); ok {
			c.purl(strings.TrimSpace(rest), n)
		}
	})
}

// bomXML reads a CycloneDX document in XML; other XML is searched for package
// URLs only when it says that it is a BOM.
func bomXML(f *file, c *collector) {
	typ := ""
	err := eachXML(f.data, func(path []string, attrs map[string]string, text string, line int) {
		last := path[len(path)-1]
		switch {
		case last == "purl":
			c.purl(text, line)
		case last == "name" && len(path) > 1 && path[len(path)-2] == "component":
			typ = text
		case last == "component" && attrs["type"] == "machine-learning-model":
			c.named(c.format("sbom-model"), typ, line, Declared)
		case last == "endpoint":
			c.host(hostOnly(text), line, Declared)
		}
	})
	c.problem(err)
}
