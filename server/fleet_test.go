//go:build unix

package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest/postgrestest"
	"github.com/plimsoll-aims/plimsoll/server"
)

// The fleet is a large organisation: 10,000 risks, 2,000 systems, 100,000 pieces
// of evidence. FLEET scales it (FLEET=0.1 is a tenth), FLEET_DB=postgres puts it
// on PostgreSQL. Run: go test ./server -run xxx -bench Fleet -benchtime 300x
func fleetSize(n int) int {
	if x, err := strconv.ParseFloat(os.Getenv("FLEET"), 64); err == nil {
		return max(1, int(float64(n)*x))
	}
	return n
}

type fleet struct {
	i       *instance.Instance
	handler http.Handler
	cookie  string
	mid     kernel.Seq // an entry in the past
}

var (
	fleetOnce sync.Once
	theFleet  *fleet
)

func loadFleet(b *testing.B) *fleet {
	b.Helper()
	fleetOnce.Do(func() {
		dir, err := os.MkdirTemp("", "fleet")
		if err != nil {
			b.Fatal(err)
		}
		o := instance.Options{Dir: dir, Clock: time.Now}
		if os.Getenv("FLEET_DB") == "postgres" {
			o.Postgres = postgrestest.Database(b)
		}
		began := time.Now()
		f := &fleet{}
		if f.i, err = instance.Open(context.Background(), o); err != nil {
			b.Fatal(err)
		}
		f.fill(b)
		b.Logf("loaded in %s", time.Since(began).Round(time.Second))
		// Serve as a process does that found its records there: nothing left of the loading.
		if err := f.i.Close(); err != nil {
			b.Fatal(err)
		}
		if f.i, err = instance.Open(context.Background(), o); err != nil {
			b.Fatal(err)
		}
		if o.Postgres != "" {
			postgrestest.Durable(b, o.Postgres)
		}
		server.SpareMemory()
		debug.FreeOSMemory()
		srv := &server.Server{Instance: f.i, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
		f.handler = srv.Handler()
		theFleet = f
	})
	if theFleet == nil {
		b.Fatal("the fleet could not be loaded")
	}
	return theFleet
}

// fill writes people, controls, systems, risks and evidence.
func (f *fleet) fill(b *testing.B) {
	b.Helper()
	ctx := context.Background()
	st := f.i.DB.For(access.System(instance.Main, "fleet"))
	write := func(n int, put func(i int) kernel.Put) {
		b.Helper()
		const batch = 2000
		for from := 0; from < n; from += batch {
			if _, err := st.Update(ctx, "fleet", func(tx kernel.Tx) error {
				for i := from; i < min(from+batch, n); i++ {
					if _, err := tx.Put(ctx, put(i)); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	person := func(i int) kernel.Ref[aims.Person] { return kernel.To[aims.Person]("p" + strconv.Itoa(i%200)) }
	write(200, func(i int) kernel.Put {
		return kernel.Put{Kind: "person", Name: "p" + strconv.Itoa(i), Spec: &aims.Person{FullName: fmt.Sprintf("Person %d", i)}}
	})
	controls := f.i.Catalog.Framework("iso42001:2023").Controls
	write(len(controls), func(i int) kernel.Put {
		return kernel.Put{Kind: "control", Name: controls[i].ID, Spec: &aims.Control{Control: "iso42001:" + controls[i].ID, Applicable: "yes", Implementation: "As planned.", Status: "operating", Owner: person(i)}}
	})
	control := func(i int) kernel.Ref[aims.Control] { return kernel.To[aims.Control](controls[i%len(controls)].ID) }
	systems := fleetSize(2000)
	write(systems, func(i int) kernel.Put {
		return kernel.Put{Kind: "system", Name: "s" + strconv.Itoa(i), Spec: &aims.System{Title: fmt.Sprintf("AI system %d", i), Purpose: "Does something for somebody.", Stage: "in-operation", Owner: person(i)}}
	})
	system := func(i int) kernel.Ref[aims.System] { return kernel.To[aims.System]("s" + strconv.Itoa(i%systems)) }
	for _, kind := range []string{"risk", "evidence"} {
		write(1, func(int) kernel.Put {
			return kernel.Put{Kind: "field", Name: kind + "-batch", Spec: &kernel.CustomField{Title: "Batch", Kind: kind, Key: "batch", Type: "text"}}
		})
	}
	labels := func(i int) map[string]string { return map[string]string{"team": "t" + strconv.Itoa(i%40)} }
	fields := func(i int) map[string]any { return map[string]any{"batch": "b" + strconv.Itoa(i%500)} }
	write(fleetSize(10_000), func(i int) kernel.Put {
		return kernel.Put{Kind: "risk", Name: "r" + strconv.Itoa(i), Labels: labels(i), Fields: fields(i), Spec: &aims.Risk{Title: fmt.Sprintf("Risk %d of drift or bias", i), State: "open", System: system(i), Owner: person(i), Controls: []kernel.Ref[aims.Control]{control(i), control(i + 7)}}}
	})
	today := kernel.DateOf(time.Now())
	write(fleetSize(100_000), func(i int) kernel.Put {
		return kernel.Put{Kind: "evidence", Name: "e" + strconv.Itoa(i), Labels: labels(i), Fields: fields(i), Spec: &aims.Evidence{Title: fmt.Sprintf("Report %d", i), Source: "machine", Link: "https://example.org/" + strconv.Itoa(i),
			Collected: today.Add(-i % 300), ValidUntil: today.Add(100 - i%300), Controls: []kernel.Ref[aims.Control]{control(i)}, Systems: []kernel.Ref[aims.System]{system(i)}}}
	})
	if err := st.View(ctx, kernel.At{}, func(v kernel.View) error { f.mid = v.Seq() - 500; return nil }); err != nil {
		b.Fatal(err)
	}
	if _, err := f.i.Users.AddUser(ctx, st, access.User{Email: "ann@example.org", Role: access.Manager}, ""); err != nil {
		b.Fatal(err)
	}
	var err error
	if f.cookie, err = f.i.Users.SignInAs(ctx, instance.Main, "ann@example.org"); err != nil {
		b.Fatal(err)
	}
}

// get asks for a page and fails on anything but 200.
func (f *fleet) get(b *testing.B, path string) time.Duration {
	b.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.AddCookie(&http.Cookie{Name: "plimsoll", Value: f.cookie})
	w := httptest.NewRecorder()
	began := time.Now()
	f.handler.ServeHTTP(w, req)
	took := time.Since(began)
	if w.Code != http.StatusOK {
		b.Fatalf("%s: status %d: %.300s", path, w.Code, w.Body)
	}
	return took
}

// report gives the percentiles of the times, in milliseconds.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	at := func(p float64) float64 {
		return float64(took[min(len(took)-1, int(p*float64(len(took))))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(0, "ns/op")
}

// page is one address that is asked for many times; %d counts from 1 to 30.
type page struct{ name, path string }

// pages are the pages that people live in, and lists filtered, sorted, searched
// and paged in every way that the web offers.
func pages(reg *kernel.Registry) []page {
	out := []page{{"home", "/"}, {"record", "/risks/r%d"}, {"system-card", "/systems/s%d"}, {"soa", "/soa"}, {"readiness", "/readiness"},
		{"search", "/search?q=report+%d"}, {"search-common", "/search?q=report"}, {"search-two-words", "/search?q=drift+risk+%d"}, {"search-none", "/search?q=walrus+%d"}, {"systems", "/systems?page=%d"},
		{"systems-words", "/systems?q=system+%d"}}
	for _, k := range []string{"risks", "evidence"} {
		out = append(out, page{k, "/" + k + "?page=%d"}, page{k + "-by-label", "/" + k + "?filter=label.team=t%d"}, page{k + "-by-field", "/" + k + "?filter=field.batch=b%d"},
			page{k + "-words", "/" + k + "?q=%d"}, page{k + "-common-word", "/" + k + "?q=r"}, page{k + "-contains", "/" + k + "?filter=title~7%d"},
			page{k + "-by-link", "/" + k + "?filter=controls=A.2.2&page=%d"}, page{k + "-by-link-sorted", "/" + k + "?filter=controls=A.2.2&sort=-title"},
			page{k + "-two-filters-sorted", "/" + k + "?filter=label.team=t%d,title~1&sort=-title"})
	}
	out = append(out, page{"risks-by-owner", "/risks?filter=owner=p%d"}, page{"risks-last", "/risks?page=" + strconv.Itoa(fleetSize(10_000)/50)}, page{"evidence-last", "/evidence?page=" + strconv.Itoa(fleetSize(100_000)/50)},
		page{"evidence-valid", "/evidence?filter=valid_until<2027-01-01&sort=valid_until&page=%d"})
	for _, kind := range []string{"risk", "evidence", "system"} {
		k := reg.Kind(kind)
		for _, c := range k.Columns {
			out = append(out, page{k.Plural + "-sorted/" + c.Name, "/" + k.Plural + "?sort=" + c.Name + "&page=%d"},
				page{k.Plural + "-sorted/" + c.Name + "-down", "/" + k.Plural + "?sort=-" + c.Name + "&page=%d"})
		}
	}
	return out
}

// asked gives the address of the n-th asking: a parameter that says nothing makes
// each its own, so that no page is one that was kept.
func (p page) asked(n int) string {
	path := p.path
	if strings.Contains(path, "%d") {
		path = fmt.Sprintf(path, 1+n%30)
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "n=" + strconv.FormatInt(asking.Add(1), 10)
}

var asking atomic.Int64

func BenchmarkFleetPages(b *testing.B) {
	f := loadFleet(b)
	for _, p := range pages(f.i.DB.Registry()) {
		for _, past := range []bool{false, true} {
			label := p.name
			if past {
				label += "-as-of"
			}
			b.Run(label, func(b *testing.B) {
				var took []time.Duration
				before := cpu()
				for n := range b.N {
					path := p.asked(n)
					if past {
						path += "&asof=" + strconv.FormatUint(uint64(f.mid)-uint64(n%20), 10)
					}
					took = append(took, f.get(b, path))
				}
				b.ReportMetric((cpu()-before).Seconds()*1000/float64(b.N), "cpu-ms/page")
				report(b, took)
			})
		}
	}
}

// mix is what a day's reading is made of.
var mix = []string{"/", "/risks", "/risks?page=2", "/systems", "/risks/r1", "/risks/r2", "/soa", "/evidence", "/systems/s1", "/readiness"}

// BenchmarkFleetThroughput asks for the usual mix from as many readers as there
// are processors: the same pages again and again, as they are kept; the same while
// somebody saves a record every second, which makes every page anew; and each made
// anew.
func BenchmarkFleetThroughput(b *testing.B) {
	f := loadFleet(b)
	b.Run("kept", func(b *testing.B) { f.throughput(b, func(n int) string { return mix[n%len(mix)] }) })
	b.Run("written", func(b *testing.B) {
		defer f.saveEverySecond(b)()
		f.throughput(b, func(n int) string { return mix[n%len(mix)] })
	})
	b.Run("anew", func(b *testing.B) {
		f.throughput(b, func(n int) string { return page{path: mix[n%len(mix)]}.asked(n) })
	})
}

// saveEverySecond writes until the function that it gives is called.
func (f *fleet) saveEverySecond(b *testing.B) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		run := time.Now().UnixNano()
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
			if err := f.writeRisk(fmt.Sprintf("s%d-%d", run, n)); err != nil {
				b.Error(err)
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

// writeRisk writes one record, durably.
func (f *fleet) writeRisk(name string) error {
	ctx := context.Background()
	_, err := f.i.DB.For(access.System(instance.Main, "bench")).Update(ctx, "bench", func(tx kernel.Tx) error {
		_, err := tx.Put(ctx, kernel.Put{Kind: "risk", Name: name, Spec: &aims.Risk{Title: "Written by the benchmark", State: "open", Owner: kernel.To[aims.Person]("p1")}})
		return err
	})
	return err
}

func (f *fleet) throughput(b *testing.B, path func(n int) string) {
	for n := range mix { // what is worked out once is not what is sustained
		f.get(b, path(n))
	}
	b.ResetTimer()
	before := cpu()
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			f.get(b, path(n))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric((cpu()-before).Seconds()*1000/float64(b.N), "cpu-ms/page")
	b.ReportMetric(resident(), "resident-MB")
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "live-MB")
}

// cpu is the processor time that this process has taken: what a page costs however
// busy the machine is. A database server beside it is not in it.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident is the memory that the whole process holds, tests and all, as the
// system counts it; 0 where that is not known.
func resident() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var all, held float64
	if _, err := fmt.Sscan(string(b), &all, &held); err != nil {
		return 0
	}
	return held * float64(os.Getpagesize()) / (1 << 20)
}

// BenchmarkFleetWrite writes one record at a time, durably; then with eight
// writers at once.
func BenchmarkFleetWrite(b *testing.B) {
	f := loadFleet(b)
	run := time.Now().UnixNano()
	b.Run("one", func(b *testing.B) {
		var took []time.Duration
		for n := range b.N {
			began := time.Now()
			if err := f.writeRisk(fmt.Sprintf("w%d-%d-%d", run, b.N, n)); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		report(b, took)
	})
	b.Run("eight", func(b *testing.B) {
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for n := range b.N/8 + 1 {
					if err := f.writeRisk(fmt.Sprintf("w%d-%d-%d-%d", run, b.N, w, n)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		b.ReportMetric(float64(8*(b.N/8+1))/b.Elapsed().Seconds(), "writes/s")
	})
}
