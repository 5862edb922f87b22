package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

type importCommand struct {
	Areas   importAreas   `cmd:"" help:"${import_areas}"`
	OSM     importOSM     `cmd:"" name:"osm" help:"${import_osm}"`
	Streets importStreets `cmd:"" help:"${import_streets}"`
	Overlay importOverlay `cmd:"" help:"${import_overlay}"`

	Lamps      importLamps      `cmd:"" help:"${import_lamps}"`
	Vegetation importVegetation `cmd:"" help:"${import_vegetation}"`
	Cameras    importCameras    `cmd:"" help:"${import_cameras}"`
	Buildings  importBuildings  `cmd:"" help:"${import_buildings}"`
	Places     importPlaces     `cmd:"" help:"${import_places}"`

	Reports importReports `cmd:"" help:"${import_reports}"`
}

// importFile is what every import asks for.
type importFile struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
	File         string `arg:"" help:"${arg_file}"`
}

// importRegister is a file of a municipal register, read through a profile where it has one.
type importRegister struct {
	importFile
	Profile string `placeholder:"NAME|FILE" help:"${flag_register_profile}"`
}

type (
	importAreas      struct{ importFile }
	importOSM        struct{ importFile }
	importStreets    struct{ importRegister }
	importLamps      struct{ importRegister }
	importVegetation struct{ importRegister }
	importCameras    struct{ importRegister }
	importBuildings  struct{ importRegister }
	importPlaces     struct{ importRegister }
	importOverlay    struct {
		importRegister
		Kind string `required:"" enum:"lamps,vegetation,cameras,buildings,places,backdrop" help:"${flag_kind}"`
	}
	importReports struct {
		importFile
		Profile  string `required:"" help:"${flag_profile}"`
		Exercise bool   `help:"${flag_exercise}"`
	}
)

// Run brings in areas.
func (i importAreas) Run(c *call) error { return i.objects(c, ingest.KindAreas) }

// Run brings in streets and overlays of OpenStreetMap.
func (i importOSM) Run(c *call) error { return i.objects(c, ingest.KindOSM) }

// Run brings in streets.
func (i importStreets) Run(c *call) error { return i.register(c, ingest.KindStreets) }

// Run brings in one kind of overlay.
func (i importOverlay) Run(c *call) error { return i.register(c, i.Kind) }

// Run brings in lamps.
func (i importLamps) Run(c *call) error { return i.register(c, string(overlay.Lamp)) }

// Run brings in vegetation.
func (i importVegetation) Run(c *call) error { return i.register(c, string(overlay.Vegetation)) }

// Run brings in cameras.
func (i importCameras) Run(c *call) error { return i.register(c, string(overlay.Camera)) }

// Run brings in buildings and walls.
func (i importBuildings) Run(c *call) error { return i.register(c, string(overlay.Building)) }

// Run brings in schools, playgrounds and crossings.
func (i importPlaces) Run(c *call) error { return i.register(c, string(overlay.Place)) }

// Run brings in reports.
func (i importReports) Run(c *call) error {
	profile, err := ingest.LoadProfile(i.Profile, func(name string) (fs.File, error) { return os.Open(name) })
	if err != nil {
		return err
	}
	return i.take(c, func(ctx context.Context, a *app.App, m municipality.Municipality, r io.Reader) (int64, error) {
		return a.Imports.Reports(ctx, m, profile, filepath.Base(i.File), i.Exercise, r)
	})
}

func (i importFile) objects(c *call, kind string) error {
	return i.take(c, func(ctx context.Context, a *app.App, m municipality.Municipality, r io.Reader) (int64, error) {
		return a.Imports.Objects(ctx, m, kind, filepath.Base(i.File), r)
	})
}

func (i importRegister) register(c *call, kind string) error {
	file := ingest.RegisterFile{Kind: kind, Name: filepath.Base(i.File)}
	if i.Profile != "" {
		profile, err := ingest.LoadRegisterProfile(i.Profile, func(name string) (fs.File, error) { return os.Open(name) })
		if err != nil {
			return err
		}
		file.Profile = &profile
	}
	return i.take(c, func(ctx context.Context, a *app.App, m municipality.Municipality, r io.Reader) (int64, error) {
		return a.Imports.Register(ctx, m, file, r)
	})
}

// take opens the file and the municipality, stages the one into the other with stage,
// and works until it is merged.
func (i importFile) take(c *call, stage func(context.Context, *app.App, municipality.Municipality, io.Reader) (int64, error)) error {
	f, err := openFile(i.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.in("import", i.Municipality, func(a *app.App, m municipality.Municipality) error {
		imported, err := a.Import(c, m, func(ctx context.Context) (int64, error) {
			return stage(ctx, a, m, c.reading(f))
		}, c.watch())
		if err != nil {
			return err
		}
		return c.printImport(imported, i.JSON)
	})
}

func openFile(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"%s kan inte öppnas; finns filen, och får du läsa den?", "%s cannot be opened; does the file exist, and may you read it?", name))
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, fault.New(fault.Invalid, lang.T(
			"%s är en mapp; en kommuns mapp läses med tryggled load", "%s is a folder; a municipality's folder is read with tryggled load", name))
	}
	return f, nil
}

// printImport tells what an import brought.
func (c *call) printImport(s app.Imported, asJSON bool) error {
	if asJSON {
		return c.json(s)
	}
	if s.Read > 0 {
		c.say("Rapporter: %d lästa, %d nya, %d oförändrade, %d ändrade, %d i karantän, %d oprecisa (ger ingen prioriterad plats).",
			"Reports: %d read, %d new, %d unchanged, %d updated, %d in quarantine, %d imprecise (make no hotspot).",
			s.Read, s.New, s.Unchanged, s.Updated, s.Quarantined, s.Imprecise)
	}
	if objects := c.countedObjects(s); objects != "" {
		c.say("Inläst: %s.", "Brought in: %s.", objects)
	}
	for _, i := range s.Imported {
		c.sayRules(i)
	}
	for _, note := range s.Notes {
		fmt.Fprintln(c.out, note.In(c.lang))
	}
	for _, r := range s.Rejections {
		file := r.File
		if file != "" {
			file += " "
		}
		c.say("  %srad %d, %s: %s", "  %sline %d, %s: %s", file, r.Line, cmp.Or(r.Field, "–"), r.Reason)
	}
	if more := s.Quarantined + s.Aside - int64(len(s.Rejections)); more > 0 {
		c.say("  … och %d till: GET /api/v1/municipalities/…/tasks/%d/quarantine", "  … and %d more: GET /api/v1/municipalities/…/tasks/%d/quarantine", more, s.Task)
	}
	return nil
}

// sayRules tells what was mended and put aside of the objects of a source.
func (c *call) sayRules(i overlay.Imported) {
	if len(i.Mended) == 0 && len(i.Aside) == 0 {
		return
	}
	c.say("%s ur %s: %d lästa, %d behållna", "%s of %s: %d read, %d kept", c.partName(i.Kind), i.Source, i.Read, i.Kept)
	for _, rule := range overlay.Rules {
		if n := i.Mended[rule.Code] + i.Aside[rule.Code]; n > 0 {
			fmt.Fprintf(c.out, "  %d: %s\n", n, rule.Text.In(c.lang))
		}
	}
}

func (c *call) partName(kind overlay.Kind) string {
	for _, p := range parts {
		if p.part == string(kind) {
			return p.name.In(c.lang)
		}
	}
	return string(kind)
}

// parts lists the parts of an import in the order they are told.
var parts = []struct {
	part string
	name lang.Text
}{
	{ingest.PartArea, lang.T("områden", "areas")},
	{ingest.PartBase, lang.T("utgångspunkter", "bases")},
	{ingest.PartSegment, lang.T("gatusegment", "street segments")},
	{ingest.KindStreets, lang.T("gatulinjer", "street lines")},
	{string(overlay.Lamp), lang.T("belysningspunkter", "lamps")},
	{string(overlay.Vegetation), lang.T("vegetation", "vegetation")},
	{string(overlay.Camera), lang.T("kameror", "cameras")},
	{string(overlay.Building), lang.T("byggnader", "buildings")},
	{string(overlay.Place), lang.T("skolor, lekplatser och övergångar", "schools, playgrounds and crossings")},
	{string(overlay.Backdrop), lang.T("bakgrund", "backdrop")},
}

func (c *call) countedObjects(s app.Imported) string {
	var all []string
	for _, p := range parts {
		if n := s.Objects[p.part]; n > 0 {
			all = append(all, fmt.Sprintf("%s %d", p.name.In(c.lang), n))
		}
	}
	return strings.Join(all, ", ")
}
