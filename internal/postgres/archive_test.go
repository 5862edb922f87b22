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
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/export"
	"tryggled/internal/fault"
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

	rows, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
	check(t, err)
	if want := sum(held); rows != want {
		t.Errorf("deleted %d rows, want %d", rows, want)
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
