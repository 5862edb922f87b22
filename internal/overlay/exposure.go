package overlay

import "tryggled/internal/overlay/light"

// Exposure is what a walker meets on a segment, whatever the moment: the light at each time
// of the night, what greenery hides in leaf and without, the ways out and the cameras. At
// gives the record of one moment. Shares run from 0 to 1 and are of the part of the segment
// of which the thing is known; a known share of 0 means that nothing at all is known.
type Exposure struct {
	Segment int64       `json:"segment"`
	Light   []Lit       `json:"light"` // by time of the local day: the first holds from midnight; never empty
	LeafOn  Sight       `json:"leaf_on"`
	LeafOff Sight       `json:"leaf_off"`
	Escape  Escape      `json:"escape"`
	Camera  CameraShare `json:"camera"`
}

// Lit is the light on a segment from a time of the day until the next Lit, while it is dark.
type Lit struct {
	From     Clock       `json:"from"`
	Mean     float64     `json:"mean"` // horizontal illuminance on the centre line, lux
	Min      float64     `json:"min"`
	SemiMean float64     `json:"semi_mean"` // mean semi-cylindrical illuminance at 1.5 m of the part known by lamps
	SemiMin  float64     `json:"semi_min"`  // least semi-cylindrical illuminance at 1.5 m of the part known by lamps
	Class    light.Class `json:"class"`
	Dark     float64     `json:"dark"`     // share with less than Params.DarkLux
	ByLamps  float64     `json:"by_lamps"` // share of the segment known by lamps
	ByTag    float64     `json:"by_tag"`   // share known only by what the map says of the street: lit, or unlit
}

// Known is the share of the segment whose light is known.
func (l Lit) Known() float64 { return min(1, l.ByLamps+l.ByTag) }

// Evenness is the least illuminance by the mean (U0), 0 where there is no light.
func (l Lit) Evenness() float64 {
	if l.Mean == 0 {
		return 0
	}
	return l.Min / l.Mean
}

// Sight is what can be seen along a segment in one season.
type Sight struct {
	Concealed     float64 `json:"concealed"`     // share where somebody could stand unseen within 5 m
	ConcealKnown  float64 `json:"conceal_known"` // share where greenery is known
	AheadM        float64 `json:"ahead_m"`       // mean visible length ahead, the shorter of the two directions, at most 50 m
	IsovistM2     float64 `json:"isovist_m2"`    // mean surface seen from the path, cut at 50 m
	Blocked       float64 `json:"blocked"`       // share where it is less than Params.BlockedM
	ProspectKnown float64 `json:"prospect_known"`
}

// Escape is how many ways out there are within 50 m.
type Escape struct {
	Ways    float64 `json:"ways"`    // mean number: along the streets, and over open ground to either side
	Blocked float64 `json:"blocked"` // share with fewer than three: only onward and back
	Known   float64 `json:"known"`
}

// CameraShare is how much of a segment cameras see, at least as well as each band says.
type CameraShare struct {
	Detect    float64 `json:"detect"`
	Observe   float64 `json:"observe"`
	Recognise float64 `json:"recognise"`
	Identify  float64 `json:"identify"`
	Overlap   float64 `json:"overlap"`  // share seen by two or more
	Possible  float64 `json:"possible"` // share that only cameras may see whose direction is unknown
	Known     float64 `json:"known"`    // share where cameras are known
}

// Sure is the share that cameras see, Detect or better, of the part of which it is known
// whether they do, and how large that part is: what only cameras of unknown direction may see
// is not.
func (c CameraShare) Sure() (share, known float64) {
	known = c.Known * (1 - c.Possible)
	if known == 0 {
		return 0, 0
	}
	return min(1, c.Detect*c.Known/known), known
}
