package ui

import "testing"

func TestShrinkingKeepsWhatTheStylesheetSays(t *testing.T) {
	t.Parallel()
	for css, want := range map[string]string{
		"a { color : red ; }":                        "a{color :red}",
		"/* x */ a,\n b > c { }":                     "a,b>c{}",
		"a::before { content: \"/* : ; */\"; }":      `a::before{content:"/* : ; */"}`,
		"a { width: calc(1px + 2px) ; height: 1px }": "a{width:calc(1px + 2px);height:1px}",
		"@media (a: b) { c :is(d, e) { f: g } }":     "@media (a:b){c :is(d,e){f:g}}",
		"a {} /* open":                               "a{}",
	} {
		if got := string(shrinkCSS([]byte(css))); got != want {
			t.Errorf("%q became %q, want %q", css, got, want)
		}
	}
}
