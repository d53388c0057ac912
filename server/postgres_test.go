package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest/postgrestest"
	"github.com/plimsoll-aims/plimsoll/server"
)

// TestServingFromPostgreSQL opens a data directory on an empty database, lets
// somebody sign in and read, and finds them again when it is opened anew.
func TestServingFromPostgreSQL(t *testing.T) {
	o := instance.Options{Dir: t.TempDir(), Clock: time.Now, Postgres: postgrestest.Database(t)}
	const email, password = "ann@example.org", "a long enough password"
	for round := range 2 {
		i, err := instance.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			if _, err := i.Users.AddUser(t.Context(), i.DB.For(access.System(instance.Main, "test")), access.User{Email: email, Role: access.Manager}, password); err != nil {
				t.Fatal(err)
			}
		}
		secret, err := i.Users.SignIn(t.Context(), instance.Main, email, password)
		if err != nil {
			t.Fatal(err)
		}
		handler := (&server.Server{Instance: i, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}).Handler()
		for _, path := range []string{"/", "/risks", "/soa", "/readiness", "/search?q=ann"} {
			req := httptest.NewRequest(http.MethodGet, path, strings.NewReader(""))
			req.AddCookie(&http.Cookie{Name: "plimsoll", Value: secret})
			w := httptest.NewRecorder()
			if handler.ServeHTTP(w, req); w.Code != http.StatusOK {
				t.Errorf("round %d, %s: status %d: %.200s", round, path, w.Code, w.Body)
			}
		}
		if err := i.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
