package pgserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const (
	maxLog       = 4 << 20 // bytes of postgres.log before it is turned over to postgres.log.1
	startTries   = 3       // shared memory of a killed server may be in use for a moment more
	fastStop     = 30 * time.Second
	quickStop    = 10 * time.Second
	restartPause = 5 * time.Second // at most, between tries to bring a dead server back
)

// postmaster is the running postgres and the goroutine that keeps it running.
type postmaster struct {
	folder folder
	bin    binaries
	args   []string
	log    *slog.Logger
	life   context.Context // ends when stop is called
	end    context.CancelFunc
	done   chan struct{} // closed when the keeper has ended

	mu      sync.Mutex
	process *os.Process // nil between two runs
}

// startPostmaster starts postgres and returns when it takes connections. From then on it
// is started again whenever it dies, until stop.
func startPostmaster(ctx context.Context, f folder, bin binaries, socket string, o Options) (*postmaster, error) {
	life, end := context.WithCancel(context.Background())
	p := &postmaster{
		folder: f, bin: bin, log: o.logger(),
		args: append([]string{"-D", f.pg()}, settings(socket, o.Unsafe)...),
		life: life, end: end, done: make(chan struct{}),
	}
	first := make(chan error, 1)
	go p.keep(ctx, socket, first)
	return p, <-first
}

// keep owns the child. It stays on one thread until it ends: postgres gets SIGINT when
// the thread that started it dies.
func (p *postmaster) keep(ctx context.Context, socket string, first chan<- error) {
	runtime.LockOSThread()
	defer close(p.done)
	exited, err := p.launch(ctx, socket)
	for try := 1; err != nil && try < startTries && fault.KindOf(err) == fault.Internal && ctx.Err() == nil; try++ {
		_ = pause(ctx)
		exited, err = p.launch(ctx, socket)
	}
	if err != nil {
		first <- p.notStarted(err)
		return
	}
	first <- nil
	for exited != nil {
		how := <-exited
		if p.life.Err() != nil {
			return
		}
		p.log.Warn("the database stopped by itself and is started again", "how", how)
		exited = p.revive(socket)
	}
}

// revive starts a server that died, trying for as long as the owner lives; nil once it is
// to stop.
func (p *postmaster) revive(socket string) <-chan string {
	for wait := pollEvery; ; wait = min(2*wait, restartPause) {
		exited, err := p.launch(p.life, socket)
		switch {
		case err == nil:
			p.log.Info("the database is running again")
			return exited
		case p.life.Err() != nil:
			return nil
		}
		p.log.Error("the database could not be started again", "err", err, "next_try_s", wait.Seconds())
		select {
		case <-p.life.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// launch starts postgres once and waits until it is ready. The channel gives the way it
// ended.
func (p *postmaster) launch(ctx context.Context, socket string) (<-chan string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := p.folder.clearTheWay(ctx, socket); err != nil {
		return nil, err
	}
	cmd := p.folder.serverTool(context.Background(), p.bin.path("postgres"), p.args...)
	out, err := p.folder.openLog()
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	cmd.Stdout, cmd.Stderr = out, out
	if err := p.spawn(cmd); err != nil {
		return nil, err
	}
	exited := make(chan string, 1)
	go func() {
		_ = cmd.Wait()
		p.set(nil)
		exited <- cmd.ProcessState.String()
		close(exited)
	}()
	if err := p.awaitReady(ctx, cmd.Process.Pid, exited); err != nil {
		_ = cmd.Process.Kill()
		for range exited { // until it is reaped
		}
		return nil, err
	}
	return exited, nil
}

func (p *postmaster) spawn(cmd *exec.Cmd) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.life.Err(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.process = cmd.Process
	return nil
}

// awaitReady polls postmaster.pid, which tells of no change: line 1 is our child's pid and
// line 8 says ready. A connection that succeeds could reach somebody else's server.
func (p *postmaster) awaitReady(ctx context.Context, pid int, exited <-chan string) error {
	file := filepath.Join(p.folder.pg(), "postmaster.pid")
	for {
		body, _ := os.ReadFile(file)
		line := strings.Split(string(body), "\n")
		if len(line) >= 8 && line[0] == strconv.Itoa(pid) && strings.TrimSpace(line[7]) == "ready" {
			return nil
		}
		select {
		case how := <-exited:
			return fmt.Errorf("postgres ended (%s): %s", how, p.folder.logTail())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pollEvery):
		}
	}
}

func (p *postmaster) notStarted(err error) error {
	if fault.KindOf(err) != fault.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	return fault.Wrap(fault.Unavailable, err, lang.T(
		"databasen i %[1]s startar inte; orsaken står sist i %[2]s",
		"the database in %[1]s does not start; the end of %[2]s says why", p.folder.dir, p.folder.path("postgres.log")))
}

// stop ends postgres: first in good order, then at once, then by force. The write-ahead
// log makes each of them safe.
func (p *postmaster) stop() error {
	p.end()
	for _, step := range []struct {
		sig  syscall.Signal
		wait time.Duration
	}{{syscall.SIGINT, fastStop}, {syscall.SIGQUIT, quickStop}, {syscall.SIGKILL, quickStop}} {
		p.signal(step.sig)
		select {
		case <-p.done:
			return nil
		case <-time.After(step.wait):
			p.log.Warn("the database is slow to stop", "signal", step.sig.String(), "waited_s", step.wait.Seconds())
		}
	}
	return fmt.Errorf("the database in %s did not stop", p.folder.dir)
}

func (p *postmaster) signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process != nil {
		_ = p.process.Signal(sig)
	}
}

func (p *postmaster) set(process *os.Process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process = process
}

// openLog opens postgres.log for postgres to append to. A pipe to us would break, and
// disturb its shutdown, when we are killed.
func (f folder) openLog() (*os.File, error) {
	path := f.path("postgres.log")
	if info, err := os.Lstat(path); err == nil && info.Size() > maxLog {
		_ = os.Rename(path, path+".1")
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, unusable(f.dir, err)
	}
	return file, f.account.own(path)
}

func (f folder) logTail() string {
	body, _ := os.ReadFile(f.path("postgres.log"))
	return lastLines(string(body), 5)
}
