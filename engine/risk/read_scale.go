package risk

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// ReadScale reads a scale from a YAML file's bytes.
func ReadScale(file string, data []byte) (Scale, error) {
	r := &reader{file: file}
	var s Scale
	if root := r.parse(data); root != nil {
		if f := r.mapping(root, "", "a scale"); f != nil {
			currency := r.currency(f)
			s = r.scale(f)
			s.Currency = currency
			f.done()
		}
	}
	if len(r.problems) > 0 {
		return Scale{}, r.err()
	}
	return s, nil
}

// maxLevels of a scale in one direction.
const maxLevels = 12

// scale reads the fields of a scale; the caller ends with done.
func (r *reader) scale(f *fields) Scale {
	s := Scale{Version: f.text("version"), From: f.text("from")}
	if f.need("id", "the name of the scale") != nil {
		s.ID = f.text("id")
	}
	f.need("version", "the version, so that an old assessment can be read with the scale of its day")
	f.get("description")
	if n := f.need("likelihood", "the levels, each {name, per_year: [low, high]}"); n != nil {
		s.Likelihood = r.levels(n, join(f.path, "likelihood"), "per_year", aRate)
	}
	if n := f.need("consequence", "the levels, each {name, loss: [low, high]}"); n != nil {
		s.Consequence = r.levels(n, join(f.path, "consequence"), "loss", anAmount)
	}
	s.Score = products(len(s.Likelihood), len(s.Consequence))
	if n := f.get("matrix"); n != nil {
		r.matrix(n, join(f.path, "matrix"), &s)
	}
	if n := f.get("bands"); n != nil {
		for _, g := range r.list(n, join(f.path, "bands"), "bands {name, from}", 20) {
			from, _ := r.whole(g, "from", 0, 1e6)
			s.Bands = append(s.Bands, ScoreBand{g.text("name"), from})
			if k := len(s.Bands) - 1; k > 0 && s.Bands[k].From <= s.Bands[k-1].From {
				r.at(g.node, join(g.path, "from"), "order", "bands must rise")
			}
			g.done()
		}
	}
	return s
}

func products(rows, columns int) [][]int {
	out := make([][]int, rows)
	for i := range out {
		for k := range columns {
			out[i] = append(out[i], (i+1)*(k+1))
		}
	}
	return out
}

func (r *reader) levels(n *yaml.Node, path, key string, d domain) []ScaleLevel {
	var out []ScaleLevel
	for _, f := range r.list(n, path, "levels", maxLevels) {
		l := ScaleLevel{Name: f.text("name")}
		if v := f.need(key, "the range [low, high]"); v != nil {
			at := join(f.path, key)
			if x, ok := r.numbers(v, at, 2, "[low, high]"); ok && r.within(v, at, d, x...) {
				l.Low, l.High = x[0], x[1]
				switch {
				case !(x[0] > 0 && x[1] > x[0]):
					r.at(v, at, "order", "a level needs 0 < low < high, got %g and %g", x[0], x[1])
				case x[1]/x[0] > maxSpread:
					r.at(v, at, "range", "high is more than %g times low", float64(maxSpread))
				case len(out) > 0 && x[0] < out[len(out)-1].High:
					r.at(v, at, "order", "starts at %g, below the end %g of the level before", x[0], out[len(out)-1].High)
				}
			}
		}
		f.done()
		out = append(out, l)
	}
	return out
}

// matrix reads scores of its own, one row for each likelihood level, rarest first.
func (r *reader) matrix(n *yaml.Node, path string, s *Scale) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != len(s.Likelihood) {
		r.at(n, path, "shape", "expected %d rows, one for each likelihood level", len(s.Likelihood))
		return
	}
	for i, c := range n.Content {
		v, ok := r.numbers(c, fmt.Sprintf("%s[%d]", path, i), len(s.Consequence), "one for each consequence level")
		if !ok {
			continue
		}
		for k, x := range v {
			if x != float64(int(x)) || x < 0 || x > 1e6 {
				r.at(c.Content[k], fmt.Sprintf("%s[%d][%d]", path, i, k), "range", "%g is not a whole score from 0 to 1,000,000", x)
				continue
			}
			s.Score[i][k] = int(x)
		}
	}
}

// readLevel reads {level: n} of the file's scale.
func (r *reader) readLevel(n *yaml.Node, path string, levels []ScaleLevel, dist func(int) Dist) Dist {
	if r.levelsOf == nil {
		r.at(n, path, "missing", "a level needs the scale it belongs to: give scale in the same file")
		return nil
	}
	v, ok := r.number(n, path)
	if !ok {
		return nil
	}
	if v != float64(int(v)) || v < 1 || int(v) > len(levels) {
		r.at(n, path, "range", "%g is not one of the levels 1 to %d", v, len(levels))
		return nil
	}
	return dist(int(v))
}
