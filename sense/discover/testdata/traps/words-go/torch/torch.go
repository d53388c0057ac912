// Package torch is the hand lamps of a lamp shop, a trap for scanners that believe a name.
package torch

// Torch is a lamp.
type Torch struct{ Lumen int }
