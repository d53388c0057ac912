package cli

import (
	"bufio"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// UserCmd is about users.
type UserCmd struct {
	Add    UserAddCmd    `cmd:"" help:"Add a user."`
	Invite UserInviteCmd `cmd:"" help:"Make another one-time link for a user, with which they choose a new password."`
}

// UserAddCmd adds a user.
type UserAddCmd struct {
	Email         string `arg:"" help:"E-mail address to sign in with."`
	Role          string `required:"" help:"Role; see plimsoll role list."`
	Name          string `help:"Name of the person." placeholder:"NAME"`
	Expires       string `help:"Day on which the access ends; needed for an external auditor." placeholder:"DATE"`
	Pinned        string `help:"Hold the user to the state of a day." placeholder:"DATE"`
	Person        string `help:"Person record that the user is, for what is theirs." placeholder:"NAME"`
	PasswordStdin bool   `name:"password-stdin" help:"Read the password from the first line of standard input. Without it the command prints a one-time link."`
}

// Run adds the user, with a password or with a one-time link to choose one.
func (cmd *UserAddCmd) Run(g *Globals, env *Env) (err error) {
	i, st, done, err := open(g, env, writes)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	password := ""
	if cmd.PasswordStdin {
		line, err := bufio.NewReader(env.In).ReadString('\n')
		if password = strings.TrimRight(line, "\r\n"); password == "" {
			return fault.Wrap(fault.Usage, err, "no password came on standard input")
		}
	}
	u := access.User{Title: cmd.Name, Email: cmd.Email, Role: cmd.Role, Expires: kernel.Date(cmd.Expires), Pinned: kernel.Date(cmd.Pinned)}
	if cmd.Person != "" {
		u.Person = kernel.AnyRef{Kind: "person", Name: cmd.Person}
	}
	if _, err := i.Users.AddUser(env.Ctx, st, u, password); err != nil {
		return err
	}
	if password != "" {
		return tell(env, g, invited{Email: cmd.Email, Role: cmd.Role}, "added %s as %s", cmd.Email, cmd.Role)
	}
	secret, err := i.Users.InviteUser(env.Ctx, st, cmd.Email)
	if err != nil {
		return err
	}
	return tell(env, g, invited{cmd.Email, cmd.Role, "/welcome/" + secret}, "added %s as %s; they choose a password at /welcome/%s within seven days", cmd.Email, cmd.Role, secret)
}

// invited is a user who was added or invited, for programs.
type invited struct {
	Email   string `json:"email"`
	Role    string `json:"role,omitempty"`
	Welcome string `json:"welcome,omitempty"` // where they choose a password, within seven days
}

// UserInviteCmd invites a user that exists.
type UserInviteCmd struct {
	Email string `arg:"" help:"E-mail address that they sign in with."`
}

// Run prints the link. The old password holds until a new one is chosen.
func (cmd *UserInviteCmd) Run(g *Globals, env *Env) (err error) {
	i, st, done, err := open(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	secret, err := i.Users.InviteUser(env.Ctx, st, cmd.Email)
	if err != nil {
		return err
	}
	return tell(env, g, invited{Email: cmd.Email, Welcome: "/welcome/" + secret}, "%s chooses a password at /welcome/%s within seven days", cmd.Email, secret)
}

// TokenCmd is about API tokens.
type TokenCmd struct {
	Create TokenCreateCmd `cmd:"" help:"Make an API token for a user."`
	List   TokenListCmd   `cmd:"" help:"List the API tokens of a user."`
	Revoke TokenRevokeCmd `cmd:"" help:"End an API token at once."`
}

// TokenListCmd lists tokens.
type TokenListCmd struct {
	User string `help:"Whose; with --server one's own without it." placeholder:"EMAIL"`
}

// Run lists what can be shown of them: a secret is not kept.
func (cmd *TokenListCmd) Run(g *Globals, env *Env) error {
	return work(g, env, reads, func(i *instance.Instance, st *store.Store) error {
		list, err := i.Users.Tokens(env.Ctx, st, cmd.User)
		if err != nil {
			return err
		}
		t := &table{head: []string{"id", "user", "title", "created", "expires"}}
		for _, x := range list {
			t.add(x.ID, x.User, x.Title, x.Created.Format(time.RFC3339), x.Expires.Format(time.RFC3339))
		}
		return emit(env, g.Output, list, t)
	})
}

// TokenRevokeCmd ends a token.
type TokenRevokeCmd struct {
	ID   string `arg:"" help:"The token; see plimsoll token list."`
	User string `help:"Whose; with --server one's own without it." placeholder:"EMAIL"`
}

// Run ends it: the next request with it is refused.
func (cmd *TokenRevokeCmd) Run(g *Globals, env *Env) error {
	return work(g, env, reads, func(i *instance.Instance, st *store.Store) error {
		if err := i.Users.RevokeToken(env.Ctx, st, cmd.User, cmd.ID); err != nil {
			return err
		}
		return tell(env, g, map[string]string{"revoked": cmd.ID}, "revoked %s", cmd.ID)
	})
}

// TokenCreateCmd makes a token.
type TokenCreateCmd struct {
	User    string `required:"" help:"Whose rights the token has." placeholder:"EMAIL"`
	Expires string `help:"Day on which it ends; 90 days from now without it." placeholder:"DATE"`
	Title   string `help:"What it is for." default:"made on the command line"`
}

// Run prints the token; it is not kept and cannot be shown again.
func (cmd *TokenCreateCmd) Run(g *Globals, env *Env) (err error) {
	i, st, done, err := open(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	life := access.TokenLife
	if cmd.Expires != "" {
		d := kernel.Date(cmd.Expires)
		if !d.Valid() {
			return fault.New(fault.Usage, "--expires %s is not a day such as 2027-01-31", cmd.Expires)
		}
		life = d.Time().Add(24 * time.Hour).Sub(env.Now())
	}
	secret, err := i.Users.CreateToken(env.Ctx, st, cmd.User, cmd.Title, life)
	if err != nil {
		return err
	}
	return tell(env, g, map[string]string{"user": cmd.User, "title": cmd.Title, "token": secret}, "%s", secret)
}

// RoleCmd is about roles.
type RoleCmd struct {
	List RoleListCmd `cmd:"" help:"List the roles."`
}

// RoleListCmd lists roles.
type RoleListCmd struct{}

// Run lists built-in and own roles.
func (*RoleListCmd) Run(g *Globals, env *Env) error {
	return view(g, env, func(_ *instance.Instance, v kernel.View) error {
		type role struct {
			Name    string `json:"name"`
			Title   string `json:"title"`
			Help    string `json:"help"`
			BuiltIn bool   `json:"built_in"`
		}
		var list []role
		for _, b := range access.BuiltIns {
			list = append(list, role{b.Name, b.Title, b.Help, true})
		}
		own, err := kernel.All[access.Role](env.Ctx, v)
		if err != nil {
			return err
		}
		for rec, r := range kernel.Each[access.Role](own) {
			list = append(list, role{rec.Name, r.Title, r.Help, false})
		}
		t := &table{head: []string{"role", "title", "what it may do"}}
		for _, r := range list {
			t.add(r.Name, r.Title, r.Help)
		}
		return emit(env, g.Output, list, t)
	})
}
