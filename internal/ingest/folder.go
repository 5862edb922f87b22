package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/paulmach/orb"
	"go.yaml.in/yaml/v3"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// FolderFile is the name of the file that says what a municipality's folder holds.
const FolderFile = "municipality.yaml"

// folder is the content of municipality.yaml.
type folder struct {
	Code     string              `yaml:"code"`
	Slug     string              `yaml:"slug"`
	Name     lang.Text           `yaml:"name"`
	CRS      string              `yaml:"crs"`
	TimeZone string              `yaml:"time_zone"`
	Exercise bool                `yaml:"exercise"`
	Sources  []string            `yaml:"sources"`
	Bases    []folderBase        `yaml:"bases"`
	Calendar []municipality.Span `yaml:"calendar"`
	Files    []folderItem        `yaml:"files"`
}

type folderBase struct {
	Slug  string    `yaml:"slug"`
	Name  lang.Text `yaml:"name"`
	Lon   float64   `yaml:"lon"`
	Lat   float64   `yaml:"lat"`
	Roles []string  `yaml:"roles"`
}

type folderItem struct {
	File    string `yaml:"file"`
	Kind    string `yaml:"kind"`
	Profile string `yaml:"profile"` // of reports, and of a register
}

// Folder takes in a municipality's folder: municipality.yaml and the files it names,
// staged as one import that is merged whole or not at all.
func (s Service) Folder(ctx context.Context, files fs.FS) (municipality.Municipality, int64, error) {
	f, err := readFolder(files)
	if err != nil {
		return municipality.Municipality{}, 0, err
	}
	m, err := f.municipality()
	if err != nil {
		return municipality.Municipality{}, 0, inFolderFile(err)
	}
	if bad := f.badFiles(); len(bad) > 0 {
		return municipality.Municipality{}, 0, badFolder(bad...)
	}
	bases, err := f.bases(m.CRS)
	if err != nil {
		return municipality.Municipality{}, 0, err
	}
	task, err := s.stage(ctx, m.Code, func(task int64) (Request, error) {
		l := loading{Service: s, site: site{Municipality: m}, files: files, task: task}
		err := l.all(ctx, f, bases)
		return l.request, err
	})
	return m, task, err
}

func readFolder(files fs.FS) (folder, error) {
	var f folder
	r, err := files.Open(FolderFile)
	if errors.Is(err, fs.ErrNotExist) {
		return f, fault.New(fault.Invalid, lang.T(
			"mappen saknar %s; den filen säger vad kommunen heter och vilka filer som hör till",
			"the folder has no %s; that file says what the municipality is called and which files belong to it", FolderFile))
	}
	if err != nil {
		return f, err
	}
	defer r.Close()
	decoder := yaml.NewDecoder(r)
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		return f, badFolder(yamlFaults(err)...)
	}
	return f, nil
}

func (f folder) municipality() (municipality.Municipality, error) {
	crs, err := geo.ParseCRS(f.CRS)
	if err != nil {
		return municipality.Municipality{}, err
	}
	m := municipality.Municipality{
		Code: f.Code, Slug: f.Slug, Name: f.Name, CRS: crs, TimeZone: f.TimeZone,
		Exercise: f.Exercise, Sources: f.Sources, Calendar: f.Calendar,
	}
	return m, m.Validate()
}

// loading is one folder on its way into staging.
type loading struct {
	Service
	site
	files   fs.FS
	task    int64
	request Request
}

// all stages the municipality itself, then areas, then everything else, reports last:
// streets are clipped to areas, and reports are checked against both.
func (l *loading) all(ctx context.Context, f folder, bases []municipality.Base) error {
	own := chain(
		values([]Object{{Municipality: &l.Municipality}}),
		mapped(values(bases), func(b municipality.Base) Object { return Object{Base: &b} }))
	if err := l.Store.StageObjects(ctx, l.Code, l.task, own); err != nil {
		return err
	}
	l.request.Replaces = []Set{{Part: PartMunicipality}, {Part: PartBase}}

	order := []string{KindAreas, KindOSM, KindStreets}
	rank := func(kind string) int {
		if i := slices.Index(order, kind); i >= 0 {
			return i
		}
		if kind == KindReports {
			return len(order) + 1
		}
		return len(order)
	}
	slices.SortStableFunc(f.Files, func(a, b folderItem) int { return rank(a.Kind) - rank(b.Kind) })
	for _, item := range f.Files {
		if err := l.file(ctx, item); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) file(ctx context.Context, item folderItem) error {
	// A pipe would keep the load waiting for ever, a folder has no content.
	if info, err := fs.Stat(l.files, item.File); err == nil && !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, lang.T(
			"%s nämner %s, som inte är en vanlig fil; lägg filen själv i mappen",
			"%s names %s, which is no ordinary file; put the file itself in the folder", FolderFile, item.File))
	}
	r, err := l.files.Open(item.File)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s nämner filen %s, som inte kan öppnas; lägg den i mappen eller ta bort raden",
			"%s names the file %s, which cannot be opened; put it in the folder or remove the line", FolderFile, item.File))
	}
	defer r.Close()
	l.request.Files = append(l.request.Files, item.File)
	if item.Kind == KindReports {
		return l.reports(ctx, item, r)
	}
	return l.objects(ctx, item, r)
}

func (l *loading) objects(ctx context.Context, item folderItem, r io.Reader) error {
	f := RegisterFile{Kind: item.Kind, Name: item.File}
	if item.Profile != "" {
		p, err := LoadRegisterProfile(item.Profile, l.files.Open)
		if err != nil {
			return fmt.Errorf("%s: %w", item.File, err)
		}
		f.Profile = &p
	}
	batch, err := readObjects(ctx, l.site, f, r)
	if err != nil {
		return err
	}
	for _, set := range batch.replaces {
		if set.Source != "" && slices.Contains(l.request.Replaces, set) {
			return sameRegister(item.File, set)
		}
	}
	if item.Kind == KindAreas {
		l.clip = clipOf(batch.areas)
		l.extent = l.clip
	} else if !batch.extent.IsZero() {
		l.extent = union(l.extent, batch.extent)
	}
	return l.stageBatch(ctx, l.Municipality, l.task, batch, &l.request)
}

func (l *loading) reports(ctx context.Context, item folderItem, r io.Reader) error {
	p, err := LoadProfile(item.Profile, l.files.Open)
	if err != nil {
		return fmt.Errorf("%s: %w", item.File, err)
	}
	l.request.Sources = append(l.request.Sources, sourcesOf(p, l.Municipality)...)
	rows := Reports(r, ReportOptions{Profile: p, FileName: item.File, Municipality: l.Municipality, Extent: l.extent, Exercise: l.Exercise})
	notes, err := l.stageReports(ctx, l.Municipality, l.task, item.File, rows)
	l.request.Notes = append(l.request.Notes, notes...)
	return err
}

func union(a, b orb.Bound) orb.Bound {
	if a.IsZero() {
		return b
	}
	return a.Union(b)
}
