package server

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// metrics counts requests, for Prometheus. It says nothing of any tenant.
type metrics struct {
	requests [6]atomic.Int64 // by the status's first digit
	micros   atomic.Int64
	buckets  [len(bounds) + 1]atomic.Int64
}

// bounds of the duration histogram, in seconds.
var bounds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5}

func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &statusOf{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(rec, r)
		took := time.Since(began)
		m.requests[min(rec.code/100, 5)].Add(1)
		m.micros.Add(took.Microseconds())
		i := 0
		for i < len(bounds) && took.Seconds() > bounds[i] {
			i++
		}
		m.buckets[i].Add(1)
	})
}

type statusOf struct {
	http.ResponseWriter
	code int
}

func (s *statusOf) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusOf) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// show writes the Prometheus text format.
func (m *metrics) show(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	b.WriteString("# HELP plimsoll_requests_total Answered requests by class of status.\n# TYPE plimsoll_requests_total counter\n")
	for i := 1; i < len(m.requests); i++ {
		fmt.Fprintf(&b, "plimsoll_requests_total{status=\"%dxx\"} %d\n", i, m.requests[i].Load())
	}
	b.WriteString("# HELP plimsoll_request_seconds Time to answer.\n# TYPE plimsoll_request_seconds histogram\n")
	var total int64
	for i := range m.buckets {
		total += m.buckets[i].Load()
		le := "+Inf"
		if i < len(bounds) {
			le = fmt.Sprint(bounds[i])
		}
		fmt.Fprintf(&b, "plimsoll_request_seconds_bucket{le=%q} %d\n", le, total)
	}
	fmt.Fprintf(&b, "plimsoll_request_seconds_sum %f\nplimsoll_request_seconds_count %d\n", float64(m.micros.Load())/1e6, total)
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	fmt.Fprintf(&b, "# HELP go_memstats_heap_alloc_bytes Bytes of live heap objects.\n# TYPE go_memstats_heap_alloc_bytes gauge\ngo_memstats_heap_alloc_bytes %d\n", ms.HeapAlloc)
	fmt.Fprintf(&b, "# HELP go_goroutines Goroutines.\n# TYPE go_goroutines gauge\ngo_goroutines %d\n", runtime.NumGoroutine())
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = fmt.Fprint(w, b.String()) // the client is gone when this fails
}
