package terrain

import (
	"math"

	"tryggled/internal/lang"
)

// Exposure is one thing that may make a street more reported: the share of each segment
// that is exposed to it, of the part for which something is known, and the share known.
type Exposure struct {
	Name  string
	Title lang.Text // in the sentences; Name where empty
	Share []float64 // 0–1, of the known part; not looked at where nothing is known
	Known []float64 // 0–1
}

// Factor is what one exposure does to the number of reports, all else alike.
type Factor struct {
	Name string `json:"name"`
	// Value is the relative risk value exp(β) (Caplan & Kennedy 2011): how many times the
	// reports per metre where all is exposed, by those where nothing is. Low and High are
	// its 95 % interval, P the probability of a value so far from 1 by chance. All are 1
	// where Estimated is false. What lies beyond 10⁻⁹–10⁹ is written as that.
	Value     float64   `json:"value"`
	Low       float64   `json:"low"`
	High      float64   `json:"high"`
	P         float64   `json:"p"`
	Known     int       `json:"known"` // segments where it is known, wholly or in part
	Estimated bool      `json:"estimated"`
	Text      lang.Text `json:"text"`
}

// Terrain is a risk terrain.
type Terrain struct {
	Factors  []Factor `json:"factors"` // as the exposures were given
	Fit      `json:"fit"`
	Segments int       `json:"segments"` // that took part
	LeftOut  int       `json:"left_out"` // without length, or telling nothing; see Of
	Note     lang.Text `json:"note"`     // what the reader must know
	relative []float64
}

// Estimated reports whether there is a risk terrain at all: else Note tells why not.
func (t Terrain) Estimated() bool { return t.N > 0 }

// Relative is the expected reports per metre of segment i, counted as they were given to
// Of, by those of all segments together: 1 is the average metre of street. It is 1 too
// for a segment that was left out, one that was never given, and where nothing could be
// estimated.
func (t Terrain) Relative(i int) float64 {
	if i < 0 || i >= len(t.relative) {
		return 1
	}
	return t.relative[i]
}

// The least that a risk terrain is made from: ten reports to a coefficient (Peduzzi et al.
// 1996), and segments enough for the errors to mean something.
const (
	leastPerColumn = 10
	leastSegments  = 30
	leastKnown     = 10 // segments where an exposure is known
	// The least segments of which half or more is exposed, and of which less is: what is
	// told of an exposure is what goes with all of a street against none of it, and takes
	// streets near either end.
	leastEitherWay = 10
	leastShare     = 0.01 // of the known length, on either side
)

// bounded keeps a risk within what can be written and read.
func bounded(logRisk float64) float64 {
	return min(max(math.Exp(logRisk), 1e-9), 1e9)
}
