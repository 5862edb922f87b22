package pgserver

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// The PostgreSQL majors that a data folder may have. From 15 on, the schema public belongs
// to the database's owner, which the migrations count on.
const (
	oldestMajor = 15
	newestMajor = 18
)

const aptLine = "apt-get install --no-install-recommends postgresql-15-postgis-3"

// binaries are the programs of one installed PostgreSQL.
type binaries struct {
	major   int
	dir     string
	postgis bool
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// installed lists every PostgreSQL below root, laid out as Debian does, newest first.
func installed(root string) []binaries {
	dirs, _ := filepath.Glob(filepath.Join(root, "/usr/lib/postgresql/*/bin"))
	var found []binaries
	for _, dir := range dirs {
		version := filepath.Base(filepath.Dir(dir))
		major, err := strconv.Atoi(version)
		if err != nil || !isFile(filepath.Join(dir, "pg_dump")) {
			continue
		}
		control := filepath.Join(root, "/usr/share/postgresql", version, "extension/postgis.control")
		postgis := isFile(filepath.Join(dir, "initdb")) && isFile(control)
		found = append(found, binaries{major: major, dir: dir, postgis: postgis})
	}
	slices.SortFunc(found, func(a, b binaries) int { return cmp.Compare(b.major, a.major) })
	return found
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// binaries picks the PostgreSQL for the folder: the one that made it, or for a new folder
// the newest with PostGIS.
func (f folder) binaries(root string) (binaries, error) {
	if root == "" {
		root = "/"
	}
	major, err := f.major()
	if err != nil {
		return binaries{}, err
	}
	var usable []binaries
	for _, b := range installed(root) {
		if b.postgis && b.major >= oldestMajor && b.major <= newestMajor {
			usable = append(usable, b)
		}
	}
	if len(usable) == 0 {
		return binaries{}, fault.New(fault.Unavailable, lang.T(
			"PostgreSQL %[1]d–%[2]d med PostGIS är inte installerat; installera med: "+aptLine,
			"PostgreSQL %[1]d–%[2]d with PostGIS is not installed; install it with: "+aptLine, oldestMajor, newestMajor))
	}
	if major == 0 {
		return usable[0], nil
	}
	for _, b := range usable {
		if b.major == major {
			return b, nil
		}
	}
	return binaries{}, f.otherMajor(major, usable)
}

// otherMajor names both versions and the way from one to the other.
func (f folder) otherMajor(major int, usable []binaries) error {
	here := make([]string, len(usable))
	for i, b := range usable {
		here[i] = strconv.Itoa(b.major)
	}
	return fault.New(fault.Conflict, lang.T(
		"datamappen %[1]s är gjord av PostgreSQL %[2]d, men här finns bara PostgreSQL %[3]s med PostGIS; installera postgresql-%[2]d-postgis-3, eller kör ”tryggled backup -o FIL” på en dator med PostgreSQL %[2]d och sedan ”tryggled restore FIL” till en tom datamapp här",
		"the data folder %[1]s was made by PostgreSQL %[2]d, but only PostgreSQL %[3]s with PostGIS is here; install postgresql-%[2]d-postgis-3, or run “tryggled backup -o FILE” on a machine with PostgreSQL %[2]d and then “tryggled restore FILE” into an empty data folder here",
		f.dir, major, strings.Join(here, ", ")))
}

// major reads which PostgreSQL made the folder; 0 where it is new.
func (f folder) major() (int, error) {
	body, err := os.ReadFile(filepath.Join(f.pg(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(f.pg()); errors.Is(err, fs.ErrNotExist) {
			return 0, nil
		}
	} else if err != nil {
		return 0, unusable(f.dir, err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(body)))
	if err != nil {
		return 0, fault.Wrap(fault.Conflict, fmt.Errorf("read PG_VERSION: %w", err), lang.T(
			"%[1]s är inte en databas som PostgreSQL har gjort (PG_VERSION saknas eller är oläslig); flytta undan mappen eller välj en annan med --data",
			"%[1]s is not a database that PostgreSQL made (PG_VERSION is missing or unreadable); move the folder away or choose another with --data", f.pg()))
	}
	return major, nil
}
