package main

import (
	"slices"

	"tryggled/internal/app"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

type planCommand struct {
	Make     planMake     `cmd:"" default:"withargs" help:"${plan_make}"`
	Ls       planList     `cmd:"" help:"${plan_ls}"`
	Show     planShow     `cmd:"" help:"${plan_show}"`
	Versions planVersions `cmd:"" help:"${plan_versions}"`
	Change   planChange   `cmd:"" help:"${plan_change}"`
	Approve  planApprove  `cmd:"" help:"${plan_approve}"`
	Publish  planPublish  `cmd:"" help:"${plan_publish}"`
	Begin    planBegin    `cmd:"" help:"${plan_begin}"`
	Done     planDone     `cmd:"" help:"${plan_done}"`
	Withdraw planWithdraw `cmd:"" help:"${plan_withdraw}"`
	Compare  planCompare  `cmd:"" help:"${plan_compare}"`
}

// planWishes is what holds of a shift, and of each shift of a roster.
type planWishes struct {
	Analysis   int64    `placeholder:"ID" help:"${flag_analysis}"`
	Area       []string `placeholder:"SLUG" help:"${flag_area}"`
	Quota      []string `sep:"none" placeholder:"AREA=LEAST[-MOST]" help:"${flag_quota}"`
	Points     bool     `help:"${flag_standing}"`
	Contact    string   `placeholder:"TEXT" help:"${flag_contact}"`
	Gap        int      `placeholder:"MINUTES" help:"${flag_gap}"`
	Seconds    int      `placeholder:"N" help:"${flag_seconds}"`
	Iterations int      `placeholder:"N" help:"${flag_iterations}"`
	Seed       uint64   `default:"1" help:"${flag_seed}"`
}

type planMake struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	From         string   `required:"" placeholder:"TIME" help:"${flag_from}"`
	To           string   `required:"" placeholder:"TIME" help:"${flag_to}"`
	Team         []string `required:"" placeholder:"ROLE:SIZE" help:"${flag_team}"`
	TeamArea     []string `sep:"none" placeholder:"N=SLUG,…" help:"${flag_team_area}"`
	Must         []string `sep:"none" placeholder:"SPOT[@TIME]" help:"${flag_must}"`
	Forbid       []string `sep:"none" placeholder:"SPOT" help:"${flag_forbid}"`
	planWishes
	Quick bool `help:"${flag_quick}"`
	JSON  bool `name:"json" help:"${flag_json}"`
}

// wanted is what a plan is asked for with, before its times are read.
type wanted struct {
	plan.Request
	must, forbid []spotFlag
}

// read reads the flags, times aside.
func (cmd planMake) read() (w wanted, err error) {
	if w.Request, err = cmd.request(); err != nil {
		return w, err
	}
	if w.Teams, err = parseTeams(cmd.Team); err != nil {
		return w, err
	}
	if err = holdTeams(w.Teams, cmd.TeamArea); err != nil {
		return w, err
	}
	if w.must, err = parseSpots("--must", cmd.Must); err != nil {
		return w, err
	}
	w.forbid, err = parseSpots("--forbid", cmd.Forbid)
	return w, err
}

func (p planWishes) request() (r plan.Request, err error) {
	r = plan.Request{
		Analysis: p.Analysis, Areas: p.Area, Points: p.Points, GapMinutes: p.Gap, Seconds: p.Seconds, Iterations: p.Iterations, Seed: p.Seed,
	}
	if r.Quotas, err = parseQuotas(p.Quota); err != nil {
		return r, err
	}
	r.Contact, err = parseContact(p.Contact)
	return r, err
}

// Run plans a shift and prints who walks where and when.
func (cmd planMake) Run(c *call) error {
	w, err := cmd.read()
	if err != nil {
		return err
	}
	return c.in("plan", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		request, err := cmd.timed(m, w)
		if err != nil {
			return err
		}
		first, task, err := a.Routes.First(c, m, request, cmd.Quick)
		if err != nil {
			return err
		}
		planned, err := c.improved(a, m, first, task)
		if err != nil {
			return err
		}
		return c.showPlan(planned, cmd.JSON)
	})
}

// timed reads the times by the municipality's clock.
func (cmd planMake) timed(m municipality.Municipality, w wanted) (r plan.Request, err error) {
	r = w.Request
	if r.From, err = m.Instant(cmd.From); err != nil {
		return r, err
	}
	if r.To, err = m.Instant(cmd.To); err != nil {
		return r, err
	}
	must, err := within(m, r.From, plan.Add, w.must)
	if err != nil {
		return r, err
	}
	forbid, err := within(m, r.From, plan.Forbid, w.forbid)
	r.Fixes = slices.Concat(must, forbid)
	return r, err
}
