package postgres_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

// archived is an archive read back.
type archived struct {
	Format int
	Tables []struct {
		Name, File, SHA256 string
		Rows               int64
		Description        lang.Text
		Columns            []export.ArchivedColumn
	}
	files map[string][]byte
}

func readArchive(t *testing.T, body []byte) archived {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	check(t, err)
	a := archived{files: map[string][]byte{}}
	for _, f := range z.File {
		r, err := f.Open()
		check(t, err)
		a.files[f.Name], err = io.ReadAll(r)
		check(t, err)
	}
	check(t, json.Unmarshal(a.files["manifest.json"], &a))
	return a
}

func TestArchiveHoldsEveryTableAndDeletionEmptiesIt(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	fillEveryTable(ctx, t, db, m.Code)
	fillEveryTable(ctx, t, db, other.Code)
	tables := collectStrings(t, owner, tenantTables)
	counts := func(code string) (n []int64) {
		for _, table := range tables {
			var rows int64
			check(t, owner.QueryRow(ctx, fmt.Sprintf(`SELECT count(*) FROM %s WHERE municipality = $1`, pgx.Identifier{table}.Sanitize()), code).Scan(&rows))
			n = append(n, rows)
		}
		return n
	}
	held, others := counts(m.Code), counts(other.Code)

	var b bytes.Buffer
	check(t, export.WriteArchive(&b, export.Archive{Municipality: m, MadeAt: time.Now()}, func(visit func(export.ArchivedTable) error) error {
		return db.Archive(ctx, m.Code, visit)
	}))
	got := readArchive(t, b.Bytes())
	var names []string
	for _, table := range got.Tables {
		names = append(names, table.Name)
		if i := slices.Index(tables, table.Name); table.Rows != held[i] {
			t.Errorf("%s: the archive has %d rows, the table %d", table.Name, table.Rows, held[i])
		}
		checkArchived(t, table.Name, got.files[table.File], table.Rows, table.SHA256, m.Code)
	}
	slices.Sort(names)
	if diff := cmp.Diff(tables, names); diff != "" {
		t.Errorf("tables of the archive (-want +got):\n%s", diff)
	}

	removed, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
	check(t, err)
	if want := sum(held); removed.Rows != want {
		t.Errorf("deleted %d rows, want %d", removed.Rows, want)
	}
	if left := sum(counts(m.Code)); left != 0 {
		t.Errorf("%d rows are left", left)
	}
	if diff := cmp.Diff(others, counts(other.Code)); diff != "" {
		t.Errorf("another municipality's rows (-before +after):\n%s", diff)
	}
	if _, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleting it again: got %v, want NotFound", err)
	}
}

// A key that is reckoned from an exact point is not archived once that point is disposed of.
func TestArchiveDoesNotTellAPointThatWasMadeCoarse(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("", 1, 1), told("a", 2, 2), told("", 3, 3)))
	check(t, inTenant(ctx, db, m.Code, `UPDATE report SET coarsened = true WHERE ST_X(geom) < $1`, at(2.5, 0)[0]))
	var keys []string
	check(t, db.Archive(ctx, m.Code, func(table export.ArchivedTable) error {
		return table.Rows(func(row json.RawMessage) error {
			var r struct {
				Key string `json:"source_key"`
			}
			if table.Name == "report" {
				check(t, json.Unmarshal(row, &r))
				keys = append(keys, strings.Split(r.Key, ":")[0])
			}
			return nil
		})
	}))
	if diff := cmp.Diff([]string{"", "a", "hash"}, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// Nobody adds a row to a municipality that is being deleted.
func TestADeletionKeepsWritersAway(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, other := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	tx, err := other.Begin(ctx)
	check(t, err)
	_, err = tx.Exec(ctx, `LOCK TABLE retention IN SHARE MODE`) // holds the deletion up half way
	check(t, err)
	deleted := make(chan error)
	go func() {
		_, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
		deleted <- err
	}()
	const held = `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'retention'::regclass`
	for n := 0; n == 0; {
		check(t, tx.QueryRow(ctx, held).Scan(&n))
	}
	err = inTenant(ctx, db, m.Code, `WITH brief AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', true))
		INSERT INTO published_period (municipality, month, closed_at) SELECT $1, '2026-01-01', now() FROM brief`, m.Code)
	if sqlState(err) != "55P03" {
		t.Errorf("a row of a municipality that is being deleted: got %v, want it to wait", err)
	}
	check(t, tx.Rollback(ctx))
	check(t, <-deleted)
}

// checkArchived checks that a file holds the rows of one municipality, whole, and no secret.
func checkArchived(t *testing.T, table string, body []byte, rows int64, sum, code string) {
	t.Helper()
	if hash := sha256.Sum256(body); hex.EncodeToString(hash[:]) != sum {
		t.Errorf("%s: the checksum does not match", table)
	}
	var n int64
	for lines := bufio.NewScanner(bytes.NewReader(body)); lines.Scan(); n++ {
		var row map[string]any
		check(t, json.Unmarshal(lines.Bytes(), &row))
		if row["municipality"] != code {
			t.Errorf("%s: a row of municipality %v", table, row["municipality"])
		}
		if _, secret := row["secret"]; secret {
			t.Errorf("%s: the archive holds a secret", table)
		}
	}
	if n != rows {
		t.Errorf("%s: the manifest says %d rows, the file has %d", table, rows, n)
	}
}

func sum(numbers []int64) (total int64) {
	for _, n := range numbers {
		total += n
	}
	return total
}
