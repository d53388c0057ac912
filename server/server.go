// Package server is the roof: it puts the faces on a listener, runs the jobs and
// brings everything down in order. What it serves is an open instance; what it
// adds is only wiring.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/derived"
	"github.com/plimsoll-aims/plimsoll/face/api"
	"github.com/plimsoll-aims/plimsoll/face/cli"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// Server serves one instance.
type Server struct {
	Instance *instance.Instance
	Demo     *web.Demo // one-click sign-in; nil for serve, always
	Log      *slog.Logger
	Secure   bool // cookies only over https

	metrics metrics
	once    sync.Once
	results *derived.Cache
	bench   *api.Bench
}

// Limits of a connection.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 10 * time.Minute // uploads
	writeTimeout      = 10 * time.Minute // packs
	idleTimeout       = 2 * time.Minute
	shutdownTimeout   = 20 * time.Second
	maxHeader         = 64 << 10
)

// Routes lists every route of every face, for the test that walks them.
func (s *Server) Routes() []door.Route {
	return slices.Concat(s.api().Routes(), s.commands().Routes(), s.web().Routes())
}

// derived is the one place where the engines' results are kept, for every face.
func (s *Server) derived() *derived.Cache {
	s.once.Do(func() { s.results, s.bench = derived.New(s.Instance.CatalogOf), api.DefaultBench() })
	return s.results
}

func (s *Server) api() *api.API {
	results := s.derived() // makes the bench too
	return &api.API{Derived: results, Bench: s.bench, Packer: s.Instance.Packer, Users: s.Instance.Users, Catalog: s.Instance.Catalog, Registry: s.Instance.DB.Registry(), Public: s.Instance.Public}
}

// commands runs the command line's commands for users elsewhere.
func (s *Server) commands() *cli.Far { return cli.NewFar(s.Instance, s.Log) }

func (s *Server) web() *web.Web {
	return &web.Web{Users: s.Instance.Users, Library: s.Instance.Library, DB: s.Instance.DB, Public: s.Instance.Public,
		Clock: s.Instance.Clock, Demo: s.Demo, Secure: s.Secure, Derived: s.derived(), Packer: s.Instance.Packer}
}

// Handler is everything the server answers.
func (s *Server) Handler() http.Handler {
	mux, apis, pages := http.NewServeMux(), http.NewServeMux(), http.NewServeMux()
	d := &door.Door{DB: s.Instance.DB, Log: s.Log}
	a, w := s.api(), s.web()
	d.Open(apis, a, a.Routes())
	d.Open(apis, a, s.commands().Routes())
	d.Open(pages, w, w.Routes())
	mux.Handle("/api/", apis)
	mux.Handle("/", pages)
	mux.Handle("/assets/", w.Assets())
	mux.Handle("/favicon.ico", w.Assets())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.metrics.show)
	// Browsers say where a request comes from; a write from another site is refused.
	return s.metrics.count(http.NewCrossOriginProtection().Handler(mux))
}

// ready answers 200 once the database can be read.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := s.Instance.DB.Tenants(ctx); err != nil {
		http.Error(w, "the database cannot be read", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// Run serves until ctx ends, then finishes what is under way. ready is called
// with the address once the server answers.
func (s *Server) Run(ctx context.Context, addr string, ready func(url string)) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	url := "http://" + l.Addr().String() + "/"
	if err := s.Instance.Serving(url); err != nil {
		return errors.Join(err, l.Close())
	}
	hs := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn)}
	runner := startJobs(s.Instance.DB, s.Log)
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(l) }()
	ready(url)
	select {
	case err = <-failed:
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		err = hs.Shutdown(end)
		<-failed
	}
	runner.stop()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
