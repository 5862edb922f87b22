package patrol

import (
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/report"
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

// LogbookOf makes the sheet of a team; an empty log gives one to fill in by hand. It
// returns NotFound for a team that the plan lacks.
func LogbookOf(planned route.Planned, team int, log Log) (Logbook, error) {
	tour, err := tourOf(planned.Plan, team)
	if err != nil {
		return Logbook{}, err
	}
	p := planned.Plan
	b := Logbook{
		Municipality: planned.Municipality.Name, Exercise: planned.Municipality.Exercise, Plan: p.ID, Version: p.Version,
		Team: team, Role: tour.Team.Role, Members: tour.Team.Size, Base: tour.Base.Name, Finish: tour.Finish.Name,
		Contact: p.Request.Contact, From: tour.Start, To: tour.End,
		Stops: []LogStop{}, Extra: []LogStop{}, Faults: []LogFault{}, Notes: []LogNote{},
	}
	places := placeNames(planned, nil)
	stops, extra := followed(tour, log, p.Request.To.Add(Leeway))
	for i, v := range tour.Visits {
		stop := logStop(stops[i], v.Place.Name)
		stop.Arrive, stop.Leave = v.Arrive, v.Leave
		b.Stops = append(b.Stops, stop)
	}
	for _, v := range extra {
		b.Extra = append(b.Extra, logStop(v, nameAt(places, v.spot)))
	}
	for _, c := range Observable(tour.Team.Role) {
		b.Choices = append(b.Choices, LogChoice{Category: c.Code, Name: c.Name})
	}
	for _, k := range Tallied() {
		b.Tallies = append(b.Tallies, LogTally{Kind: k.Code, Name: k.Name})
	}
	for _, e := range log.Current().Of(team) {
		b.enter(e, places)
	}
	return b, nil
}

// enter puts an entry where it belongs on the sheet; arrivals are there already.
func (b *Logbook) enter(e Entry, places map[string]Place) {
	switch e.Kind {
	case Begin:
		b.Began = e.At
	case End:
		b.Ended = e.At
	case Observe:
		category, _ := report.CategoryOf(e.Category)
		fault := LogFault{At: e.At, Category: e.Category, Name: category.Name, Stop: e.Visit}
		if e.Spot != "" {
			fault.Place = nameAt(places, e.Spot)
		}
		b.Faults = append(b.Faults, fault)
	case Note:
		if e.Text != "" {
			b.Notes = append(b.Notes, LogNote{At: e.At, Text: e.Text})
		}
		for _, t := range e.Tallies {
			for i := range b.Tallies {
				if b.Tallies[i].Kind == t.Kind {
					b.Tallies[i].Count += t.Count
				}
			}
		}
	}
}

func logStop(v visited, name lang.Text) LogStop {
	stop := LogStop{Number: v.number, Name: name, Arrived: v.arrived, Left: v.left}
	if v.skipped != "" {
		stop.Skipped = NameOf(v.skipped)
	}
	return stop
}

// nameAt is what a spot is called, or its code where it is not known any more.
func nameAt(places map[string]Place, spot string) lang.Text {
	if p, ok := places[spot]; ok && !p.Name.IsZero() {
		return p.Name
	}
	return lang.Same(spot)
}
