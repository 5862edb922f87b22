package main

import (
	"fmt"

	"tryggled/internal/app"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/report"
)

// aVersion is what the commands ask for that take a plan further.
type aVersion struct {
	onePlan
	Version int `placeholder:"N" help:"${flag_version}"`
}

type (
	planPublish  struct{ aVersion }
	planBegin    struct{ aVersion }
	planDone     struct{ aVersion }
	planWithdraw struct{ aVersion }
)

// Run shows the newest version to the teams.
func (cmd planPublish) Run(c *call) error { return cmd.become(c, "plan publish", plan.Published) }

// Run notes that a team has set out.
func (cmd planBegin) Run(c *call) error { return cmd.become(c, "plan begin", plan.UnderWay) }

// Run notes that the last team is back.
func (cmd planDone) Run(c *call) error { return cmd.become(c, "plan done", plan.Done) }

// Run takes a plan back.
func (cmd planWithdraw) Run(c *call) error { return cmd.become(c, "plan withdraw", plan.Withdrawn) }

func (cmd aVersion) become(c *call, command string, to plan.Status) error {
	return c.in(command, cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		p, err := a.Routes.Become(c, m, cmd.ID, to, cmd.Version)
		if err != nil {
			return err
		}
		told := summaryOf(p, m.Location())
		if to == plan.Published {
			told.Alarms = a.Patrols.Unheard(p)
		}
		if cmd.JSON {
			return c.json(told)
		}
		c.say("Plan %d, version %d, är %s.", "Plan %d, version %d, is %s.", p.ID, p.Version, p.Life.Status.Name())
		c.markExercise(m)
		if !told.Alarms.IsZero() {
			fmt.Fprintln(c.out, told.Alarms.In(c.lang))
		}
		return nil
	})
}

type planApprove struct {
	aVersion
	ByPolice string `required:"" placeholder:"REF" help:"${flag_by_police}"`
}

// Run notes that the police have approved a version. Whoever runs commands is nobody of the
// police: the approval is theirs, by the reference that they gave, which goes into the plan
// and into the audit log.
func (cmd planApprove) Run(c *call) error {
	if cmd.ByPolice == "" || report.Mask(cmd.ByPolice) != cmd.ByPolice || len(cmd.ByPolice) > longestReference {
		return wrongUse{lang.T("--by-police %q duger inte: ange polisens referens, som ett diarienummer, utan namn och nummer till personer",
			"--by-police %q will not do: give the reference of the police, such as a case number, without names and numbers of persons", cmd.ByPolice)}
	}
	return c.in("plan approve", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		p, err := a.Routes.Approve(identity.OnBehalf(c, identity.Police, cmd.ByPolice), m, cmd.ID, cmd.Version)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(summaryOf(p, m.Location()))
		}
		c.say("Version %d av plan %d är godkänd av polisen (%s) och kan publiceras.", "Version %d of plan %d is approved by the police (%s) and can be published.",
			p.Version, p.ID, cmd.ByPolice)
		return nil
	})
}

// longestReference is how long a reference may be.
const longestReference = 80
