package web

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// profile shows who is signed in, what they may do, and their tokens.
func (w *Web) profile(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		body, err := w.profileParts(r)
		if err != nil {
			return err
		}
		return w.render(r, v, ui.Page{Title: "Profile", Heading: r.Who.Name, State: roleTitle(r.Who.Role) + ". " + roleHelp(r.Who.Role), Body: body})
	})
}

func roleHelp(role string) string {
	for _, b := range access.BuiltIns {
		if b.Name == role {
			return b.Help
		}
	}
	return "A role of your own organisation."
}

func (w *Web) profileParts(r *door.Request) ([]ui.Part, error) {
	tokens, err := w.Users.Tokens(r.Context(), r.Store, "")
	if err != nil {
		return nil, err
	}
	facts := ui.Facts{Items: []ui.Fact{{Label: "Address", Value: ui.Text(r.Who.User)}, {Label: "Role", Value: ui.Text(roleTitle(r.Who.Role))}}}
	if !r.Who.Expires.IsZero() {
		facts.Items = append(facts.Items, ui.Fact{Label: "Access ends", Value: ui.Text(moment(r.Who.Expires))})
	}
	t := ui.Table{ID: "tokens", Caption: "API tokens", Narrow: true, Columns: []ui.Column{{Title: "Token"}, {Title: "Made"}, {Title: "Ends"}, {Title: "Act", Hidden: true}},
		Empty: &ui.Empty{What: "You have no API tokens.", Why: "A token lets a program act as you until a date. Make one with: plimsoll token create --user " + r.Who.User}}
	for _, x := range tokens {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.Text(x.Title), ui.Stamp{Text: day(x.Created)}, ui.Stamp{Text: day(x.Expires)},
			ui.Actions{{Text: "Revoke", Href: "/profile/tokens/" + x.ID + "/revoke", Post: true, Danger: true, Small: true}}}})
	}
	return []ui.Part{ui.Card{Title: "You", Body: []ui.Part{facts}}, ui.Card{Title: "API tokens", Body: []ui.Part{t}}}, nil
}

// revokeToken ends one of one's own tokens.
func (w *Web) revokeToken(r *door.Request) error {
	if err := w.Users.RevokeToken(r.Context(), r.Store, "", r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, "/profile", http.StatusSeeOther)
	return nil
}
