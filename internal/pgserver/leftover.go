package pgserver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const clusterName = "tryggled" // stands on the command line of each server of ours

// clearTheWay waits until no postgres works in PGDATA, and then removes the lock files of
// the dead. It needs the owner's lock: with it, a server that still runs has lost its
// owner (its SIGINT is on the way, or came before it listened), or an administrator
// started it by hand, which is a conflict.
//
// The pid in postmaster.pid alone decides nothing. It may by now be another program's, or
// a zombie that nobody reaps, and postgres would refuse to start for either.
func (f folder) clearTheWay(ctx context.Context, socket string) error {
	asked := time.Time{}
	for start := time.Now(); ; {
		left := processesIn(f.pg())
		if len(left) == 0 {
			return f.removeStaleLocks(socket)
		}
		for _, pid := range left {
			if pid == f.postmasterPID() && !isOurs(pid) {
				return f.startedByHand(pid)
			}
		}
		if time.Since(asked) > time.Second {
			f.askToLeave(left, time.Since(start) > fastStop)
			asked = time.Now()
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// askToLeave sends a left-over postmaster the signal to stop in good order. Its children
// leave when it is gone; those that have not after a long while are told to quit.
func (f folder) askToLeave(left []int, late bool) {
	master := f.postmasterPID()
	for _, pid := range left {
		switch {
		case late:
			_ = syscall.Kill(pid, syscall.SIGQUIT)
		case pid == master:
			_ = syscall.Kill(pid, syscall.SIGINT)
		}
	}
}

func (f folder) startedByHand(pid int) error {
	return fault.New(fault.Conflict, lang.T(
		"en PostgreSQL som startats för hand (process %[2]d) använder redan %[1]s; stoppa den först",
		"a PostgreSQL started by hand (process %[2]d) is using %[1]s; stop it first", f.pg(), pid))
}

// removeStaleLocks removes postmaster.pid and the socket of a server that is gone.
func (f folder) removeStaleLocks(socket string) error {
	for _, path := range []string{
		filepath.Join(f.pg(), "postmaster.pid"),
		filepath.Join(socket, socketName),
		filepath.Join(socket, socketName+".lock"),
	} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unusable(f.dir, err)
		}
	}
	return nil
}

// postmasterPID reads line 1 of postmaster.pid; 0 where there is none.
func (f folder) postmasterPID() int {
	body, _ := os.ReadFile(filepath.Join(f.pg(), "postmaster.pid"))
	first, _, _ := strings.Cut(string(body), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return 0
	}
	return pid
}

// processesIn lists the postgres processes whose working folder is PGDATA: every one of
// them works there. A zombie has no working folder any more.
func processesIn(pg string) []int {
	links, _ := filepath.Glob("/proc/[0-9]*/cwd")
	var found []int
	for _, link := range links {
		if at, err := os.Readlink(link); err != nil || at != pg {
			continue
		}
		dir := filepath.Dir(link)
		name, _ := os.ReadFile(filepath.Join(dir, "comm"))
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err == nil && strings.HasPrefix(string(name), "postgres") {
			found = append(found, pid)
		}
	}
	return found
}

// isOurs tells by its command line whether this package started a postmaster.
func isOurs(pid int) bool {
	line, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	return strings.Contains(string(line), "\x00cluster_name="+clusterName+"\x00")
}
