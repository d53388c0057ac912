package chart

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Text draws a curve as bars for a terminal of the given width: one line for
// each round amount, as long as the probability of losing more, on a
// logarithmic scale from one in ten thousand to certain.
func Text(points [][2]float64, currency string, width int) string {
	var b strings.Builder
	room := max(10, min(width-34, 60))
	fmt.Fprintf(&b, "%16s  chance of losing more in a year\n", "loss "+currency)
	for _, x := range rounds(points) {
		p := at(points, x)
		if p < 1e-4 {
			break
		}
		n := int(math.Round(float64(room) * (4 + math.Log10(p)) / 4))
		fmt.Fprintf(&b, "%16s  %s %s\n", Short(x), strings.Repeat("█", max(n, 1)), Percent(p))
	}
	return b.String()
}

// rounds are the amounts 1, 2, 5, 10, … that the curve passes on its way down.
func rounds(points [][2]float64) []float64 {
	if len(points) < 2 {
		return nil
	}
	lo, hi := points[1][0], points[len(points)-1][0]
	for _, p := range points { // begin where the curve has begun to fall
		if p[0] > 0 && p[1] <= 0.97*points[0][1] {
			lo = p[0]
			break
		}
	}
	var out []float64
	for d := math.Floor(math.Log10(math.Max(lo, 1e-6))); d <= math.Ceil(math.Log10(hi)); d++ {
		for _, m := range []float64{1, 2, 5} {
			if x := m * math.Pow(10, d); x >= lo/2 && x <= hi {
				out = append(out, x)
			}
		}
	}
	return out
}

// at reads the curve between its points.
func at(points [][2]float64, x float64) float64 {
	i := sort.Search(len(points), func(i int) bool { return points[i][0] >= x })
	if i == 0 {
		return points[0][1]
	}
	if i == len(points) {
		return 0
	}
	a, b := points[i-1], points[i]
	t := (x - a[0]) / (b[0] - a[0])
	return a[1] + t*(b[1]-a[1])
}
