// Package koping is exercise Köping: an invented town at the place of Köping, with
// invented reports, as a municipality's folder that is loaded like any other. Streets,
// lamps, greenery and houses are files of this folder, drawn by the generator in
// internal; the reports are made when asked for, so that they end just before now.
//
// Everything in it is övningsdata (påhittade händelser): no street, house, reporter or
// event is real.
package koping

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tryggled/geodata/koping/internal/unrest"
)

//go:generate go run ./generate

// What the folder is called and holds.
const (
	Slug        = "koping"
	TimeZone    = "Europe/Stockholm"
	ReportsFile = "reports.csv"
	Profile     = "embrace" // of ReportsFile
)

//go:embed municipality.yaml *.geojson truth.json
var static embed.FS

// Truth is what was planted among the reports, with the traps beside it; Planted is one
// place of it and Path one neglected path.
type (
	Truth   = unrest.Truth
	Planted = unrest.Planted
	Path    = unrest.Path
)

// ReadTruth returns what was planted.
func ReadTruth() (Truth, error) {
	var t Truth
	raw, err := static.ReadFile("truth.json")
	if err != nil {
		return t, fmt.Errorf("read truth.json: %w", err)
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return t, fmt.Errorf("read truth.json: %w", err)
	}
	return t, nil
}

// Folder returns the town with two years of reports, whole weeks up to the last Monday
// 00:00, local time, that is not after asOf. The rows of a week and their ids are the
// same in every folder that holds the week, so that loading a later one over an earlier
// one only adds. The folder is held in memory, as an archive that is read like files.
func Folder(asOf time.Time) (fs.FS, error) {
	loc, err := time.LoadLocation(TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone of the exercise town: %w", err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(static); err != nil {
		return nil, fmt.Errorf("exercise town: %w", err)
	}
	reports, err := z.Create(ReportsFile)
	if err != nil {
		return nil, fmt.Errorf("exercise town: %w", err)
	}
	if err := unrest.Write(reports, unrest.NewMaker().Before(lastMonday(asOf.In(loc)))); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("exercise town: %w", err)
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

// lastMonday is the wall-clock midnight that begins a time's week, held as if in UTC.
func lastMonday(local time.Time) time.Time {
	back := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-back, 0, 0, 0, 0, time.UTC)
}

// Write puts the folder as of a time on disk, where a person can look at it. dir must
// not hold files of the same names.
func Write(dir string, asOf time.Time) error {
	folder, err := Folder(asOf)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder %s: %w", filepath.Base(dir), err)
	}
	if err := os.CopyFS(dir, folder); err != nil {
		return fmt.Errorf("write the exercise town: %w", err)
	}
	return nil
}
