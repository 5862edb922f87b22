package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tryggled/internal/postgres/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(withDatabase{m}, map[string]func(){"tryggled": func() {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
	}})
}

// withDatabase stops the database of the tests after them, where one was started.
type withDatabase struct{ *testing.M }

func (m withDatabase) Run() int { return pgtest.Run(m.M) }

// TestScripts runs the command line as a person or a script would: testdata/script holds
// one session a file, each with a data folder of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			data, err := os.MkdirTemp("", "tryggled-script-")
			if err != nil {
				return err
			}
			env.Defer(func() { os.RemoveAll(data) })
			// The private PostGIS runs as another user where the tests run as root.
			if err := os.Chmod(data, 0o755); err != nil {
				return err
			}
			env.Setenv("TRYGGLED_DATA", data+"/data")
			env.Setenv("TRYGGLED_LANG", "en")
			env.Setenv("NEXT_YEAR", time.Now().AddDate(1, 0, 0).Format(time.DateOnly))
			env.Setenv("PATH", os.Getenv("PATH"))
			now := time.Now().UTC()
			for name, ago := range map[string]time.Duration{"BEGUN": 3 * time.Hour, "EARLY": 150 * time.Minute, "LATER": 2 * time.Hour, "ENDED": 10 * time.Minute, "TO_COME": -2 * time.Hour} {
				env.Setenv(name, now.Add(-ago).Format("2006-01-02T15:04Z"))
			}
			return nil
		},
	})
}
