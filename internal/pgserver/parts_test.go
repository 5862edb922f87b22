package pgserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
)

// fakeSystem lays out empty programs as Debian does. A major with a trailing "-" has no
// PostGIS.
func fakeSystem(t *testing.T, majors ...string) string {
	t.Helper()
	root := t.TempDir()
	put := func(path string) {
		check(t, os.MkdirAll(filepath.Dir(path), 0o755))
		check(t, os.WriteFile(path, nil, 0o755))
	}
	for _, m := range majors {
		major, bare := strings.CutSuffix(m, "-")
		bin := filepath.Join(root, "usr/lib/postgresql", major, "bin")
		put(filepath.Join(bin, "initdb"))
		put(filepath.Join(bin, "pg_dump"))
		if !bare {
			put(filepath.Join(root, "usr/share/postgresql", major, "extension/postgis.control"))
		}
	}
	return root
}

func TestChoiceOfBinaries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		installed []string
		folder    string // PG_VERSION; "" for a new folder
		want      int
		kind      fault.Kind
	}{
		"newest for a new folder":     {[]string{"15", "17", "16"}, "", 17, 0},
		"without PostGIS it is none":  {[]string{"15", "17-"}, "", 15, 0},
		"too old and too new":         {[]string{"9.6", "14", "19"}, "", 0, fault.Unavailable},
		"nothing":                     {nil, "", 0, fault.Unavailable},
		"the folder's own":            {[]string{"15", "17"}, "15", 15, 0},
		"the folder's own is missing": {[]string{"17"}, "15", 0, fault.Conflict},
		"the folder's has no PostGIS": {[]string{"15-", "17"}, "15", 0, fault.Conflict},
		"an unreadable version":       {[]string{"15"}, "fifteen", 0, fault.Conflict},
	} {
		f := folder{dir: t.TempDir()}
		if c.folder != "" {
			check(t, os.Mkdir(f.pg(), 0o700))
			check(t, os.WriteFile(filepath.Join(f.pg(), "PG_VERSION"), []byte(c.folder+"\n"), 0o600))
		}
		got, err := f.binaries(fakeSystem(t, c.installed...))
		if got.major != c.want || (err != nil && !fault.Is(err, c.kind)) || (err == nil) != (c.want != 0) {
			t.Errorf("%s: PostgreSQL %d, %v", name, got.major, err)
		}
	}
}

func TestMissingPostGISNamesThePackage(t *testing.T) {
	t.Parallel()
	o := options(tempDir(t))
	o.root = fakeSystem(t)
	_, err := Start(t.Context(), o)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "apt-get install") || !strings.Contains(err.Error(), "postgis") {
		t.Errorf("start without PostgreSQL: %v", err)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "holder.json")); !os.IsNotExist(err) {
		t.Errorf("a failed start leaves its holder file: %v", err)
	}
}

func TestDumper(t *testing.T) {
	t.Parallel()
	found := installed(fakeSystem(t, "15", "16-", "18"))
	for server, want := range map[int]int{13: 15, 15: 15, 16: 16, 17: 18, 19: 0} {
		got, err := dumper(found, server)
		if got.major != want || (want == 0) != fault.Is(err, fault.Unavailable) {
			t.Errorf("for a server of %d: pg_dump %d, %v", server, got.major, err)
		}
	}
}

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]target{
		"postgres://u:p%40ss@host:5433/db?sslmode=disable&pool_max_conns=4": {
			address: "postgres://u@host:5433/db?sslmode=disable", user: "u", password: "p@ss",
		},
		"postgresql://u@/db?host=%2Fa%20b&password=x": {
			address: "postgresql://u@/db?host=%2Fa%20b", user: "u", password: "x",
		},
		`host=h user = u password='a \' b' dbname='my db' statement_cache_capacity=0`: {
			address: `host=h user=u dbname='my db'`, user: "u", password: "a ' b",
		},
	} {
		got, err := parseTarget(in)
		check(t, err)
		if diff := cmp.Diff(got, want, cmp.AllowUnexported(target{})); diff != "" {
			t.Errorf("%s (-got +want):\n%s", in, diff)
		}
	}
}

func TestSocketDir(t *testing.T) {
	t.Parallel()
	const tail = len("/run/" + socketName)
	at := func(n int) folder { return folder{dir: "/" + strings.Repeat("d", n-1-tail)} }
	if f := at(maxSocketPath); f.socketDir("/tmp") != f.dir+"/run" {
		t.Errorf("a path of %d bytes fits, got %s", maxSocketPath, f.socketDir("/tmp"))
	}
	long := at(maxSocketPath + 1)
	if got := long.socketDir("/tmp"); !strings.HasPrefix(got, "/tmp/tryggled-0-") || !fits(got) {
		t.Errorf("one byte more gives %s", got)
	}
	if got := long.socketDir("/" + strings.Repeat("t", 100)); !strings.HasPrefix(got, "/tmp/") {
		t.Errorf("a long temporary folder gives %s", got)
	}
	if a, b := long.socketDir("/tmp"), at(maxSocketPath+2).socketDir("/tmp"); a == b {
		t.Errorf("two folders share %s", a)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	const list = `; Archive created
3; 3079 16401 EXTENSION - postgis 
4441; 0 0 COMMENT - EXTENSION postgis 
215; 1259 16400 TABLE public report tryggled_owner
4437; 0 16718 TABLE DATA public spatial_ref_sys postgres
4438; 0 16400 TABLE DATA public report tryggled_owner
`
	system, rest := split(list)
	if want := "4437; 0 16718 TABLE DATA public spatial_ref_sys postgres\n"; system != want {
		t.Errorf("system: %q", system)
	}
	if strings.Contains(rest, "EXTENSION") || strings.Count(rest, "report") != 2 || strings.Contains(rest, "spatial_ref_sys") {
		t.Errorf("rest: %q", rest)
	}
}

func TestAddressOfAnOddlyNamedFolder(t *testing.T) {
	t.Parallel()
	for _, socket := range []string{"/srv/tryggled/run", "/home/å ä ö/my data/run", "/tmp/it's 100% + more&co=1/run"} {
		c, err := pgx.ParseConfig((&Server{socket: socket}).AppURL(Database))
		if err != nil || c.Host != socket || c.User != AppRole || c.Database != Database {
			t.Errorf("%s: got host %q, %v", socket, c.Host, err)
		}
	}
}
