package main

import (
	"fmt"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type analyseCommand struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Since        string   `placeholder:"DATE" help:"${flag_since}"`
	Until        string   `placeholder:"DATE" help:"${flag_until}"`
	Category     []string `placeholder:"CODE" help:"${flag_category}"`
	Reporters    []string `placeholder:"KIND" help:"${flag_reporters}"`
	EpsM         float64  `name:"eps" default:"${default_eps}" placeholder:"METRES" help:"${flag_eps}"`
	MinPoints    int      `default:"${default_min_points}" placeholder:"N" help:"${flag_min_points}"`
	JSON         bool     `name:"json" help:"${flag_json}"`
}

// Run analyses a municipality's reports and prints the hotspots.
func (cmd analyseCommand) Run(c *call) error {
	return c.in("analyse", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		params, err := cmd.params(m, a.Now())
		if err != nil {
			return err
		}
		analysis, err := a.Analyse(c, m, params, c.watch())
		if err != nil {
			return err
		}
		if cmd.JSON {
			return export.AnalysisJSON(c.out, m, analysis, false)
		}
		c.printAnalysis(m, analysis)
		return nil
	})
}

// params fills in what the command leaves out.
func (cmd analyseCommand) params(m municipality.Municipality, now time.Time) (hotspot.Params, error) {
	until := hotspot.LastMonday(now, m.Location())
	var err error
	if cmd.Until != "" {
		if until, err = m.Instant(cmd.Until); err != nil {
			return hotspot.Params{}, err
		}
	}
	since := until.AddDate(-hotspot.WindowYears, 0, 0)
	if cmd.Since != "" {
		if since, err = m.Instant(cmd.Since); err != nil {
			return hotspot.Params{}, err
		}
	}
	p := hotspot.DefaultParams(since, until)
	p.Categories, p.Reporters = cmd.Category, cmd.Reporters
	if cmd.EpsM == 0 || cmd.MinPoints == 0 { // which would stand for the default
		return p, wrongUse{lang.T("--eps och --min-points ska vara större än 0; utelämna dem för förvalet", "--eps and --min-points must be above 0; leave them out for the default")}
	}
	p.EpsM, p.MinPoints = cmd.EpsM, cmd.MinPoints
	return p, nil
}

// printed is how many hotspots a summary names.
const printed = 10

func (c *call) printAnalysis(m municipality.Municipality, a hotspot.Analysis) {
	loc := m.Location()
	c.say("Analys %d av %s, rapporter från %s till %s: %d rapporter, %d tillräckligt noggranna. Prioriterade platser: %d.",
		"Analysis %d of %s, reports from %s to %s: %d reports, %d precise enough. Hotspots: %d.",
		a.ID, m.Name, day(a.Params.Since, loc), day(a.Params.Until, loc), a.Reports, a.Used, len(a.Hotspots))
	c.markExercise(m)
	if !a.Note.IsZero() {
		fmt.Fprintln(c.out, a.Note.In(c.lang))
	}
	if a.Reports > 0 {
		c.printPicture(a.Picture)
	}
	c.printPlaces(a.Hotspots[:min(printed, len(a.Hotspots))])
}

// printPlaces prints hotspots, each with how certain it is and how it has changed.
func (c *call) printPlaces(places []hotspot.Hotspot) {
	for _, h := range places {
		fmt.Fprintf(c.out, "%3d. %5.1f  %s. %s\n", h.Rank, h.Priority, h.Name.In(c.lang), h.Why.In(c.lang))
		for _, text := range []lang.Text{h.Significance.Text, h.Trend.Change.Text} {
			if !text.IsZero() {
				fmt.Fprintf(c.out, "%12s%s\n", "", text.In(c.lang))
			}
		}
	}
}

// printPicture prints what an analysis tells of the whole area, a line each.
func (c *call) printPicture(p hotspot.Picture) {
	for _, line := range []struct{ title, text lang.Text }{
		{lang.T("Signifikans", "Significance"), p.Significance.Note},
		{lang.T("Förändring", "Change"), p.Change.Text},
		{lang.T("Prov bakåt", "Back test"), p.Backtest.Verdict},
		{lang.T("Om provet", "About the test"), p.Backtest.Note},
		{lang.T("PAI", "PAI"), paiKey(p.Backtest)},
	} {
		if !line.text.IsZero() {
			fmt.Fprintf(c.out, "%s: %s\n", line.title.In(c.lang), line.text.In(c.lang))
		}
	}
}

// paiKey says what the figures of a back test's verdict are.
func paiKey(r backtest.Result) lang.Text {
	if r.Verdict.IsZero() {
		return lang.Text{}
	}
	return lang.T("så många gånger fler rapporter som den valda delen fick än om de vore jämnt fördelade",
		"how many times more reports the chosen part got than if they were spread evenly")
}

// markExercise says so where all is invented.
func (c *call) markExercise(m municipality.Municipality) {
	if m.Exercise {
		c.say("ÖVNINGSDATA – påhittade händelser.", "EXERCISE DATA (övningsdata) – invented events.")
	}
}

func day(t time.Time, loc *time.Location) string { return t.In(loc).Format(time.DateOnly) }
