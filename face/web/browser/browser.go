// Package browser drives a real Chromium for the tests of web pages and for the pictures in the documentation.
//
// Start gives a test a browser that ends with it; Open is the same without a test. A Page is opened at a size and in a
// theme, remembers everything the page complained about, can be checked with axe-core for accessibility, measured for
// sideways scrolling, and photographed.
//
// The browser is found as PLIMSOLL_CHROMIUM, or in the PATH as chromium, chromium-browser or google-chrome; axe-core as
// PLIMSOLL_AXE, or as node_modules/axe-core/axe.min.js in a folder above the working directory (npm ci puts it there).
// PLIMSOLL_SHOTS=DIR go test ./face/web/browser leaves a picture of every page of the gallery in DIR.
// Where one is missing, tests are skipped, except in continuous integration (CI=true), where they fail.
package browser

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/launcher/flags"
)

// Browser is one running Chromium with a profile of its own.
type Browser struct {
	rod    *rod.Browser
	launch *launcher.Launcher
	dir    string
}

// ErrMissing is returned when there is no Chromium or no axe-core.
var ErrMissing = errors.New("not installed")

// Start runs a browser for the test and ends it afterwards.
func Start(t testing.TB) *Browser {
	t.Helper()
	b, err := Open()
	if errors.Is(err, ErrMissing) {
		missing(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// missing skips on a person's machine and fails in continuous integration.
func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// Open runs a browser; the caller must Close it.
func Open() (*Browser, error) {
	bin, err := findChromium()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "plimsoll-browser-")
	if err != nil {
		return nil, err
	}
	l := launcher.New().Bin(bin).Leakless(false).Headless(true).NoSandbox(true).UserDataDir(dir)
	for _, flag := range []string{"disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "hide-scrollbars"} {
		l.Set(flags.Flag(flag))
	}
	url, err := l.Launch()
	if err != nil {
		os.RemoveAll(dir) //nolint:errcheck // a folder of temporary files
		return nil, fmt.Errorf("start %s: %w", bin, err)
	}
	b := &Browser{rod: rod.New().ControlURL(url), launch: l, dir: dir}
	if err := b.rod.Connect(); err != nil {
		b.Close()
		return nil, fmt.Errorf("connect to %s: %w", bin, err)
	}
	return b, nil
}

// Close ends the browser and removes its profile. It may be called twice.
func (b *Browser) Close() {
	if b.launch == nil {
		return
	}
	b.rod.Close() //nolint:errcheck // it is killed next
	b.launch.Kill()
	b.launch = nil
	for range 20 { // the browser may still be writing
		if os.RemoveAll(b.dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func findChromium() (string, error) {
	if p := os.Getenv("PLIMSOLL_CHROMIUM"); p != "" {
		return p, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", fmt.Errorf("chromium: %w (install it, or set PLIMSOLL_CHROMIUM)", ErrMissing)
}

// axeSource reads axe-core.
func axeSource() (string, error) {
	if p := os.Getenv("PLIMSOLL_AXE"); p != "" {
		b, err := os.ReadFile(p)
		return string(b), err
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		b, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
		if err == nil {
			return string(b), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("axe-core: %w (run npm ci, or set PLIMSOLL_AXE)", ErrMissing)
		}
		dir = up
	}
}
