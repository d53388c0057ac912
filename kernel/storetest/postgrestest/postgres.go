// Package postgrestest gives tests a PostgreSQL of their own: started once per
// test process from the binaries that Debian installs, on a socket in a
// temporary folder, with a fresh database for every test.
package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver "pgx"
)

var (
	once   sync.Once
	server string // address of the server's own database
	failed error
	count  atomic.Int64
)

// Database gives the address of an empty database. Where there is no PostgreSQL
// the test is skipped; under CI that is a failure.
func Database(t testing.TB) string {
	t.Helper()
	once.Do(func() { server, failed = start() })
	if failed != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("PostgreSQL is needed under CI: %v", failed)
		}
		t.Skipf("no PostgreSQL: %v", failed)
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := fmt.Sprintf("p%d_%d", os.Getpid(), count.Add(1))
	if _, err := db.ExecContext(context.Background(), "create database "+name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// Durable has the server write to disk before it says that it has: tests do
// without, measurements must not.
func Durable(t testing.TB, address string) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{"alter system set fsync = on", "select pg_reload_conf()", "vacuum analyze"} {
		if _, err := db.ExecContext(context.Background(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// start finds or starts the server. PLIMSOLL_TEST_POSTGRES names one that runs.
func start() (string, error) {
	if s := os.Getenv("PLIMSOLL_TEST_POSTGRES"); s != "" {
		return s, nil
	}
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		return "", fmt.Errorf("no /usr/lib/postgresql/*/bin")
	}
	sort.Strings(bins)
	bin := bins[len(bins)-1]
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return "", err
	}
	who, err := owner(dir)
	if err != nil {
		return "", err
	}
	run := func(name string, args ...string) error {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.SysProcAttr, cmd.Dir = who, dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, out)
		}
		return nil
	}
	data := filepath.Join(dir, "data")
	if err := run("initdb", "-D", data, "-U", "plimsoll", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return "", err
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	cmd.SysProcAttr, cmd.Dir = withDeath(who), dir
	if err := startLocked(cmd); err != nil {
		return "", err
	}
	for range 400 {
		if err = run("pg_isready", "-h", dir, "-t", "1"); err == nil {
			break
		}
	}
	if err != nil {
		return "", err
	}
	return "postgres://plimsoll@/postgres?host=" + url.QueryEscape(dir), nil
}

// owner gives the account to run the server as: PostgreSQL refuses to run as root.
func owner(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(strings.TrimSpace(u.Gid))
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// startLocked starts the server from a thread that lives as long as the process:
// the parent-death signal follows the thread, not the process.
func startLocked(cmd *exec.Cmd) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		select {}
	}()
	return <-started
}

// withDeath has the server end with the test process.
func withDeath(a *syscall.SysProcAttr) *syscall.SysProcAttr {
	c := *a
	c.Pdeathsig = syscall.SIGQUIT
	return &c
}
