// Package sun tells where the sun stands over a place and when it is dark there. It is
// ground that the lighting of streets and the hours of reports are judged on; the sun's
// path itself is reckoned by go-sampa (Reda and Andreas, Solar Position Algorithm, 2004).
package sun

import (
	"math"
	"time"

	"github.com/hablullah/go-sampa"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// CivilDusk is the elevation, in degrees, below which it counts as dark: the end of civil
// twilight, when street lamps decide what can be seen.
const CivilDusk = -6

// Place is a point on the earth in degrees (WGS 84).
type Place struct{ Lon, Lat float64 }

// Validate returns Invalid for a place that is not on the earth.
func (p Place) Validate() error {
	if math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90 {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"longitud %g och latitud %g är ingen plats på jorden; skriv longitud -180 till 180 och latitud -90 till 90 grader",
		"longitude %g and latitude %g are no place on the earth; write longitude -180 to 180 and latitude -90 to 90 degrees", p.Lon, p.Lat))
}

// Elevation is the angle in degrees from the horizon up to the centre of the sun, seen
// from the place (topocentric), negative below the horizon. The bending of light by the air
// is left out, as in the definition of civil twilight: it is at most 0.6 degrees at the
// horizon and cannot be reckoned below it. Good to 0.001 degrees between the years 1800 and
// 2100, by the whole second; NaN for a place that Validate refuses.
func Elevation(p Place, at time.Time) float64 { return elevation(p, at.Unix()) }

// Dark reports whether the sun stands lower than CivilDusk.
func Dark(p Place, at time.Time) bool { return Elevation(p, at) < CivilDusk }

// DarkBetween is how much of the time between two instants is dark, to the second; 0
// where to is not after from. For many intervals of one place use Days, which remembers.
func DarkBetween(p Place, from, to time.Time) time.Duration {
	return NewDays(p).DarkBetween(from, to)
}

func elevation(p Place, unix int64) float64 {
	e, _ := stand(p, unix)
	return e
}

// stand is the elevation of the sun and its hour angle, both in degrees: how far it has
// gone, 0 to 360, since it was highest. The library's own elevation has refraction added
// by a formula that has a pole at -5.11 degrees and is 0.05 degrees off at civil dusk.
func stand(p Place, unix int64) (elevation, hourAngle float64) {
	s, err := sampa.GetSunPosition(time.Unix(unix, 0).UTC(), sampa.Location{Longitude: p.Lon, Latitude: p.Lat}, nil)
	if err != nil {
		return math.NaN(), math.NaN()
	}
	lat, decl, hour := radians(p.Lat), radians(s.TopocentricDeclination), radians(s.TopocentricLocalHourAngle)
	sine := math.Sin(lat)*math.Sin(decl) + math.Cos(lat)*math.Cos(decl)*math.Cos(hour)
	return math.Asin(max(-1, min(1, sine))) * 180 / math.Pi, s.ObserverLocalHourAngle
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
