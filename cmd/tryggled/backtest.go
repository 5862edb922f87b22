package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type backtestCommand struct {
	Municipality string    `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	TrainSince   string    `placeholder:"DATE" help:"${flag_train_since}"`
	TrainUntil   string    `required:"" placeholder:"DATE" help:"${flag_train_until}"`
	TestUntil    string    `required:"" placeholder:"DATE" help:"${flag_test_until}"`
	Share        []float64 `placeholder:"SHARE" help:"${flag_share}"`
	JSON         bool      `name:"json" help:"${flag_json}"`
}

// Run trains on the reports before a day, foretells those until another and prints how
// well that went.
func (cmd backtestCommand) Run(c *call) error {
	return c.in("backtest", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		params, err := cmd.params(m)
		if err != nil {
			return err
		}
		result, err := a.Hotspots.Backtest(c, m, params, nil)
		if err != nil {
			return err
		}
		t := tested{m: m, params: params, Result: result}
		if result.Events == 0 {
			return t.empty()
		}
		if cmd.JSON {
			return c.json(t.doc())
		}
		return t.print(c)
	})
}

// params reads the days, each the midnight that it begins with where the municipality is.
func (cmd backtestCommand) params(m municipality.Municipality) (hotspot.BacktestParams, error) {
	p := hotspot.BacktestParams{Shares: cmd.Share}
	for _, s := range cmd.Share {
		if !(s > 0 && s <= 1) {
			return p, fault.New(fault.Invalid, lang.T("--share %v: andelen ska vara över 0 och högst 1, som 0.05", "--share %v: the share must be above 0 and at most 1, such as 0.05", s))
		}
	}
	for _, t := range []struct {
		flag, text string
		into       *time.Time
	}{
		{"--train-until", cmd.TrainUntil, &p.TrainUntil},
		{"--test-until", cmd.TestUntil, &p.TestUntil},
		{"--train-since", cmd.TrainSince, &p.TrainFrom},
	} {
		if t.text == "" {
			continue
		}
		at, err := m.Instant(t.text)
		if err != nil {
			return p, err
		}
		*t.into = at.In(m.Location())
	}
	if cmd.TrainSince == "" {
		p.TrainFrom = p.TrainUntil.AddDate(-hotspot.WindowYears, 0, 0)
	}
	if !p.TrainUntil.Before(p.TestUntil) {
		return p, fault.New(fault.Invalid, lang.T(
			"--test-until %s ligger inte efter --train-until %s: provperioden är tom; har datumen bytt plats?",
			"--test-until %s does not lie after --train-until %s: the test period is empty; are the dates swapped?", cmd.TestUntil, cmd.TrainUntil))
	}
	if !p.TrainFrom.Before(p.TrainUntil) {
		return p, fault.New(fault.Invalid, lang.T(
			"--train-until %s ligger inte efter --train-since %s: det finns inget att lära av; har datumen bytt plats?",
			"--train-until %s does not lie after --train-since %s: there is nothing to learn from; are the dates swapped?", cmd.TrainUntil, cmd.TrainSince))
	}
	return p, nil
}

// tested is a back test with what it is of.
type tested struct {
	backtest.Result
	m      municipality.Municipality
	params hotspot.BacktestParams
}

// testedDoc is what --json prints.
type testedDoc struct {
	Municipality string    `json:"municipality"`
	Exercise     bool      `json:"exercise"`
	TrainSince   time.Time `json:"train_since"`
	TrainUntil   time.Time `json:"train_until"`
	TestUntil    time.Time `json:"test_until"`
	backtest.Result
}

func (t tested) doc() testedDoc {
	return testedDoc{
		Municipality: t.m.Slug, Exercise: t.m.Exercise, Result: t.Result,
		TrainSince: t.params.TrainFrom, TrainUntil: t.params.TrainUntil, TestUntil: t.params.TestUntil,
	}
}

func (t tested) empty() error {
	return fault.New(fault.Invalid, lang.T(
		"%s har inga tillräckligt noggranna rapporter från %s till %s att pröva mot; välj en provperiod med rapporter",
		"%s has no reports precise enough from %s to %s to test against; choose a test period with reports",
		t.m.Name, day(t.params.TrainUntil, t.m.Location()), day(t.params.TestUntil, t.m.Location())))
}

// print writes a table for each kind of units, and the verdict.
func (t tested) print(c *call) error {
	loc := t.m.Location()
	c.say("Prov bakåt i %s: tränat på rapporter från %s till %s, prövat mot %.0f rapporter till %s.",
		"Back test of %s: trained on reports from %s to %s, tested against %.0f reports until %s.",
		t.m.Name, day(t.params.TrainFrom, loc), day(t.params.TrainUntil, loc), t.Events, day(t.params.TestUntil, loc))
	c.markExercise(t.m)
	kind := ""
	var w *tabwriter.Writer
	for _, l := range t.Lines {
		if l.Units != kind {
			if err := flush(w); err != nil {
				return err
			}
			kind = l.Units
			w = t.head(c, kind)
		}
		fmt.Fprintln(w, row(l).In(c.lang))
	}
	if err := flush(w); err != nil {
		return err
	}
	fmt.Fprintln(c.out)
	for _, text := range []lang.Text{t.Verdict, t.Note} {
		if !text.IsZero() {
			fmt.Fprintln(c.out, text.In(c.lang))
		}
	}
	c.say("Träff: andel av rapporterna på den valda andelen. PAI: så många gånger bättre än slumpen (minst–mest över förskjutna rutnät). PEI: av det bästa möjliga. RRI: 1 om platserna förblir lika heta.",
		"Hits: share of the reports on the share chosen. PAI: so many times better than chance (least–most over shifted grids). PEI: of the best possible. RRI: 1 where places stay as hot.")
	return nil
}

// head begins the table of a kind of units.
func (t tested) head(c *call, kind string) *tabwriter.Writer {
	fmt.Fprintln(c.out)
	if kind == backtest.StreetLength {
		c.say("Efter gatulängd", "By street length")
	} else {
		c.say("Efter yta, %d förskjutna rutnät", "By area, %d shifted grids", t.Shifts)
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("Andel\tMetod\tTräff\tPAI\tPEI\tRRI", "Share\tMethod\tHits\tPAI\tPEI\tRRI").In(c.lang))
	return w
}

// row is a line of the table.
func row(l backtest.Line) lang.Text {
	title := l.Title
	if l.Baseline {
		title = lang.T("%s (jämförelse)", "%s (baseline)", title)
	}
	pai := lang.Decimal(l.PAI.Mean, 1)
	if l.PAI.N > 1 {
		pai = lang.T("%s (%s–%s)", "%s (%s–%s)", pai, lang.Decimal(l.PAI.Min, 1), lang.Decimal(l.PAI.Max, 1))
	}
	rri := lang.Same("–") // no hits in the first period
	if l.RRI.N > 0 {
		rri = lang.Decimal(l.RRI.Mean, 2)
	}
	return lang.T("%s %%\t%s\t%s %%\t%s\t%s\t%s", "%s%%\t%s\t%s%%\t%s\t%s\t%s",
		percentage(l.Share), title, lang.Decimal(l.HitRate.Mean*100, 1), pai, lang.Decimal(l.PEI.Mean, 2), rri)
}

// percentage writes a share in percent, with the decimals it needs.
func percentage(share float64) lang.Text {
	en := strconv.FormatFloat(math.Round(share*1e6)/1e4, 'f', -1, 64)
	return lang.Text{SV: strings.Replace(en, ".", ",", 1), EN: en}
}

// flush ends a table, if one is begun.
func flush(w *tabwriter.Writer) error {
	if w == nil {
		return nil
	}
	return w.Flush()
}
