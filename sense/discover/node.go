package discover

// node is a value of a structured file with the line it stands on, whatever the
// format was. Readers of Kubernetes, CloudFormation, inventories and so on work
// on nodes and never on YAML or JSON.
type node struct {
	kind nodeKind
	key  string // in a map: its key
	text string // of a scalar
	line int
	num  bool // a bare word of JSON: a number, true, false or null
	kids []*node
}

type nodeKind uint8

const (
	scalarNode nodeKind = iota
	mapNode
	listNode
)

// get follows keys into maps; nil when one is missing. It is safe on nil.
func (n *node) get(keys ...string) *node {
	for _, k := range keys {
		if n == nil || n.kind != mapNode {
			return nil
		}
		var next *node
		for _, c := range n.kids {
			if c.key == k {
				next = c
				break
			}
		}
		n = next
	}
	return n
}

// str gives the text of a scalar below keys, "" when there is none.
func (n *node) str(keys ...string) string {
	if n = n.get(keys...); n == nil || n.kind != scalarNode {
		return ""
	}
	return n.text
}

// list gives the elements of a list; nil for anything else.
func (n *node) list() []*node {
	if n == nil || n.kind != listNode {
		return nil
	}
	return n.kids
}

// entries gives the values of a map; nil for anything else.
func (n *node) entries() []*node {
	if n == nil || n.kind != mapNode {
		return nil
	}
	return n.kids
}

// walk visits n and everything below it, parents first. Depth is bounded by the
// parsers.
func (n *node) walk(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, c := range n.kids {
		c.walk(visit)
	}
}

// at gives the line of n, or of fallback when n is missing.
func (n *node) at(fallback *node) int {
	if n != nil {
		return n.line
	}
	if fallback != nil {
		return fallback.line
	}
	return 0
}
