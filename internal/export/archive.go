package export

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Archive is what an archive of a municipality tells of itself.
type Archive struct {
	Municipality municipality.Municipality `json:"municipality"`
	MadeAt       time.Time                 `json:"made_at"`
	CodeVersion  string                    `json:"code_version"`
	Schema       int32                     `json:"schema"` // number of the last migration
	// AuditLines and AuditHash are the head of the sealed audit log: whoever keeps the
	// archive can later show that no line before it has gone.
	AuditLines int64  `json:"audit_lines"`
	AuditHash  string `json:"audit_hash"`
}

// ArchivedTable is one table on its way into an archive.
type ArchivedTable struct {
	Name    string
	Columns []ArchivedColumn
	// Rows calls yield with each row as a JSON object, in the order of the table's key.
	Rows func(yield func(row json.RawMessage) error) error
}

// ArchivedColumn is a column and its type in PostgreSQL.
type ArchivedColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// archiveFormat is raised when an archive is laid out in another way.
const archiveFormat = 1

type archiveManifest struct {
	Format int `json:"format"`
	Archive
	Tables []tableManifest `json:"tables"`
}

type tableManifest struct {
	Name        string           `json:"name"`
	File        string           `json:"file"`
	Description lang.Text        `json:"description"`
	Columns     []ArchivedColumn `json:"columns"`
	Rows        int64            `json:"rows"`
	SHA256      string           `json:"sha256"` // of the file
}

// WriteArchive writes everything that is held of a municipality as a ZIP that explains
// itself: a README in both languages, a file of JSON lines for each table that tables
// visits, and manifest.json with what each table and column is, its number of rows and its
// checksum. It fails for a table that nobody has described.
func WriteArchive(w io.Writer, a Archive, tables func(visit func(ArchivedTable) error) error) error {
	z := zip.NewWriter(w)
	m := archiveManifest{Format: archiveFormat, Archive: a}
	if err := writeMember(z, "README.txt", a.MadeAt, []byte(archiveReadme(a))); err != nil {
		return err
	}
	err := tables(func(t ArchivedTable) error {
		told, err := archiveTable(z, t, a.MadeAt)
		m.Tables = append(m.Tables, told)
		return err
	})
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(writeMember(z, "manifest.json", a.MadeAt, append(body, '\n')), z.Close())
}

func member(z *zip.Writer, name string, at time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
}

func writeMember(z *zip.Writer, name string, at time.Time, body []byte) error {
	w, err := member(z, name, at)
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

func archiveTable(z *zip.Writer, t ArchivedTable, at time.Time) (tableManifest, error) {
	told := tableManifest{Name: t.Name, File: "data/" + t.Name + ".jsonl", Columns: t.Columns, Description: archivedTables[t.Name]}
	if told.Description.IsZero() {
		return told, fmt.Errorf("archive: the table %s is not described", t.Name)
	}
	w, err := member(z, told.File, at)
	if err != nil {
		return told, err
	}
	lines := summed{w, sha256.New()}
	err = t.Rows(func(row json.RawMessage) error {
		told.Rows++
		_, err := lines.Write(append(row, '\n'))
		return err
	})
	told.SHA256 = hex.EncodeToString(lines.sum.Sum(nil))
	return told, err
}

// summed hashes what passes through it.
type summed struct {
	io.Writer
	sum hash.Hash
}

func (s summed) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.sum.Write(p[:n])
	return n, err
}
