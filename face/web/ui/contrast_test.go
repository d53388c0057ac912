package ui_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// pairs lists which colour stands on which, and the least contrast it needs: 4.5 for text, 3 for shapes and edges of
// controls (WCAG 2.2, 1.4.3 and 1.4.11).
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "paper", 7}, {"ink", "surface", 7}, {"ink", "sunken", 7}, {"ink", "raised", 7}, {"ink", "sea-wash", 7}, {"ink", "info-wash", 7},
	{"ink", "b1", 4.5}, {"ink", "b2", 4.5}, {"ink", "b3", 4.5}, {"ink", "b4", 4.5}, {"ink", "bad-wash", 4.5}, {"ink", "ok-wash", 4.5}, {"ink", "warn-wash", 4.5},
	{"ink-2", "paper", 4.5}, {"ink-2", "surface", 4.5}, {"ink-2", "sunken", 4.5}, {"ink-2", "raised", 4.5}, {"ink-2", "mute-wash", 4.5}, {"ink-2", "bad-wash", 4.5}, {"ink-2", "sea-wash", 4.5},
	{"ink-3", "paper", 4.5}, {"ink-3", "surface", 4.5}, {"ink-3", "raised", 4.5},
	{"sea", "paper", 4.5}, {"sea", "surface", 4.5}, {"sea", "raised", 4.5}, {"sea-deep", "sea-wash", 4.5}, {"on-sea", "sea", 4.5}, {"on-sea", "sea-deep", 4.5}, {"surface", "ink", 4.5}, {"surface", "mute", 4.5},
	{"oxide", "surface", 4.5}, {"oxide", "paper", 4.5}, {"oxide", "b3", 3}, {"oxide", "b4", 3},
	{"ok", "surface", 4.5}, {"ok", "ok-wash", 4.5}, {"ok", "paper", 4.5}, {"info", "surface", 4.5}, {"info", "info-wash", 4.5}, {"info", "paper", 4.5},
	{"warn", "surface", 4.5}, {"warn", "warn-wash", 4.5}, {"warn", "paper", 4.5}, {"bad", "surface", 4.5}, {"bad", "bad-wash", 4.5}, {"bad", "paper", 4.5},
	{"mute", "surface", 4.5}, {"mute", "mute-wash", 4.5}, {"surface", "ok-fill", 3}, {"info-fill", "surface", 3}, {"warn-fill", "surface", 3}, {"bad-fill", "surface", 3}, {"edge", "paper", 3}, {"edge", "surface", 3},
}

func TestEveryPairOfColoursHasContrast(t *testing.T) {
	t.Parallel()
	light, dark := tokens(t)
	for name, theme := range map[string]map[string]string{"light": light, "dark": dark} {
		worst := math.Inf(1)
		for _, p := range pairs {
			got := contrast(t, theme[p.front], theme[p.back])
			worst = math.Min(worst, got/p.least)
			if got < p.least {
				t.Errorf("%s: %s on %s has %.2f, needs %.1f", name, p.front, p.back, got, p.least)
			}
		}
		t.Logf("%s: %d pairs, the tightest has %.2f times what it needs", name, len(pairs), worst)
	}
}

var token = regexp.MustCompile(`--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`)

// tokens reads the colours of both themes from the stylesheet.
func tokens(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	css, err := os.ReadFile("assets/plimsoll.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark = map[string]string{}, map[string]string{}
	for _, m := range token.FindAllStringSubmatch(string(css), -1) {
		if _, ok := light[m[1]]; !ok { // the first is the theme, a later one is for more contrast
			light[m[1]], dark[m[1]] = m[2], m[3]
		}
	}
	return light, dark
}

// contrast is the ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("no colour: %q", hex)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestContrastIsThatOfBlackOnWhite(t *testing.T) {
	t.Parallel()
	if c := contrast(t, "#000000", "#ffffff"); math.Abs(c-21) > 1e-9 {
		t.Errorf("black on white has %v, want 21", c)
	}
}
