package plan

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/rhythm"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// The rules for where a role may be sent. Starting values.
const (
	// MostRestrictedShare is how much of a place's weight may be restricted before only
	// roles that handle it are sent there.
	MostRestrictedShare = 0.10
	// RestrictedQuiet is how long the latest restricted report must lie back.
	RestrictedQuiet = 14 * 24 * time.Hour
	// LeastFocusShare is how much of a place's weight must be the role's own business:
	// its focus areas, or categories that belong to none.
	LeastFocusShare = 0.5
)

// MaySend reports whether a role may be sent to a hotspot in a shift that begins at from.
func MaySend(rules identity.Patrol, h hotspot.Hotspot, from time.Time) bool {
	if !rules.Restricted && restricted(h, from) {
		return false
	}
	own := 0.0
	for _, code := range slices.Sorted(maps.Keys(h.Categories)) {
		c, _ := report.CategoryOf(code)
		if c.Focus == "" || slices.Contains(rules.FocusAreas, c.Focus) {
			own += h.Categories[code]
		}
	}
	return own >= LeastFocusShare
}

// restricted reports whether restricted categories weigh at a place, or did lately.
func restricted(h hotspot.Hotspot, from time.Time) bool {
	lately := !h.RestrictedLast.IsZero() && h.RestrictedLast.After(from.Add(-RestrictedQuiet))
	return h.RestrictedShare > MostRestrictedShare || lately
}

// How finely an outline is kept away from, in metres: half a step beside a point, a place that
// is 100 m from the outline is √(100² + 12.5²) m from the point, which keepSlackM makes up for.
const (
	keepStepM  = 25
	keepSlackM = 0.8
)

// KeepAway is what a role keeps away from in a shift: the middles and outlines of the hotspots
// where restricted categories weigh, or did lately, in the hours of the week in which a place
// has at least its average share. A place of which no hour is known is hot at any. Empty for
// a role that keeps away from nothing.
func KeepAway(rules identity.Patrol, hotspots []hotspot.Hotspot, from, to time.Time, loc *time.Location) (points []orb.Point, metres float64) {
	if rules.KeepAwayM <= 0 {
		return nil, 0
	}
	for _, h := range hotspots {
		if !restricted(h, from) || !hot(h, from, to, loc) {
			continue
		}
		points = append(points, h.Centre)
		for _, polygon := range h.Shape {
			points = append(points, inside(polygon, rules.KeepAwayM)...)
			for _, ring := range polygon {
				points = append(points, along(ring)...)
			}
		}
	}
	return points, rules.KeepAwayM + keepSlackM
}

// inside are points of a surface, so far apart that none of it is farther from one of them
// than a step, or from its edge.
func inside(p orb.Polygon, step float64) (points []orb.Point) {
	b := p.Bound()
	for x := b.Min[0] + step; x < b.Max[0]; x += step {
		for y := b.Min[1] + step; y < b.Max[1]; y += step {
			if at := (orb.Point{x, y}); planar.PolygonContains(p, at) {
				points = append(points, at)
			}
		}
	}
	return points
}

// along are points on a ring, keepStepM apart.
func along(ring orb.Ring) (points []orb.Point) {
	line := orb.LineString(ring)
	for m, length := 0.0, geo.Length(line); m < length; m += keepStepM {
		points = append(points, geo.Along(line, m))
	}
	return points
}

// hot reports whether a shift meets the hours of the week in which a hotspot has at least its
// average share.
func hot(h hotspot.Hotspot, from, to time.Time, loc *time.Location) bool {
	if len(h.Hours) != rhythm.Hours {
		return true
	}
	met := false
	rhythm.EachHour(from.Unix(), to.Unix(), loc, func(hour int, _ int64) {
		met = met || h.Hours[hour] >= 1/float64(rhythm.Hours)-1e-12
	})
	return met
}

// bar is what keeps a team from a place.
type bar int

const (
	noBar     bar = iota
	forbidden     // somebody decided so
	offArea       // outside the areas of the request
	offGround     // outside the areas of the team: its permit, its property
	notForRole
	closed   // a standing point, all through the shift outside its hours
	notKnown // a street whose categories are not told apart, and a role that must know
	keptAway // the way there does not keep away from restricted places
	noWay
	tooFar
)

// barred is what keeps a crew from a spot, before any way is measured.
func (m *model) barred(c crew, s site) bar {
	r := m.in.Request
	switch {
	case s.forbidden, slices.Contains(s.notFor, c.number), s.movedTo > 0 && s.movedTo != c.number:
		return forbidden
	case len(r.Areas) > 0 && !slices.Contains(r.Areas, s.Area) && !s.askedOf(c.number):
		return offArea
	case len(c.Areas) > 0 && !slices.Contains(c.Areas, s.Area):
		return offGround
	case s.Kind == AtHotspot && !MaySend(c.rules, *s.hotspot, r.From):
		return notForRole
	case s.Kind == AtSegment && !c.rules.Restricted:
		return notKnown
	case s.Kind == AtPoint && (!slices.Contains(c.rules.Places, s.Class) || c.rules.Caution && m.nearRestricted(s.Point)):
		return notForRole
	case s.Kind == AtPoint && s.best == 0 && !s.named:
		return closed
	}
	return noBar
}

// askedOf reports whether somebody asks a team for a visit to a site, or any team.
func (s site) askedOf(team int) bool {
	return slices.ContainsFunc(s.fixes, func(f Fix) bool { return f.Team == 0 || f.Team == team })
}

// nearRestricted reports whether a point lies at a hotspot where restricted categories weigh.
func (m *model) nearRestricted(at orb.Point) bool {
	return slices.ContainsFunc(m.in.Analysis.Hotspots, func(h hotspot.Hotspot) bool {
		return restricted(h, m.in.Request.From) && coveredBy(at, h)
	})
}

// barFor is what keeps a crew from a spot, the way there and back told with it.
func (m *model) barFor(crew, spot int) bar {
	c := m.crews[crew]
	if b := m.barred(c, m.sites[spot]); b != noBar {
		return b
	}
	out, back := c.matrix.At(c.start, spot), c.matrix.At(spot, c.end)
	switch {
	case out >= noTime || back >= noTime:
		if kept := m.in.Crews[crew].KeptFrom; kept != nil && kept[spot] {
			return keptAway
		}
		return noWay
	case m.earliest(c, spot)+shortest(c, m.sites[spot])+back > c.until:
		return tooFar
	}
	return noBar
}

// onlyFor says which roles may be sent to a hotspot. Volunteers are not shown it.
func onlyFor(h hotspot.Hotspot, from time.Time) lang.Text {
	var sv, en []string
	for _, rules := range identity.Patrols() {
		if MaySend(rules, h, from) {
			sv, en = append(sv, rules.Name.SV), append(en, rules.Name.EN)
		}
	}
	if len(sv) == 0 {
		return lang.T("ingen roll sänds hit", "no role is sent here")
	}
	return lang.Text{
		SV: "bara " + enumerate(sv, "och") + " får sändas hit",
		EN: "only " + enumerate(en, "and") + " may be sent here",
	}
}

// enumerate writes a, b and c.
func enumerate(names []string, and string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + and + " " + names[last]
}
