package pgserver

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

// A schema with everything that a backup could lose: grants, default privileges, policies,
// an unlogged table, an index of PostGIS, a coordinate system of one's own.
const sampleSchema = `
CREATE TABLE report (municipality text, id bigint GENERATED ALWAYS AS IDENTITY, at geometry, text text);
CREATE INDEX ON report USING gist (at);
CREATE INDEX ON report USING gin (text gin_trgm_ops);
ALTER TABLE report ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON report USING (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON report TO tryggled_app;
INSERT INTO report (municipality, at, text)
	SELECT CASE WHEN i % 4 = 0 THEN '1983' ELSE '0180' END, ST_SetSRID(ST_Point(i, i), 3006), 'mörk gångväg ' || i
	FROM generate_series(1, 5000) AS i;
CREATE SCHEMA staging;
CREATE UNLOGGED TABLE staging.row (line bigint);
INSERT INTO staging.row VALUES (7);
CREATE SCHEMA river;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT SELECT ON TABLES TO tryggled_app;
GRANT USAGE ON SCHEMA river TO tryggled_app;
CREATE TABLE river.river_job (id bigint PRIMARY KEY);
INSERT INTO river.river_job VALUES (11);`

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	execAs(t, s.OwnerURL(Database), sampleSchema)
	execAs(t, s.SuperuserURL(Database), `INSERT INTO spatial_ref_sys VALUES (990001, 'tryggled', 1, 'local', '+proj=utm +zone=33')`)
	file := filepath.Join(s.BackupDir(), "före.dump")
	check(t, os.WriteFile(file, []byte("an older backup"), 0o600))
	check(t, BackupFile(t.Context(), s.SuperuserURL(Database), file))
	byOwner := new(bytes.Buffer)
	check(t, Backup(t.Context(), s.OwnerURL(Database), byOwner))
	whole, err := os.ReadFile(file)
	check(t, err)
	check(t, s.Close())
	for name, body := range map[string][]byte{"superuser": whole, "owner": byOwner.Bytes()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tempDir(t)
			check(t, os.MkdirAll(filepath.Join(dir, restoreDir, "pg"), 0o711)) // what a killed restore left
			check(t, Restore(t.Context(), options(dir), bytes.NewReader(body)))
			checkRestored(t, start(t, dir))
		})
	}
}

func checkRestored(t *testing.T, s *Server) {
	t.Helper()
	app, owner := s.AppURL(Database), s.OwnerURL(Database)
	for what, c := range map[string]struct{ url, query, want string }{
		"all rows, for the owner":      {owner, `SELECT count(*)::text FROM report WHERE municipality <> 'x'`, "5000"},
		"no row without municipality":  {app, `SELECT count(*)::text FROM report`, "0"},
		"unlogged, with its row":       {owner, `SELECT relpersistence::text || (SELECT line FROM staging.row) FROM pg_class WHERE oid = 'staging.row'::regclass`, "u7"},
		"a grant by default privilege": {app, `SELECT id::text FROM river.river_job`, "11"},
		"default privileges":           {owner, `SELECT count(*)::text FROM pg_default_acl`, "1"},
		"the owner":                    {owner, `SELECT string_agg(DISTINCT tableowner::text, ' ') FROM pg_tables WHERE schemaname IN ('staging', 'river') OR tablename = 'report'`, OwnerRole},
		"indexes":                      {owner, `SELECT count(*)::text FROM pg_indexes WHERE tablename = 'report'`, "2"},
		"the leakproof mark":           {app, `SELECT proleakproof::text FROM pg_proc WHERE oid = 'geometry_overlaps(geometry,geometry)'::regprocedure`, "true"},
		"an own coordinate system":     {app, `SELECT auth_name::text FROM spatial_ref_sys WHERE srid = 990001`, "tryggled"},
		"letters and the sequence":     {owner, `INSERT INTO report (municipality) VALUES ('x') RETURNING id || (SELECT text FROM report WHERE id = 1)`, "5001mörk gångväg 1"},
		"statistics":                   {owner, `SELECT (count(*) > 0)::text FROM pg_stats WHERE tablename = 'report'`, "true"},
	} {
		if got := ask[string](t, c.url, c.query); got != c.want {
			t.Errorf("%s: got %s, want %s", what, got, c.want)
		}
	}
	execAs(t, s.OwnerURL(Database), `CREATE TABLE river.later (id int)`)
	if n := ask[int](t, app, `SELECT count(*) FROM river.later`); n != 0 {
		t.Error("a table made after the restore has rows")
	}
	seen := ask[int](t, app+"&options=-ctryggled.municipality%3D1983", `SELECT count(*) FROM report`)
	if seen != 1250 {
		t.Errorf("the municipality sees %d rows, want 1250", seen)
	}
}

func TestBackupByTheApplicationRole(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	execAs(t, s.OwnerURL(Database), sampleSchema)
	file := filepath.Join(t.TempDir(), "out")
	if err := BackupFile(t.Context(), s.AppURL(Database), file); !fault.Is(err, fault.Forbidden) {
		t.Errorf("backup as the application role: %v", err)
	}
	if left, _ := filepath.Glob(file + "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := BackupFile(t.Context(), s.OwnerURL(Database), filepath.Join(file, "no", "out")); !fault.Is(err, fault.Invalid) {
		t.Errorf("backup into a folder that is not there: %v", err)
	}
	if err := Backup(t.Context(), "postgres://%zz", nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("backup of a bad address: %v", err)
	}
}

func TestRestoreIntoAFullFolder(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	check(t, os.Mkdir(dir, 0o711))
	check(t, os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("dear"), 0o600))
	err := Restore(t.Context(), options(dir), strings.NewReader(magic+" more"))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("restore into a full folder: %v", err)
	}
	if diff := cmp.Diff(contents(t, dir), []string{"letter.txt"}); diff != "" {
		t.Errorf("the folder after it (-got +want):\n%s", diff)
	}
}

// Wherever a backup ends too early, it is refused and nothing is left of it.
func TestRestoreOfABadFile(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	execAs(t, s.OwnerURL(Database), sampleSchema)
	var b bytes.Buffer
	check(t, Backup(t.Context(), s.OwnerURL(Database), &b))
	check(t, s.Close())
	whole := b.Bytes()
	cases := map[string][]byte{
		"empty": nil, "not a backup": []byte("Ärendenummer;Kategori\n"), "head only": whole[:5],
		"half the contents": whole[:len(whole)/10], "half the rows": whole[:len(whole)*2/3], "without its last byte": whole[:len(whole)-1],
		"damaged": append(append(bytes.Clone(whole[:len(whole)-2000]), make([]byte, 1000)...), whole[len(whole)-1000:]...),
	}
	for name, body := range cases {
		missing, empty := tempDir(t), tempDir(t)
		check(t, os.Mkdir(empty, 0o711))
		for _, dir := range []string{missing, empty} {
			if err := Restore(t.Context(), options(dir), bytes.NewReader(body)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the missing folder is there: %v", name, contents(t, missing))
		}
		if got := contents(t, empty); len(got) > 0 {
			t.Errorf("%s: the empty folder holds %v", name, got)
		}
	}
}

// A backup that reads well but does not fit, here for a role that is not there, fails
// late, in a database already begun: that one goes too.
func TestRestoreThatFailsLate(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	execAs(t, s.SuperuserURL(Database), `CREATE ROLE stranger`)
	execAs(t, s.OwnerURL(Database), `CREATE TABLE place (id int); GRANT SELECT ON place TO stranger`)
	var b bytes.Buffer
	check(t, Backup(t.Context(), s.OwnerURL(Database), &b))
	check(t, s.Close())
	dir := tempDir(t)
	if err := Restore(t.Context(), options(dir), &b); err == nil || !strings.Contains(err.Error(), "stranger") {
		t.Errorf("restore for a role that is not there: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is left with %v", contents(t, dir))
	}
}

func contents(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	check(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
