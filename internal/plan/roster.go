package plan

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Roster is shifts of some days, asked for in one go: a week of evenings. Each gets a seed
// of its own, drawn from the roster's, so that the days differ and all can be drawn again.
type Roster struct {
	Analysis int64          `json:"analysis,omitempty"` // 0 is the current one
	From     string         `json:"from"`               // local date, such as 2026-11-20
	Days     int            `json:"days"`
	Shifts   []ShiftPattern `json:"shifts"`
	Seed     uint64         `json:"seed"`
}

// ShiftPattern is a shift that returns on some days of the week.
type ShiftPattern struct {
	Weekdays []string  `json:"weekdays,omitempty"` // mon, tue, wed, thu, fri, sat, sun, on which it begins; empty: every day
	From     string    `json:"from"`               // local clock, such as 21:00
	To       string    `json:"to"`                 // earlier than From: of the next day
	Teams    []Team    `json:"teams"`              // whole shifts: without times of their own
	Areas    []string  `json:"areas,omitempty"`
	Quotas   []Quota   `json:"quotas,omitempty"`
	Points   bool      `json:"points,omitempty"`
	Meet     []Meeting `json:"meet,omitempty"`
	Contact  Contact   `json:"contact,omitzero"`

	GapMinutes int `json:"gap_minutes,omitempty"`
	Iterations int `json:"iterations,omitempty"`
	Seconds    int `json:"seconds,omitempty"`
}

// Meeting is an announced point at which a team stands each time the shift returns.
type Meeting struct {
	Spot    string `json:"spot"`
	At      string `json:"at"` // local clock
	Team    int    `json:"team,omitempty"`
	Minutes int    `json:"minutes,omitempty"`
}

// MostShifts is how many shifts one roster may come to.
const MostShifts = 62

const (
	dateForm  = "2006-01-02"
	clockForm = "15:04"
)

// rosterStream keeps the seeds of shifts apart from other draws of the same seed.
const rosterStream = 0x726f73746572 // "roster"

// Requests are the shifts in the order in which they begin; those that begin together in
// the order of their patterns. It returns Invalid with every field at fault, among them a
// shift whose clock a time change makes missing or double, with both readings.
func (r Roster) Requests(loc *time.Location) ([]Request, error) {
	b := rosterBuild{r: r, loc: loc}
	first, err := time.Parse(dateForm, strings.TrimSpace(r.From))
	if err != nil || first.Year() < 1 || first.Year() >= 9999 {
		b.wrong("from", lang.T("dagen %q förstås inte; skriv som 2026-11-20", "the day %q is not understood; write it as 2026-11-20", r.From))
	}
	if r.Days < 1 || r.Days > MostShifts {
		b.wrong("days", lang.T("ange 1 till %d dagar, inte %d", "give 1 to %d days, not %d", MostShifts, r.Days))
	}
	for i, p := range r.Shifts {
		b.check(fmt.Sprintf("shifts[%d].", i), p)
	}
	if len(b.bad) == 0 {
		b.build(first)
	}
	if len(b.bad) > 0 {
		return nil, fault.New(fault.Invalid, lang.T("passen kan inte läggas", "the roster cannot be made"), b.bad...)
	}
	slices.SortStableFunc(b.all, func(a, b Request) int { return a.From.Compare(b.From) })
	random := rand.New(rand.NewPCG(r.Seed, rosterStream))
	for i := range b.all {
		b.all[i].Seed = random.Uint64() >> 11 // as large as every reader of JSON keeps exact
	}
	return b.all, nil
}

// rosterBuild is the requests of a roster in the making.
type rosterBuild struct {
	r   Roster
	loc *time.Location
	all []Request
	bad []fault.Field
}

func (b *rosterBuild) wrong(field string, t lang.Text) {
	b.bad = append(b.bad, fault.Field{Name: field, Text: t})
}

// check finds what is wrong with a pattern whatever the day.
func (b *rosterBuild) check(field string, p ShiftPattern) {
	for i, day := range p.Weekdays {
		if !slices.Contains(identity.Weekdays[:], day) {
			b.wrong(fmt.Sprintf("%sweekdays[%d]", field, i), lang.T("%q är ingen veckodag; skriv någon av %s", "%q is no day of the week; write one of %s",
				day, strings.Join(identity.Weekdays[:], ", ")))
		}
	}
	from, ok := b.clock(field+"from", p.From)
	to, alsoOK := b.clock(field+"to", p.To)
	if ok && alsoOK && from.Equal(to) {
		b.wrong(field+"to", lang.T("passet är noll minuter långt: det börjar och slutar %s", "the shift is zero minutes long: it starts and ends at %s", p.From))
	}
	for i, t := range p.Teams {
		if !t.From.IsZero() || !t.To.IsZero() {
			b.wrong(fmt.Sprintf("%steams[%d].from", field, i), lang.T(
				"grupperna går hela passet när pass återkommer; gör ett eget pass för gruppen",
				"teams walk the whole shift where shifts return; make a shift of its own for the team"))
		}
	}
	for i, m := range p.Meet {
		b.clock(fmt.Sprintf("%smeet[%d].at", field, i), m.At)
	}
}

func (b *rosterBuild) clock(field, clock string) (at time.Time, ok bool) {
	at, err := time.Parse(clockForm, clock)
	if err != nil {
		b.wrong(field, lang.T("klockslaget %q förstås inte; skriv som 21:00", "the clock time %q is not understood; write it as 21:00", clock))
	}
	return at, err == nil
}

// build lays the patterns on the days.
func (b *rosterBuild) build(first time.Time) {
	for d := range b.r.Days {
		day := first.AddDate(0, 0, d)
		for i, p := range b.r.Shifts {
			if len(p.Weekdays) == 0 || slices.Contains(p.Weekdays, identity.Weekdays[day.Weekday()]) {
				b.shift(fmt.Sprintf("shifts[%d].", i), p, day)
			}
		}
	}
	switch n := len(b.all); {
	case len(b.bad) > 0:
	case n == 0:
		b.wrong("shifts", lang.T("inget pass infaller från %s i %d dagar", "no shift falls in the %[2]d days from %[1]s", b.r.From, b.r.Days))
	case n > MostShifts:
		b.wrong("shifts", lang.T("%d pass är för många: högst %d på en gång; ta färre dagar", "%d shifts are too many: at most %d in one go; take fewer days", n, MostShifts))
	}
}

// shift is a pattern on the day that it begins.
func (b *rosterBuild) shift(field string, p ShiftPattern, day time.Time) {
	bad := len(b.bad)
	begin := b.instant(field+"from", day, p.From)
	end := b.instant(field+"to", b.night(p, day, p.To), p.To)
	r := Request{
		Analysis: b.r.Analysis, From: begin, To: end, Teams: slices.Clone(p.Teams), Areas: slices.Clone(p.Areas), Quotas: slices.Clone(p.Quotas),
		Points: p.Points, Contact: p.Contact, GapMinutes: p.GapMinutes, Iterations: p.Iterations, Seconds: p.Seconds,
	}
	for i, m := range p.Meet {
		at := b.instant(fmt.Sprintf("%smeet[%d].at", field, i), b.night(p, day, m.At), m.At)
		r.Fixes = append(r.Fixes, Fix{Kind: Add, Spot: m.Spot, Team: m.Team, At: at, Minutes: m.Minutes})
	}
	if len(b.bad) == bad {
		b.all = append(b.all, r)
	}
}

// night is the day on which a clock shows within a shift that begins on a day: the next one
// where the clock is earlier than when the shift begins.
func (b *rosterBuild) night(p ShiftPattern, day time.Time, clock string) time.Time {
	begin, _ := time.Parse(clockForm, p.From)
	at, _ := time.Parse(clockForm, clock)
	if at.Before(begin) {
		return day.AddDate(0, 0, 1)
	}
	return day
}

// instant is when a clock shows on a local day.
func (b *rosterBuild) instant(field string, day time.Time, clock string) time.Time {
	c, _ := time.Parse(clockForm, clock)
	local := day.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute)
	at, err := municipality.Local(local, b.loc)
	if err != nil {
		if f, ok := errors.AsType[*fault.Error](err); ok {
			b.wrong(field, f.Text)
		}
	}
	return at
}
