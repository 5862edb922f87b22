package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
)

type patrolLog struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `arg:"" help:"${arg_plan}"`
	Team         int    `placeholder:"N" help:"${flag_log_team}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints the entries that count, by team and time.
func (cmd patrolLog) Run(c *call) error {
	return c.in("patrol log", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		log, err := a.Patrols.Log(c, m, cmd.Plan)
		if err != nil {
			return err
		}
		if cmd.Team != 0 {
			log = log.Of(cmd.Team)
		}
		if cmd.JSON {
			return c.json(append(patrol.Log{}, log...))
		}
		c.markExercise(m)
		for _, e := range log {
			c.printEntry(e, m.Location())
		}
		return nil
	})
}

type patrolTrack struct {
	aTeam
	File string `arg:"" help:"${arg_gpx}"`
}

// Run matches a GPX track to the streets and keeps what was passed, never the points.
func (cmd patrolTrack) Run(c *call) error {
	f, err := openFile(cmd.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.in("patrol track", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		w, err := a.Patrols.AddTrack(c, m, cmd.Plan, cmd.Team, f)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(w)
		}
		c.say("Spår %d: %s km från %s till %s, %s %% av tiden på gator, %d gatusträckor, %d uppehåll på planens platser. Punkterna sparas inte.",
			"Track %d: %s km from %s to %s, %s %% of the time on streets, %d stretches of street, %d stays at places of the plan. Its points are not kept.",
			w.ID, lang.Decimal(w.LengthM/1000, 1), clock(w.From, m.Location()), clock(w.To, m.Location()), lang.Decimal(100*w.Matched, 0), len(w.Passes), len(w.Stays))
		c.markExercise(m)
		return nil
	})
}

type patrolLogbook struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `arg:"" help:"${arg_plan}"`
	Team         int    `required:"" placeholder:"N" help:"${flag_team_number}"`
	Format       string `default:"auto" enum:"auto,html,pdf,txt,json" placeholder:"FORMAT" help:"${flag_logbook_format}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run writes the sheet of a team's evening, to fill in by hand or to keep.
func (cmd patrolLogbook) Run(c *call) error {
	form, err := formOf(cmd.Format, cmd.Output, "html", "pdf", "txt", "json")
	if err != nil {
		return err
	}
	return c.in("patrol logbook", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		b, err := a.Patrols.Logbook(c, m, cmd.Plan, cmd.Team)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error { return export.LogbookText(w, m, b, c.lang) }
		switch form {
		case "html":
			write = func(w io.Writer) error { return export.LogbookHTML(w, m, b, c.lang) }
		case "pdf":
			write = func(w io.Writer) error { return export.LogbookPDF(w, m, b, c.lang) }
		case "json":
			write = func(w io.Writer) error { return writeJSON(w, b) }
		}
		if err := c.create(cmd.Output, write); err != nil {
			return err
		}
		return c.stamp(a, m)
	})
}

type patrolDoses struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `arg:"" optional:"" help:"${arg_dose_plan}"`
	Since        string `placeholder:"TIME" help:"${flag_dose_since}"`
	Until        string `placeholder:"TIME" help:"${flag_dose_until}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints how long each place had a team in each hour.
func (cmd patrolDoses) Run(c *call) error {
	if (cmd.Plan == 0) == (cmd.Since == "") {
		return wrongUse{lang.T("ange en plan, eller --since för allt som har gåtts sedan dess", "give a plan, or --since for all that was walked since then")}
	}
	return c.in("patrol doses", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		doses, err := cmd.doses(c, a, m)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(append([]patrol.Dose{}, doses...))
		}
		c.markExercise(m)
		c.printDoses(doses, m.Location())
		return nil
	})
}

func (cmd patrolDoses) doses(c *call, a *app.App, m municipality.Municipality) ([]patrol.Dose, error) {
	if cmd.Plan != 0 {
		return a.Patrols.Doses(c, m, cmd.Plan)
	}
	since, until, err := spanOf(a, m, cmd.Since, cmd.Until)
	if err != nil {
		return nil, err
	}
	return a.Patrols.Between(c, m, since, until)
}

// spanOf reads two times; without the second it goes on until now.
func spanOf(a *app.App, m municipality.Municipality, from, to string) (since, until time.Time, err error) {
	if since, err = m.Instant(from); err != nil {
		return since, until, err
	}
	if until, err = momentOf(a, m, to); err != nil {
		return since, until, err
	}
	if !until.After(since) {
		return since, until, fault.New(fault.Invalid, lang.T("slutet ska komma efter början", "the end is to come after the beginning"))
	}
	return since, until, nil
}

func (c *call) printDoses(doses []patrol.Dose, loc *time.Location) {
	for _, d := range doses {
		who, what := lang.T("polis", "police"), lang.T("området %s", "the area %s", d.Area)
		switch {
		case d.Spot != "":
			what = lang.T("%s %s", "%s %s", d.Spot, d.Name)
		case d.Segment != 0:
			what = lang.T("gatan %s (%d)", "the street %s (%d)", d.Name, d.Segment)
		}
		if d.Team > 0 {
			who = lang.T("plan %d grupp %d", "plan %d team %d", d.Plan, d.Team)
		}
		c.say("%s  %s  %s min  %s  (%s)", "%s  %s  %s min  %s  (%s)", moment(d.Hour, loc), who, lang.Decimal(d.Minutes, 1), what, doseSources[d.Source])
	}
	if len(doses) == 0 {
		c.say("Ingen dos: ingenting är loggat eller spårat.", "No dose: nothing is logged or tracked.")
	}
}

var doseSources = map[patrol.Source]lang.Text{
	patrol.FromTrack:    lang.T("spår", "track"),
	patrol.FromLog:      lang.T("logg", "log"),
	patrol.FromPresence: lang.T("inskriven närvaro", "presence entered"),
}

type patrolAlarms struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `arg:"" optional:"" help:"${arg_alarm_plan}"`
	All          bool   `help:"${flag_all_alarms}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints the alarms that stand.
func (cmd patrolAlarms) Run(c *call) error {
	return c.in("patrol alarms", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		alarms, err := a.Patrols.Alarms(c, m, cmd.Plan, !cmd.All)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(append([]patrol.Alarm{}, alarms...))
		}
		c.markExercise(m)
		for _, alarm := range alarms {
			c.printAlarm(alarm, m.Location())
		}
		if len(alarms) == 0 {
			c.say("Inga larm.", "No alarms.")
		}
		return nil
	})
}

func (c *call) printAlarm(a patrol.Alarm, loc *time.Location) {
	state := lang.T("gäller", "stands")
	switch {
	case !a.Open():
		state = lang.T("återkallat %s", "withdrawn %s", moment(a.WithdrawnAt, loc))
	case !a.SeenAt.IsZero():
		state = lang.T("kvitterat %s", "acknowledged %s", moment(a.SeenAt, loc))
	case a.ToldAt.IsZero():
		state = lang.T("gäller, ingen är nådd", "stands, nobody is reached")
	}
	c.say("%4d  plan %d  %s  %s", "%4d  plan %d  %s  %s", a.ID, a.Plan, state, a.Say(loc))
}

type patrolAck struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Alarm        int64  `arg:"" help:"${arg_alarm}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run notes that somebody sees to an alarm.
func (cmd patrolAck) Run(c *call) error {
	return c.in("patrol ack", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.Patrols.Alarms(c, m, 0, false)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(alarm patrol.Alarm) bool { return alarm.ID == cmd.Alarm })
		if i < 0 {
			return fault.New(fault.NotFound, lang.T("larmet %d finns inte", "there is no alarm %d", cmd.Alarm))
		}
		alarm, err := a.Patrols.Acknowledge(c, m, all[i].Plan, cmd.Alarm)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(alarm)
		}
		c.printAlarm(alarm, m.Location())
		return nil
	})
}

type patrolPresence struct {
	Add presenceAdd    `cmd:"" help:"${presence_add}"`
	Ls  presenceList   `cmd:"" help:"${presence_ls}"`
	Rm  presenceRemove `cmd:"" help:"${presence_rm}"`
}

type presenceAdd struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Area         string `required:"" placeholder:"SLUG" help:"${flag_presence_area}"`
	From         string `required:"" placeholder:"TIME" help:"${flag_presence_from}"`
	To           string `required:"" placeholder:"TIME" help:"${flag_presence_to}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run enters visible police presence, as area and hours alone.
func (cmd presenceAdd) Run(c *call) error {
	return c.in("patrol presence add", cmd.Municipality, func(a *app.App, m municipality.Municipality) (err error) {
		p := patrol.Presence{Area: cmd.Area}
		if p.From, err = m.Instant(cmd.From); err != nil {
			return err
		}
		if p.To, err = inShift(m, p.From, cmd.To); err != nil {
			return err
		}
		if p, err = a.Patrols.AddPresence(c, m, p); err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(p)
		}
		c.printPresence(p, m.Location())
		return nil
	})
}

func (c *call) printPresence(p patrol.Presence, loc *time.Location) {
	fmt.Fprintf(c.out, "%4d  %-12s  %s–%s\n", p.ID, p.Area, moment(p.From, loc).In(c.lang), moment(p.To, loc).In(c.lang))
}

type presenceList struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Since        string `placeholder:"TIME" help:"${flag_presence_since}"`
	Until        string `placeholder:"TIME" help:"${flag_presence_until}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// presenceBack and presenceAhead are how far presence is listed where nothing else is asked for.
const (
	presenceBack  = 14 * 24 * time.Hour
	presenceAhead = 14 * 24 * time.Hour
)

// Run prints the presence that was entered.
func (cmd presenceList) Run(c *call) error {
	return c.in("patrol presence ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) (err error) {
		since, until := a.Now().Add(-presenceBack), a.Now().Add(presenceAhead)
		for _, t := range []struct {
			text string
			into *time.Time
		}{{cmd.Since, &since}, {cmd.Until, &until}} {
			if t.text == "" {
				continue
			}
			if *t.into, err = m.Instant(t.text); err != nil {
				return err
			}
		}
		all, err := a.Patrols.Presences(c, m, since, until)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(append([]patrol.Presence{}, all...))
		}
		for _, p := range all {
			c.printPresence(p, m.Location())
		}
		return nil
	})
}

type presenceRemove struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_presence}"`
}

// Run takes presence back: it counts no more.
func (cmd presenceRemove) Run(c *call) error {
	return c.in("patrol presence rm", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := a.Patrols.RevokePresence(c, m, cmd.ID); err != nil {
			return err
		}
		c.say("Närvaro %d räknas inte längre.", "Presence %d counts no more.", cmd.ID)
		return nil
	})
}
