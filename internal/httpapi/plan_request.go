package httpapi

import (
	"fmt"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

func newRequest(m municipality.Municipality, b api.NewPlan) (plan.Request, error) {
	in := input{m: m}
	return plan.Request{
		Analysis: b.Analysis, From: in.instant("from", b.From), To: in.instant("to", b.To), Areas: b.Areas, Seed: uint64(b.Seed),
		Teams: in.teams("teams", b.Teams), Quotas: quotasOf(b.Quotas), Points: b.Points, Fixes: in.fixes("fixes", b.Fixes),
		Contact: contactOf(b.Contact), GapMinutes: b.GapMinutes, Iterations: b.Iterations, Seconds: b.Seconds,
	}, in.err()
}

func newChange(m municipality.Municipality, b api.PlanChange) (plan.Change, error) {
	in := input{m: m}
	c := plan.Change{
		Fix: in.fixes("fix", b.Fix), Release: b.Release, Withdraw: b.Withdraw, Teams: in.teams("teams", b.Teams),
		Came: mapped(b.Came, func(p api.Party) plan.Party { return plan.Party{Role: identity.Role(p.Role), People: p.People} }),
		Now:  in.instant("now", b.Now),
		Where: mapped(b.Where, func(w api.Where) plan.Where {
			return plan.Where{Team: w.Team, Lon: w.Lon, Lat: w.Lat}
		}),
	}
	if b.Seed != nil {
		seed := uint64(*b.Seed)
		c.Seed = &seed
	}
	return c, in.err()
}

// newRoster reads a roster; what its clocks come to is for the domain to say.
func newRoster(m municipality.Municipality, b api.NewRoster) (plan.Roster, error) {
	in := input{m: m}
	r := plan.Roster{Analysis: b.Analysis, From: b.From, Days: b.Days, Seed: uint64(b.Seed)}
	for i, p := range b.Shifts {
		r.Shifts = append(r.Shifts, plan.ShiftPattern{
			Weekdays: mapped(p.Weekdays, func(d api.ShiftPatternWeekdays) string { return string(d) }),
			From:     p.From, To: p.To, Teams: in.teams(fmt.Sprintf("shifts[%d].teams", i), p.Teams), Areas: p.Areas,
			Quotas: quotasOf(p.Quotas), Points: p.Points, Contact: contactOf(p.Contact),
			Meet: mapped(p.Meet, func(m api.Meeting) plan.Meeting {
				return plan.Meeting{Spot: m.Spot, At: m.At, Team: m.Team, Minutes: m.Minutes}
			}),
			GapMinutes: p.GapMinutes, Iterations: p.Iterations, Seconds: p.Seconds,
		})
	}
	return r, in.err()
}

func (in *input) teams(field string, given []api.NewTeam) (teams []plan.Team) {
	for i, t := range given {
		at := fmt.Sprintf("%s[%d].", field, i)
		teams = append(teams, plan.Team{
			Role: identity.Role(t.Role), Size: t.Size, Base: t.Base, End: t.End, Mode: string(t.Mode), Areas: t.Areas,
			From: in.instant(at+"from", t.From), To: in.instant(at+"to", t.To),
		})
	}
	return teams
}

func (in *input) fixes(field string, given []api.Fix) (fixes []plan.Fix) {
	for i, f := range given {
		fixes = append(fixes, plan.Fix{
			Kind: plan.FixKind(f.Kind), Spot: f.Spot, Team: f.Team, Minutes: f.Minutes,
			At: in.instant(fmt.Sprintf("%s[%d].at", field, i), f.At),
		})
	}
	return fixes
}

func quotasOf(given []api.Quota) (quotas []plan.Quota) {
	for _, q := range given {
		quotas = append(quotas, plan.Quota{Area: q.Area, Least: q.Least, Most: q.Most})
	}
	return quotas
}

func contactOf(c api.Contact) plan.Contact {
	return plan.Contact{Name: c.Name, Phone: c.Phone, Email: c.Email}
}
