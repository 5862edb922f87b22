package httpapi

import (
	"time"

	"tryggled/api"
	"tryggled/internal/identity"
)

// RoleOf is a row of the table of walking roles as the API gives it.
func RoleOf(p identity.Patrol) api.Role {
	return api.Role{
		Role: api.RoleCode(p.Role), Name: p.Name, PlanName: p.PlanName,
		LeastGroup: p.LeastGroup, BestGroup: p.BestGroup, MostGroup: p.MostGroup,
		SpeedMps: p.SpeedMPS, Modes: mapped(p.Modes, func(m identity.Pace) api.Pace {
			return api.Pace{Mode: api.PaceMode(m.Mode), SpeedMps: m.SpeedMPS}
		}),
		Restricted: p.Restricted, Caution: p.Caution, KeepAwayM: p.KeepAwayM,
		FocusAreas: orEmpty(p.FocusAreas), Places: orEmpty(p.Places), Bounded: api.RoleBounded(p.Bounded),
		Announced: p.Announced, Stands: p.Stands, PrefersLit: p.PrefersLit,
		DwellMinutes: p.Dwell.Minutes(), LongestShiftMinutes: p.LongestShift.Minutes(), Usual: mapped(p.Usual, usualHours),
		Approval: api.RoleCode(p.Approval), Observes: orEmpty(p.Observes), NoPersons: p.NoPersons,
	}
}

func usualHours(h identity.Hours) api.UsualHours {
	return api.UsualHours{
		Days: mapped(h.Days, func(d time.Weekday) api.UsualHoursDays { return api.UsualHoursDays(identity.Weekdays[d]) }),
		From: h.From, To: h.To, SeasonFrom: h.SeasonFrom, SeasonTo: h.SeasonTo, Text: h.Text,
	}
}
