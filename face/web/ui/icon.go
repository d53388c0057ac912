package ui

import "html/template"

// icons are line drawings on a 20 by 20 grid; the keys of the navigation are their names.
var icons = map[string]string{
	"home":      `<path d="M3 9.2 10 3.4l7 5.8M5 8v8.5h10V8"/>`,
	"programme": `<path d="M4 16.5v-13M4 4h9.5l-2 3 2 3H4"/>`,
	"systems":   `<rect x="3" y="3" width="6" height="6" rx="1"/><rect x="11" y="11" width="6" height="6" rx="1"/><path d="M9 6h5v5M6 9v5h5"/>`,
	"risk":      `<path d="M3 16.5h14M5.5 13.5v-3M10 13.5V6M14.5 13.5v-5"/>`,
	"controls":  `<path d="M10 2.8 4 5v4.6c0 3.6 2.5 6.2 6 7.6 3.5-1.4 6-4 6-7.6V5zM7.4 9.8l2 2 3.4-3.6"/>`,
	"records":   `<path d="M5 3h7l3.5 3.5V17H5zM12 3v3.5h3.5M7.5 10h5M7.5 13h5"/>`,
	"watch":     `<path d="M2.5 10h3l2-5 4 10 2-5h4"/>`,
	"assurance": `<circle cx="9" cy="9" r="5.5"/><path d="m13 13 4 4M6.8 9.1l1.6 1.6 2.9-3.2"/>`,
	"help":      `<circle cx="10" cy="10" r="7"/><path d="M8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6v.1"/>`,
	"settings":  `<circle cx="10" cy="10" r="2.6"/><path d="M10 3v2.2M10 14.8V17M3 10h2.2M14.8 10H17M5 5l1.6 1.6M13.4 13.4 15 15M15 5l-1.6 1.6M6.6 13.4 5 15"/>`,
	"find":      `<circle cx="9" cy="9" r="5"/><path d="m13 13 3.6 3.6"/>`,
	"clock":     `<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.7"/>`,
	"down":      `<path d="m6 8.5 4 4 4-4"/>`,
	"right":     `<path d="m8 5.5 4.5 4.5L8 14.5"/>`,
	"left":      `<path d="M12 5.5 7.5 10l4.5 4.5"/>`,
	"plus":      `<path d="M10 4v12M4 10h12"/>`,
	"cross":     `<path d="m5 5 10 10M15 5 5 15"/>`,
	"file":      `<path d="M5 3h7l3.5 3.5V17H5zM12 3v3.5h3.5"/>`,
}

// icon draws a named icon; it is decoration, so it is hidden from screen readers.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="i" viewBox="0 0 20 20" aria-hidden="true">` + icons[name] + `</svg>`)
}
