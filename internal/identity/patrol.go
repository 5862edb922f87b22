package identity

import (
	"slices"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// Patrol is what a walking role may be asked to do, and how it walks. No row counts on
// another: no plan rests on a promise that somebody else is near.
type Patrol struct {
	Role       Role
	Name       lang.Text
	PlanName   lang.Text // what its plan is called
	LeastGroup int       // people
	BestGroup  int       // people
	MostGroup  int       // people; a larger group is divided, see Divide
	SpeedMPS   float64   // walking speed, metres a second
	Modes      []Pace    // how it may go; the first where nothing else is asked

	// Restricted tells whether the role may be sent where restricted categories weigh.
	Restricted bool
	// Caution roles, all that are not Restricted, are never sent where restricted categories
	// are more than plan.MostRestrictedShare of the weight or occurred within
	// plan.RestrictedQuiet, and their way keeps KeepAwayM from such places in their hot hours.
	Caution   bool
	KeepAwayM float64
	// FocusAreas are the focus areas whose categories the role may be sent to.
	FocusAreas []string
	// Places are the classes of standing points that the role may be sent to, as overlay's
	// places are classed.
	Places []string
	// Bounded tells what ground holds the role to the areas that its team names.
	Bounded Bound
	// Announced roles keep points and times told beforehand; the order of the others is
	// drawn from the plan's seed.
	Announced bool
	// Stands roles stand at a place for their dwell; the others walk its streets.
	Stands bool
	// PrefersLit roles take lit streets where the detour is small.
	PrefersLit bool

	Dwell        time.Duration // stay at a stop
	LongestShift time.Duration
	Usual        []Hours // when it is mostly out; none: at any hour

	// Approval is the role that approves a plan before it is published; empty: nobody needs to.
	Approval Role
	// Observes are the codes of the categories that the role may write observations of; none:
	// of all.
	Observes []string
	// NoPersons roles write no text: they mark faults of the place and count, so that nothing
	// is told of a person, such as the youths that a coach meets.
	NoPersons bool
}

// Pace is a way to go and how fast.
type Pace struct {
	Mode     street.Mode
	SpeedMPS float64 // metres a second; 0: as the street allows
}

// Bound is what holds a role to some areas.
type Bound string

// The bounds.
const (
	Anywhere Bound = ""
	// Property rounds keep to the areas that the team names; one that names none is sent
	// wherever the request lets teams go, since a municipality may be its guards' only client.
	Property Bound = "property"
	// Permit areas are decided by the police authority: the team, or all of the plan, has to
	// name them.
	Permit Bound = "permit"
)

// Focus areas of the categories, as report's table names them.
const (
	FocusDrugs   = "drugs"
	FocusSafety  = "safety"
	FocusTraffic = "traffic"
)

// Classes of standing points, as overlay's places are classed.
const (
	PlaceSchool     = "school"
	PlacePlayground = "playground"
	PlaceStation    = "station"
	PlaceYouthClub  = "youth_club"
	PlaceSafetyWalk = "safety_walk" // a point that a safety walk named
	PlaceSquare     = "square"
)

// rideMPS is the speed of a bicycle patrol that looks about, a starting value.
const rideMPS = 4.2

var (
	anyPlace = []string{PlaceSchool, PlacePlayground, PlaceStation, PlaceYouthClub, PlaceSafetyWalk, PlaceSquare}
	// faults of a place can be told without telling of anybody.
	faults = []string{
		"dark_place", "overgrown_place", "desolate_place", "littered_place", "unsafe_crossing", "graffiti", "vandalism", "positive",
	}
	weekend = []time.Weekday{time.Friday, time.Saturday}
	weekday = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday}
	always  = []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	}
)

var patrols = []Patrol{
	{
		Role: Police, Name: lang.T("polis", "police"), PlanName: lang.T("patrullplan", "patrol plan"),
		LeastGroup: 2, BestGroup: 2, MostGroup: 8,
		SpeedMPS: 1.3, Modes: paces(1.3, street.Bicycle, street.Car), Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety, FocusTraffic}, Places: anyPlace,
		Stands: true, Dwell: 15 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: Volunteer, Name: lang.T("polisens volontär", "police volunteer"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 3, MostGroup: 5,
		SpeedMPS: 1.2, Modes: paces(1.2, street.Bicycle), Caution: true, KeepAwayM: 100,
		FocusAreas: []string{FocusSafety, FocusTraffic}, Places: []string{PlaceSchool, PlacePlayground, PlaceStation, PlaceSafetyWalk, PlaceSquare},
		PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 5 * time.Hour,
		Usual: []Hours{{Days: always, From: "15:00", To: "23:00", Text: lang.T(
			"eftermiddagar och kvällar kl. 15–23", "afternoons and evenings, 15–23")}},
		Approval: Police, Observes: faults, NoPersons: true,
	},
	{
		Role: Guard, Name: lang.T("väktare", "guard"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 1, BestGroup: 2, MostGroup: 4,
		SpeedMPS: 1.3, Modes: paces(1.3, street.Bicycle, street.Car), Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety}, Places: []string{PlaceSchool, PlacePlayground, PlaceStation}, Bounded: Property,
		Stands: true, Dwell: 12 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: Ordningsvakt, Name: lang.T("ordningsvakt", "public order guard"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 2, MostGroup: 4,
		SpeedMPS: 1.3, Modes: paces(1.3, street.Bicycle, street.Car), Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety}, Places: []string{PlaceStation, PlaceSafetyWalk, PlaceSquare}, Bounded: Permit,
		Stands: true, Dwell: 12 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: NightWalker, Name: lang.T("nattvandrare", "night walker"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 3, MostGroup: 5,
		SpeedMPS: 1.1, Modes: paces(1.1), Caution: true, KeepAwayM: 100,
		FocusAreas: []string{FocusSafety}, Places: anyPlace,
		Announced: true, PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 5 * time.Hour,
		Usual: []Hours{{Days: weekend, From: "21:00", To: "01:00", SeasonFrom: "04-30", SeasonTo: "09-26", Text: lang.T(
			"från Valborg till 26 september, mest fredagar och lördagar kl. 21–01",
			"from Walpurgis Night to 26 September, mostly Fridays and Saturdays, 21–01")}},
		Observes: faults, NoPersons: true,
	},
	{
		Role: YouthCoach, Name: lang.T("ungcoach", "youth coach"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 2, MostGroup: 3,
		SpeedMPS: 1.2, Modes: paces(1.2, street.Bicycle), Caution: true,
		FocusAreas: []string{FocusSafety, FocusTraffic}, Places: []string{PlaceSchool, PlacePlayground, PlaceStation, PlaceYouthClub, PlaceSquare},
		Announced: true, PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 8 * time.Hour,
		Usual: []Hours{
			{Days: weekday, From: "13:00", To: "21:00", Text: lang.T(
				"måndag till torsdag kl. 13–21", "Monday to Thursday, 13–21")},
			{Days: weekend, From: "13:00", To: "23:00", Text: lang.T(
				"fredagar och lördagar kl. 13–23", "Fridays and Saturdays, 13–23")},
		},
		Observes: faults, NoPersons: true,
	},
}

// paces walks at a speed and goes otherwise as the modes do.
func paces(walkMPS float64, others ...street.Mode) []Pace {
	all := []Pace{{street.Walk, walkMPS}}
	for _, mode := range others {
		p := Pace{Mode: mode} // a car goes as its street allows
		if mode == street.Bicycle {
			p.SpeedMPS = rideMPS
		}
		all = append(all, p)
	}
	return all
}

// Patrols returns the table of walking roles in a stable order. Its inner lists are the
// table's own: nobody writes to them.
func Patrols() []Patrol { return slices.Clone(patrols) }

// PatrolOf returns the row of a role, and whether the role walks at all.
func PatrolOf(r Role) (Patrol, bool) {
	for _, p := range patrols {
		if p.Role == r {
			return p, true
		}
	}
	return Patrol{}, false
}

// Pace is how the role goes by a mode, the first of its own where none is asked for, and
// whether it may.
func (p Patrol) Pace(mode street.Mode) (Pace, bool) {
	for _, pace := range p.Modes {
		if mode == "" || pace.Mode == mode {
			return pace, true
		}
	}
	return Pace{}, false
}

// Divide is how many people go into a team: all of them up to MostGroup, else groups as near
// BestGroup as can be, the larger ones first. It is nil for fewer than LeastGroup, and for
// the zero Patrol, of a role that does not walk.
func (p Patrol) Divide(people int) []int {
	if p.LeastGroup < 1 || people < p.LeastGroup {
		return nil
	}
	groups := 1
	if people > p.MostGroup {
		nearest := (2*people + p.BestGroup) / (2 * p.BestGroup) // people / BestGroup, rounded
		groups = max(min(nearest, people/p.LeastGroup), 2)
	}
	sizes := make([]int, groups)
	for i := range people {
		sizes[i%groups]++
	}
	return sizes
}
