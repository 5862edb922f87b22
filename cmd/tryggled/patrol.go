package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/app"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
)

type patrolCommand struct {
	patrolWrites `embed:""`

	Log      patrolLog      `cmd:"" help:"${patrol_log}"`
	Track    patrolTrack    `cmd:"" help:"${patrol_track}"`
	Logbook  patrolLogbook  `cmd:"" help:"${patrol_logbook}"`
	Doses    patrolDoses    `cmd:"" help:"${patrol_doses}"`
	Alarms   patrolAlarms   `cmd:"" help:"${patrol_alarms}"`
	Ack      patrolAck      `cmd:"" help:"${patrol_ack}"`
	Presence patrolPresence `cmd:"" help:"${patrol_presence}"`
}

// patrolWrites are the commands that write in the log of a team.
type patrolWrites struct {
	Begin   patrolBegin   `cmd:"" help:"${patrol_begin}"`
	Checkin patrolCheckin `cmd:"" help:"${patrol_checkin}"`
	Leave   patrolLeave   `cmd:"" help:"${patrol_leave}"`
	Skip    patrolSkip    `cmd:"" help:"${patrol_skip}"`
	Note    patrolNote    `cmd:"" help:"${patrol_note}"`
	Observe patrolObserve `cmd:"" help:"${patrol_observe}"`
	Back    patrolBack    `cmd:"" help:"${patrol_back}"`
	Retract patrolRetract `cmd:"" help:"${patrol_retract}"`
}

// aTeam is whose walk a command is about.
type aTeam struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `arg:"" help:"${arg_plan}"`
	Team         int    `required:"" placeholder:"N" help:"${flag_team_number}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// anEntry is what every line of a log tells.
type anEntry struct {
	aTeam
	At       string `placeholder:"TIME" help:"${flag_logged_at}"`
	Replaces int64  `placeholder:"ID" help:"${flag_replaces}"`
}

// atStop is an entry about a stop.
type atStop struct {
	anEntry
	Stop int    `placeholder:"N" help:"${flag_stop}"`
	Spot string `placeholder:"SPOT" help:"${flag_spot}"`
}

type (
	patrolBegin   struct{ anEntry }
	patrolBack    struct{ anEntry }
	patrolCheckin struct{ atStop }
	patrolLeave   struct{ atStop }
	patrolSkip    struct {
		atStop
		Reason patrol.SkipReason `required:"" placeholder:"REASON" help:"${flag_reason}"`
	}
	patrolNote struct {
		atStop
		Text  string   `help:"${flag_log_text}"`
		Tally []string `placeholder:"KIND=COUNT" help:"${flag_tally}"`
	}
	patrolRetract struct {
		aTeam
		Entry int64 `arg:"" help:"${arg_entry}"`
	}
	patrolObserve struct {
		anEntry
		Category string `required:"" placeholder:"CODE" help:"${flag_observed}"`
		Stop     int    `placeholder:"N" help:"${flag_stop}"`
		Place    string `placeholder:"LON,LAT" help:"${flag_observed_at}"`
		Severity int    `placeholder:"1-5" help:"${flag_severity}"`
		Text     string `help:"${flag_log_text}"`
	}
)

// Run notes that the team sets out.
func (cmd patrolBegin) Run(c *call) error {
	return cmd.write(c, "patrol begin", patrol.Entry{Kind: patrol.Begin})
}

// Run notes that the team is back.
func (cmd patrolBack) Run(c *call) error {
	return cmd.write(c, "patrol back", patrol.Entry{Kind: patrol.End})
}

// Run notes that the team is at a stop.
func (cmd patrolCheckin) Run(c *call) error { return cmd.about(c, "patrol checkin", patrol.Arrive) }

// Run notes that the team leaves a stop.
func (cmd patrolLeave) Run(c *call) error { return cmd.about(c, "patrol leave", patrol.Leave) }

func (cmd atStop) about(c *call, command string, kind patrol.Kind) error {
	return cmd.write(c, command, patrol.Entry{Kind: kind, Visit: cmd.Stop, Spot: cmd.Spot})
}

// Run notes that the team passes a stop over.
func (cmd patrolSkip) Run(c *call) error {
	return cmd.write(c, "patrol skip", patrol.Entry{Kind: patrol.Skip, Visit: cmd.Stop, Spot: cmd.Spot, Reason: cmd.Reason})
}

// Run notes a text, or what was counted.
func (cmd patrolNote) Run(c *call) error {
	e := patrol.Entry{Kind: patrol.Note, Visit: cmd.Stop, Spot: cmd.Spot, Text: cmd.Text}
	for _, t := range cmd.Tally {
		kind, number, found := strings.Cut(t, "=")
		count, err := strconv.Atoi(number)
		if !found || err != nil {
			return wrongUse{lang.T("--tally %q förstås inte; skriv SLAG=ANTAL, som talked=4", "--tally %q is not understood; write KIND=COUNT, such as talked=4", t)}
		}
		e.Tallies = append(e.Tallies, patrol.Tally{Kind: kind, Count: count})
	}
	return cmd.write(c, "patrol note", e)
}

// Run takes an entry back.
func (cmd patrolRetract) Run(c *call) error {
	return anEntry{aTeam: cmd.aTeam, Replaces: cmd.Entry}.write(c, "patrol retract", patrol.Entry{Kind: patrol.Retract})
}

// write adds an entry to the log.
func (cmd anEntry) write(c *call, command string, e patrol.Entry) error {
	return c.in(command, cmd.Municipality, func(a *app.App, m municipality.Municipality) (err error) {
		e.Plan, e.Team, e.Replaces = cmd.Plan, cmd.Team, cmd.Replaces
		if e.At, err = cmd.when(c, a, m); err != nil {
			return err
		}
		if e, err = a.Patrols.Write(c, m, e); err != nil {
			return err
		}
		return c.showEntry(m, e, cmd.JSON)
	})
}

// when is the instant that an entry is about; a clock time is of the plan's shift.
func (cmd anEntry) when(c *call, a *app.App, m municipality.Municipality) (time.Time, error) {
	if cmd.At == "" {
		return a.Now().Truncate(time.Second), nil
	}
	p, _, err := a.Routes.Store.Plan(c, m.Code, cmd.Plan, 0)
	if err != nil {
		return time.Time{}, err
	}
	return inShift(m, p.Request.From.Add(-patrol.Leeway), cmd.At)
}

// Run reports what the team saw.
func (cmd patrolObserve) Run(c *call) error {
	return c.in("patrol observe", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		at, err := cmd.when(c, a, m)
		if err != nil {
			return err
		}
		o := patrol.Observation{Plan: cmd.Plan, Team: cmd.Team, Visit: cmd.Stop, Category: cmd.Category, At: at, Severity: cmd.Severity, Text: cmd.Text}
		if o.Point, err = metricPlace(m, cmd.Place); err != nil {
			return err
		}
		e, err := a.Patrols.Observe(c, m, o)
		if err != nil {
			return err
		}
		return c.showEntry(m, e, cmd.JSON)
	})
}

// metricPlace reads LON,LAT; nil where nothing is written.
func metricPlace(m municipality.Municipality, written string) (*orb.Point, error) {
	if written == "" {
		return nil, nil
	}
	where, err := parseWhere([]string{"1=" + written})
	if err != nil {
		return nil, wrongUse{lang.T("--place %q förstås inte; skriv LON,LAT i grader, som 15.9897,59.5143",
			"--place %q is not understood; write LON,LAT in degrees, such as 15.9897,59.5143", written)}
	}
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, err
	}
	at, err := projector.Metric(orb.Point{where[0].Lon, where[0].Lat})
	return &at, err
}

func (c *call) showEntry(m municipality.Municipality, e patrol.Entry, asJSON bool) error {
	if asJSON {
		return c.json(e)
	}
	c.markExercise(m)
	c.printEntry(e, m.Location())
	return nil
}

var entryKinds = map[patrol.Kind]lang.Text{
	patrol.Begin:   lang.T("ger sig av", "sets out"),
	patrol.Arrive:  lang.T("framme", "arrives"),
	patrol.Leave:   lang.T("går vidare", "leaves"),
	patrol.Note:    lang.T("antecknar", "notes"),
	patrol.Observe: lang.T("rapporterar", "reports"),
	patrol.Skip:    lang.T("hoppar över", "passes over"),
	patrol.End:     lang.T("är tillbaka", "is back"),
	patrol.Retract: lang.T("tar tillbaka", "takes back"),
}

func (c *call) printEntry(e patrol.Entry, loc *time.Location) {
	var about []string
	if e.Visit > 0 {
		about = append(about, lang.T("stopp %d", "stop %d", e.Visit).In(c.lang))
	}
	for _, word := range []string{e.Spot, e.Category, e.Text} {
		if word != "" {
			about = append(about, plain(word))
		}
	}
	if e.Reason != "" {
		about = append(about, patrol.NameOf(e.Reason).In(c.lang))
	}
	for _, t := range e.Tallies {
		about = append(about, t.Kind+" "+strconv.Itoa(t.Count))
	}
	if e.Report > 0 {
		about = append(about, lang.T("rapport %d", "report %d", e.Report).In(c.lang))
	}
	if e.Replaces > 0 {
		about = append(about, lang.T("ersätter %d", "replaces %d", e.Replaces).In(c.lang))
	}
	c.say("%4d  %s  grupp %d %s  %s", "%4d  %s  team %d %s  %s", e.ID, moment(e.At, loc), e.Team, entryKinds[e.Kind], strings.Join(about, ", "))
}
