package risk

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) readPERT(n *yaml.Node, path string, d domain) Dist {
	weight, named := 4.0, pertVose
	var v []float64
	if n.Kind == yaml.MappingNode {
		f := r.mapping(n, path, "min, mode, max")
		v = make([]float64, 3)
		ok := true
		for i, key := range []string{"min", "mode", "max"} {
			if c := f.need(key, "a PERT has min, mode and max"); c == nil {
				ok = false
			} else if x, good := r.number(c, join(path, key)); good {
				v[i] = x
			} else {
				ok = false
			}
		}
		if c := f.get("weight"); c != nil {
			if x, good := r.number(c, join(path, "weight")); good && r.within(c, join(path, "weight"), domain{"a weight", 0.01, 1000}, x) {
				weight = x
			} else {
				ok = false
			}
		}
		if s := f.text("parametrisation"); s == pertMC2D {
			named = s
		} else if s != "" && s != pertVose {
			r.at(f.get("parametrisation"), join(path, "parametrisation"), "unknown-value", "%q is not known; use %s or %s", shorten(s), pertVose, pertMC2D)
			ok = false
		}
		f.done()
		if !ok {
			return nil
		}
	} else {
		var ok bool
		if v, ok = r.numbers(n, path, 3, "[min, mode, max]"); !ok {
			return nil
		}
	}
	if !r.within(n, path, d, v...) {
		return nil
	}
	if v[0] > v[1] || v[1] > v[2] {
		r.at(n, path, "order", "min %g, mode %g, max %g are not in rising order", v[0], v[1], v[2])
		return nil
	}
	if !(v[0] == v[2]) && !strings.Contains(r.pert, named) {
		r.pert = strings.TrimPrefix(r.pert+" "+named, " ")
	}
	if named == pertMC2D {
		return PERT(v[0], v[1], v[2], weight)
	}
	return PERTVose(v[0], v[1], v[2], weight)
}

func (r *reader) readUniform(n *yaml.Node, path string, d domain) Dist {
	v, ok := r.numbers(n, path, 2, "[min, max]")
	if !ok || !r.within(n, path, d, v...) {
		return nil
	}
	if v[0] > v[1] {
		r.at(n, path, "order", "min %g is greater than max %g", v[0], v[1])
		return nil
	}
	return Uniform(v[0], v[1])
}

func (r *reader) readBeta(n *yaml.Node, path string, d domain) Dist {
	lo, hi := 0.0, 1.0
	if n.Kind == yaml.MappingNode {
		f := &fields{r: r, node: n, path: path}
		rest := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i].Value, n.Content[i+1]
			switch k {
			case "min", "max":
				x, ok := r.number(v, join(path, k))
				if !ok {
					return nil
				}
				if k == "min" {
					lo = x
				} else {
					hi = x
				}
			default:
				rest.Content = append(rest.Content, n.Content[i], v)
			}
		}
		n = rest
		n.Line, n.Column = f.node.Line, f.node.Column
	}
	v, ok := r.positive(n, path, "alpha", "beta")
	if !ok || !r.within(n, path, d, lo, hi) {
		return nil
	}
	if lo > hi {
		r.at(n, path, "order", "min %g is greater than max %g", lo, hi)
		return nil
	}
	if v[0] > 1e6 || v[1] > 1e6 || v[0] < 1e-3 || v[1] < 1e-3 {
		r.at(n, path, "range", "alpha and beta must lie between 0.001 and 1,000,000")
		return nil
	}
	if lo == hi {
		return Const(lo)
	}
	return Beta{v[0], v[1], lo, hi}
}

func (r *reader) readGamma(n *yaml.Node, path string) Dist {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 && (n.Content[0].Value == "mean" || n.Content[0].Value == "sd") {
		v, ok := r.positive(n, path, "mean", "sd")
		if !ok {
			return nil
		}
		return r.checkGamma(n, path, v[0]*v[0]/(v[1]*v[1]), v[1]*v[1]/v[0])
	}
	v, ok := r.positive(n, path, "shape", "scale")
	if !ok {
		return nil
	}
	return r.checkGamma(n, path, v[0], v[1])
}

func (r *reader) checkGamma(n *yaml.Node, path string, shape, scale float64) Dist {
	if !(shape >= 0.01 && shape <= 1e6) || !(scale > 0 && scale < maxMoney) {
		r.at(n, path, "range", "shape %g and scale %g are out of reach; shape must lie between 0.01 and 1,000,000", shape, scale)
		return nil
	}
	return Gamma{shape, scale}
}

func (r *reader) readExponential(n *yaml.Node, path string) Dist {
	v, ok := r.number(n, path)
	if !ok {
		return nil
	}
	if !(v > 0 && v <= maxMoney) {
		r.at(n, path, "range", "the mean is %g; it must be positive", v)
		return nil
	}
	return Gamma{1, v}
}

func (r *reader) readLognormal90(n *yaml.Node, path string, d domain) Dist {
	v, ok := r.numbers(n, path, 2, "[low, high], the 5 % and 95 % points")
	if !ok || !r.within(n, path, d, v...) {
		return nil
	}
	switch {
	case v[0] <= 0:
		r.at(n, path, "range", "low is %g; a lognormal needs both ends above zero (use pert or uniform for a range that starts at zero)", v[0])
	case v[0] > v[1]:
		r.at(n, path, "order", "low %g is greater than high %g", v[0], v[1])
	case v[1]/v[0] > maxSpread:
		r.at(n, path, "range", "high is more than %g times low; such a range says that nothing is known: split the scenario", float64(maxSpread))
	default:
		return Lognormal90(v[0], v[1])
	}
	return nil
}

func (r *reader) readEmpirical(n *yaml.Node, path string, d domain) Dist {
	values, weights := n, (*yaml.Node)(nil)
	if n.Kind == yaml.MappingNode {
		f := r.mapping(n, path, "values, weights")
		if values = f.need("values", "the observed values"); values == nil {
			return nil
		}
		weights = f.get("weights")
		f.done()
	}
	v, ok := r.numbers(values, path, 0, "of values")
	if !ok || !r.within(values, path, d, v...) {
		return nil
	}
	if len(v) == 0 || len(v) > 10_000 {
		r.at(values, path, "range", "%d values; give 1 to 10,000", len(v))
		return nil
	}
	if weights == nil {
		return NewEmpirical(v, nil)
	}
	w, ok := r.numbers(weights, join(path, "weights"), len(v), "one for each value")
	if !ok {
		return nil
	}
	for _, x := range w {
		if !(x >= smallest && x <= 1/smallest) {
			r.at(weights, join(path, "weights"), "range", "a weight is %g; weights must be positive, %g to %g", x, smallest, 1/smallest)
			return nil
		}
	}
	return NewEmpirical(v, w)
}
