package app_test

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The layers of the program, from the ground up. Within the domain the order is the
// sentence that a report follows: a package may import only those before it.
var (
	ground = []string{"lang", "fault", "geo", "sun", "lattice", "job"}
	domain = []string{
		"municipality", "street", "identity", "report", // the table of roles names the modes of travel
		// What is worked out from the things beside a street.
		"overlay/light", "overlay/sight", "overlay/view", "overlay", "cell",
		// The methods that hotspots are found by: pure functions over columns of numbers.
		"hotspot/cluster", "hotspot/significance", "hotspot/density", "hotspot/rhythm",
		"hotspot/trend", "hotspot/terrain", "hotspot/backtest",
		"hotspot", "measure",
		// Who walks where and when, how they come there, and what they did.
		"plan/orienteer", "plan", "route", "patrol", "export", "ingest",
	}
	store = []string{"pgserver", "postgres"}
	edges = []string{"worker", "auth", "httpapi"}
	join  = []string{"config", "telemetry", "app", "bench/orienteering", "bench"}

	// The exercise town: chance, the town, what happens in it, its files.
	exercise = []string{
		"geodata/koping/internal/dice", "geodata/koping/internal/town", "geodata/koping/internal/unrest",
		"geodata/koping/internal/static", "geodata/koping", "geodata/koping/generate",
	}
)

// mayImport tells for each package of ours which others of ours it may import.
func mayImport() map[string][]string {
	allowed := map[string][]string{"migrations": nil, "api": {"internal/lang"}}
	inOrder := func(names []string, always ...string) {
		for i, name := range names {
			allowed[name] = slices.Concat(always, names[:i])
		}
	}
	inOrder(prefixed(ground))
	inOrder(prefixed(domain), prefixed(ground)...)
	inOrder(prefixed(store), append(prefixed(ground, domain), "migrations")...)
	for _, edge := range prefixed(edges) {
		allowed[edge] = append(prefixed(ground, domain), "api")
	}
	allowed["internal/httpapi"] = append(allowed["internal/httpapi"], "internal/auth")
	inOrder(exercise, prefixed(ground)...)
	everything := append(prefixed(ground, domain, store, edges), "api", "migrations", "geodata/koping")
	inOrder(prefixed(join), everything...)
	allowed["cmd/tryggled"] = append(everything, prefixed(join)...)

	// What only tests import.
	allowed["internal/report/reporttest"] = append(prefixed(ground, domain), "internal/report")
	allowed["internal/auth/authtest"] = nil
	allowed["internal/hotspot/cluster/clustertest"] = nil
	allowed["internal/plan/orienteer/orienteertest"] = []string{"internal/plan/orienteer"}
	allowed["internal/bench"] = append(allowed["internal/bench"], "internal/hotspot/cluster/clustertest", "internal/plan/orienteer/orienteertest")
	allowed["internal/export/exporttest"] = prefixed(ground, domain)
	allowed["internal/postgres/pgtest"] = everything
	return allowed
}

// The outside world that only some may touch.
var keepers = map[string][]string{
	"net/http":                          {"internal/auth", "internal/auth/authtest", "internal/httpapi", "internal/app", "api", "cmd/tryggled"},
	"github.com/labstack/echo/v4":       {"internal/httpapi", "api", "internal/app"},
	"github.com/jackc/pgx/v5":           {"internal/postgres", "internal/pgserver", "internal/postgres/pgtest", "internal/app", "internal/bench"},
	"github.com/riverqueue/river":       {"internal/worker", "internal/postgres", "internal/app"},
	"github.com/twpayne/go-geos":        {"internal/geo"},
	"github.com/twpayne/go-proj/v10":    {"internal/geo"},
	"github.com/alecthomas/kong":        {"cmd/tryggled"},
	"github.com/tidwall/gjson":          {"internal/auth"},
	"github.com/paulmach/osm":           {"internal/ingest"},
	"github.com/xuri/excelize/v2":       {"internal/ingest"},
	"github.com/twpayne/go-gpx":         {"internal/export"},
	"git.sr.ht/~sbinet/gg":              {"internal/export"},
	"codeberg.org/go-pdf/fpdf":          {"internal/export"},
	"github.com/twpayne/go-kml/v3":      {"internal/export"},
	"rsc.io/qr":                         {"internal/export"},
	"github.com/jackc/tern/v2/migrate":  {"internal/postgres"},
	"github.com/hablullah/go-sampa":     {"internal/sun"},
	"gonum.org/v1/gonum":                {"internal/hotspot/significance", "internal/hotspot/rhythm", "internal/hotspot/trend", "internal/hotspot/terrain", "internal/hotspot/backtest"},
	"github.com/golang-jwt/jwt/v5":      {"internal/auth", "internal/auth/authtest"},
	"golang.org/x/oauth2":               {"internal/auth"},
	"github.com/schollz/progressbar/v3": {"cmd/tryggled"},
}

func TestLayers(t *testing.T) {
	allowed := mayImport()
	for pkg, imports := range packages(t) {
		may, known := allowed[pkg]
		if !known {
			t.Errorf("package %s has no row in the table of layers: add it where it stands in the flow", pkg)
			continue
		}
		for _, imported := range imports {
			if ours, ok := strings.CutPrefix(imported, "tryggled/"); ok && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s, which stands later in the flow", pkg, ours)
			}
			for outside, keepers := range keepers {
				if (imported == outside || strings.HasPrefix(imported, outside+"/")) && !slices.Contains(keepers, pkg) {
					t.Errorf("%s imports %s; only %v may", pkg, imported, keepers)
				}
			}
		}
	}
}

// packages returns the direct imports of each package of the module, tests aside.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "tryggled/...")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		found[strings.TrimPrefix(fields[0], "tryggled/")] = fields[1:]
	}
	if len(found) < len(ground)+len(domain) {
		t.Fatalf("go list found %d packages only", len(found))
	}
	return found
}

func prefixed(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		for _, name := range list {
			all = append(all, "internal/"+name)
		}
	}
	return all
}
