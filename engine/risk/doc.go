// Package risk turns a risk scenario (how often, how bad) into the exact
// distribution of a year's loss, and answers what an organisation asks of it:
// how much could this cost, how sure are we, what would a control save, are we
// under the line that the board drew. The main engine convolves with the fast
// Fourier transform instead of drawing samples; a second one, a counter-based
// Monte Carlo, exists so that the two can be held against each other. Words: a
// rate is the expected number of loss events in a year, severity is the loss of
// one event, exceedance is the probability of losing more than an amount, and
// the knowledge band shows what not knowing the inputs does to the curve. The
// package is pure: no clock, no files, no global randomness, and nothing of
// Plimsoll beneath it but the package of error kinds.
package risk

// Engine names the arithmetic of this package. It changes whenever the same
// input could give another figure, so a stored figure says what computed it.
const Engine = "plimsoll-risk/3"

// Method is how Quantify obtains the loss distribution.
const Method = "exact-fft"
