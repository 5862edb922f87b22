// Command tryggled turns a municipality's reports into hotspots, plans and routes. Each
// subcommand has a file of its own; package app joins the parts they call.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // the same time zones on every machine

	"github.com/alecthomas/kong"

	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/telemetry"
)

// Exit codes that scripts rely on.
const (
	exitFine     = 0
	exitFailed   = 1
	exitWrongUse = 2
)

// commands is the whole command line. Help texts are keys of the tables in help.go.
type commands struct {
	config.Config

	Up           upCommand           `cmd:"" help:"${up}"`
	Serve        serveCommand        `cmd:"" help:"${serve}"`
	Work         workCommand         `cmd:"" help:"${work}"`
	Migrate      migrateCommand      `cmd:"" help:"${migrate}"`
	Municipality municipalityCommand `cmd:"" help:"${municipality}"`
	Load         loadCommand         `cmd:"" help:"${load}"`
	Import       importCommand       `cmd:"" help:"${import}"`
	Analyse      analyseCommand      `cmd:"" help:"${analyse}"`
	Backtest     backtestCommand     `cmd:"" help:"${backtest}"`
	Stats        statsCommand        `cmd:"" help:"${stats}"`
	Bench        benchCommand        `cmd:"" help:"${bench}"`
	Task         taskCommand         `cmd:"" help:"${task}"`
	Overlay      overlayCommand      `cmd:"" help:"${overlay}"`
	Worklist     worklistCommand     `cmd:"" help:"${worklist}"`
	Dossier      dossierCommand      `cmd:"" help:"${dossier}"`
	Plan         planCommand         `cmd:"" help:"${plan}"`
	Roster       rosterCommand       `cmd:"" help:"${roster}"`
	Patrol       patrolCommand       `cmd:"" help:"${patrol}"`
	Export       exportCommand       `cmd:"" help:"${export}"`
	Publish      publishCommand      `cmd:"" help:"${publish}"`
	Link         linkCommand         `cmd:"" help:"${link}"`
	Key          keyCommand          `cmd:"" help:"${key}"`
	Access       accessCommand       `cmd:"" help:"${access}"`
	Roles        rolesCommand        `cmd:"" help:"${roles}"`
	Audit        auditCommand        `cmd:"" help:"${audit}"`
	Archive      archiveCommand      `cmd:"" help:"${archive}"`
	Retention    retentionCommand    `cmd:"" help:"${retention}"`
	Erasures     erasuresCommand     `cmd:"" help:"${erasures}"`
	Backup       backupCommand       `cmd:"" help:"${backup}"`
	Restore      restoreCommand      `cmd:"" help:"${restore}"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // whoever does not care to wait may ask a second time
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}

// run is the program without its process: arguments in, texts out, and the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	forgetEmpty(os.Environ())
	printed := &printer{Writer: stdout}
	c := &call{Context: ctx, out: printed, err: stderr, lang: language(getenv), written: recorded(args)}
	var cli commands
	left := false // kong has printed help and wants to end
	parser, err := kong.New(&cli,
		kong.Name("tryggled"), kong.Description(texts["tryggled"].In(c.lang)), helpTexts(c.lang), analysisDefaults(), kong.ValueFormatter(helpOfDefaults(c.lang)),
		kong.Help(helpWithExample), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(printed, stderr), kong.Exit(func(int) { left = true }), kong.Bind(c), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(stderr, "tryggled:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	switch {
	case left || printed.lost != nil: // help, whole or not
		return c.finish(printed.lost)
	case err != nil:
		fmt.Fprintf(stderr, "tryggled: %s\n%s\n", complain(err).In(c.lang), texts["see_help"].In(c.lang))
		return exitWrongUse
	}
	c.config = cli.Config
	c.log = telemetry.NewLogger(stderr, cli.LogFormat, cli.LogLevel)
	if err := c.readSecrets(getenv); err != nil {
		return c.finish(err)
	}
	if err := parsed.Run(c); err != nil {
		return c.finish(err)
	}
	return c.finish(printed.lost)
}

// call is one run of the command line: where it prints, in which language, and with
// which settings.
type call struct {
	context.Context
	out, err io.Writer
	lang     lang.Lang
	config   config.Config
	log      *slog.Logger
	written  string // the command with its arguments, for the audit log
}

// untold are the flags whose values are kept out of the audit log: free text, which is masked
// before it is stored, and whom teams call.
var untold = []string{"--text", "--contact"}

// recorded is the command as the audit log keeps it.
func recorded(args []string) string {
	kept := slices.Clone(args)
	for i, arg := range args {
		flag, _, given := strings.Cut(arg, "=")
		switch {
		case given && slices.Contains(untold, flag):
			kept[i] = flag + "=…"
		case slices.Contains(untold, arg) && i+1 < len(kept):
			kept[i+1] = "…"
		}
	}
	return strings.Join(kept, " ")
}

// readSecrets takes from the environment what is no flag.
func (c *call) readSecrets(getenv func(string) string) error {
	warnings, err := c.config.Secrets.Read(getenv)
	for _, w := range warnings {
		fmt.Fprintf(c.err, "tryggled: %s\n", w.In(c.lang))
	}
	return err
}

// finish prints the one error of a command, if any, and gives its exit code.
func (c *call) finish(err error) int {
	var f *fault.Error
	var wrong wrongUse
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &wrong):
		fmt.Fprintf(c.err, "tryggled: %s\n", wrong.Text.In(c.lang))
		return exitWrongUse
	case errors.As(err, &f):
		fmt.Fprintf(c.err, "tryggled: %s\n", f.Say(c.lang))
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(c.err, "tryggled: %s\n", texts["interrupted"].In(c.lang))
	default:
		fmt.Fprintf(c.err, "tryggled: %s: %v\n", texts["internal"].In(c.lang), err)
	}
	return exitFailed
}

// wrongUse is an error in how a command was written, as against in what it was given.
type wrongUse struct{ lang.Text }

func (w wrongUse) Error() string { return w.EN }

// language is the one that the locale asks for, or English.
func language(getenv func(string) string) lang.Lang {
	for _, key := range []string{"TRYGGLED_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(key); value != "" {
			return lang.Parse(value, lang.EN)
		}
	}
	return lang.EN
}
