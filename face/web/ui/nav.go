package ui

// NavGroup is one group of the main navigation; the first has no title, and the one titled "foot" stands at the bottom.
type NavGroup struct {
	Title string
	Items []NavItem
}

// NavItem is one place. Key names its icon and its letter after g.
type NavItem struct {
	Key, Text, Href string
	Letter          string // g then this letter goes there
	Badge           int    // what needs this person, 0 for nothing
	Current         bool
}

// MainNav returns the eight places in their three groups. current is one of home, programme, systems, risk, controls,
// records, watch, assurance, help, settings or "". badges counts, by the same keys, only what needs this person.
// The same places stand for every role, so that a link sent to a colleague works.
func MainNav(current string, badges map[string]int) []NavGroup {
	groups := []NavGroup{
		{Items: []NavItem{{Key: "home", Text: "Home", Href: "/", Letter: "h"}}},
		{Title: "Plan", Items: []NavItem{
			{Key: "programme", Text: "Programme", Href: "/programme", Letter: "p"},
			{Key: "systems", Text: "AI systems", Href: "/systems", Letter: "s"},
			{Key: "risk", Text: "Risk", Href: "/risks", Letter: "r"},
		}},
		{Title: "Do", Items: []NavItem{
			{Key: "controls", Text: "Controls", Href: "/soa", Letter: "c"},
			{Key: "records", Text: "Records", Href: "/records", Letter: "e"},
		}},
		{Title: "Check and act", Items: []NavItem{
			{Key: "watch", Text: "Watch", Href: "/watch", Letter: "w"},
			{Key: "assurance", Text: "Assurance", Href: "/assurance", Letter: "a"},
		}},
		{Title: "foot", Items: []NavItem{
			{Key: "help", Text: "Help and guide", Href: "/help"},
			{Key: "settings", Text: "Settings", Href: "/settings"},
		}},
	}
	for g := range groups {
		for i := range groups[g].Items {
			it := &groups[g].Items[i]
			it.Current = it.Key == current
			it.Badge = badges[it.Key]
		}
	}
	return groups
}
