package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

type retentionCommand struct {
	Show   retentionShow   `cmd:"" help:"${retention_show}"`
	Decide retentionDecide `cmd:"" help:"${retention_decide}"`
	Run    retentionRun    `cmd:"" help:"${retention_run}"`
}

type retentionShow struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints decision and rules.
func (r retentionShow) Run(c *call) error {
	return c.in("retention show", r.Municipality, func(a *app.App, m municipality.Municipality) error {
		kept, err := a.Retention.Retention(c, m)
		if err != nil {
			return err
		}
		return c.printRetention(m, kept, r.JSON)
	})
}

type retentionDecide struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Decision     string   `placeholder:"REF" help:"${flag_decision}"`
	On           string   `placeholder:"DATE" help:"${flag_decided_on}"`
	Rule         []string `sep:"none" placeholder:"RULE" help:"${flag_rule}"`
	JSON         bool     `name:"json" help:"${flag_json}"`
}

// Run names the disposal decision and its rules.
func (r retentionDecide) Run(c *call) error {
	wanted := report.Retention{Decision: r.Decision}
	if r.On != "" {
		var err error
		if wanted.DecidedOn, err = time.Parse(time.DateOnly, r.On); err != nil {
			return wrongUse{lang.T("--on %q är ingen dag; skriv som 2026-11-20", "--on %q is no day; write it as 2026-11-20", r.On)}
		}
	}
	for _, text := range r.Rule {
		rule, err := parseRule(text)
		if err != nil {
			return err
		}
		wanted.Rules = append(wanted.Rules, rule)
	}
	return c.in("retention decide", r.Municipality, func(a *app.App, m municipality.Municipality) error {
		kept, err := a.Retention.Decide(c, m, wanted)
		if err != nil {
			return err
		}
		return c.printRetention(m, kept, r.JSON)
	})
}

// parseRule reads SOURCE:CATEGORY=TEXT/POINT.
func parseRule(text string) (r report.RetentionRule, err error) {
	kind, months, named := strings.Cut(text, "=")
	source, category, both := strings.Cut(kind, ":")
	texts, points, two := strings.Cut(months, "/")
	r.Source, r.Category = report.Source(source), category
	var bad, worse error
	r.TextMonths, bad = strconv.Atoi(texts)
	r.PointMonths, worse = strconv.Atoi(points)
	if !named || !both || !two || bad != nil || worse != nil {
		return r, wrongUse{lang.T(
			"regeln %q förstås inte; skriv KÄLLA:KATEGORI=TEXTMÅNADER/PUNKTMÅNADER, som embrace:graffiti=6/12 eller :=24/60",
			"the rule %q is not understood; write SOURCE:CATEGORY=TEXT_MONTHS/POINT_MONTHS, such as embrace:graffiti=6/12 or :=24/60", text)}
	}
	return r, nil
}

func (c *call) printRetention(m municipality.Municipality, r report.Retention, asJSON bool) error {
	if asJSON {
		return c.json(retentionJSON(r))
	}
	if r.Decided() {
		c.say("%s gallrar enligt %s av den %s.", "%s disposes by decision %s of %s.", m.Name, r.Decision, r.DecidedOn.Format(time.DateOnly))
	} else {
		c.say("%s har inget gallringsbeslut: ingenting gallras.", "%s has no disposal decision: nothing is disposed of.", m.Name)
	}
	for _, rule := range r.Rules {
		c.sayRule(rule)
	}
	c.say("Annars sparas texten i %d månader och den exakta platsen i %d.", "Otherwise the text is kept for %d months and the exact place for %d.",
		report.DefaultTextMonths, report.DefaultPointMonths)
	return nil
}

func (c *call) sayRule(rule report.RetentionRule) {
	every := lang.T("alla", "all").In(c.lang)
	c.say("Källa: %s, kategori: %s. Texten sparas i %d månader och den exakta platsen i %d.",
		"Source: %s, category: %s. The text is kept for %d months and the exact place for %d.",
		cmp.Or(string(rule.Source), every), cmp.Or(rule.Category, every), rule.TextMonths, rule.PointMonths)
}

func retentionJSON(r report.Retention) any {
	out := struct {
		Decided     bool                   `json:"decided"`
		Decision    string                 `json:"decision,omitempty"`
		DecidedOn   string                 `json:"decided_on,omitempty"`
		Rules       []report.RetentionRule `json:"rules"`
		RehearsedAt time.Time              `json:"rehearsed_at,omitzero"`
	}{Decided: r.Decided(), Decision: r.Decision, Rules: append([]report.RetentionRule{}, r.Rules...), RehearsedAt: r.RehearsedAt}
	if !r.DecidedOn.IsZero() {
		out.DecidedOn = r.DecidedOn.Format(time.DateOnly)
	}
	return out
}

type retentionRun struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	DryRun       bool   `name:"dry-run" help:"${flag_dry_run}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run disposes of what is past keeping, or counts it.
func (r retentionRun) Run(c *call) error {
	return c.in("retention run", r.Municipality, func(a *app.App, m municipality.Municipality) error {
		d, err := a.Retain(c, m, report.RetainRequest{DryRun: r.DryRun}, c.watch())
		if err != nil {
			return err
		}
		if r.JSON {
			return c.json(d)
		}
		if !d.Note.IsZero() {
			fmt.Fprintln(c.out, d.Note.In(c.lang))
		}
		c.say("Texter: %d. Punkter: %d. Rader i karantän: %d.", "Texts: %d. Points: %d. Rows put aside: %d.", d.Texts, d.Points, d.PutAside)
		for _, k := range d.By {
			c.say("  %s, %s: %d texter, %d punkter", "  %s, %s: %d texts, %d points", k.Source, k.Category, k.Texts, k.Points)
		}
		return nil
	})
}

type erasuresCommand struct {
	Apply erasuresApply `cmd:"" help:"${erasures_apply}"`
}

type erasuresApply struct {
	File string `arg:"" type:"path" help:"${arg_journal}"`
}

// Run erases again what a journal says was erased.
func (e erasuresApply) Run(c *call) error {
	f, err := openFile(e.File)
	if err != nil {
		return err
	}
	defer f.Close()
	lines, err := app.ReadJournal(f)
	if err != nil {
		return err
	}
	return c.with(c.options("erasures apply"), func(a *app.App) error {
		done, err := a.ApplyErasures(c, lines)
		if err != nil {
			return err
		}
		c.sayReapplied(done)
		return nil
	})
}

func (c *call) sayReapplied(done report.Reapplied) {
	c.say("%d raderingar gäller; %d rapporter fanns och är raderade på nytt.",
		"%d erasures hold; %d reports were there and are erased again.", done.Stones, done.Reports)
	if len(done.Missing) > 0 {
		c.say("Kommuner som inte finns här: %s. Kör kommandot igen när de är inlästa.",
			"Municipalities that are not here: %s. Run the command again once they are loaded.", strings.Join(done.Missing, ", "))
	}
}
