package patrol

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Source is what a dose is known from.
type Source string

// The sources of doses.
const (
	FromTrack    Source = "track"
	FromLog      Source = "log"
	FromPresence Source = "presence" // area and hours alone
)

// Dose is how long a place had a team in an hour: what the follow-up compares with what
// was reported from there, and what the next plan takes into account. Exactly one of Spot,
// Segment and Area is set. A team's minute counts once: at the spot where it was at one,
// else on the street; from a track where there is one, else from the log.
type Dose struct {
	Plan    int64     `json:"plan,omitempty"`
	Team    int       `json:"team,omitempty"`
	Spot    string    `json:"spot,omitempty"`    // as plan.Visit names it
	Segment int64     `json:"segment,omitempty"` // street.Segment.ID
	Area    string    `json:"area,omitempty"`    // slug: somewhere within it
	Name    lang.Text `json:"name,omitzero"`     // of the spot or street
	Point   orb.Point `json:"-"`                 // metric: of the spot, or the middle of the street; of an area none
	RadiusM float64   `json:"radius_m"`          // how far around the point it was walked: half a street
	Hour    time.Time `json:"hour"`              // its start
	Minutes float64   `json:"minutes"`           // of the team, however many walk in it
	Source  Source    `json:"source"`
}

// Doses are the doses that the teams of a plan have given until now, by team, hour and
// place. The tracks of a team count in the order of their IDs, a later one where no earlier
// one was recorded, and the log where none was; where nobody wrote when a team left a stop
// it stayed as planned, but no longer than until its next entry. Segments are needed where
// there are tracks. Hours are those of loc.
func Doses(planned route.Planned, log Log, tracks []Walked, segments []street.Segment, loc *time.Location, now time.Time) []Dose {
	b := book{plan: planned.Plan.ID, loc: loc, minutes: map[line]time.Duration{}}
	for _, team := range teamsOf(planned, log, tracks) {
		recorded := b.tracks(team, tracks)
		tour, err := tourOf(planned.Plan, team)
		if err != nil {
			tour.Number = team // of an earlier version
		}
		stops, extra := followed(tour, log, now)
		for _, v := range slices.Concat(stops, extra) {
			if v.until.After(v.arrived) {
				stay := Span{v.arrived, v.until}
				b.add(line{team: team, spot: v.spot, source: FromLog}, stay.without(recorded))
				recorded = joined(append(recorded, stay))
			}
		}
	}
	return b.doses(placeNames(planned, segments), segments)
}

// teamsOf are the teams of a plan and those of its earlier versions that have walked.
func teamsOf(planned route.Planned, log Log, tracks []Walked) (teams []int) {
	for _, t := range planned.Plan.Tours {
		teams = append(teams, t.Number)
	}
	for _, e := range log {
		teams = append(teams, e.Team)
	}
	for _, w := range tracks {
		teams = append(teams, w.Team)
	}
	slices.Sort(teams)
	return slices.Compact(teams)
}

// line is what a dose is of, and what it is known from.
type line struct {
	team    int
	hour    int64 // Unix seconds
	spot    string
	segment int64
	source  Source
}

// book adds up doses.
type book struct {
	plan    int64
	loc     *time.Location
	minutes map[line]time.Duration
}

func (b book) add(l line, spans []Span) {
	for _, s := range spans {
		s.hours(b.loc, func(hour time.Time, part Span) {
			l.hour = hour.Unix()
			b.minutes[l] += part.To.Sub(part.From)
		})
	}
}

// tracks adds the tracks of a team and returns when they were recorded.
func (b book) tracks(team int, tracks []Walked) (recorded []Span) {
	for _, w := range tracks {
		if w.Team != team {
			continue
		}
		taken := recorded
		for _, s := range w.Stays {
			stay := Span{s.From, s.To}
			b.add(line{team: team, spot: s.Spot, source: FromTrack}, stay.without(recorded))
			taken = append(slices.Clone(taken), stay)
		}
		taken = joined(taken)
		for _, p := range w.Passes {
			b.add(line{team: team, segment: p.Segment, source: FromTrack}, Span{p.Enter, p.Leave}.without(taken))
		}
		recorded = joined(slices.Concat(recorded, w.Spans))
	}
	return recorded
}

// doses writes the book out, by team, hour and place.
func (b book) doses(places map[string]Place, segments []street.Segment) []Dose {
	ways := map[int64]street.Segment{}
	for _, s := range segments {
		ways[s.ID] = s
	}
	doses := make([]Dose, 0, len(b.minutes))
	for l, d := range b.minutes {
		dose := Dose{
			Plan: b.plan, Team: l.team, Spot: l.spot, Segment: l.segment, Source: l.source,
			Hour: time.Unix(l.hour, 0).UTC(), Minutes: d.Minutes(),
		}
		if p, ok := places[l.spot]; ok {
			dose.Name, dose.Point = p.Name, p.Point
		}
		if s, ok := ways[l.segment]; ok && len(s.Line) > 0 {
			dose.Name, dose.Point, dose.RadiusM = lang.Same(s.Name), geo.Along(s.Line, s.LengthM/2), s.LengthM/2
		}
		doses = append(doses, dose)
	}
	slices.SortFunc(doses, func(a, b Dose) int {
		return cmp.Or(cmp.Compare(a.Team, b.Team), a.Hour.Compare(b.Hour), cmp.Compare(a.Spot, b.Spot),
			cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Source, b.Source))
	})
	return doses
}

// placeNames are the places of a plan by spot, those left out by name alone.
func placeNames(planned route.Planned, segments []street.Segment) map[string]Place {
	places := map[string]Place{}
	for _, o := range planned.Plan.Omitted {
		places[omittedSpot(o)] = Place{Name: o.Name}
	}
	for _, p := range PlacesOf(planned, segments) {
		places[p.Spot] = p
	}
	return places
}
