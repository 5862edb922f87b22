package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestExitCodes(t *testing.T) {
	nothing := func(string) string { return "" }
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"help":                     {[]string{"--help"}, exitFine},
		"help of a command":        {[]string{"plan", "--help"}, exitFine},
		"no command":               {nil, exitWrongUse},
		"unknown command":          {[]string{"dance"}, exitWrongUse},
		"unknown flag":             {[]string{"analyse", "--municipality", "koping", "--dance"}, exitWrongUse},
		"missing flag":             {[]string{"analyse"}, exitWrongUse},
		"team without a size":      {[]string{"plan", "--municipality", "koping", "--from", "2026-01-01T20:00", "--to", "2026-01-01T21:00", "--team", "police"}, exitWrongUse},
		"file that is not there":   {[]string{"import", "areas", "--municipality", "koping", "no-such-file"}, exitFailed},
		"folder that is not there": {[]string{"load", "no-such-folder"}, exitFailed},
		"open address":             {[]string{"serve", "--addr", "0.0.0.0:80"}, exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, err bytes.Buffer
			if got := run(context.Background(), c.args, &out, &err, nothing); got != c.want {
				t.Errorf("got exit code %d, want %d\n%s%s", got, c.want, &out, &err)
			}
		})
	}
}

// fullDisk takes nothing, as a file on a full disk.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "stdout", Err: syscall.ENOSPC}
}

// TestLostOutputIsAnError prints to a disk that is full, whole answers and sentences.
func TestLostOutputIsAnError(t *testing.T) {
	for _, args := range [][]string{
		{"stats", "dbscan", "testdata/points.csv", "--x", "x", "--y", "y", "--eps", "2", "--json"},
		{"access"},
		{"roles"},
		{"--help"},
	} {
		var errs bytes.Buffer
		code := run(context.Background(), args, fullDisk{}, &errs, func(string) string { return "" })
		if want := "the output cannot be written: no space left on device"; code != exitFailed || !strings.Contains(errs.String(), want) {
			t.Errorf("%v: exit code %d, said %q, want %d and %q", args, code, &errs, exitFailed, want)
		}
	}
}

// TestEveryCommandHasHelpWithAnExample keeps the help tables and the commands together.
func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	for command, example := range examples {
		for _, locale := range []string{"sv_SE.UTF-8", "en_GB.UTF-8"} {
			var out, errs bytes.Buffer
			args := append(strings.Fields(command), "--help")
			code := run(context.Background(), args, &out, &errs, func(key string) string {
				if key == "LANG" {
					return locale
				}
				return ""
			})
			if code != exitFine || !bytes.Contains(out.Bytes(), []byte(example)) {
				t.Errorf("%s --help in %s: exit code %d, without the example %q\n%s%s", command, locale, code, example, &out, &errs)
			}
		}
	}
}
