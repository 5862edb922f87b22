package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// ICS writes a team's shift for a calendar (RFC 5545): an event for the shift, from the base
// and back, and one for each stop. An event keeps its name from version to version of a plan,
// so that one that is read in again moves instead of doubling; those of a plan that is taken
// back, and of stops that an earlier version had, are cancelled. It returns NotFound for a team that the plan lacks.
func ICS(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return writeICS(w, p, t.title(), []team{t})
}

// PlanICS writes the shifts of all teams of a plan, as ICS does one.
func PlanICS(w io.Writer, p route.Planned, l lang.Lang) error {
	teams, err := teamsOf(p, l)
	if err != nil {
		return err
	}
	return writeICS(w, p, planTitle(p, l), teams)
}

func writeICS(w io.Writer, p route.Planned, title string, teams []team) error {
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	c := &calendar{projector: projector, taken: map[string]int{}}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Tryggled//Tryggled//SV")
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH")
	c.text("X-WR-CALNAME", title)
	c.text("X-WR-TIMEZONE", p.Municipality.TimeZone)
	for _, t := range teams {
		if err := c.team(t); err != nil {
			return fmt.Errorf("calendar of team %d: %w", t.tour.Number, err)
		}
	}
	for _, t := range teams {
		c.gone(t)
	}
	c.line("END", "VCALENDAR")
	_, err = c.out.WriteTo(w)
	return err
}

// calendar is written property by property; nothing reaches the writer before it is whole.
type calendar struct {
	out       bytes.Buffer
	projector *geo.Projector
	taken     map[string]int // how many events would have a name
}

// event is what is to be where and when.
type event struct {
	id, summary, words, place string
	at                        orb.Point
	from, to                  time.Time
}

func (c *calendar) team(t team) error {
	events := []event{{
		id: fmt.Sprintf("team-%d", t.tour.Number), summary: capital(t.titleAlone()), words: t.shiftWords(), place: t.tour.Base.Name.In(t.lang),
		at: t.tour.Base.Point, from: t.tour.Start, to: t.tour.End,
	}}
	for i, v := range t.tour.Visits {
		events = append(events, event{
			id: visitID(v), words: t.stopWords(i), place: v.Place.Name.In(t.lang), at: v.Place.Point, from: v.Arrive, to: v.Leave,
			summary: lang.T("Stopp %d: %s", "Stop %d: %s", v.Number, v.Place.Name).In(t.lang),
		})
	}
	for _, e := range events {
		if err := c.event(t, e); err != nil {
			return err
		}
	}
	return nil
}

// visitID names a visit alike in each version of a plan, in the file of its team as in that of
// the plan, and for everybody who may see it: by where it is and which visit there it is, never
// by its number or its rank.
func visitID(v plan.Visit) string {
	where := fmt.Sprintf("%s %s %.2f %.2f %d", v.Kind, v.Place.Name.SV, v.Place.Point[0], v.Place.Point[1], max(1, v.Round))
	sum := sha256.Sum256([]byte(where))
	return hex.EncodeToString(sum[:8])
}

// gone cancels the stops that a team had in an earlier version and this calendar has not.
// Whoever never held one is told no more than when it would have been.
func (c *calendar) gone(t team) {
	for _, was := range t.Earlier {
		if was.Number != t.tour.Number || was.Team.Role != t.tour.Team.Role {
			continue
		}
		for _, v := range was.Visits {
			e := event{id: visitID(v), from: v.Arrive, to: v.Leave}
			if c.taken[c.key(t, e)] > 0 {
				continue
			}
			c.line("BEGIN", "VEVENT")
			c.when(t, e, "CANCELLED")
			c.text("SUMMARY", lang.T("Stoppet utgår", "The stop is dropped").In(t.lang))
			c.line("CLASS", "PRIVATE")
			c.line("END", "VEVENT")
		}
	}
}

// key is what an event is called within its municipality.
func (c *calendar) key(t team, e event) string { return fmt.Sprintf("plan-%d-%s", t.Plan.ID, e.id) }

// id is a name that no other event of the calendar has.
func (c *calendar) id(t team, e event) string {
	id := c.key(t, e)
	c.taken[id]++
	if n := c.taken[id]; n > 1 {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	return id + "@" + t.Municipality.Code + ".tryggled"
}

func (c *calendar) event(t team, e event) error {
	at, err := lonLat(c.projector, e.at)
	if err != nil {
		return err
	}
	status := "CONFIRMED"
	switch t.Plan.Life.Status {
	case plan.Withdrawn:
		status = "CANCELLED"
	case plan.Draft, "":
		status = "TENTATIVE"
	}
	if t.Municipality.Exercise {
		e.summary = lang.T("[Övningsdata] ", "[Exercise data] ").In(t.lang) + e.summary
		e.words = exerciseMark.In(t.lang) + ".\n" + e.words
	}
	c.line("BEGIN", "VEVENT")
	c.when(t, e, status)
	c.text("SUMMARY", e.summary)
	c.text("LOCATION", e.place)
	c.line("GEO", fmt.Sprintf("%.6f;%.6f", at[1], at[0]))
	c.text("DESCRIPTION", strings.TrimSpace(e.words))
	c.line("CLASS", "PRIVATE")
	c.line("END", "VEVENT")
	return nil
}

// when writes which event it is, in which version and when.
func (c *calendar) when(t team, e event, status string) {
	made, sequence := t.Plan.CreatedAt, t.Plan.Version
	if made.IsZero() {
		made = t.Plan.Request.From
	}
	if t.Plan.Life.Status == plan.Withdrawn {
		sequence++ // later than all versions, or nobody would believe it
	}
	c.text("UID", c.id(t, e))
	c.line("SEQUENCE", strconv.Itoa(max(0, sequence)))
	c.line("STATUS", status)
	c.line("DTSTAMP", instant(made))
	c.line("LAST-MODIFIED", instant(made))
	c.line("DTSTART", instant(e.from))
	c.line("DTEND", instant(e.to))
}

func instant(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// icsEscapes are those of RFC 5545, section 3.3.11.
var icsEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text writes a property whose value is words; control characters, which the format cannot
// hold, are left out. A property without words is not written.
func (c *calendar) text(name, words string) {
	words = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return -1
		}
		return r
	}, icsEscapes.Replace(strings.ToValidUTF8(words, "")))
	if words != "" {
		c.line(name, words)
	}
}

// icsOctets is how long a line is at most, without its end (RFC 5545, section 3.1).
const icsOctets = 75

// line writes a property, folded between letters.
func (c *calendar) line(name, value string) {
	room := icsOctets
	for _, r := range name + ":" + value {
		size := utf8.RuneLen(r)
		if size > room {
			c.out.WriteString("\r\n ")
			room = icsOctets - 1
		}
		c.out.WriteRune(r)
		room -= size
	}
	c.out.WriteString("\r\n")
}
