package overlay

import (
	"fmt"
	"strconv"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Props is what the source says of an object; zero values are unknown.
type Props struct {
	Class   string   `json:"class,omitempty"` // what the source calls it: tree, hedge, wall, school, crossing, water
	HeightM float64  `json:"height_m,omitempty"`
	Owner   string   `json:"owner,omitempty"`  // the unit that keeps it, such as VME or KBAB; never a person
	Mended  []string `json:"mended,omitempty"` // codes of the rules by which it was mended when it was read

	Lighting
	Greenery
	Watching

	Dwelling bool `json:"dwelling,omitempty"` // building where people live
}

// Lighting is what is known of a lamp.
type Lighting struct {
	Status   Status  `json:"status,omitempty"`
	Lumens   float64 `json:"lumens,omitempty"` // flux that leaves the luminaire, of each
	Watts    float64 `json:"watts,omitempty"`  // of the lamp, of each
	Count    float64 `json:"count,omitempty"`  // of like luminaires on the pole, a whole number; 0 is one
	Method   string  `json:"method,omitempty"` // led, high_pressure_sodium, metal_halide, mercury, fluorescent, incandescent, low_pressure_sodium, gas
	Mount    string  `json:"mount,omitempty"`  // pole, wall, suspended, bollard
	Optic    string  `json:"optic,omitempty"`  // even, lambert, globe: package light
	Dimming  []Dim   `json:"dimming,omitempty"`
	Pole     string  `json:"pole,omitempty"`      // number on the pole, by which the owner knows it
	Cabinet  string  `json:"cabinet,omitempty"`   // that feeds it
	UnitCost float64 `json:"unit_cost,omitempty"` // of mending it, in kronor
}

// Greenery is what is known of vegetation.
type Greenery struct {
	CrownBaseM *float64 `json:"crown_base_m,omitempty"` // height of the lowest leaves above ground
	Density    float64  `json:"density,omitempty"`      // share of the sight it takes away when in leaf, 0 to 1
	Evergreen  *bool    `json:"evergreen,omitempty"`
	SpreadM    float64  `json:"spread_m,omitempty"`  // width of the crown of a single tree
	Protected  string   `json:"protected,omitempty"` // why it must not be cut without leave: alley (biotopskydd), nature_reserve, monument
}

// Watching is what is known of a camera.
type Watching struct {
	BearingDeg *float64 `json:"bearing_deg,omitempty"` // clockwise from north
	FieldDeg   float64  `json:"field_deg,omitempty"`   // horizontal field of view; 360 sees all around
	RangeM     float64  `json:"range_m,omitempty"`
	WidthPx    float64  `json:"width_px,omitempty"`
	CameraType string   `json:"camera_type,omitempty"` // fixed, dome, ptz
	Operator   string   `json:"operator,omitempty"`
	Purpose    string   `json:"purpose,omitempty"`
	LegalBasis string   `json:"legal_basis,omitempty"` // note on the balance of interests
}

// Status is whether a lamp gives light.
type Status string

// The values of Status. A lamp of unknown status counts as working.
const (
	StatusUnknown Status = ""
	Working       Status = "working"
	Broken        Status = "broken"
)

// Dim is a span of every night in which a lamp gives less light, or none.
type Dim struct {
	From  Clock   `json:"from"`
	To    Clock   `json:"to"`    // may lie past midnight
	Share float64 `json:"share"` // of full output, 0 is out
}

// holds tells whether the span covers a minute of the day. One that ends when it begins
// lasts round the clock.
func (d Dim) holds(at Clock) bool {
	if d.From < d.To {
		return d.From <= at && at < d.To
	}
	return at >= d.From || at < d.To
}

// Level is the output of a lamp at a minute of the local day, as a share of full: 0 for
// one that is broken. Of spans that overlap the darkest counts.
func (l Lighting) Level(at Clock) float64 {
	if l.Status == Broken {
		return 0
	}
	level := 1.0
	for _, d := range l.Dimming {
		if d.holds(at) {
			level = min(level, d.Share)
		}
	}
	return level
}

// Clock is a time of the local day in minutes since midnight, 0 to 1439.
type Clock int

// Midnights and hours.
const dayMinutes = 24 * 60

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// ParseClock reads 22:30, and 24:00 as midnight. It returns Invalid.
func ParseClock(s string) (Clock, error) {
	if len(s) == 5 && s[2] == ':' {
		hour, err1 := strconv.ParseUint(s[:2], 10, 8)
		minute, err2 := strconv.ParseUint(s[3:], 10, 8)
		if err1 == nil && err2 == nil && minute < 60 && (hour < 24 || hour == 24 && minute == 0) {
			return Clock(hour*60+minute) % dayMinutes, nil
		}
	}
	return 0, fault.New(fault.Invalid, lang.T(
		"%q är inget klockslag; skriv timme och minut som 22:30", "%q is no time of day; write hour and minute as 22:30", s))
}

// MarshalText writes 22:30.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads 22:30.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}
