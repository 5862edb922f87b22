package ingest

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// Profile says how the files of one system are read as reports: which column is which
// field, how times and places are written, and which of our codes its words mean. A new
// system is a new file, not new code. The files in profiles/ show every key.
type Profile struct {
	Name       string        `yaml:"name"`
	Title      lang.Text     `yaml:"title"`
	Format     string        `yaml:"format"` // csv, xlsx (both read either), geojson or polisen
	Source     report.Source `yaml:"source"`
	SourceLine string        `yaml:"source_line"` // whose data it is and its licence

	Delimiter string   `yaml:"delimiter"` // of a CSV; empty: found out from the header
	TimeZone  string   `yaml:"time_zone"` // IANA name; empty: the municipality's
	Times     []string `yaml:"times"`     // such as DD/MM YYYY hh:mm; empty: DefaultTimes
	CRS       geo.CRS  `yaml:"crs"`       // of east and north; 0: EPSG:4326, longitude and latitude
	Decimal   string   `yaml:"decimal"`   // "," or "."; empty: either

	Columns   map[string][]string `yaml:"columns"`    // field to the spellings of its column, the best first
	Interval  string              `yaml:"interval"`   // what the time of a row covers
	AccuracyM float64             `yaml:"accuracy_m"` // where no column says it

	Categories    Words `yaml:"categories"`
	Discovery     Words `yaml:"discovery"`
	ReporterKinds Words `yaml:"reporter_kinds"`
	Severity      Words `yaml:"severity"` // "1" to "5"
}

// Words is what the words of a source mean. Capitals and spaces do not count.
type Words struct {
	Default string              `yaml:"default"` // for an empty or unknown word; where empty, the row is put aside
	Words   map[string][]string `yaml:"words"`   // code to the source's words
}

// Formats of files.
const (
	FormatCSV     = "csv"
	FormatXLSX    = "xlsx"
	FormatGeoJSON = "geojson"
	FormatPolisen = "polisen"
)

// What the time of a row covers.
const (
	IntervalInstant = "instant" // the moment given; a date without time is that whole day
	IntervalMonth   = "month"   // the whole month of the time given
	IntervalFromTo  = "from_to" // from one column to another
)

// maxProfileBytes bounds what is read of a profile.
const maxProfileBytes = 1 << 20

//go:embed profiles/*.yaml
var shipped embed.FS

// ProfileNames lists the shipped profiles in a stable order.
func ProfileNames() []string { return yamlNames(shipped, "profiles") }

// yamlNames are the names of the YAML files in an embedded folder.
func yamlNames(files embed.FS, dir string) []string {
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic(err) // embedded: cannot be missing
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// ShippedProfile returns a profile that comes with the program. It returns Invalid for a
// name that is none.
func ShippedProfile(name string) (Profile, error) {
	if !slices.Contains(ProfileNames(), name) {
		return Profile{}, fault.New(fault.Invalid, lang.T(
			"mappningsprofilen %q finns inte; välj en av %s (på kommandoraden och i en kommuns mapp även en egen fil, som min.yaml)",
			"there is no mapping profile %q; choose one of %s (on the command line and in a municipality's folder also a file of your own, such as mine.yaml)",
			name, strings.Join(ProfileNames(), ", ")))
	}
	raw, err := shipped.ReadFile("profiles/" + name + ".yaml")
	if err != nil {
		return Profile{}, fmt.Errorf("shipped profile %s: %w", name, err)
	}
	return parseProfile(name, bytes.NewReader(raw))
}

// LoadProfile returns a shipped profile by its name, or one from a file, whose name then
// has a folder or ends in .yaml and which open opens. It returns Invalid for a name that
// is neither and for a file that is no profile, naming line and field.
func LoadProfile(name string, open func(name string) (fs.File, error)) (Profile, error) {
	ext := path.Ext(name)
	if ext != ".yaml" && ext != ".yml" && !strings.ContainsAny(name, `/\`) {
		return ShippedProfile(name)
	}
	f, err := open(name)
	if err != nil {
		return Profile{}, unreadable(name, err)
	}
	defer f.Close()
	return parseProfile(path.Base(filepath.ToSlash(name)), f)
}

func unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Invalid, lang.T("filen %s finns inte; se efter hur namnet stavas",
			"there is no file %s; check how its name is spelled", name))
	}
	return fault.Wrap(fault.Invalid, err, lang.T("filen %s kan inte öppnas; se efter att du får läsa den",
		"the file %s cannot be opened; check that you may read it", name))
}

// withDefaults fills in what a profile need not say.
func (p Profile) withDefaults(file string) Profile {
	if p.Name == "" {
		p.Name = strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".yml")
	}
	if p.Title.IsZero() {
		p.Title = lang.Same(p.Name)
	}
	if p.CRS == 0 {
		p.CRS = geo.WGS84
	}
	if len(p.Times) == 0 {
		p.Times = DefaultTimes
	}
	if p.Interval == "" {
		p.Interval = IntervalInstant
		if len(p.Columns["to"]) > 0 {
			p.Interval = IntervalFromTo
		}
	}
	if p.Discovery.Default == "" {
		p.Discovery.Default = string(report.Told)
	}
	return p
}

// table tells whether the profile reads rows and columns.
func (p Profile) table() bool { return p.Format == FormatCSV || p.Format == FormatXLSX }
