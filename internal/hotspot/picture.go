package hotspot

import (
	"time"

	"tryggled/internal/lang"
)

// Picture is what an analysis tells of the whole study area, beside its hotspots.
type Picture struct {
	Study        Study        `json:"study"`
	SuggestedEps Suggestion   `json:"suggested_eps"`
	Significance Significance `json:"significance"` // of the cells, all reports
	Citizens     Significance `json:"citizens"`     // the same, of citizens' reports only
	Reporters    []Kind       `json:"reporters"`    // where each kind of reporter reports at all
	Change       Change       `json:"change"`
	Light        Light        `json:"light"`
	Profile      *Profile     `json:"profile,omitempty"` // nil where no report has an hour
	Calendar     []Window     `json:"calendar"`
	NearRepeat   []NearRepeat `json:"near_repeat"` // as the crow flies, and along the streets
	Terrain      Terrain      `json:"terrain"`
	Backtest     Backtest     `json:"backtest"`
}

// Study is the area that an analysis is about: the areas of the municipality, as they are
// drawn. Without any it is the cells that its streets run through.
type Study struct {
	Areas    []string  `json:"areas"` // slugs
	AreaKm2  float64   `json:"area_km2"`
	StreetKm float64   `json:"street_km"`
	Lattice  string    `json:"lattice"` // square or hex
	CellM    float64   `json:"cell_m"`
	Cells    int       `json:"cells"`
	Outside  int       `json:"outside"` // reports in the window that lie outside, and take no part
	Text     lang.Text `json:"text"`
}

// Suggestion is the neighbourhood radius that the data themselves suggest.
type Suggestion struct {
	EpsM float64   `json:"eps_m"` // 0 where they suggest none
	Text lang.Text `json:"text"`
}

// Significance is how the cells of the study area stand out by Getis-Ord Gi*.
type Significance struct {
	Units        int       `json:"units"`
	BandM        float64   `json:"band_m"`
	Alpha        float64   `json:"alpha"`
	Hot          int       `json:"hot"`  // cells with more than chance would give, after FDR
	Cold         int       `json:"cold"` // and with fewer
	FDROf        string    `json:"fdr_of"`
	Permutations int       `json:"permutations"`
	Sparse       bool      `json:"sparse"` // too few reports for the normal approximation
	Note         lang.Text `json:"note"`
}

// Kind tells where one kind of reporter reports at all: guards report where they walk.
type Kind struct {
	Kind      string    `json:"kind"` // a reporter kind; empty is unknown
	Reports   int       `json:"reports"`
	Cells     int       `json:"cells"`      // where they report
	CellShare float64   `json:"cell_share"` // of all cells
	Text      lang.Text `json:"text"`
}

// Change is two periods against each other, with a Poisson interval of their ratio.
type Change struct {
	Days    float64   `json:"days"` // of each period; the later one ends with the window
	Before  int       `json:"before"`
	After   int       `json:"after"`
	Ratio   *float64  `json:"ratio,omitempty"` // of the rates; left out where there is none
	Low     float64   `json:"low"`             // of the 95 % interval
	High    *float64  `json:"high,omitempty"`  // left out where it has no end
	Certain bool      `json:"certain"`
	Text    lang.Text `json:"text"`
}

// Trend is how a place has come along through the window.
type Trend struct {
	Class   string    `json:"class"` // new, intensifying, persistent, sporadic, diminishing, former; empty: none
	Name    lang.Text `json:"name"`
	Rule    lang.Text `json:"rule"` // the rule that gives the class
	BinDays int       `json:"bin_days"`
	Counts  []int     `json:"counts"` // events per bin, the oldest first
	Hot     []bool    `json:"hot"`    // in which of them the place stood out
	Z       float64   `json:"z"`      // of Mann–Kendall
	P       float64   `json:"p"`
	Slope   float64   `json:"slope"` // events more per bin (Theil–Sen)
	Change  Change    `json:"change"`
}

// Part is a share with its 95 % interval.
type Part struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Profile is when things happen, as far as their hours are known, with its uncertainty.
type Profile struct {
	ByHour   []Part    `json:"by_hour"`  // 24
	ByDay    []Part    `json:"by_day"`   // Monday first
	Placed   float64   `json:"placed"`   // weight that falls in hours
	Unplaced float64   `json:"unplaced"` // known to more than a week
	Text     lang.Text `json:"text"`
}

// Light is how much happens by daylight and in the dark, by the sun of each day.
type Light struct {
	Day      float64   `json:"day"`  // share of the placed weight
	Dark     float64   `json:"dark"` // sun below −6°
	Unplaced float64   `json:"unplaced"`
	Text     lang.Text `json:"text"`
}

// Window is a named time of the year against comparable days outside of all of them.
type Window struct {
	Code     string    `json:"code"`
	Name     lang.Text `json:"name"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Reports  float64   `json:"reports"`
	Expected float64   `json:"expected"`
	Certain  bool      `json:"certain"`
	Text     lang.Text `json:"text"`
}

// NearRepeat is how much oftener than chance something happens again near by and soon.
type NearRepeat struct {
	Distance     string     `json:"distance"` // plane or streets
	Events       int        `json:"events"`
	Permutations int        `json:"permutations"`
	Cells        []KnoxCell `json:"cells"`
	Text         lang.Text  `json:"text"`
}

// KnoxCell is one band of distance and time.
type KnoxCell struct {
	FromM    float64 `json:"from_m"`
	ToM      float64 `json:"to_m"`
	FromDays float64 `json:"from_days"`
	ToDays   float64 `json:"to_days"`
	Observed int     `json:"observed"`
	Expected float64 `json:"expected"`
	Ratio    float64 `json:"ratio"` // 0 where nothing was expected
	P        float64 `json:"p"`
}

// Terrain is how the surroundings go with the reports of each street.
type Terrain struct {
	Segments   int        `json:"segments"`
	Dispersion float64    `json:"dispersion"`
	Quasi      bool       `json:"quasi"` // errors widened for overdispersion
	Factors    []Relative `json:"factors"`
	Used       bool       `json:"used"` // it weighs the priorities, since the back test says so
	Note       lang.Text  `json:"note"`
}

// Relative is the relative risk value of one exposure, from none of it to all.
type Relative struct {
	Name  string    `json:"name"`
	Value float64   `json:"value"`
	Low   float64   `json:"low"`
	High  float64   `json:"high"`
	P     float64   `json:"p"`
	Text  lang.Text `json:"text"`
}

// Backtest is how well such hotspots foretold the weeks after, against naive guesses.
type Backtest struct {
	Origins  []time.Time `json:"origins"`
	TestDays int         `json:"test_days"`
	Events   int         `json:"events"` // in all the tests
	Shifts   int         `json:"shifts"` // grids, each laid a little aside
	Lines    []Foretold  `json:"lines"`
	Best     string      `json:"best"`
	Verdict  lang.Text   `json:"verdict"`
	Note     lang.Text   `json:"note"`
}

// Foretold is one method at one coverage.
type Foretold struct {
	Method   string    `json:"method"`
	Title    lang.Text `json:"title"`
	Baseline bool      `json:"baseline"`
	Units    string    `json:"units"` // area or street_length
	Share    float64   `json:"share"` // of the area or of the streets that is covered
	HitRate  Spread    `json:"hit_rate"`
	PAI      Spread    `json:"pai"`
	PEI      Spread    `json:"pei"`
	RRI      Spread    `json:"rri"`
}

// Spread is a measure over origins and shifted grids.
type Spread struct {
	Mean   float64 `json:"mean"`
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
	SE     float64 `json:"se"`
	N      int     `json:"n"` // 0: undefined throughout
}

// PlaceSignificance is what Gi* says of the cells that a hotspot lies on.
type PlaceSignificance struct {
	Z            float64   `json:"z"`          // of the cell that stands out most
	P            float64   `json:"p"`          // its analytic p
	PPermuted    float64   `json:"p_permuted"` // its conditional permutation p
	PFDR         float64   `json:"p_fdr"`
	FDROf        string    `json:"fdr_of"` // analytic or permutation
	Cells        int       `json:"cells"`
	Hot          int       `json:"hot"`           // of them
	Citizens     bool      `json:"citizens"`      // stands out by citizens' reports alone, too
	CitizensPFDR float64   `json:"citizens_pfdr"` // of the same cell
	Text         lang.Text `json:"text"`
}

// Measure is a measure taken at a place.
type Measure struct {
	ID       int64     `json:"id"`
	Kind     string    `json:"kind"`
	Title    lang.Text `json:"title"`
	Owner    string    `json:"owner"`
	State    string    `json:"state"`
	StartsOn string    `json:"starts_on,omitempty"` // a date
	EndsOn   string    `json:"ends_on,omitempty"`
}
