package bench

import (
	"bytes"
	"context"
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// anchor is a program that does the same work.
type anchor struct {
	name  string // of Anchors
	title string
	long  bool // takes minutes and much memory at a million points
	run   func(ctx context.Context, b *bench, c work) (Figure, error)
}

// The scripts that other programs run. Each reads the points from a file, does its work,
// and prints one line of JSON about the work alone: without its start and its reading.
//
//go:embed anchors
var scripts embed.FS

const (
	notInstalled = 77       // exit code of a script whose package is missing
	mostKB       = 16 << 20 // memory that a script may take
	enough       = 10.0     // seconds after which an anchor is not run once more
)

// anchor measures an anchor: of several runs the one that took fewest CPU seconds.
func (b *bench) anchor(ctx context.Context, a anchor, c work) (Figure, error) {
	var best Figure
	o, begun := b.often(), time.Now()
	for run := 0; run < o.runs || time.Since(begun) < o.wall; run++ {
		f, err := b.once(ctx, a, c)
		if err != nil || f.Problem != "" {
			return f, err
		}
		if run == 0 || f.CPU < best.CPU {
			best = f
		}
		if f.Wall > enough {
			break
		}
	}
	return best, nil
}

// once runs an anchor, no longer than there is patience for.
func (b *bench) once(ctx context.Context, a anchor, c work) (Figure, error) {
	limited, cancel := context.WithTimeout(ctx, b.Patience)
	defer cancel()
	f, err := a.run(limited, b, c)
	f.By = a.title
	switch {
	case ctx.Err() != nil:
		return f, ctx.Err()
	case limited.Err() != nil:
		f.Problem = "over " + strings.Replace(b.Patience.String(), "m0s", "m", 1)
		return f, nil
	}
	return f, err
}

// python runs the system's Python, which has the packages that apt installs.
func python(name, title, script string) anchor {
	return anchor{name: name, title: title, run: func(ctx context.Context, b *bench, c work) (Figure, error) {
		return b.script(ctx, c, "/usr/bin/python3", script)
	}}
}

func rscript(title, script string) anchor {
	return anchor{name: "r", title: title, run: func(ctx context.Context, b *bench, c work) (Figure, error) {
		return b.script(ctx, c, "Rscript", script)
	}}
}

// script runs a script on the reference points.
func (b *bench) script(ctx context.Context, c work, program, script string) (Figure, error) {
	file, err := b.written(c.points)
	if err != nil {
		return Figure{}, err
	}
	text, err := scripts.ReadFile("anchors/" + script)
	if err != nil {
		return Figure{}, err
	}
	if err := os.WriteFile(b.path(script), text, 0o600); err != nil {
		return Figure{}, err
	}
	return b.process(ctx, program, b.path(script), file,
		strconv.Itoa(c.points), strconv.FormatFloat(c.eps, 'g', -1, 64), strconv.Itoa(minPoints))
}

// process runs a program with a limit to its memory, so that it cannot take the machine
// down, and reads the figures that it prints.
func (b *bench) process(ctx context.Context, program string, args ...string) (Figure, error) {
	path, _ := exec.LookPath(program) // empty where there is none
	if path == "" {
		return Figure{Problem: "not installed here"}, nil
	}
	limited := fmt.Sprintf(`ulimit -v %d && exec "$0" "$@"`, mostKB)
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", limited, path}, args...)...)
	cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Dir = &out, &errs, b.dir
	err := cmd.Run()
	return printed(out.Bytes(), errs.String(), err)
}

// printed reads what a script printed, or says why it printed nothing.
func printed(out []byte, errs string, err error) (f Figure, _ error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return f, json.Unmarshal(out, &f)
	case !errors.As(err, &exit):
		return f, err
	case exit.ExitCode() == notInstalled:
		f.Problem = "not installed here"
	case exit.ExitCode() < 0 || exit.ExitCode() > 128 || outOfMemory(errs):
		f.Problem = fmt.Sprintf("out of memory (%d GB)", mostKB>>20)
	default:
		lines := strings.Split(strings.TrimSpace(errs), "\n")
		f.Problem = "error: " + lines[len(lines)-1]
	}
	return f, nil
}

func outOfMemory(errs string) bool {
	for _, words := range []string{"MemoryError", "bad_alloc", "cannot allocate", "Unable to allocate", "memory exhausted"} {
		if strings.Contains(errs, words) {
			return true
		}
	}
	return false
}

// written writes the reference points of a size for the scripts: all x, then all y.
func (b *bench) written(n int) (string, error) {
	name := b.path(fmt.Sprintf("points-%d.f64", n))
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	p := b.points(n)
	raw := make([]byte, 0, 16*n)
	for _, column := range [][]float64{p.x, p.y} {
		for _, v := range column {
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
		}
	}
	return name, os.WriteFile(name, raw, 0o600)
}
