// Package patrol is the walk itself: what a team writes in its log on the way, the tracks
// of its phones matched to the streets, the alarm when it is not heard of, and the dose of
// presence that each place got in each hour. It comes after route, whose plans are walked;
// exports print the log, planning and the follow-up read the doses.
//
//	entry ── Check ──► Log ──┬─► Missed ──► Tend ──► alarms to the named contact
//	                         ├─► LogbookOf          the sheet of the evening
//	                         └─► Doses ◄── Walked ◄── Match ◄── ReadGPX
//	                              ▲   where and how long, never who
//	presence by area and hours ───┘
//
// Everything here is about places. A raw track is dropped once it is matched: what is kept
// is which streets were passed and how long the team was at which place.
package patrol

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Kind is what an entry of the log tells.
type Kind string

// The kinds of entry.
const (
	Begin   Kind = "begin"   // the team sets out
	Arrive  Kind = "arrive"  // at a stop: the check-in
	Leave   Kind = "leave"   // from the stop it arrived at
	Note    Kind = "note"    // a text, or tallies
	Observe Kind = "observe" // a report, found on the way
	Skip    Kind = "skip"    // a stop is passed over, for a reason
	End     Kind = "end"     // the team is back: safe and sound
	Retract Kind = "retract" // takes back the entry that it replaces; the report of an observation stays
)

// Kinds lists the kinds of entry in a stable order.
func Kinds() []Kind { return []Kind{Begin, Arrive, Leave, Note, Observe, Skip, End, Retract} }

// Entry is a line of a team's log. Entries are frozen: a correction is an entry that
// replaces another, which stays where it is and counts no more.
type Entry struct {
	ID      int64  `json:"id"`
	Plan    int64  `json:"plan"`
	Version int    `json:"version"` // of the plan that the team walked by
	Team    int    `json:"team"`    // number
	Kind    Kind   `json:"kind"`
	Visit   int    `json:"visit,omitempty"` // number of the stop in the team's tour; 0: none, or a place outside the tour
	Spot    string `json:"spot,omitempty"`  // the place, as plan.Visit names it; filled in from the stop

	At    time.Time  `json:"at"`
	Point *orb.Point `json:"-"` // metric, of an observation; other entries keep none: the stop says where

	Text     string     `json:"text,omitempty"`     // masked; of roles that may write
	Tallies  []Tally    `json:"tallies,omitempty"`  // of a note
	Reason   SkipReason `json:"reason,omitempty"`   // of a skip
	Category string     `json:"category,omitempty"` // of an observation
	Report   int64      `json:"report,omitempty"`   // that the observation became

	Key       string    `json:"-"`                  // chosen by the client, so that what it sends again is kept once
	Replaces  int64     `json:"replaces,omitempty"` // ID of the entry that this one corrects or takes back
	By        string    `json:"by"`                 // the actor, pseudonymous
	WrittenAt time.Time `json:"written_at"`         // differs from At for a late entry
}

// Tally counts what a team did, without telling of anybody.
type Tally struct {
	Kind  string `json:"kind"` // of Tallied
	Count int    `json:"count"`
}

// TallyKind is something that teams count.
type TallyKind struct {
	Code string
	Name lang.Text
}

// Tallied lists what teams count, in the order of the sheet. Starting values.
func Tallied() []TallyKind {
	return []TallyKind{
		{"talked", lang.T("samtal på gatan", "conversations in the street")},
		{"youths_greeted", lang.T("unga som vi hälsade på", "young people greeted")},
		{"adults_greeted", lang.T("vuxna som vi hälsade på", "adults greeted")},
		{"directions", lang.T("vägvisningar och annan hjälp", "directions and other help given")},
		{"accompanied", lang.T("personer som vi gick med en bit", "people walked with for a while")},
		{"calls_112", lang.T("samtal till 112", "calls to 112")},
		{"calls_11414", lang.T("samtal till 114 14", "calls to 114 14")},
		{"calls_other", lang.T("andra samtal om hjälp", "other calls for help")},
	}
}

// SkipReason is why a stop was passed over.
type SkipReason string

// The reasons, none of which tells of anybody.
const (
	NoTime      SkipReason = "no_time"
	Unsafe      SkipReason = "unsafe"
	NoWay       SkipReason = "no_way"
	CalledAway  SkipReason = "called_away"
	TooFew      SkipReason = "too_few"
	BadWeather  SkipReason = "weather"
	AlreadySeen SkipReason = "already_seen"
)

// SkipReasons lists the reasons with their names, in a stable order.
func SkipReasons() []SkipName {
	return []SkipName{
		{NoTime, lang.T("tiden räckte inte", "no time left")},
		{Unsafe, lang.T("det kändes inte säkert", "it did not feel safe")},
		{NoWay, lang.T("vägen var stängd", "the way was closed")},
		{CalledAway, lang.T("vi behövdes någon annanstans", "needed elsewhere")},
		{TooFew, lang.T("vi var för få", "too few of us")},
		{BadWeather, lang.T("vädret", "the weather")},
		{AlreadySeen, lang.T("någon annan var redan där", "somebody else was there already")},
	}
}

// SkipName is a reason and what it is called.
type SkipName struct {
	Reason SkipReason
	Name   lang.Text
}

// NameOf is what a reason is called.
func NameOf(r SkipReason) lang.Text {
	for _, s := range SkipReasons() {
		if s.Reason == r {
			return s.Name
		}
	}
	return lang.Same(string(r))
}

// Presence is visible police presence, told as area and hours alone. It has no field for
// who, how many, which way or in what clothes: work out of uniform is never entered.
type Presence struct {
	ID        int64     `json:"id"`
	Area      string    `json:"area"` // slug
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	By        string    `json:"by"` // the actor, pseudonymous
	WrittenAt time.Time `json:"written_at"`
	RevokedAt time.Time `json:"revoked_at,omitzero"` // taken back; counts no more
}

// Writer is who writes in a log.
type Writer struct {
	ID          string // the actor, pseudonymous
	Role        identity.Role
	Coordinator bool // may write for any team, and when the plan is done
}
