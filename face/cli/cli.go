// Package cli is the command line: every verb of plimsoll as a small struct
// with a Run method. Commands take their streams, clock and environment from
// Env and never touch globals, so tests run them as a user would. Data goes to
// Env.Out, talk to Env.Err; a command reports failure by returning an error,
// and only Main turns errors into exit codes.
package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/alecthomas/kong"

	"github.com/plimsoll-aims/plimsoll/instance"
)

// Env is the world as a command sees it.
type Env struct {
	Ctx            context.Context
	In             io.Reader
	Out, Err       io.Writer
	Getenv         func(string) string
	Now            func() time.Time
	InTTY          bool // whether somebody can be asked
	OutTTY, ErrTTY bool // whether the stream is a terminal
	Color          bool // OutTTY and not NO_COLOR

	// Serve puts an instance on the network. The command line does not know how:
	// main wires it.
	Serve func(context.Context, Serving) error

	visit *visit // at a server, for one of its users; nil on one's own machine
}

// Serving is what Serve needs to know.
type Serving struct {
	Instance *instance.Instance
	Addr     string
	Demo     bool // one click signs in as anybody; never for real data
	Secure   bool // cookies only over https
	Log      *slog.Logger
	Ready    func(url string)
}

// Globals are the flags that every command has.
type Globals struct {
	Data   string `help:"Data directory (default: the user's data directory; PLIMSOLL_DATA overrides)." env:"PLIMSOLL_DATA" placeholder:"DIR"`
	Server string `help:"Talk to a running instance at this URL, with the token in PLIMSOLL_TOKEN." placeholder:"URL"`
	Output string `short:"o" help:"Output format; what a command offers beyond the common ones its help says. Tables become tab-separated text in a pipe." default:"table" placeholder:"table|json|jsonl|yaml|csv"`
	AsOf   string `name:"as-of" help:"Show the state at a date, a time (RFC 3339) or a ledger entry." placeholder:"DATE|TIME|ENTRY"`
	Quiet  bool   `short:"q" help:"No talk on stderr, no progress."`
}

// commands is the whole command line. Verbs stay few; nouns are kinds.
type commands struct {
	Globals

	Init      InitCmd      `cmd:"" help:"Start: six questions give the scope, the SoA draft and a twelve-month plan."`
	Status    StatusCmd    `cmd:"" help:"Show the home page in text: load line, readiness, path, what to do next."`
	Readiness ReadinessCmd `cmd:"" help:"Show what is met of ISO/IEC 42001, why, and what to do about each gap."`
	Soa       SoACmd       `cmd:"" name:"soa" help:"Show the Statement of Applicability, and what needs each control."`
	Lint      LintCmd      `cmd:"" help:"Look for the 22 findings that auditors write most; exit 3 when there are errors."`
	Coverage  CoverageCmd  `cmd:"" help:"Show how far evidence reaches over requirements, and over other frameworks."`
	Report    ReportCmd    `cmd:"" help:"Write a derived view or a register as a file: html that prints, pdf, docx, xlsx, csv, json or oscal."`

	Apply  ApplyCmd  `cmd:"" help:"Bring the records in line with a directory of YAML files (AIMS as code)."`
	Diff   DiffCmd   `cmd:"" help:"Show what apply would change. Exit 3 when there are differences."`
	Export ExportCmd `cmd:"" help:"Write the records as a directory of YAML files."`
	Import ImportCmd `cmd:"" help:"Take the rows of a CSV or XLSX file in as records."`

	Catalog  CatalogCmd  `cmd:"" help:"Read the frameworks: list, show, crosswalk; lint your own."`
	Demo     DemoCmd     `cmd:"" help:"Run the example organisation, ready to look at."`
	Serve    ServeCmd    `cmd:"" help:"Run the pages and the API."`
	Get      GetCmd      `cmd:"" help:"List records of a kind, or show one."`
	History  HistoryCmd  `cmd:"" help:"Show how a record came to be what it is."`
	Erase    EraseCmd    `cmd:"" help:"Remove for good what a record says; the proofs stay."`
	Log      LogCmd      `cmd:"" help:"Verify the log, or prove an entry."`
	Pack     PackCmd     `cmd:"" help:"Make or check the file that an auditor takes away."`
	User     UserCmd     `cmd:"" help:"Add users."`
	Token    TokenCmd    `cmd:"" help:"Make, list and end API tokens."`
	Role     RoleCmd     `cmd:"" help:"List roles."`
	Backup   BackupCmd   `cmd:"" help:"Write everything into one file."`
	Restore  RestoreCmd  `cmd:"" help:"Make a data directory from a backup."`
	Doctor   DoctorCmd   `cmd:"" help:"Look for what is wrong with a data directory."`
	Scan     ScanCmd     `cmd:"" help:"Scan model files before you load them."`
	Risk     RiskCmd     `cmd:"" help:"Compute risk in money: scenarios, portfolios, treatments."`
	Attack   AttackCmd   `cmd:"" help:"Attack paths over AI assets: who can get where, and what stops it."`
	Version  VersionCmd  `cmd:"" help:"Show the version."`
	Discover DiscoverCmd `cmd:"" help:"Find the AI in source trees, containers, clusters and cloud exports."`
}

// Main runs one command line and gives its exit code.
func Main(env *Env, args []string) int {
	var c commands
	exit := -1
	p, err := kong.New(&c, kong.Name("plimsoll"),
		kong.Description("The AI management system that shows how much AI risk you carry, and the proof."),
		kong.Writers(env.Out, env.Err), kong.Exit(func(code int) { exit = code }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(env.Err, "plimsoll:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"help"}
	}
	if args[0] == "help" { // as newcomers type it: help, help import, help log verify
		args = append(slices.Clone(args[1:]), "--help")
	}
	k, err := p.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintf(env.Err, "plimsoll: %v (see plimsoll --help)\n", err)
		return ExitUsage
	}
	name, cmd := typed(k)
	if err := checkFormat(name, cmd, c.Output); err != nil {
		return report(env, err)
	}
	if c.Server != "" {
		return call(env, &c.Globals, k)
	}
	return report(env, k.Run(&c.Globals, env))
}
