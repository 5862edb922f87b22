package pgserver

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// account is the system user that postgres runs as.
type account struct {
	name     string
	uid, gid int
	other    bool // not ourselves: we are root, and hand over what we make
}

// accountFor picks the account for a PGDATA folder that may not exist yet: ourselves, or
// for root the folder's owner, or the system user postgres for a new one.
func accountFor(pg string) (account, error) {
	self := os.Geteuid()
	owner, gid, err := ownerOf(pg)
	switch {
	case errors.Is(err, fs.ErrNotExist) && self == 0, err == nil && self == 0 && owner == 0:
		return postgresAccount()
	case errors.Is(err, fs.ErrNotExist), err == nil && owner == self:
		return account{name: userName(self), uid: self, gid: os.Getegid()}, nil
	case err != nil:
		return account{}, err
	case self == 0:
		return account{name: userName(owner), uid: owner, gid: gid, other: true}, nil
	}
	return account{}, fault.New(fault.Forbidden, lang.T(
		"databasen i %[1]s tillhör användaren %[2]s, men programmet körs som %[3]s; kör det som %[2]s eller välj en annan mapp med --data",
		"the database in %[1]s belongs to the user %[2]s, but the program runs as %[3]s; run it as %[2]s or choose another folder with --data",
		pg, userName(owner), userName(self)))
}

func postgresAccount() (account, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return account{}, fault.Wrap(fault.Unavailable, err, lang.T(
			"PostgreSQL kör inte som root och systemanvändaren postgres saknas; installera med: "+aptLine+" – eller kör programmet som en vanlig användare",
			"PostgreSQL does not run as root and the system user postgres is missing; install it with: "+aptLine+" – or run the program as an ordinary user"))
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return account{name: u.Username, uid: uid, gid: gid, other: true}, err
}

// process gives the attributes of a child that runs as the account and gets sig when the
// thread that started it dies.
func (a account) process(sig syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: sig, Setpgid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attr
}

// own hands a file or folder that we just made to the account.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// mkdir makes a folder of the account's own, or leaves the one that is there.
func (a account) mkdir(path string, mode fs.FileMode) error {
	if err := os.Mkdir(path, mode); errors.Is(err, fs.ErrExist) {
		return nil
	} else if err != nil {
		return err
	}
	return a.own(path)
}

func ownerOf(path string) (uid, gid int, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, errors.ErrUnsupported
	}
	return int(st.Uid), int(st.Gid), nil
}

func userName(uid int) string {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}
