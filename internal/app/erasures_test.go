package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// TestARestoreOfAnOlderBackupErasesAgain takes a backup, erases a report, loses the database
// and restores: with the journal and the secret of the old folder beside the backup the
// report stays gone, and without them the program says so.
func TestARestoreOfAnOlderBackupErasesAgain(t *testing.T) {
	t.Parallel()
	old := dataDir(t)
	backup := filepath.Join(filepath.Dir(old), "older.dump")
	erased, left := eraseAfterBackup(t, old, backup)

	restored := func(change func(dir string)) (app.Restored, string, error) {
		dir := dataDir(t)
		change(dir)
		f, err := os.Open(backup)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		done, err := app.Restore(within(t), options(t, dir), f, "")
		return done, dir, err
	}
	done, dir, err := restored(func(dir string) {
		copied(t, filepath.Join(old, "secret"), filepath.Join(dir, "secret"))
		copied(t, filepath.Join(old, app.JournalName), filepath.Join(dir, app.JournalName))
	})
	if err != nil || done.Reports != 1 || done.Stones != 1 || !slices.Equal(done.Journals, []string{filepath.Join(dir, app.JournalName)}) {
		t.Fatalf("a restore with journal and secret: got %+v, %v", done, err)
	}
	checkErased(t, dir, erased, left)

	done, _, err = restored(func(string) {})
	if err != nil || len(done.Journals) > 0 {
		t.Errorf("a restore without a journal: got %+v, %v", done, err)
	}
	copied(t, filepath.Join(old, app.JournalName), filepath.Join(filepath.Dir(backup), app.JournalName))
	_, dir, err = restored(func(string) {})
	if !errors.Is(err, report.ErrOtherSecret) {
		t.Errorf("a restore with the journal beside the backup and another secret: got %v", err)
	}
	if held, err := os.ReadDir(dir); len(held) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was erased is there again, without the secret that tells it: %v, %v", held, err)
	}
}

// eraseAfterBackup loads the exercise town, takes a backup, and erases one report. It
// returns its number, and how many are left.
func eraseAfterBackup(t *testing.T, dir, backup string) (erased int64, left int) {
	t.Helper()
	a, err := app.Open(within(t), options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	folder, err := koping.Folder(time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := a.Load(within(t), folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Backup(within(t), options(t, dir), backup); err != nil {
		t.Fatal(err)
	}
	all, err := a.Reports.List(within(t), m, report.Filter{Limit: report.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Retention.Decide(within(t), m, report.Retention{Decision: "KS 1", DecidedOn: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	if err := a.Erasures.Erase(within(t), m, all[3].ID, "art. 17"); err != nil {
		t.Fatal(err)
	}
	return all[3].ID, len(all) - 1
}

func checkErased(t *testing.T, dir string, erased int64, left int) {
	t.Helper()
	a, err := app.Open(within(t), options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	m, err := a.Municipalities.BySlug(within(t), "koping")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Persons.Report(within(t), m, erased); !fault.Is(err, fault.NotFound) {
		t.Errorf("the erased report after the restore: got %v, want NotFound", err)
	}
	all, err := a.Reports.List(within(t), m, report.Filter{Limit: report.MaxPage})
	if err != nil || len(all) != left {
		t.Errorf("got %d reports, %v; want %d", len(all), err, left)
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Of a journal in the data folder and one beside the backup either may lack what the other
// tells: both count, unless one is named.
func TestJournalsInBothPlaces(t *testing.T) {
	t.Parallel()
	dir, kept := t.TempDir(), t.TempDir()
	line := func(n byte) report.Erased {
		return report.Erased{Municipality: "1983", Stone: report.Stone{n}, Key: "ab", At: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}
	}
	write := func(folder string, lines ...report.Erased) string {
		var body []byte
		for _, e := range lines {
			one, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			body = append(append(body, one...), '\n')
		}
		name := filepath.Join(folder, app.JournalName)
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	backup := filepath.Join(kept, "tryggled.dump")
	if names, lines, err := app.Journals("", dir, backup); err != nil || len(names)+len(lines) > 0 {
		t.Errorf("where there is none: got %v, %v, %v", names, lines, err)
	}
	here, there := write(dir, line(1), line(2)), write(kept, line(2), line(3))
	for name, c := range map[string]struct {
		named, backup string
		names         []string
		lines         []report.Erased
	}{
		"both":             {"", backup, []string{here, there}, []report.Erased{line(1), line(2), line(3)}},
		"one that is both": {"", filepath.Join(dir, "tryggled.dump"), []string{here}, []report.Erased{line(1), line(2)}},
		"named":            {there, backup, []string{there}, []report.Erased{line(2), line(3)}},
	} {
		names, lines, err := app.Journals(c.named, dir, c.backup)
		if err != nil || !slices.Equal(names, c.names) || !slices.Equal(lines, c.lines) {
			t.Errorf("%s: got %v, %v, %v", name, names, lines, err)
		}
	}
	if _, _, err := app.Journals(filepath.Join(dir, "none"), dir, backup); !fault.Is(err, fault.Invalid) {
		t.Errorf("one that is named and not there: got %v, want Invalid", err)
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	urls, o := pgtest.New(t), options(t, dataDir(t))
	o.Config.DatabaseURL = config.NewSecret(urls.App)
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	name := filepath.Join(o.Config.Data, app.JournalName)
	one := report.Erased{Municipality: "1983", Stone: report.Stone{1}, Key: "ab", At: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}
	two := one
	two.Stone[0] = 2
	if err := a.Erasures.Journal.Append(one); err != nil {
		t.Fatal(err)
	}
	torn, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(torn, `{"municipality":"19`); err != nil { // a crash within a line
		t.Fatal(err)
	}
	torn.Close()
	if err := a.Erasures.Journal.Append(two); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := app.ReadJournal(f)
	if err != nil || len(got) != 2 || got[0] != one || got[1] != two {
		t.Errorf("got %+v, %v", got, err)
	}
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the journal's permission: %v, %v", info.Mode(), err)
	}
	if _, err := app.ReadJournal(strings.NewReader("{}\n")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a line that is none: got %v, want Invalid", err)
	}
}

// TestJournalWaitsForALineThatIsBeingWritten: another process is in the middle of its line,
// which is not taken for one that a crash left.
func TestJournalWaitsForALineThatIsBeingWritten(t *testing.T) {
	t.Parallel()
	urls, o := pgtest.New(t), options(t, dataDir(t))
	o.Config.DatabaseURL = config.NewSecret(urls.App)
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := os.MkdirAll(o.Config.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	other, err := os.OpenFile(filepath.Join(o.Config.Data, app.JournalName), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	one := report.Erased{Municipality: "1983", Stone: report.Stone{1}, Key: "ab"}
	two := report.Erased{Municipality: "1983", Stone: report.Stone{2}, Key: "ab"}
	line, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	locked := syscall.Flock(int(other.Fd()), syscall.LOCK_EX)
	_, half := other.Write(line[:20])
	appended := make(chan error)
	go func() { appended <- a.Erasures.Journal.Append(two) }()
	time.Sleep(100 * time.Millisecond)
	_, whole := other.Write(append(line[20:], '\n'))
	if err := errors.Join(locked, half, whole, other.Close(), <-appended); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(other.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := app.ReadJournal(f); err != nil || len(got) != 2 || got[0] != one || got[1] != two {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestTheNightStartsItsWorkOnce starts the work of a night twice, and works it.
func TestTheNightStartsItsWorkOnce(t *testing.T) {
	t.Parallel()
	a := open(t, time.Date(2026, 3, 3, 3, 0, 0, 0, time.UTC))
	d, _ := demonstrate(t, a, "", time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC))
	m := d.Municipality
	start := func() (kinds []string) {
		for range 2 {
			if err := app.Night(within(t), a); err != nil {
				t.Fatal(err)
			}
		}
		tasks, err := a.DB.Tasks().Tasks(within(t), m.Code, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			if task.State == job.Queued {
				kinds = append(kinds, task.Kind)
			}
		}
		return kinds
	}
	if got := start(); len(got) != 0 {
		t.Errorf("without a decision or public figures: got %v started", got)
	}
	if _, err := a.Retention.Decide(within(t), m, report.Retention{Decision: "KS 1", DecidedOn: a.Now()}); err != nil {
		t.Fatal(err)
	}
	if got := start(); len(got) != 1 || got[0] != job.Retain {
		t.Errorf("with a decision: got %v started, want one retain", got)
	}
}
