package risk

import (
	"math"
	"sync"
)

// transform is a Fourier transform of real sequences of one power-of-two
// length. It is safe for concurrent use; each call brings its own buffers.
type transform struct {
	n    int          // length of the real sequence
	half []complex128 // twiddles e^{-2πik/(n/2)} of the inner complex transform
	full []complex128 // twiddles e^{-2πik/n} that split the real sequence
}

var transforms sync.Map // int -> *transform; a cache of constants

// transformOf gives the transform of length n, a power of two of at least 4.
func transformOf(n int) *transform {
	if t, ok := transforms.Load(n); ok {
		return t.(*transform)
	}
	t := &transform{n: n, half: roots(n / 2), full: roots(n)}
	transforms.Store(n, t)
	return t
}

func roots(n int) []complex128 {
	w := make([]complex128, n)
	for k := range w {
		s, c := math.Sincos(-2 * math.Pi * float64(k) / float64(n))
		w[k] = complex(c, s)
	}
	return w
}

// forward gives the n/2+1 non-redundant values of the transform of x.
func (t *transform) forward(x []float64) []complex128 {
	m := t.n / 2
	z, buf := make([]complex128, m), make([]complex128, m)
	for i := range z {
		z[i] = complex(x[2*i], x[2*i+1])
	}
	z = stockham(z, buf, t.half)
	out := make([]complex128, m+1)
	out[0] = complex(real(z[0])+imag(z[0]), 0)
	out[m] = complex(real(z[0])-imag(z[0]), 0)
	for k := 1; k < m; k++ {
		a, b := z[k], conj(z[m-k])
		even, odd := (a+b)*0.5, (a-b)*complex(0, -0.5)
		out[k] = even + t.full[k]*odd
	}
	return out
}

// inverse undoes forward: the real sequence whose transform is f.
func (t *transform) inverse(f []complex128) []float64 {
	m := t.n / 2
	z, buf := make([]complex128, m), make([]complex128, m)
	for k := range z {
		a, b := f[k], conj(f[m-k])
		even, odd := (a+b)*0.5, (a-b)*0.5*conj(t.full[k])
		z[k] = conj(even + odd*complex(0, 1)) // conjugate in, conjugate out: inverse
	}
	z = stockham(z, buf, t.half)
	x, scale := make([]float64, t.n), 1/float64(m)
	for i, v := range z {
		x[2*i], x[2*i+1] = real(v)*scale, -imag(v)*scale
	}
	return x
}

func conj(z complex128) complex128 { return complex(real(z), -imag(z)) }

// stockham is the self-sorting radix-4 transform (a last radix-2 pass when the
// length is an odd power of two). It works in x and y and returns the one that
// holds the result.
func stockham(x, y, w []complex128) []complex128 {
	n, s := len(x), 1
	for n >= 4 {
		q1, q2, q3 := n/4, n/2, 3*n/4
		for p := range q1 {
			w1, w2, w3 := w[p*s], w[2*p*s], w[3*p*s]
			xa, xb := x[s*p:s*p+s], x[s*(p+q1):s*(p+q1)+s]
			xc, xd := x[s*(p+q2):s*(p+q2)+s], x[s*(p+q3):s*(p+q3)+s]
			o := y[s*4*p : s*4*p+4*s]
			for q := range s {
				a, b, c, d := xa[q], xb[q], xc[q], xd[q]
				apc, amc, bpd, bmd := a+c, a-c, b+d, b-d
				jb := complex(-imag(bmd), real(bmd))
				o[q] = apc + bpd
				o[q+s] = w1 * (amc - jb)
				o[q+2*s] = w2 * (apc - bpd)
				o[q+3*s] = w3 * (amc + jb)
			}
		}
		x, y = y, x
		n, s = n/4, s*4
	}
	if n == 2 {
		for q := range s {
			a, b := x[q], x[q+s]
			y[q], y[q+s] = a+b, a-b
		}
		x = y
	}
	return x
}

// cexp is e^z for finite z.
func cexp(z complex128) complex128 {
	r := math.Exp(real(z))
	s, c := math.Sincos(imag(z))
	return complex(r*c, r*s)
}
