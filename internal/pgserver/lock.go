package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	patience      = 2 * time.Minute       // for a start, or for another process on its way up or down
	grace         = time.Second           // for the lock of a process that was just killed
	guestPatience = 60 * time.Second      // for guests to leave
	pollEvery     = 20 * time.Millisecond // of locks and files that tell of no change
)

// state is how far the owner has come.
type state string

const (
	starting  state = "starting"
	ready     state = "ready"
	closing   state = "closing"
	restoring state = "restoring"
)

// holder is what holder.json says of the owner.
type holder struct {
	Command string    `json:"command"`
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
	State   state     `json:"state"`
	Socket  string    `json:"socket"` // folder of the socket
}

func newHolder(command string) holder {
	if command == "" {
		command = filepath.Base(os.Args[0])
	}
	return holder{Command: command, PID: os.Getpid(), Since: time.Now().UTC().Truncate(time.Second)}
}

// tell writes how far the owner has come.
func (s *Server) tell(st state) error {
	s.who.State, s.who.Socket = st, s.socket
	return s.folder.writeHolder(s.who)
}

// writeHolder replaces holder.json whole: a reader never sees half of it.
func (f folder) writeHolder(h holder) error {
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(f.dir, "holder-*")
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(append(body, '\n'))
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close(), f.account.own(tmp.Name())); err != nil {
		return unusable(f.dir, err)
	}
	return os.Rename(tmp.Name(), f.path("holder.json"))
}

// readHolder returns the zero holder where the file is missing or not to be read.
func (f folder) readHolder() holder {
	var h holder
	body, err := os.ReadFile(f.path("holder.json"))
	if err != nil || json.Unmarshal(body, &h) != nil {
		return holder{}
	}
	return h
}

// hold takes the owner's lock. It waits for an owner that is on its way out, and a moment
// for any other: one that was just killed may not have let go yet.
func (f folder) hold(ctx context.Context) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for begun := time.Now(); ; {
		unlock, ok, err := f.tryHold()
		if ok || err != nil {
			return unlock, err
		}
		if f.readHolder().State != closing && time.Since(begun) > grace {
			return nil, f.heldBy()
		}
		if pause(ctx) != nil {
			return nil, f.heldBy()
		}
	}
}

func (f folder) tryHold() (unlock func(), ok bool, err error) {
	return f.tryLock("holder.lock", syscall.LOCK_EX)
}

// tryLock takes an advisory lock on a file of the folder, or reports that others hold it.
// The kernel drops it when the process dies. A file that was removed between opening and
// locking guards nothing, and is opened anew.
func (f folder) tryLock(name string, how int) (unlock func(), ok bool, err error) {
	path := f.path(name)
	for {
		file, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
		if err != nil {
			return nil, false, unusable(f.dir, err)
		}
		if err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB); err != nil {
			_ = file.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, false, nil
			}
			return nil, false, fmt.Errorf("lock %s: %w", path, err)
		}
		if sameFile(file, path) {
			return func() { _ = file.Close() }, true, f.account.own(path)
		}
		_ = file.Close()
	}
}

func sameFile(file *os.File, path string) bool {
	a, errA := file.Stat()
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// join makes this process a guest of the owner, if that one is ready; nil and no error
// asks the caller to try again. An owner that restores takes no guests.
func join(ctx context.Context, o Options, f folder) (*Server, error) {
	h := f.readHolder()
	if h.State == restoring {
		return nil, f.heldBy()
	}
	if h.State != ready || !alive(h.PID) {
		return nil, nil
	}
	unlock, ok, err := f.tryLock("guests.lock", syscall.LOCK_SH)
	if !ok || err != nil {
		return nil, err
	}
	s := &Server{folder: f, socket: h.Socket, log: o.logger(), unlock: unlock}
	if !s.answers(ctx) || f.readHolder() != h {
		unlock()
		return nil, nil
	}
	return s, nil
}

func (s *Server) answers(ctx context.Context) bool {
	return withConn(ctx, s.SuperuserURL("postgres"), func(c *pgx.Conn) error { return c.Ping(ctx) }) == nil
}

// awaitGuests waits until no guest holds its shared lock, and says for whom it waits.
func (f folder) awaitGuests(log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), guestPatience)
	defer cancel()
	for said := false; ; said = true {
		unlock, ok, err := f.tryLock("guests.lock", syscall.LOCK_EX)
		if ok {
			unlock()
			return
		}
		if err != nil || pause(ctx) != nil {
			log.Warn("the database stops while other commands still use it", "guests", f.guests(), "err", err)
			return
		}
		if !said {
			log.Warn("waiting for commands that still use the database", "up_to_s", guestPatience.Seconds(), "guests", f.guests())
		}
	}
}

// guests names the processes that hold guests.lock, as far as /proc/locks tells.
func (f folder) guests() []string {
	info, err := os.Stat(f.path("guests.lock"))
	if err != nil {
		return nil
	}
	table, err := os.ReadFile("/proc/locks")
	if err != nil {
		return nil
	}
	inode := ":" + strconv.FormatUint(info.Sys().(*syscall.Stat_t).Ino, 10)
	var names []string
	for line := range strings.Lines(string(table)) {
		// 1: FLOCK ADVISORY READ 4711 fe:01:1234 0 EOF
		w := strings.Fields(line)
		if len(w) < 6 || w[1] != "FLOCK" || w[3] != "READ" || !strings.HasSuffix(w[5], inode) {
			continue
		}
		command, _ := os.ReadFile(filepath.Join("/proc", w[4], "cmdline"))
		names = append(names, strings.TrimSpace(strings.ReplaceAll(string(command), "\x00", " "))+" (process "+w[4]+")")
	}
	slices.Sort(names)
	return names
}

// pause waits one poll, or returns the context's error.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pollEvery):
		return nil
	}
}

func alive(pid int) bool { return pid > 0 && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
