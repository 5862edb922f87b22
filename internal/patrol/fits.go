package patrol

import (
	"math"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// fits returns Conflict where an entry does not fit the others of its team: the log must
// still tell a walk that can have been. A late entry is put where its time belongs.
// Times are told in the zone.
func fits(log Log, e Entry, zone *time.Location) error {
	entries := slices.DeleteFunc(log.Current().Of(e.Team), func(b Entry) bool { return b.ID == e.Replaces })
	if len(entries) >= maxEntries {
		return fault.New(fault.Conflict, lang.T(
			"grupp %d har redan %d anteckningar; fler tas inte emot", "team %d has %d entries already; no more are accepted", e.Team, maxEntries))
	}
	if e.Kind != Retract {
		e.ID = math.MaxInt64 // written last
		entries = append(entries, e)
	}
	entries.sort()
	return entries.walk(zone)
}

// walk goes through the entries of one team in the order of time. It returns Conflict at
// the first that cannot follow those before it.
func (l Log) walk(zone *time.Location) error {
	var begun, ended *Entry
	var at string // the spot arrived at and not left
	seen := map[visit]bool{}
	for i := range l {
		e := &l[i]
		place := e.visit()
		switch e.Kind {
		case Begin:
			if begun != nil || len(seen) > 0 {
				return clash("gruppen har redan gett sig av; rätta den tidigare anteckningen i stället", "the team has set out already; correct the earlier entry instead")
			}
			begun = e
		case Arrive:
			if e.Visit != 0 && seen[place] {
				return clash("gruppen har redan varit vid stopp %d, eller hoppat över det", "the team has been at stop %d already, or skipped it", e.Visit)
			}
			if at == e.Spot {
				return clash("gruppen är redan vid %s", "the team is at %s already", e.name())
			}
			seen[place], at = true, e.Spot // whoever arrives has left the stop before
		case Leave:
			if at != e.Spot {
				return clash("gruppen lämnar %s utan att ha kommit dit; checka in först", "the team leaves %s without having come there; check in first", e.name())
			}
			at = ""
		case Skip:
			if seen[place] {
				return clash("gruppen har redan varit vid %s, eller hoppat över det", "the team has been at %s already, or skipped it", e.name())
			}
			seen[place] = true
		case End:
			if ended != nil {
				return clash("gruppen är redan tillbaka; rätta den tidigare anteckningen i stället", "the team is back already; correct the earlier entry instead")
			}
			ended = e
		}
		if ended != nil && (e.Kind == Begin || e.Kind == Arrive || e.Kind == Leave || e.Kind == Skip) {
			return clash("gruppen är redan tillbaka %s; ta tillbaka den anteckningen först",
				"the team is back already, %s; take that entry back first", stamp(ended.At, zone))
		}
	}
	return nil
}

// visit tells visits apart: by place and number, whatever version they are of. A place
// outside the tour may be come to again and again.
type visit struct {
	spot   string
	number int
}

func (e Entry) visit() visit { return visit{e.Spot, e.Visit} }

func (e Entry) name() lang.Text {
	if e.Visit != 0 {
		return lang.T("stopp %d", "stop %d", e.Visit)
	}
	return lang.Same(e.Spot)
}

func clash(sv, en string, args ...any) error {
	return fault.New(fault.Conflict, lang.T(sv, en, args...))
}
