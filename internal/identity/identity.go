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

import "tryggled/internal/lang"

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
