package patrol

import (
	"io"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/municipality"
)

// Track is what a GPX file tells, in degrees.
type Track struct {
	Points  []Fix
	Dropped int // without a time, or not later than the one before
}

// Fix is a point of a track.
type Fix struct {
	At    time.Time
	Point orb.Point // longitude and latitude in a Track, metric once placed
	Piece int       // points of different pieces have a break between them
}

// ReadGPX reads the track of a GPX file, 1.0 or 1.1.
func ReadGPX(r io.Reader) (Track, error) { return Track{}, nil }

// Place puts a track on the municipality's map and keeps the points of a shift.
func (t Track) Place(m municipality.Municipality, extent orb.Bound, from, to time.Time) ([]Fix, error) {
	return nil, nil
}
