package store_test

import (
	"flag"
	"strconv"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

func TestConformance(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) *storetest.Bench { return storetest.Open(t, engine, storetest.Registry()) })
		})
	}
}

var modelOps = flag.Int("model", 2000, "operations of the random test of the store against a map")

// TestModel plays random operations on both engines and on a plain map. A long
// run: go test ./kernel/store -run TestModel -model 100000 -timeout 60m
func TestModel(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			ops := *modelOps
			if engine == "postgres" {
				ops /= 4
			}
			const run = 500 // operations on one database: the map keeps every past state
			for i := range max(1, ops/run) {
				t.Run(strconv.Itoa(i), func(t *testing.T) { // its database is closed before the next is opened
					storetest.Model(t, storetest.Open(t, engine, storetest.Registry()), uint64(i+1), run)
				})
			}
		})
	}
}
