package server

import (
	"os"
	"runtime/debug"
)

// collectAt is how far the heap may grow, in per cent of what lives in it, before
// it is swept. A server holds its records in memory for good, so the usual 100
// would hold as much again in leavings.
const collectAt = 30

// SpareMemory has the process sweep its memory sooner than Go does by itself, for
// a process that serves and nothing else. Whoever has set GOGC knows better.
func SpareMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
}
