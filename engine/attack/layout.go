package attack

import (
	"cmp"
	"slices"
)

// box is a node of a picture; the layout fills X and Y (its top left corner).
type box struct {
	W, H  float64
	X, Y  float64
	layer int
	order float64
}

// arrow is an edge of a picture with the points of its line.
type arrow struct {
	From, To int
	Points   [][2]float64
}

const (
	gapX, gapY = 70.0, 22.0
	margin     = 16.0
)

// layered places boxes in columns from left to right so that arrows go right:
// longest-path layers, dummy boxes for arrows that cross a layer, and barycentre
// sweeps against crossings (after Sugiyama, Tagawa and Toda 1981). Arrows that
// would close a circle are drawn against the stream.
func layered(boxes []box, arrows []arrow) (width, height float64) {
	if len(boxes) == 0 {
		return 2 * margin, 2 * margin
	}
	forward := direction(len(boxes), arrows)
	assignLayers(boxes, arrows, forward)
	all := slices.Clone(boxes)
	chains, segments := dummies(&all, arrows, forward)
	layers := group(all)
	sweep(all, layers, segments)
	width, height = place(all, layers)
	copy(boxes, all)
	for i := range arrows {
		arrows[i].Points = route(all, chains[i], forward[i])
	}
	return width, height
}

// direction says for each arrow whether it goes with the stream: a depth-first
// walk finds those that close circles.
func direction(n int, arrows []arrow) []bool {
	out := make([][]int, n)
	for i, a := range arrows {
		out[a.From] = append(out[a.From], i)
	}
	state := make([]byte, n)
	forward := make([]bool, len(arrows))
	var visit func(v int)
	visit = func(v int) {
		state[v] = 1
		for _, i := range out[v] {
			to := arrows[i].To
			forward[i] = state[to] != 1
			if state[to] == 0 {
				visit(to)
			}
		}
		state[v] = 2
	}
	for v := range n {
		if state[v] == 0 {
			visit(v)
		}
	}
	return forward
}

func assignLayers(boxes []box, arrows []arrow, forward []bool) {
	for range boxes {
		moved := false
		for i, a := range arrows {
			from, to := ends(a, forward[i])
			if from != to && boxes[to].layer < boxes[from].layer+1 {
				boxes[to].layer = boxes[from].layer + 1
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

func ends(a arrow, forward bool) (from, to int) {
	if forward {
		return a.From, a.To
	}
	return a.To, a.From
}

// dummies puts a thin box into every layer that an arrow crosses, and gives each
// arrow's chain of boxes and the segments between neighbouring layers.
func dummies(all *[]box, arrows []arrow, forward []bool) (chains [][]int, segments [][2]int) {
	chains = make([][]int, len(arrows))
	for i, a := range arrows {
		from, to := ends(a, forward[i])
		chain := []int{from}
		for l := (*all)[from].layer + 1; l < (*all)[to].layer; l++ {
			*all = append(*all, box{W: 0, H: 4, layer: l})
			chain = append(chain, len(*all)-1)
		}
		chain = append(chain, to)
		for k := 1; k < len(chain); k++ {
			segments = append(segments, [2]int{chain[k-1], chain[k]})
		}
		chains[i] = chain
	}
	return chains, segments
}

func group(all []box) [][]int {
	var layers [][]int
	for i, b := range all {
		for len(layers) <= b.layer {
			layers = append(layers, nil)
		}
		layers[b.layer] = append(layers[b.layer], i)
	}
	for _, l := range layers {
		for k, i := range l {
			all[i].order = float64(k)
		}
	}
	return layers
}

// sweep sorts each layer by the mean place of its neighbours, forth and back.
func sweep(all []box, layers [][]int, segments [][2]int) {
	before, after := make([][]int, len(all)), make([][]int, len(all))
	for _, s := range segments {
		before[s[1]] = append(before[s[1]], s[0])
		after[s[0]] = append(after[s[0]], s[1])
	}
	arrange := func(layer []int, near [][]int) {
		key := make(map[int]float64, len(layer))
		for _, i := range layer {
			key[i] = all[i].order
			if len(near[i]) > 0 {
				key[i] = 0
				for _, j := range near[i] {
					key[i] += all[j].order / float64(len(near[i]))
				}
			}
		}
		slices.SortStableFunc(layer, func(a, b int) int { return cmp.Compare(key[a], key[b]) })
		for k, i := range layer {
			all[i].order = float64(k)
		}
	}
	for range 8 {
		for _, l := range layers {
			arrange(l, before)
		}
		for k := len(layers) - 1; k >= 0; k-- {
			arrange(layers[k], after)
		}
	}
}

// place gives coordinates: columns as wide as their widest box, every column
// centred on the tallest.
func place(all []box, layers [][]int) (width, height float64) {
	tall := 0.0
	heights := make([]float64, len(layers))
	for k, l := range layers {
		for _, i := range l {
			heights[k] += all[i].H + gapY
		}
		tall = max(tall, heights[k])
	}
	x := margin
	for k, l := range layers {
		wide := 0.0
		y := margin + (tall-heights[k])/2
		for _, i := range l {
			all[i].X, all[i].Y = x, y
			y += all[i].H + gapY
			wide = max(wide, all[i].W)
		}
		for _, i := range l {
			if all[i].W == 0 {
				all[i].W = wide // an arrow runs straight through the column
			}
		}
		x += wide + gapX
	}
	return x - gapX + margin, tall + 2*margin
}

// route runs an arrow along its chain, from the right side of one box to the
// left side of the next.
func route(all []box, chain []int, forward bool) [][2]float64 {
	var pts [][2]float64
	for k, i := range chain {
		b := all[i]
		mid := b.Y + b.H/2
		if k > 0 {
			pts = append(pts, [2]float64{b.X, mid})
		}
		if k < len(chain)-1 {
			pts = append(pts, [2]float64{b.X + b.W, mid})
		}
	}
	if !forward {
		slices.Reverse(pts)
	}
	return pts
}
