package browser

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"
)

// Options is how a page is looked at. The zero value is 1280 by 900, light, with script.
type Options struct {
	Width, Height int
	Scale         float64 // device pixels per CSS pixel; 0 is 1
	Dark          bool
	NoScript      bool
	Print         bool // as on paper
	Forced        bool // forced colours
	Still         bool // prefers reduced motion
	Grey          bool // seen without colour
}

// Page is one open page.
type Page struct {
	Rod *rod.Page // for what this package does not offer

	size     Options
	mu       sync.Mutex
	problems []string
}

// loadTimeout bounds everything that waits for a page.
const loadTimeout = 30 * time.Second

// Page opens url and waits until it has loaded.
func (b *Browser) Page(url string, o Options) (*Page, error) {
	rp, err := b.rod.Page(proto.TargetCreateTarget{URL: "about:blank"})
	if err != nil {
		return nil, err
	}
	o = o.filled()
	p := &Page{Rod: rp, size: o}
	p.listen()
	if err := o.apply(rp); err != nil {
		return nil, fmt.Errorf("set up page: %w", err)
	}
	timed := rp.Timeout(loadTimeout)
	// The load event is taken from the browser: a listener in the page would not run where script is off.
	wait := timed.WaitNavigation(proto.PageLifecycleEventNameLoad)
	if err := timed.Navigate(url); err != nil {
		return nil, fmt.Errorf("open %s: %w", url, err)
	}
	wait()
	if err := timed.GetContext().Err(); err != nil {
		return nil, fmt.Errorf("load %s: %w", url, err)
	}
	return p, nil
}

func (o Options) filled() Options {
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 900
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	return o
}

func (o Options) apply(rp *rod.Page) error {
	err := proto.EmulationSetDeviceMetricsOverride{Width: o.Width, Height: o.Height, DeviceScaleFactor: o.Scale}.Call(rp)
	if err != nil {
		return err
	}
	media := proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{
		{Name: "prefers-color-scheme", Value: pick(o.Dark, "dark", "light")},
		{Name: "forced-colors", Value: pick(o.Forced, "active", "none")},
		{Name: "prefers-reduced-motion", Value: pick(o.Still, "reduce", "no-preference")},
	}}
	if o.Print {
		media.Media = "print"
	}
	if err := media.Call(rp); err != nil {
		return err
	}
	if o.Grey {
		grey := proto.EmulationSetEmulatedVisionDeficiency{Type: proto.EmulationSetEmulatedVisionDeficiencyTypeAchromatopsia}
		if err := grey.Call(rp); err != nil {
			return err
		}
	}
	if o.NoScript {
		return proto.EmulationSetScriptExecutionDisabled{Value: true}.Call(rp)
	}
	return nil
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// listen notes what the page complains about: errors on the console, uncaught exceptions, broken content policy,
// requests that failed.
func (p *Page) listen() {
	go p.Rod.EachEvent(
		func(e *proto.RuntimeConsoleAPICalled) {
			if e.Type == proto.RuntimeConsoleAPICalledTypeError {
				p.note("console: " + fmt.Sprint(e.Args))
			}
		},
		func(e *proto.RuntimeExceptionThrown) { p.note("exception: " + e.ExceptionDetails.Text) },
		func(e *proto.LogEntryAdded) {
			if e.Entry.Level == proto.LogLogEntryLevelError {
				p.note("log: " + e.Entry.Text + " " + e.Entry.URL)
			}
		},
		func(e *proto.NetworkLoadingFailed) {
			p.note("request failed: " + e.ErrorText + " " + string(e.BlockedReason))
		},
	)()
}

func (p *Page) note(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, s)
}

// Problems returns what the page has complained about so far.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// Sideways returns by how many pixels the page is wider than its window; 0 is right.
func (p *Page) Sideways() (int, error) {
	r, err := p.Rod.Eval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`)
	if err != nil {
		return 0, err
	}
	return r.Value.Int(), nil
}

// Screenshot writes a picture of the whole page as PNG.
func (p *Page) Screenshot(path string) error { return p.shoot(path, true) }

func (p *Page) shoot(path string, whole bool) error {
	if whole {
		if err := p.stretch(); err != nil {
			return err
		}
	}
	png, err := p.Rod.Timeout(loadTimeout).Screenshot(false, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng})
	if err != nil {
		return fmt.Errorf("take picture %s: %w", path, err)
	}
	return os.WriteFile(path, png, 0o644)
}

// stretch makes the window as high as the page, so that what is drawn only when it is in view is drawn.
func (p *Page) stretch() error {
	for range 3 { // drawing changes the height
		r, err := p.Rod.Eval(`() => new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(() => ok(document.documentElement.scrollHeight))))`)
		if err != nil {
			return err
		}
		height := r.Value.Int()
		if height == p.size.Height {
			return nil
		}
		p.size.Height = height
		size := proto.EmulationSetDeviceMetricsOverride{Width: p.size.Width, Height: height, DeviceScaleFactor: p.size.Scale}
		if err := size.Call(p.Rod); err != nil {
			return err
		}
	}
	return nil
}

// Close closes the page.
func (p *Page) Close() { p.Rod.Close() } //nolint:errcheck // the browser ends with the test
