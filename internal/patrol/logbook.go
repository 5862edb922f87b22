package patrol

import (
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Logbook is the sheet of a team's evening (loggbok): what was planned beside what became
// of it. It tells of places and counts, never of persons, and nothing of why the team was
// sent. Of a walk that has not been, times are zero and counts 0: to be filled in by hand.
type Logbook struct {
	Municipality lang.Text     `json:"municipality"`
	Exercise     bool          `json:"exercise"`
	Plan         int64         `json:"plan"`
	Version      int           `json:"version"`
	Team         int           `json:"team"` // number
	Role         identity.Role `json:"role"`
	Members      int           `json:"members"`
	Base         lang.Text     `json:"base"`
	Finish       lang.Text     `json:"finish"`
	Contact      plan.Contact  `json:"contact,omitzero"`
	From         time.Time     `json:"from"` // planned
	To           time.Time     `json:"to"`
	Began        time.Time     `json:"began,omitzero"`
	Ended        time.Time     `json:"ended,omitzero"`

	Stops   []LogStop   `json:"stops"`
	Extra   []LogStop   `json:"extra"`   // places outside the tour; their planned times are zero
	Tallies []LogTally  `json:"tallies"` // all kinds, counted together
	Faults  []LogFault  `json:"faults"`  // observed, in the order of time
	Choices []LogChoice `json:"choices"` // what the role may observe, to tick by hand
	Notes   []LogNote   `json:"notes"`   // of roles that may write
}

// LogStop is a stop of a Logbook.
type LogStop struct {
	Number  int       `json:"number"`
	Name    lang.Text `json:"name"`
	Arrive  time.Time `json:"arrive,omitzero"` // planned
	Leave   time.Time `json:"leave,omitzero"`
	Arrived time.Time `json:"arrived,omitzero"`
	Left    time.Time `json:"left,omitzero"`
	Skipped lang.Text `json:"skipped,omitzero"` // why
}

// LogTally is a count of a Logbook.
type LogTally struct {
	Kind  string    `json:"kind"`
	Name  lang.Text `json:"name"`
	Count int       `json:"count"`
}

// LogFault is an observation of a Logbook.
type LogFault struct {
	At       time.Time `json:"at"`
	Category string    `json:"category"`
	Name     lang.Text `json:"name"`
	Stop     int       `json:"stop,omitempty"` // number; 0: on the way
	Place    lang.Text `json:"place,omitzero"`
}

// LogChoice is a category that the role may observe.
type LogChoice struct {
	Category string    `json:"category"`
	Name     lang.Text `json:"name"`
}

// LogNote is a note of a Logbook.
type LogNote struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// LogbookOf makes the sheet of a team. It returns NotFound for a team that the plan lacks.
func LogbookOf(planned route.Planned, team int, log Log) (Logbook, error) {
	return Logbook{}, nil
}
