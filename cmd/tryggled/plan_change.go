package main

import (
	"tryggled/internal/app"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

type planChange struct {
	onePlan
	Version  int      `placeholder:"N" help:"${flag_version}"`
	Lock     []string `sep:"none" placeholder:"SPOT" help:"${flag_lock}"`
	Move     []string `sep:"none" placeholder:"SPOT=TEAM" help:"${flag_move}"`
	Must     []string `sep:"none" placeholder:"SPOT[@TIME]" help:"${flag_must}"`
	Forbid   []string `sep:"none" placeholder:"SPOT" help:"${flag_forbid}"`
	Release  []string `placeholder:"SPOT" help:"${flag_release}"`
	Off      []string `placeholder:"SPOT" help:"${flag_off}"`
	Teams    []string `placeholder:"ROLE:SIZE" help:"${flag_teams}"`
	TeamArea []string `sep:"none" placeholder:"N=SLUG,…" help:"${flag_team_area}"`
	Came     []string `placeholder:"ROLE:PEOPLE" help:"${flag_came}"`
	Now      string   `placeholder:"TIME" help:"${flag_now}"`
	Where    []string `sep:"none" placeholder:"TEAM=LON,LAT" help:"${flag_where}"`
	Seed     *uint64  `placeholder:"N" help:"${flag_new_seed}"`
	Quick    bool     `help:"${flag_quick}"`
}

// fixFlags are the decisions of a change, by kind, times not read yet.
type fixFlags []struct {
	kind  plan.FixKind
	spots []spotFlag
}

// Run makes the next version of a plan around what is decided.
func (cmd planChange) Run(c *call) error {
	change, flags, err := cmd.read()
	if err != nil {
		return err
	}
	return c.in("plan change", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		before, _, err := a.Routes.Store.Plan(c, m.Code, cmd.ID, 0)
		if err != nil {
			return err
		}
		if err := cmd.timed(m, before, flags, &change); err != nil {
			return err
		}
		next, task, err := a.Routes.Change(c, m, cmd.ID, cmd.Version, change, cmd.Quick)
		if err != nil {
			return err
		}
		planned, err := c.improved(a, m, next, task)
		if err != nil {
			return err
		}
		return c.showPlan(planned, cmd.JSON)
	})
}

// read reads the flags, times aside.
func (cmd planChange) read() (change plan.Change, flags fixFlags, err error) {
	change = plan.Change{Release: cmd.Release, Withdraw: cmd.Off, Seed: cmd.Seed}
	for _, f := range []struct {
		flag    string
		written []string
		kind    plan.FixKind
	}{{"--lock", cmd.Lock, plan.Lock}, {"--move", cmd.Move, plan.Move}, {"--must", cmd.Must, plan.Add}, {"--forbid", cmd.Forbid, plan.Forbid}} {
		spots, err := parseSpots(f.flag, f.written)
		if err != nil {
			return change, nil, err
		}
		flags = append(flags, struct {
			kind  plan.FixKind
			spots []spotFlag
		}{f.kind, spots})
	}
	if change.Teams, err = parseTeams(cmd.Teams); err != nil {
		return change, nil, err
	}
	if err = holdTeams(change.Teams, cmd.TeamArea); err != nil {
		return change, nil, err
	}
	if change.Came, err = parseParties(cmd.Came); err != nil {
		return change, nil, err
	}
	change.Where, err = parseWhere(cmd.Where)
	return change, flags, err
}

// timed reads the times by the municipality's clock; clock times are of the plan's shift.
func (cmd planChange) timed(m municipality.Municipality, before plan.Plan, flags fixFlags, change *plan.Change) (err error) {
	for _, f := range flags {
		fixes, err := within(m, before.Request.From, f.kind, f.spots)
		if err != nil {
			return err
		}
		change.Fix = append(change.Fix, fixes...)
	}
	if cmd.Now != "" {
		change.Now, err = inShift(m, before.Request.From, cmd.Now)
	}
	return err
}
