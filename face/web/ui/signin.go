package ui

import "html/template"

// SignIn is the sign-in page. With Demo it is the list of people that one click signs in as.
type SignIn struct {
	Action, Email, Next string
	Error               string // one sentence that does not say which of the two was wrong
	Ways                []Action
	Note                string
	Demo                []DemoPerson
	DemoAction          string // POST target; each button sends person=Value
	Org                 string
}

// DemoPerson is one person of the example organisation.
type DemoPerson struct{ Value, Name, Role, For string }

// Initials returns the letters of the round mark.
func (d DemoPerson) Initials() string { return initials(d.Name) }

// HTML renders the page's content; use it with Page.Bare.
func (s SignIn) HTML() (template.HTML, error) { return run("signin", s) }

// Problem is an error page: what happened, what it means, what to do next.
type Problem struct {
	Code    int
	Title   string // "" takes the words for the code
	What    string
	Do      []Action
	Trace   string // reference to quote to an administrator
	Refused []string
}

var problems = map[int][2]string{
	400: {"This request could not be read", "Go back, check what was sent, and try again. Nothing was changed."},
	401: {"Sign in first", "This page needs to know who you are. What you typed before is kept until you return."},
	403: {"You may not do this", "Your role does not include this act. Ask the AIMS manager if you need it. Nothing was changed."},
	404: {"This is not here", "The address is wrong, the record never existed, or you may not see it."},
	405: {"This cannot be done here", "The page exists, but not for this kind of request. Nothing was changed."},
	409: {"The past cannot be changed", "You are looking at an earlier moment. Go back to today to make a change."},
	413: {"This is too large", "Send less at once, or a smaller file. Nothing was saved."},
	422: {"Something needs mending first", "What was sent breaks a rule. Nothing was changed."},
	429: {"Too many tries", "Wait a minute, then try again. Nothing was changed."},
	500: {"We made a mistake", "The page could not be made. Nothing was half saved. Try again, and tell your administrator if it stays."},
	503: {"Not ready yet", "The server is starting or under repair. Try again in a minute."},
}

// HTML renders the error; the page's own Heading should be ProblemTitle.
func (p Problem) HTML() (template.HTML, error) {
	words, ok := problems[p.Code]
	if !ok {
		words = problems[500]
	}
	p.What = or(p.What, words[1])
	return run("problem", p)
}

// ProblemTitle is the heading of the error page for a status code.
func ProblemTitle(code int) string {
	if w, ok := problems[code]; ok {
		return w[0]
	}
	return problems[500][0]
}
