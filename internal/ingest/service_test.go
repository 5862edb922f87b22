package ingest

import (
	"context"
	"iter"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
)

// shelf is a Store that takes everything.
type shelf struct {
	Store
	request Request
	rows    []Row
	objects []Object
}

func (s *shelf) Open(context.Context, string) (int64, error) { return 1, nil }

func (s *shelf) Extent(context.Context, string) (bound orb.Bound, ok bool, err error) {
	return bound, false, nil
}

func (s *shelf) StageReports(_ context.Context, _ string, _ int64, rows iter.Seq2[Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		s.rows = append(s.rows, row)
	}
	return nil
}

func (s *shelf) StageObjects(_ context.Context, _ string, _ int64, objects iter.Seq2[Object, error]) error {
	for o, err := range objects {
		if err != nil {
			return err
		}
		s.objects = append(s.objects, o)
	}
	return nil
}

func (s *shelf) Discard(context.Context, string, int64) error { return nil }

func (s *shelf) Submit(_ context.Context, _ string, _ int64, r Request) error {
	s.request = r
	return nil
}

// noAreas is a municipality that nobody has drawn areas of.
type noAreas struct{ municipality.Store }

func (noAreas) Areas(context.Context, string) ([]municipality.Area, error) { return nil, nil }

// What is put aside of a register is staged with its reasons, and the request tells what
// became of each object and whose data it is.
func TestRegisterIsStagedWithWhatIsPutAside(t *testing.T) {
	t.Parallel()
	store := &shelf{}
	f := RegisterFile{Kind: "lamps", Name: "elnat.csv", Profile: mustRegister(t, "elnat")}
	f.Profile.SourceLine = "Elnätsbolaget (övningsdata)"
	if _, err := (Service{Store: store, Municipalities: noAreas{}}).Register(t.Context(), testTown, f, strings.NewReader(sample(t, "elnat.csv"))); err != nil {
		t.Fatal(err)
	}
	r := store.request
	if len(store.objects) != 9 || len(store.rows) != 3 || r.Aside != 3 {
		t.Errorf("staged %d objects and %d rows, of which %d are put aside; want 9, 3 and 3", len(store.objects), len(store.rows), r.Aside)
	}
	for _, row := range store.rows {
		if row.Rejection == nil || row.Line != row.Rejection.Line || row.Rejection.Values["kind"] != "lamps" {
			t.Errorf("staged %+v, want a reason", row)
		}
	}
	if len(r.Imported) != 1 || r.Imported[0].Read != 12 || r.Imported[0].Kept != 9 || r.Imported[0].Source != "elnat" {
		t.Errorf("imported %+v", r.Imported)
	}
	if diff := cmp.Diff([]Set{{Part: "lamps", Source: "elnat"}}, r.Replaces); diff != "" {
		t.Errorf("replaces (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Elnätsbolaget (övningsdata)"}, r.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	f.Kind = "cameras"
	if _, err := (Service{Store: store, Municipalities: noAreas{}}).Register(t.Context(), testTown, f, strings.NewReader("")); !fault.Is(err, fault.Invalid) {
		t.Errorf("cameras by a profile of lamps: %v, want Invalid", err)
	}
}

// A folder may hold several registers of a kind, each by a profile with a source of its own.
func TestFolderOfRegisters(t *testing.T) {
	t.Parallel()
	const head = "code: \"0001\"\nslug: provstad\nname: {sv: Provstad, en: Testtown}\ncrs: EPSG:3006\ntime_zone: Europe/Stockholm\nfiles:\n"
	const own = "kind: lamps\nformat: csv\nsource: kbab\ncrs: EPSG:3006\ncolumns: {east: [E], north: [N]}\n"
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	folder := fstest.MapFS{
		FolderFile: file(head +
			"  - {file: elnat.csv, kind: lamps, profile: elnat}\n" +
			"  - {file: kbab.csv, kind: lamps, profile: kbab.yaml}\n" +
			"  - {file: lamps.geojson, kind: lamps}\n" +
			"  - {file: nvdb.geojson, kind: streets, profile: nvdb}\n"),
		"elnat.csv":     file(sample(t, "elnat.csv")),
		"nvdb.geojson":  file(sample(t, "nvdb.geojson")),
		"kbab.yaml":     file(own),
		"kbab.csv":      file("E;N\n556200;6597700\n"),
		"lamps.geojson": file(collection(located(``, "Point", `[15.98,59.51]`))),
	}
	store := &shelf{}
	if _, _, err := (Service{Store: store}).Folder(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range store.request.Imported {
		got = append(got, string(n.Kind)+" of "+n.Source)
	}
	if diff := cmp.Diff([]string{"streets of nvdb", "places of nvdb", "lamps of elnat", "lamps of kbab", "lamps of register"}, got); diff != "" {
		t.Errorf("imported (-want +got):\n%s", diff)
	}
	folder["kbab.yaml"] = file(strings.Replace(own, "kbab", "elnat", 1))
	if _, _, err := (Service{Store: store}).Folder(t.Context(), folder); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "kbab.csv") {
		t.Errorf("two files of one register: %v, want Invalid that names the second", err)
	}
}

func TestReportsNoteAFileWithoutAny(t *testing.T) {
	t.Parallel()
	const header = "Ärendenummer;Kategori;Händelse från;Nord;Ost\n"
	m := municipality.Municipality{Code: "0001", Slug: "provstad", CRS: 3006, TimeZone: "Europe/Stockholm"}
	embrace, err := ShippedProfile("embrace")
	if err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[string]int{"": 1, "1;klotter;2026-01-10;6597910;556000\n": 0} {
		store := &shelf{}
		_, err := Service{Store: store}.Reports(t.Context(), m, embrace, "r.csv", false, strings.NewReader(header+rows))
		if err != nil || len(store.request.Notes) != want {
			t.Errorf("rows %q: got notes %v, error %v, want %d notes", rows, store.request.Notes, err, want)
		}
	}
}
