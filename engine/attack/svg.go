package attack

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// Picture limits: beyond them the text is the better form.
const (
	maxPictureSteps = 400
	boxWidth        = 236.0
	lineHeight      = 16.0
)

// WriteSVG draws the result as a layered graph from left to right: a box for
// every step, a framed box for every goal. It carries a title and a description
// for screen readers, links to techniques and assets, and no style attributes;
// colours are the page's (currentColor) and classes are there to be styled.
func (r *Result) WriteSVG(w io.Writer) error {
	s := newScene(r)
	width, height := layered(s.boxes, s.arrows)
	p := &printer{w: w}
	p.line(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="attack-title attack-desc" class="attack-graph" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="system-ui, sans-serif" font-size="12" color="#1d2733">`, width, height, width, height)
	p.line(`<title id="attack-title">%s</title>`, html.EscapeString(s.title))
	p.line(`<desc id="attack-desc">%s</desc>`, html.EscapeString(s.describe()))
	p.line(`<defs><marker id="attack-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/></marker></defs>`)
	for _, a := range s.arrows {
		p.line(`<path class="attack-edge" d="%s" fill="none" stroke="currentColor" stroke-opacity="0.6" marker-end="url(#attack-tip)"/>`, curve(a.Points))
	}
	for i, b := range s.boxes {
		s.draw(p, i, b)
	}
	p.line(`</svg>`)
	return p.err
}

// WriteSVG draws the ways that were open before a cut; the steps that it stops
// have a broken frame and name the control. Where there is no cut it draws the way
// that stays open.
func (c *Cut) WriteSVG(w io.Writer) error { return c.shown().WriteSVG(w) }

func (c *Cut) shown() *Result {
	r := &Result{Graph: c.Graph}
	if c.Before != nil {
		g := *c.Before
		if c.Open != nil {
			g.Paths = []Path{*c.Open}
		}
		r.Goals = []GoalResult{g}
	}
	return r
}

// scene is what a picture shows.
type scene struct {
	title  string
	nodes  []node
	boxes  []box
	arrows []arrow
	left   int // steps that did not fit
	at     map[string]int
	drawn  map[[2]int]bool
}

type node struct {
	goal  bool
	cut   bool
	lines []string
	href  string
	tip   string
}

func newScene(r *Result) *scene {
	s := &scene{at: map[string]int{}, drawn: map[[2]int]bool{}, title: "Attack paths"}
	if r.Graph != "" {
		s.title = "Attack paths: " + r.Graph
	}
	for _, g := range r.Goals {
		if len(g.Paths) == 0 {
			continue
		}
		name := g.Name
		if name == "" {
			name = g.ID
		}
		goal := s.add("goal "+g.ID, node{goal: true, tip: name, lines: append(wrap(name, 31, 3), g.Probability.String()+" an attempt")})
		for _, p := range g.Paths {
			s.path(p, goal)
		}
	}
	return s
}

func (s *scene) path(p Path, goal int) {
	ids := make([]int, len(p.Steps))
	for i, st := range p.Steps {
		if len(s.nodes) >= maxPictureSteps {
			s.left++
			return
		}
		lines := append([]string{st.Technique + "  " + Percent(st.Chance)}, wrap(st.Title, 33, 3)...)
		if len(st.CutBy) > 0 {
			lines = append(lines, wrap("cut by "+strings.Join(st.CutBy, ", "), 33, 2)...)
		}
		ids[i] = s.add(st.Rule+" "+st.Fact, node{cut: len(st.CutBy) > 0, href: "https://atlas.mitre.org/techniques/" + st.Technique, tip: st.Name + ". Gains: " + st.Fact, lines: append(lines, "on "+cutText(st.On, 34))})
		for _, n := range st.needs {
			s.tie(ids[n], ids[i])
		}
	}
	if len(ids) > 0 {
		s.tie(ids[len(ids)-1], goal)
	}
}

func (s *scene) add(key string, n node) int {
	if i, ok := s.at[key]; ok {
		return i
	}
	s.at[key] = len(s.nodes)
	s.nodes = append(s.nodes, n)
	s.boxes = append(s.boxes, box{W: boxWidth, H: float64(len(n.lines))*lineHeight + 12})
	return len(s.nodes) - 1
}

func (s *scene) tie(from, to int) {
	if from != to && !s.drawn[[2]int{from, to}] {
		s.drawn[[2]int{from, to}] = true
		s.arrows = append(s.arrows, arrow{From: from, To: to})
	}
}

func (s *scene) describe() string {
	goals := 0
	for _, n := range s.nodes {
		if n.goal {
			goals++
		}
	}
	d := fmt.Sprintf("%d steps lead to %d goals, from left to right. The same content is available as ordered text.", len(s.nodes)-goals, goals)
	if s.left > 0 {
		d += fmt.Sprintf(" %d ways are left out for size.", s.left)
	}
	return d
}

func (s *scene) draw(p *printer, i int, b box) {
	n := s.nodes[i]
	class, radius, stroke := "attack-step", 4, 1.0
	if n.goal {
		class, radius, stroke = "attack-goal", 14, 2.5
	}
	dashes := ""
	if n.cut {
		class, dashes = "attack-step attack-cut", ` stroke-dasharray="5 3"`
	}
	if n.href != "" {
		p.line(`<a href="%s">`, html.EscapeString(n.href))
	}
	p.line(`<g class="%s"><title>%s</title><rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="%d" fill="#ffffff" stroke="currentColor" stroke-width="%.1f"%s/>`,
		class, html.EscapeString(n.tip), b.X, b.Y, b.W, b.H, radius, stroke, dashes)
	for k, l := range n.lines {
		weight := "400"
		if k == 0 {
			weight = "600"
		}
		p.line(`<text x="%.1f" y="%.1f" font-weight="%s" fill="currentColor">%s</text>`, b.X+8, b.Y+float64(k+1)*lineHeight+2, weight, html.EscapeString(l))
	}
	p.line(`</g>`)
	if n.href != "" {
		p.line(`</a>`)
	}
}

// curve bends between points so that lines leave and enter boxes level.
func curve(pts [][2]float64) string {
	var b strings.Builder
	for i, q := range pts {
		if i == 0 {
			fmt.Fprintf(&b, "M%.1f %.1f", q[0], q[1])
			continue
		}
		mid := (pts[i-1][0] + q[0]) / 2
		fmt.Fprintf(&b, "C%.1f %.1f %.1f %.1f %.1f %.1f", mid, pts[i-1][1], mid, q[1], q[0], q[1])
	}
	return b.String()
}

// wrap breaks text into lines of about n characters, at most m of them.
func wrap(text string, n, m int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && len(line)+1+len(w) > n {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	lines = append(lines, line)
	if len(lines) > m {
		lines = lines[:m]
		lines[m-1] += " …"
	}
	for i := range lines {
		lines[i] = cutText(lines[i], n+4)
	}
	return lines
}

func cutText(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
