package risk

import "math"

// z90 is the standard normal quantile of 0.95: a 90 % interval reaches this
// many standard deviations to either side.
const z90 = 1.6448536269514722

func normalCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// normalQuantile is the inverse of normalCDF for 0 < p < 1, to about 16 digits
// (Wichura 1988, algorithm AS 241, PPND16). Products are rounded before they
// are added, so that no architecture fuses them and every one gives these bits.
func normalQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * horner(r, &as241a) / horner(r, &as241b)
	}
	r := p
	if q > 0 {
		r = 1 - p
	}
	r = math.Sqrt(-detLog(r))
	var x float64
	if r <= 5 {
		r -= 1.6
		x = horner(r, &as241c) / horner(r, &as241d)
	} else {
		r -= 5
		x = horner(r, &as241e) / horner(r, &as241f)
	}
	if q < 0 {
		return -x
	}
	return x
}

func horner(r float64, c *[8]float64) float64 {
	v := float64(c[7]*r) + c[6]
	v = float64(v*r) + c[5]
	v = float64(v*r) + c[4]
	v = float64(v*r) + c[3]
	v = float64(v*r) + c[2]
	v = float64(v*r) + c[1]
	return float64(v*r) + c[0]
}

// The coefficients of AS 241, lowest power first.
var (
	as241a = [8]float64{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3}
	as241b = [8]float64{1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}
	as241c = [8]float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4}
	as241d = [8]float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	as241e = [8]float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	as241f = [8]float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// detExp is e^x for |x| < 700, to within one unit in the last place, by the
// same operations on every architecture (the standard library's is assembly on
// some). Method: reduction by ln 2 and the rational function of fdlibm.
func detExp(x float64) float64 {
	const inv = 1.44269504088896338700
	k := math.Floor(float64(x*inv) + 0.5)
	hi, lo := x-float64(k*ln2Hi), float64(k*ln2Lo)
	r := hi - lo
	t := float64(r * r)
	c := float64(t*4.13813679705723846039e-08) - 1.65339022054652515390e-06
	c = float64(t*c) + 6.61375632143793436117e-05
	c = float64(t*c) - 2.77777777770155933842e-03
	c = float64(t*c) + 1.66666666666666019037e-01
	c = r - float64(t*c)
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return y * math.Float64frombits(uint64(int64(k)+1023)<<52)
}

// detLog is the natural logarithm of a positive normal x, as detExp.
func detLog(x float64) float64 {
	f1, e := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		e--
	}
	f, k := f1-1, float64(e)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	a := float64(s4*1.479819860511658591e-01) + 1.818357216161805012e-01
	a = float64(s4*a) + 2.857142874366239149e-01
	a = float64(s4*a) + 6.666666666666735130e-01
	b := float64(s4*1.531383769920937332e-01) + 2.222219843214978396e-01
	b = float64(s4*b) + 3.999999999940941908e-01
	r := float64(s2*a) + float64(s4*b)
	h := 0.5 * float64(f*f)
	return float64(k*ln2Hi) - ((h - (float64(s*(h+r)) + float64(k*ln2Lo))) - f)
}
