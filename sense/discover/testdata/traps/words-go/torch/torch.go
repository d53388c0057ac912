package torch

// Torch is a lamp.
type Torch struct{ Lumen int }
