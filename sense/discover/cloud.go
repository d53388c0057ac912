package discover

import (
	"path"
	"strings"
)

// cloudFormation records resources of templates, and any object of an ARM
// template, Terraform plan or state, or cloud inventory export that carries an
// AI resource type.
func cloudFormation(n *node, c *collector) {
	for _, r := range n.get("Resources").entries() {
		if sig := c.set.Match("cfn", r.str("Type")); sig != nil {
			c.named(sig, r.key, r.get("Type").at(r), Declared).attr("type", r.str("Type"))
		}
	}
}

// typeKeys are the fields in which inventories name a resource's type.
var typeKeys = []string{"resourceType", "ResourceType", "assetType", "asset_type", "type", "Type", "TypeName", "CfnType"}

// inventory walks JSON of any shape: AWS Config and Resource Explorer, Azure
// Resource Graph and ARM templates, GCP Asset Inventory.
func inventory(n *node, c *collector) {
	n.walk(func(v *node) {
		if v.kind != mapNode {
			return
		}
		for _, k := range typeKeys {
			t := v.get(k)
			if t == nil || t.kind != scalarNode || len(t.text) > 200 {
				continue
			}
			c.resource(v, t)
		}
	})
}

func (c *collector) resource(v, t *node) {
	on := ""
	switch {
	case strings.HasPrefix(t.text, "AWS::"):
		on = "cfn"
	case len(t.text) > 10 && strings.EqualFold(t.text[:10], "microsoft."):
		on = "arm"
	case strings.Contains(t.text, ".googleapis.com/"):
		on = "gcp"
	default:
		c.explored(v, t)
		return
	}
	typ := t.text
	if i := strings.IndexByte(typ, '@'); i > 0 {
		typ = typ[:i]
	}
	sig := c.set.Match(on, typ)
	if sig == nil {
		return
	}
	name, conf := resourceName(v)
	c.named(sig, name, t.line, conf).attr("type", typ).attr("account", first(v.str("accountId"), v.str("awsAccountId"), v.str("OwningAccountId"), v.str("subscriptionId"))).
		attr("region", first(v.str("awsRegion"), v.str("Region"), v.str("location"), v.str("resource", "location"))).
		attr("resource-group", v.str("resourceGroup")).attr("service-kind", v.str("kind"))
}

// explored records an item of AWS Resource Explorer, which writes types as
// "sagemaker:endpoint" beside an ARN.
func (c *collector) explored(v, t *node) {
	service, what, ok := strings.Cut(t.text, ":")
	arn := first(v.str("Arn"), v.str("arn"))
	if !ok || what == "" || !strings.HasPrefix(arn, "arn:") {
		return
	}
	c.named(c.set.Match("aws", service), path.Base(arn), t.line, Verified).attr("type", t.text).attr("region", v.str("Region")).attr("account", v.str("OwningAccountId"))
}

// resourceName finds the name of an inventory item. An identifier that only a
// cloud gives (ARN, resource ID, asset name) proves that the resource exists.
func resourceName(v *node) (string, Confidence) {
	conf := Declared
	for _, k := range []string{"arn", "ARN", "Arn", "id", "ancestors", "resourceId"} {
		id := v.str(k)
		if strings.HasPrefix(id, "arn:") || strings.HasPrefix(strings.ToLower(id), "/subscriptions/") || k == "ancestors" && v.get(k) != nil || k == "resourceId" && id != "" {
			conf = Verified
		}
	}
	name := first(v.str("resourceName"), v.str("name"), v.str("displayName"), v.str("resourceId"))
	if strings.HasPrefix(name, "//") {
		name, conf = path.Base(name), Verified
	}
	if name == "" {
		name = path.Base(first(v.str("arn"), v.str("ARN"), v.str("Arn"), v.str("id")))
	}
	if name == "." {
		name = ""
	}
	if strings.HasPrefix(name, "[") { // an ARM expression
		name, conf = "", Unresolved
	}
	return name, conf
}

func first(s ...string) string {
	for _, v := range s {
		if v != "" {
			return v
		}
	}
	return ""
}
