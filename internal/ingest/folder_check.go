package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// badFolder is Invalid with everything that is wrong in municipality.yaml.
func badFolder(bad ...fault.Field) error {
	return fault.New(fault.Invalid, lang.T("%s går inte att använda", "%s cannot be used", FolderFile), bad...)
}

// inFolderFile names municipality.yaml in a fault that stems from it.
func inFolderFile(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	named := *f
	named.Text = lang.T("%s: %s", "%s: %s", FolderFile, f.Text)
	return &named
}

// sameRegister is Invalid for a second file of a register in one folder.
func sameRegister(file string, set Set) error {
	return fault.New(fault.Invalid, lang.T(
		"%s: en fil tidigare i mappen har redan %s från registret %s; ge mappningsprofilen source: NAMN/{file} eller slå ihop filerna",
		"%s: a file before it in the folder has %s of the register %s already; give the mapping profile source: NAME/{file} or join the files",
		file, set.Part, set.Source))
}

// badFiles finds kinds of file that come twice. Each file of a kind replaces what was there
// of it, so only reports may be spread over several, and registers with profiles, which name
// their sources; a street file is one of two kinds.
func (f folder) badFiles() (bad []fault.Field) {
	first := map[string]string{}
	for i, item := range f.Files {
		kind := item.Kind
		if kind == KindOSM {
			kind = KindStreets
		}
		if item.Profile != "" && slices.Contains(overlay.Kinds, overlay.Kind(kind)) {
			continue
		}
		if other, taken := first[kind]; taken && kind != KindReports {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("files[%d].kind", i+1), Text: lang.T(
				"%s har samma slags innehåll som %s; slå ihop dem till en fil",
				"%s holds the same kind of things as %s; join them into one file", item.File, other)})
		}
		first[kind] = item.File
	}
	return bad
}

// bases gives the bases in metres, or Invalid with every field at fault.
func (f folder) bases(crs geo.CRS) ([]municipality.Base, error) {
	projector, err := geo.NewProjector(crs)
	if err != nil {
		return nil, err
	}
	var bases []municipality.Base
	var bad []fault.Field
	taken := map[string]bool{}
	for i, b := range f.Bases {
		wrong := func(key, sv, en string, args ...any) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("bases[%d].%s", i+1, key), Text: lang.T(sv, en, args...)})
		}
		b.check(wrong)
		if taken[b.Slug] {
			wrong("slug", "%q finns redan; ge utgångspunkterna olika slug", "%q is taken; give the bases different slugs", b.Slug)
		}
		taken[b.Slug] = true
		at, err := projector.Metric(orb.Point{b.Lon, b.Lat})
		if err != nil {
			wrong("lon", "longitud %g och latitud %g ligger utanför det område där %s används; skriv dem i grader (WGS 84)",
				"longitude %g and latitude %g lie outside the area where %s is used; write them in degrees (WGS 84)", b.Lon, b.Lat, crs)
		}
		bases = append(bases, municipality.Base{Slug: b.Slug, Name: b.Name, Point: at, Roles: b.Roles})
	}
	if len(bad) > 0 {
		return nil, badFolder(bad...)
	}
	return bases, nil
}

// check tells what is wrong with a base by itself.
func (b folderBase) check(wrong func(key, sv, en string, args ...any)) {
	if !municipality.ValidSlug(b.Slug) {
		wrong("slug", "%q går inte att använda; skriv små bokstäver a–z, siffror och bindestreck, som stationen",
			"%q cannot be used; write lower-case a–z, digits and hyphens, such as station", short(b.Slug))
	}
	if b.Name.IsZero() {
		wrong("name", "namnet saknas", "the name is missing")
	}
	for _, role := range b.Roles {
		if _, walks := identity.PatrolOf(identity.Role(role)); !walks {
			wrong("roles", "rollen %q finns inte; välj bland %s", "there is no role %q; choose among %s", short(role), roleCodes())
		}
	}
}

func roleCodes() string {
	var codes []string
	for _, p := range identity.Patrols() {
		codes = append(codes, string(p.Role))
	}
	return strings.Join(codes, ", ")
}
