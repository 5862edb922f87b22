package hotspot

import (
	"time"

	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
)

// Picture is what an analysis tells of the whole study area, beside its hotspots.
type Picture struct {
	Study        Study           `json:"study"`
	SuggestedEps Suggestion      `json:"suggested_eps"`
	Significance Significance    `json:"significance"`        // of the cells, all reports
	Citizens     Significance    `json:"citizens,omitzero"`   // the same, of citizens' reports only
	Reporters    []Kind          `json:"reporters,omitempty"` // where each kind of reporter reports at all
	Change       trend.Change    `json:"change"`              // the last days of the window against the same days a year before, or as many just before
	Light        Light           `json:"light"`
	Profile      *Profile        `json:"profile,omitempty"` // nil where no report has an hour
	Calendar     []Window        `json:"calendar"`
	NearRepeat   []trend.Knox    `json:"near_repeat"` // as the crow flies, and along the streets
	Terrain      Terrain         `json:"terrain"`
	Density      Smoothing       `json:"density,omitzero"`
	Backtest     backtest.Result `json:"backtest"` // how well such hotspots foretold the weeks after
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

// Smoothing is how the kernel densities of the study area were made; zero where there are none.
type Smoothing struct {
	Kernel     string    `json:"kernel"`
	BandwidthM float64   `json:"bandwidth_m"`
	CellM      float64   `json:"cell_m"`
	Rule       lang.Text `json:"rule"` // how the bandwidth was chosen
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

// Trend is how a place has come along through the window.
type Trend struct {
	Class   string       `json:"class"` // new, intensifying, persistent, sporadic, diminishing, former; empty: none
	Name    lang.Text    `json:"name"`
	Rule    lang.Text    `json:"rule"` // the rule that gives the class
	BinDays int          `json:"bin_days"`
	Counts  []int        `json:"counts"` // events per bin, the oldest first
	Hot     []bool       `json:"hot"`    // in which of them the place stood out
	Z       float64      `json:"z"`      // of Mann–Kendall
	P       float64      `json:"p"`
	Slope   float64      `json:"slope"`  // events more per bin (Theil–Sen)
	Change  trend.Change `json:"change"` // the last days of the window against the same days a year before, or as many just before
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
	Day      float64   `json:"day"`      // share of the placed weight
	Dark     float64   `json:"dark"`     // sun below −6°
	Unplaced float64   `json:"unplaced"` // weight of what is known to more than a week
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
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	P     float64 `json:"p"`
	// Estimated is false where it cannot be told; Text says why, and the numbers are 1.
	Estimated bool      `json:"estimated"`
	Text      lang.Text `json:"text"`
}

// PlaceSignificance is what Gi* says of the cells that a hotspot lies on.
type PlaceSignificance struct {
	Z           float64   `json:"z"`          // of the cell that stands out most
	P           float64   `json:"p"`          // its analytic p
	PPermuted   float64   `json:"p_permuted"` // its conditional permutation p
	PFDR        float64   `json:"p_fdr"`
	FDROf       string    `json:"fdr_of"`             // analytic or permutation
	Doubtful    bool      `json:"doubtful,omitempty"` // the analytic p, which the counts are too sparse for
	Cells       int       `json:"cells"`
	Hot         int       `json:"hot"` // of them
	*ByCitizens           // nil where who told is withheld
	Text        lang.Text `json:"text"`
}

// ByCitizens is what citizens' reports alone say of the cells that a hotspot lies on.
type ByCitizens struct {
	Citizens     bool    `json:"citizens"`      // it stands out by them, too
	CitizensPFDR float64 `json:"citizens_pfdr"` // of the cell that stands out most by all reports
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
