// Package identity says who acts and what they may do: the roles, the walks that each role
// may be asked to make, and who may read or change which data how precisely. The rules are
// rows of tables, so that planning, the API, the database and the documentation read the
// same. It is asked at the edges and in the store; it knows neither tokens nor SQL.
//
// How a request comes to its rows:
//
//	auth      what the request brings  →  Actor   who it is
//	identity  Actor.Allow, the table   →  Access  what it may do, and what it then sees
//	httpapi   Enter                    →  ctx     the Access on its way down, and its line for the audit log
//	postgres  AccessOf, TakeEvent      →  rows    one statement sets what the policies read, and writes the line
//
// A context without an Access sees nothing restricted. AsJob and AsCommand stand for those
// who come in by no request.
package identity

import (
	"slices"
	"time"

	"tryggled/internal/lang"
)

// Role is what a person or a team acts as.
type Role string

// The roles that walk. An ordningsvakt has powers, and a permit area, that a guard has not.
const (
	Police       Role = "police"
	Volunteer    Role = "volunteer"
	Guard        Role = "guard"
	Ordningsvakt Role = "ordningsvakt"
	NightWalker  Role = "night_walker"
	YouthCoach   Role = "youth_coach"
)

// The roles that do not.
const (
	Coordinator Role = "coordinator"
	// DataProtectionOfficer reads the audit log and the registers. The identity provider
	// alone grants it: nobody who works with the data can make themselves their own auditor.
	DataProtectionOfficer Role = "data_protection_officer"
	GIS                   Role = "gis"    // a program of the municipality, by a key
	Public                Role = "public" // anybody, not signed in
)

// Roles returns every role, those that see least first.
func Roles() []Role {
	return []Role{
		Public, GIS, YouthCoach, NightWalker, Volunteer, Guard, Ordningsvakt, Police, Coordinator, DataProtectionOfficer,
	}
}

var roleNames = map[Role]lang.Text{
	Coordinator:           lang.T("trygghetssamordnare", "coordinator"),
	DataProtectionOfficer: lang.T("dataskyddsombud", "data-protection officer"),
	GIS:                   lang.T("kommunens GIS", "municipal GIS"),
	Public:                lang.T("allmänhet", "public"),
}

// NameOf is what a role is called.
func NameOf(r Role) lang.Text {
	if p, ok := PatrolOf(r); ok {
		return p.Name
	}
	if name, ok := roleNames[r]; ok {
		return name
	}
	return lang.Same(string(r))
}

// Patrol is what a walking role may be asked to do, and how it walks.
type Patrol struct {
	Role       Role
	Name       lang.Text
	PlanName   lang.Text // what its plan is called
	LeastGroup int       // people
	BestGroup  int       // people
	SpeedMPS   float64   // walking speed, metres a second

	// Restricted tells whether the role may be sent where restricted categories weigh.
	Restricted bool
	// FocusAreas are the focus areas whose categories the role may be sent to.
	FocusAreas []string
	// Announced roles keep points and times told beforehand; the order of the others is
	// drawn from the plan's seed.
	Announced bool
	// PrefersLit roles take lit streets where the detour is small.
	PrefersLit bool

	Dwell        time.Duration // stay at a stop
	LongestShift time.Duration
}

// Focus areas of the categories, as report's table names them.
const (
	FocusDrugs   = "drugs"
	FocusSafety  = "safety"
	FocusTraffic = "traffic"
)

var patrols = []Patrol{
	{
		Role: Police, Name: lang.T("polis", "police"), PlanName: lang.T("patrullplan", "patrol plan"),
		LeastGroup: 2, BestGroup: 2, SpeedMPS: 1.3, Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety, FocusTraffic},
		Dwell:      15 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: Volunteer, Name: lang.T("polisens volontär", "police volunteer"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 3, SpeedMPS: 1.2,
		FocusAreas: []string{FocusSafety, FocusTraffic},
		PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 5 * time.Hour,
	},
	{
		Role: Guard, Name: lang.T("väktare", "guard"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 1, BestGroup: 2, SpeedMPS: 1.3, Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety},
		Dwell:      12 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: Ordningsvakt, Name: lang.T("ordningsvakt", "public order guard"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 2, SpeedMPS: 1.3, Restricted: true,
		FocusAreas: []string{FocusDrugs, FocusSafety},
		Dwell:      12 * time.Minute, LongestShift: 10 * time.Hour,
	},
	{
		Role: NightWalker, Name: lang.T("nattvandrare", "night walker"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 3, SpeedMPS: 1.1,
		FocusAreas: []string{FocusSafety},
		Announced:  true, PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 5 * time.Hour,
	},
	{
		Role: YouthCoach, Name: lang.T("ungcoach", "youth coach"), PlanName: lang.T("närvaroplan", "presence plan"),
		LeastGroup: 2, BestGroup: 2, SpeedMPS: 1.2,
		FocusAreas: []string{FocusSafety, FocusTraffic},
		Announced:  true, PrefersLit: true, Dwell: 10 * time.Minute, LongestShift: 8 * time.Hour,
	},
}

// Patrols returns the table of walking roles in a stable order.
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
