package risk

import (
	"cmp"
	"math"
	"slices"
)

// Node is one point of a quadrature rule: a value and its weight.
type Node struct{ X, W float64 }

// Rule is a discrete distribution that stands in for a continuous one: a Gauss
// rule of n nodes integrates every polynomial up to degree 2n-1 exactly.
// Weights sum to 1.
type Rule []Node

// Mean is the integral of x.
func (r Rule) Mean() float64 {
	s := 0.0
	for _, n := range r {
		s += n.W * n.X
	}
	return s
}

// max is the largest node.
func (r Rule) max() float64 {
	m := math.Inf(-1)
	for _, n := range r {
		m = math.Max(m, n.X)
	}
	return m
}

// gaussRule turns the three-term recurrence of orthonormal polynomials into
// nodes and weights (Golub & Welsch 1969): the eigenvalues of the symmetric
// tridiagonal matrix, and the squares of the first components of its
// eigenvectors. a is the diagonal, b the squared off-diagonal with b[0] unused.
func gaussRule(a, b []float64) Rule {
	n := len(a)
	d, e, z := slices.Clone(a), make([]float64, n), make([]float64, n)
	for i := 1; i < n; i++ {
		e[i-1] = math.Sqrt(math.Max(b[i], 0))
	}
	z[0] = 1
	tridiagonalQL(d, e, z)
	r := make(Rule, n)
	for i := range r {
		r[i] = Node{d[i], z[i] * z[i]}
	}
	slices.SortFunc(r, func(x, y Node) int { return cmp.Compare(x.X, y.X) })
	return r
}

// tridiagonalQL diagonalises a symmetric tridiagonal matrix (diagonal d,
// off-diagonal e) by implicit QL, carrying only the row z of eigenvectors.
func tridiagonalQL(d, e, z []float64) {
	n := len(d)
	for l := range n {
		for range 60 {
			m := l
			for ; m < n-1; m++ {
				if math.Abs(e[m]) <= 0x1p-53*(math.Abs(d[m])+math.Abs(d[m+1])) {
					break
				}
			}
			if m == l {
				break
			}
			qlSweep(d, e, z, l, m)
		}
	}
}

func qlSweep(d, e, z []float64, l, m int) {
	g := (d[l+1] - d[l]) / (2 * e[l])
	g = d[m] - d[l] + e[l]/(g+math.Copysign(math.Hypot(g, 1), g))
	s, c, p := 1.0, 1.0, 0.0
	for i := m - 1; i >= l; i-- {
		f, b := s*e[i], c*e[i]
		r := math.Hypot(f, g)
		e[i+1] = r
		if r == 0 {
			d[i+1] -= p
			e[m] = 0
			return
		}
		s, c = f/r, g/r
		g = d[i+1] - p
		r = (d[i]-g)*s + 2*c*b
		p = s * r
		d[i+1] = g + p
		g = c*r - b
		z[i+1], z[i] = s*z[i]+c*z[i+1], c*z[i]-s*z[i+1]
	}
	d[l] -= p
	e[l] = g
	e[m] = 0
}

// jacobiRule is the Gauss rule of Beta(al, be) on [0, 1].
func jacobiRule(n int, al, be float64) Rule {
	// On [-1, 1] the weight is (1-x)^(be-1) (1+x)^(al-1).
	p, q := be-1, al-1
	a, b := make([]float64, n), make([]float64, n)
	for k := range n {
		f := 2*float64(k) + p + q
		if k == 0 {
			a[0] = (q - p) / (p + q + 2)
			continue
		}
		a[k] = (q*q - p*p) / (f * (f + 2))
		kf := float64(k)
		if k == 1 {
			b[1] = 4 * (1 + p) * (1 + q) / ((2 + p + q) * (2 + p + q) * (3 + p + q))
			continue
		}
		b[k] = 4 * kf * (kf + p) * (kf + q) * (kf + p + q) / (f * f * (f + 1) * (f - 1))
	}
	r := gaussRule(a, b)
	for i := range r {
		r[i].X = (1 + r[i].X) / 2
	}
	return r
}

// hermiteRule is the Gauss rule of the standard normal distribution.
func hermiteRule(n int) Rule {
	a, b := make([]float64, n), make([]float64, n)
	for k := 1; k < n; k++ {
		b[k] = float64(k)
	}
	return gaussRule(a, b)
}

// laguerreRule is the Gauss rule of Gamma(shape, 1).
func laguerreRule(n int, shape float64) Rule {
	a, b := make([]float64, n), make([]float64, n)
	for k := range n {
		a[k] = 2*float64(k) + shape
		b[k] = float64(k) * (float64(k) + shape - 1)
	}
	return gaussRule(a, b)
}

// reduce gives the Gauss rule of n nodes of a discrete distribution with more,
// by the Stieltjes procedure: the n-node rule has the same first 2n-1 moments.
func (r Rule) reduce(n int) Rule {
	r = r.merged()
	if len(r) <= n {
		return r
	}
	// Work on a standardised variable, so that big and small numbers behave.
	mean, sd := r.Mean(), 0.0
	for _, v := range r {
		sd += v.W * (v.X - mean) * (v.X - mean)
	}
	sd = math.Sqrt(sd)
	a, b := make([]float64, n), make([]float64, n)
	prev, cur := make([]float64, len(r)), make([]float64, len(r))
	for i := range cur {
		cur[i] = 1
	}
	norm := 1.0
	for k := range n {
		var s, t float64
		for i, v := range r {
			x := (v.X - mean) / sd
			t += v.W * cur[i] * cur[i]
			s += v.W * x * cur[i] * cur[i]
		}
		if !(t > 1e-280) || !(t < 1e280) {
			a, b = a[:k], b[:k]
			break
		}
		a[k] = s / t
		if k > 0 {
			b[k] = t / norm
		}
		norm = t
		for i, v := range r {
			x := (v.X - mean) / sd
			prev[i], cur[i] = cur[i], (x-a[k])*cur[i]-b[k]*prev[i]
		}
	}
	out := gaussRule(a, b)
	for i := range out {
		out[i].X = mean + sd*out[i].X
	}
	lo, hi := r[0].X, r[len(r)-1].X
	for i := range out { // rounding must not carry a node out of the support
		out[i].X = min(max(out[i].X, lo), hi)
	}
	return out
}

// merged sorts the nodes and joins those that coincide.
func (r Rule) merged() Rule {
	s := slices.Clone(r)
	slices.SortFunc(s, func(x, y Node) int { return cmp.Compare(x.X, y.X) })
	out := s[:0]
	for _, n := range s {
		if n.W <= 0 {
			continue
		}
		if k := len(out) - 1; k >= 0 && n.X-out[k].X <= 1e-14*math.Abs(n.X) {
			out[k].W += n.W
			continue
		}
		out = append(out, n)
	}
	return out
}
