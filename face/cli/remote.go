package cli

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// With --server a command runs at the server, as the very same code, on a store
// that is bound to the token's user. The call goes there as a tar stream: the
// command's own struct, then the files that it reads; what it wrote and said comes
// back as another. Only what stands in far is offered; it has no other way to a
// file system than the files that came along.

// command is a verb of the command line.
type command interface {
	Run(*Globals, *Env) error
}

// farCommand is a command that a server runs for others.
type farCommand struct {
	name  string // as it is typed
	rule  door.Rule
	limit int64 // bytes of a call
	new   func() command
}

// far lists the commands that a server runs, each with the right that it needs.
// Where it says SignedIn, the store decides record by record.
var far = []farCommand{
	{"get", door.SignedIn(), maxWords, func() command { return &GetCmd{} }},
	{"history", door.SignedIn(), maxWords, func() command { return &HistoryCmd{} }},
	{"erase", door.SignedIn(), maxWords, func() command { return &EraseCmd{} }},
	{"status", readDerived, maxWords, func() command { return &StatusCmd{} }},
	{"readiness", readDerived, maxWords, func() command { return &ReadinessCmd{} }},
	{"soa", readDerived, maxWords, func() command { return &SoACmd{} }},
	{"lint", readDerived, maxWords, func() command { return &LintCmd{} }},
	{"coverage", readDerived, maxWords, func() command { return &CoverageCmd{} }},
	{"export", door.Needs(kernel.Read, access.AreaExport), maxWords, func() command { return &ExportCmd{} }},
	{"diff", door.Needs(kernel.Read, access.AreaExport), maxBurden, func() command { return &DiffCmd{} }},
	{"apply", door.Needs(kernel.Write, access.AreaImport), maxBurden, func() command { return &ApplyCmd{} }},
	{"init", door.Needs(kernel.Write, access.AreaImport), maxBurden, func() command { return &InitCmd{} }},
	{"import", door.Needs(kernel.Write, access.AreaImport), maxBurden, func() command { return &ImportCmd{} }},
	{"log verify", door.Needs(kernel.Read, access.AreaLog), maxWords, func() command { return &LogVerifyCmd{} }},
	{"log prove", door.Needs(kernel.Read, access.AreaLog), maxWords, func() command { return &LogProveCmd{} }},
	{"pack make", door.Needs(kernel.Read, access.AreaPack), maxWords, func() command { return &PackMakeCmd{} }},
	{"catalog list", readCatalog, maxWords, func() command { return &CatalogListCmd{} }},
	{"catalog show", readCatalog, maxWords, func() command { return &CatalogShowCmd{} }},
	{"catalog crosswalk", readCatalog, maxWords, func() command { return &CatalogCrosswalkCmd{} }},
	{"catalog lint", readCatalog, maxBurden, func() command { return &CatalogLintCmd{} }},
	{"catalog add", door.Needs(kernel.Write, access.AreaCatalog), maxBurden, func() command { return &CatalogAddCmd{} }},
	{"report", readDerived, maxWords, func() command { return &ReportCmd{} }},
	{"risk quantify", readDerived, maxModel, func() command { return &RiskQuantifyCmd{} }},
	{"risk portfolio", readDerived, maxModel, func() command { return &RiskPortfolioCmd{} }},
	{"risk treat", readDerived, maxModel, func() command { return &RiskTreatCmd{} }},
	{"risk bands", readDerived, maxModel, func() command { return &RiskBandsCmd{} }},
	{"attack paths", readDerived, maxModel, func() command { return &AttackPathsCmd{} }},
	{"attack cut", readDerived, maxModel, func() command { return &AttackCutCmd{} }},
	{"role list", door.Needs(kernel.Read, "role"), maxWords, func() command { return &RoleListCmd{} }},
	// A token cannot lengthen its own life: making one needs the right to write users.
	{"user add", door.Needs(kernel.Write, access.UserKind.Name), maxWords, func() command { return &UserAddCmd{} }},
	{"user invite", door.Needs(kernel.Write, access.UserKind.Name), maxWords, func() command { return &UserInviteCmd{} }},
	{"token create", door.Needs(kernel.Write, access.UserKind.Name), maxWords, func() command { return &TokenCreateCmd{} }},
	{"token list", door.SignedIn(), maxWords, func() command { return &TokenListCmd{} }},
	{"token revoke", door.SignedIn(), maxWords, func() command { return &TokenRevokeCmd{} }},
}

var (
	readDerived = door.Needs(kernel.Read, access.AreaDerived)
	readCatalog = door.Needs(kernel.Read, access.AreaCatalog)
)

// farNamed finds a command by its name as typed.
func farNamed(name string) *farCommand {
	for i := range far {
		if far[i].name == name {
			return &far[i]
		}
	}
	return nil
}

// path is the command's place among the routes.
func (c *farCommand) path() string { return farPath + strings.ReplaceAll(c.name, " ", "-") }

const (
	farPath  = "/api/v1/cli/"
	tarMedia = "application/x-tar"
)

// baggage is what a command takes along: the files and directories that it reads
// and those that it writes, named as the user named them.
type baggage struct {
	reads  []string
	writes []string
	base   bool // it brings the .plimsoll.yaml of the first directory up to date
	stdin  bool // it reads a line from standard input
}

// carrier is a command with baggage.
type carrier interface {
	baggage() baggage
}

func baggageOf(c command) baggage {
	if c, ok := c.(carrier); ok {
		return c.baggage()
	}
	return baggage{}
}

func (c *ApplyCmd) baggage() baggage       { return baggage{reads: c.Dirs, base: !c.DryRun} }
func (c *DiffCmd) baggage() baggage        { return baggage{reads: c.Dirs} }
func (c *ExportCmd) baggage() baggage      { return baggage{writes: []string{c.Dir}} }
func (c *CatalogLintCmd) baggage() baggage { return baggage{reads: c.Files} }
func (c *PackMakeCmd) baggage() baggage    { return baggage{writes: []string{c.Out}} }
func (c *UserAddCmd) baggage() baggage     { return baggage{stdin: c.PasswordStdin} }

func (cmd *CatalogAddCmd) baggage() baggage { return baggage{reads: []string{cmd.File}} }

func (c *InitCmd) baggage() baggage {
	return baggage{reads: named(c.Answers)}
}

func (c *ReportCmd) baggage() baggage {
	if c.Out == "-" {
		return baggage{}
	}
	return baggage{writes: []string{c.Out}}
}

func (c *ImportCmd) baggage() baggage {
	if c.Map == "" {
		return baggage{reads: []string{c.File}}
	}
	return baggage{reads: []string{c.File, c.Map}}
}

func (in *riskInput) baggage() baggage   { return riskBaggage(in.File, in.Report) }
func (c *RiskBandsCmd) baggage() baggage { return riskBaggage(c.File, c.Report) }

// riskBaggage takes the file along, unless it is the name of a record.
func riskBaggage(file, report string) (b baggage) {
	if _, err := os.Stat(file); file == stdinName || err == nil || !strings.HasPrefix(file, "risk/") {
		b.reads = named(file)
	}
	b.writes = named(report)
	return b
}

func (c *AttackPathsCmd) baggage() baggage { return c.attackInput.baggage(c.Report) }
func (c *AttackCutCmd) baggage() baggage   { return c.attackInput.baggage(c.Report) }

func (in *attackInput) baggage(report string) baggage {
	return baggage{reads: append(named(in.File), named(in.Rules)...), writes: named(report)}
}

// named gives a name as a list, none when there is none.
func named(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// settler is a command that settles, on the machine where it was typed, what
// follows from that machine.
type settler interface {
	settle()
}

func (c *ApplyCmd) settle()  { c.Set = setOr(c.Set, c.Dirs) }
func (c *DiffCmd) settle()   { c.Set = setOr(c.Set, c.Dirs) }
func (c *ExportCmd) settle() { c.Set = setOr(c.Set, []string{c.Dir}) }

// setOr names a set after its first directory, unless it has a name.
func setOr(set string, dirs []string) string {
	if set != "" || len(dirs) == 0 {
		return set
	}
	return setName(dirs[0])
}

// farCall is the first member of a call.
type farCall struct {
	Words    json.RawMessage `json:"words"` // the command's struct
	Output   string          `json:"output,omitempty"`
	AsOf     string          `json:"as_of,omitempty"`
	Quiet    bool            `json:"quiet,omitempty"`
	Terminal bool            `json:"terminal,omitempty"` // tables are for people
	Stdin    string          `json:"stdin,omitempty"`
}

// farEnd is the last member of an answer: without it the answer broke off.
type farEnd struct {
	Exit int `json:"exit"`
}

// Members of calls and answers. What the user named as the n-th thing to read is
// in/n, or in/n/... when it is a directory; what is written is out/n.
const (
	memberCall   = "call.json"
	memberStdout = "stdout"
	memberStderr = "stderr"
	memberEnd    = "end.json"
)

// Bounds of calls.
const (
	maxCall   = 1 << 20         // bytes of call.json
	maxWords  = maxCall + 8<<10 // bytes of a call of words alone
	maxModel  = 8 << 20         // bytes of a call with what is to be computed
	maxBurden = 256 << 20       // bytes of a call with its files
)

// typed gives the name of the command that was parsed, and the command.
func typed(k *kong.Context) (string, command) {
	var words []string
	for _, p := range k.Path {
		if p.Command != nil {
			words = append(words, p.Command.Name)
		}
	}
	c, _ := k.Selected().Target.Addr().Interface().(command)
	return strings.Join(words, " "), c
}
