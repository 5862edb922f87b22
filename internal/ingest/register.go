package ingest

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// RegisterProfile says how the files of one register are read as overlay objects or as
// streets: which column is which field, in which units and coordinates, and which of our
// codes its words mean. A new register is a new file, not new code. The files in registers/
// show every key.
type RegisterProfile struct {
	Name       string    `yaml:"name"`
	Title      lang.Text `yaml:"title"`
	Kind       string    `yaml:"kind"`        // a kind of overlay, or streets
	Format     string    `yaml:"format"`      // geojson or csv
	Source     string    `yaml:"source"`      // replaces only itself; {file} is the file's name without its ending
	SourceLine string    `yaml:"source_line"` // whose data it is and its licence

	Delimiter string  `yaml:"delimiter"` // of a CSV; empty: found out from the header
	CRS       geo.CRS `yaml:"crs"`       // of the coordinates; 0: as a GeoJSON file says itself, else EPSG:4326
	Decimal   string  `yaml:"decimal"`   // "," or "."; empty: either

	Columns   map[string][]string `yaml:"columns"`   // field to the spellings of its column, the best first
	Scale     map[string]float64  `yaml:"scale"`     // field to what its numbers are multiplied by, such as 0.3048 for feet
	Constants map[string]string   `yaml:"constants"` // field to what holds for all, where no column says otherwise
	Words     map[string]Words    `yaml:"words"`     // field to what its words mean; the default unknown makes other words unknown

	codes map[string]map[string]string // by field and folded word
}

//go:embed registers/*.yaml
var registers embed.FS

// RegisterProfileNames lists the shipped profiles of registers in a stable order.
func RegisterProfileNames() []string { return yamlNames(registers, "registers") }

// LoadRegisterProfile returns a shipped profile of a register by its name, or one from a
// file, whose name then has a folder or ends in .yaml and which open opens. It returns
// Invalid for a name that is neither and for a file that is no profile, naming line and field.
func LoadRegisterProfile(name string, open func(name string) (fs.File, error)) (RegisterProfile, error) {
	ext := path.Ext(name)
	if ext == ".yaml" || ext == ".yml" || strings.ContainsAny(name, `/\`) {
		f, err := open(name)
		if err != nil {
			return RegisterProfile{}, unreadable(name, err)
		}
		defer f.Close()
		return parseRegister(path.Base(filepath.ToSlash(name)), f)
	}
	if !slices.Contains(RegisterProfileNames(), name) {
		return RegisterProfile{}, fault.New(fault.Invalid, lang.T(
			"mappningsprofilen %q för register finns inte; välj en av %s, eller skriv en egen fil, som min.yaml",
			"there is no mapping profile %q of registers; choose one of %s, or write a file of your own, such as mine.yaml",
			name, strings.Join(RegisterProfileNames(), ", ")))
	}
	raw, err := registers.ReadFile("registers/" + name + ".yaml")
	if err != nil {
		return RegisterProfile{}, err
	}
	return parseRegister(name, bytes.NewReader(raw))
}
