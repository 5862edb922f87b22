package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// geographic tells the systems of longitude and latitude in degrees that are alike to
// within a metre: WGS 84, ETRS89 and SWEREF 99.
func geographic(crs geo.CRS) bool {
	return slices.Contains([]geo.CRS{geo.WGS84, 4258, 4619}, crs)
}

// suspects are the systems in which a point outside the municipality is looked for, to
// tell what was probably meant.
var suspects = []struct {
	crs  geo.CRS
	name lang.Text
}{
	{geo.WGS84, lang.T("longitud och latitud", "longitude and latitude")},
	{3006, lang.Same("SWEREF 99 TM")},
	{3021, lang.Same("RT 90 2.5 gon V")},
	{3007, lang.Same("SWEREF 99 12 00")},
	{3008, lang.Same("SWEREF 99 13 30")},
	{3009, lang.Same("SWEREF 99 15 00")},
	{3010, lang.Same("SWEREF 99 16 30")},
	{3011, lang.Same("SWEREF 99 18 00")},
	{3012, lang.Same("SWEREF 99 14 15")},
	{3013, lang.Same("SWEREF 99 15 45")},
	{3014, lang.Same("SWEREF 99 17 15")},
	{3015, lang.Same("SWEREF 99 18 45")},
	{3016, lang.Same("SWEREF 99 20 15")},
	{3017, lang.Same("SWEREF 99 21 45")},
	{3018, lang.Same("SWEREF 99 23 15")},
	{webMercator, lang.Same("Web Mercator")},
	{27700, lang.Same("British National Grid")},
}

// webMercator is the system of maps on the web. Its metres are no true ones, so nothing is
// kept in it, but people copy coordinates from such maps.
const webMercator geo.CRS = 3857

// placer turns the coordinates of a file into metric points of a municipality.
type placer struct {
	from, to       geo.CRS
	source, target *geo.Projector // source is nil for degrees
	bound          orb.Bound      // where points may lie, metric; zero where nothing is known
}

// newPlacer makes a placer; extent is zero or empty where areas and streets are not
// known, and points may then lie anywhere in the area of use of the municipality's system.
func newPlacer(from, to geo.CRS, extent orb.Bound) (*placer, error) {
	p := &placer{from: from, to: to}
	var err error
	if p.target, err = geo.NewProjector(to); err != nil {
		return nil, err
	}
	if !geographic(from) {
		if p.source, err = geo.NewProjector(from); err != nil {
			return nil, err
		}
	}
	if !extent.IsEmpty() && !extent.IsZero() {
		p.bound = extent.Pad(report.OutsideM)
	}
	return p, nil
}

// metric converts a point to the municipality's system. source is nil for degrees.
func (p *placer) metric(q orb.Point, from geo.CRS, source *geo.Projector) (orb.Point, error) {
	if from == p.to {
		return q, nil
	}
	if source != nil {
		var err error
		if q, err = source.LonLat(q); err != nil {
			return orb.Point{}, err
		}
	}
	return p.target.Metric(q)
}

// holds tells whether a metric point may be one of the municipality's.
func (p *placer) holds(q orb.Point) bool {
	if !p.bound.IsZero() {
		return p.bound.Contains(q)
	}
	lonlat, err := p.target.LonLat(q)
	return err == nil && (p.target.Area.IsEmpty() || p.target.Area.Pad(1).Contains(lonlat))
}

// place returns the metric point of east and north, or what is wrong with them.
func (p *placer) place(q orb.Point) (orb.Point, *problem) {
	if q[0] == 0 && q[1] == 0 {
		return orb.Point{}, mend("koordinaterna är 0, 0: platsen är inte ifylld; ange var det hände",
			"the coordinates are 0, 0: the place is not filled in; say where it happened")
	}
	at, err := p.metric(q, p.from, p.source)
	if err == nil && p.holds(at) {
		return at, nil
	}
	return orb.Point{}, p.explain(q)
}

// explain says why a point is not in the municipality: as likely as not its axes are
// swapped or it is written in another system.
func (p *placer) explain(q orb.Point) *problem {
	swapped := orb.Point{q[1], q[0]}
	if p.fits(swapped, p.from) {
		return mend("öst och nord (longitud och latitud) verkar ha bytt plats i %s; byt kolumner i filen eller mappningsprofilen",
			"east and north (longitude and latitude) seem to be swapped in %s; swap the columns in the file or the mapping profile", pair(q))
	}
	for _, s := range suspects {
		if s.crs == p.from || (math.Abs(q[0]) <= 180 && math.Abs(q[1]) <= 180) != geographic(s.crs) {
			continue
		}
		for _, candidate := range []orb.Point{q, swapped} {
			if p.fits(candidate, s.crs) {
				return mend("%s ser ut att vara %s (%s), inte %s; rätta crs i mappningsprofilen eller koordinaterna",
					"%s looks like %s (%s), not %s; mend crs in the mapping profile or the coordinates",
					pair(q), s.name, s.crs, p.from)
			}
		}
	}
	switch degrees := math.Abs(q[0]) <= 180 && math.Abs(q[1]) <= 180; {
	case degrees && !geographic(p.from):
		return mend("%s ser ut att vara grader, men %s räknar i meter; rätta crs i mappningsprofilen",
			"%s looks like degrees, but %s counts in metres; mend crs in the mapping profile", pair(q), p.from)
	case !degrees && geographic(p.from):
		return mend("%s ser ut att vara meter, men %s räknar i grader; rätta crs i mappningsprofilen, i Sverige oftast EPSG:3006",
			"%s looks like metres, but %s counts in degrees; mend crs in the mapping profile, in Sweden mostly EPSG:3006", pair(q), p.from)
	}
	return mend("%s ligger mer än %d km utanför kommunens områden och gator; rätta koordinaterna",
		"%s lies more than %d km outside the municipality's areas and streets; mend the coordinates", pair(q), report.OutsideM/1000)
}

// fits tells whether q would be a point of the municipality if it were written in from.
func (p *placer) fits(q orb.Point, from geo.CRS) bool {
	var source *geo.Projector
	if from == webMercator {
		q, from = project.Mercator.ToWGS84(q), geo.WGS84
	}
	if !geographic(from) {
		var err error
		if source, err = geo.NewProjector(from); err != nil {
			return false
		}
	}
	at, err := p.metric(q, from, source)
	return err == nil && p.holds(at)
}

func pair(q orb.Point) string {
	return strconv.FormatFloat(q[0], 'f', -1, 64) + ", " + strconv.FormatFloat(q[1], 'f', -1, 64)
}

// numberForms takes out spaces between thousands and puts a hyphen for a minus sign.
var numberForms = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-")

// decimalOf reads a decimal number written as in Sweden or England: a comma or a point
// before the decimals, spaces between the thousands. decimal is the profile's.
func decimalOf(s, decimal string) (float64, *problem) {
	plain := s
	if strings.IndexByte(s, ' ') >= 0 || !ascii(s) {
		plain = numberForms.Replace(s)
	}
	if strings.IndexByte(plain, ',') >= 0 {
		comma, point := strings.LastIndexByte(plain, ','), strings.LastIndexByte(plain, '.')
		switch {
		case decimal == "," || decimal == "" && comma > point:
			plain = strings.Replace(strings.ReplaceAll(plain, ".", ""), ",", ".", 1)
		default:
			plain = strings.ReplaceAll(plain, ",", "")
		}
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(plain, "xXpP_") {
		return 0, &problem{lang.T("%q är inget tal; skriv som 6597123,45 eller 59.5123",
			"%q is no number; write it as 6597123.45 or 59.5123", quoted(s))}
	}
	return v, nil
}

// quoted makes a value of a file of reports fit to stand in a sentence: masked and cut.
func quoted(s string) string { return short(report.Mask(s)) }

// short cuts a value that is to stand in a sentence.
func short(s string) string {
	const most = 60
	runes := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}
