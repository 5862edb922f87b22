package main

import (
	"math"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// parseTeams reads teams written as ROLE:SIZE, where they start and end and how they go.
func parseTeams(written []string) ([]plan.Team, error) {
	var teams []plan.Team
	for _, w := range written {
		team, ok := parseTeam(w)
		if !ok {
			return nil, wrongUse{lang.T(
				"gruppen %q förstås inte; skriv ROLL:ANTAL[@BAS[>SLUT]][/SÄTT], som night_walker:3@stationen eller police:2/bicycle",
				"the team %q is not understood; write ROLE:SIZE[@BASE[>END]][/MODE], such as night_walker:3@stationen or police:2/bicycle", w)}
		}
		teams = append(teams, team)
	}
	return teams, nil
}

func parseTeam(written string) (plan.Team, bool) {
	rest, mode, hasMode := strings.Cut(written, "/")
	members, places, hasBase := strings.Cut(rest, "@")
	base, end, hasEnd := strings.Cut(places, ">")
	role, number, found := strings.Cut(members, ":")
	size, err := strconv.Atoi(number)
	ok := found && err == nil && hasMode == (mode != "") && hasBase == (places != "") && hasEnd == (end != "")
	return plan.Team{Role: identity.Role(role), Size: size, Base: base, End: end, Mode: mode}, ok
}

// holdTeams holds teams to areas, written as N=SLUG,SLUG.
func holdTeams(teams []plan.Team, written []string) error {
	for _, w := range written {
		number, slugs, found := strings.Cut(w, "=")
		n, err := strconv.Atoi(number)
		if !found || err != nil || slugs == "" {
			return wrongUse{lang.T("--team-area %q förstås inte; skriv GRUPP=OMRÅDE,OMRÅDE, som 2=centrum,nygard",
				"--team-area %q is not understood; write TEAM=AREA,AREA, such as 2=centrum,nygard", w)}
		}
		if n < 1 || n > len(teams) {
			return wrongUse{lang.T("--team-area %q: det finns ingen grupp %d; grupperna är 1 till %d", "--team-area %q: there is no team %d; the teams are 1 to %d", w, n, len(teams))}
		}
		teams[n-1].Areas = append(teams[n-1].Areas, strings.Split(slugs, ",")...)
	}
	return nil
}

// parseQuotas reads shares of the time at stops, written as AREA=LEAST or AREA=LEAST-MOST.
func parseQuotas(written []string) ([]plan.Quota, error) {
	var quotas []plan.Quota
	for _, w := range written {
		area, shares, found := strings.Cut(w, "=")
		least, most, two := strings.Cut(shares, "-")
		q := plan.Quota{Area: area}
		var ok, also bool
		q.Least, ok = parseShare(least)
		q.Most, also = parseShare(most)
		if !found || area == "" || !ok || two && (!also || q.Most == 0) {
			return nil, wrongUse{lang.T("kvoten %q förstås inte; skriv OMRÅDE=MINST eller OMRÅDE=MINST-HÖGST i delar av tiden, som nygard=0.2-0.5 eller nygard=20%",
				"the quota %q is not understood; write AREA=LEAST or AREA=LEAST-MOST in shares of the time, such as nygard=0.2-0.5 or nygard=20%", w)}
		}
		quotas = append(quotas, q)
	}
	return quotas, nil
}

// parseShare reads 0.2, 0,2 or 20%.
func parseShare(s string) (float64, bool) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(number), ",", ".", 1), 64)
	if percent {
		v /= 100
	}
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// spotFlag is a place as it is written in a flag: SPOT, SPOT=TEAM, SPOT@TIME or SPOT=TEAM@TIME.
type spotFlag struct {
	flag, written string
	spot, at      string
	team          int
}

func parseSpots(flag string, written []string) ([]spotFlag, error) {
	var all []spotFlag
	for _, w := range written {
		f := spotFlag{flag: flag, written: w}
		rest, at, timed := strings.Cut(w, "@")
		spot, team, named := strings.Cut(rest, "=")
		f.spot, f.at = spot, at
		var err error
		if named {
			f.team, err = strconv.Atoi(team)
		}
		if spot == "" || timed && at == "" || err != nil || named && f.team < 1 {
			return nil, wrongUse{lang.T("%s %q förstås inte; skriv PLATS, PLATS=GRUPP eller PLATS=GRUPP@TID, som h3, p55@21:00 eller h3=2",
				"%s %q is not understood; write SPOT, SPOT=TEAM or SPOT=TEAM@TIME, such as h3, p55@21:00 or h3=2", flag, w)}
		}
		all = append(all, f)
	}
	return all, nil
}

// within gives each place its fix; a clock time is that of the shift which begins at from.
func within(m municipality.Municipality, from time.Time, kind plan.FixKind, spots []spotFlag) ([]plan.Fix, error) {
	var fixes []plan.Fix
	for _, f := range spots {
		fix := plan.Fix{Kind: kind, Spot: f.spot, Team: f.team}
		if f.at != "" {
			at, err := inShift(m, from, f.at)
			if err != nil {
				return nil, err
			}
			fix.At = at
		}
		fixes = append(fixes, fix)
	}
	return fixes, nil
}

// inShift reads an instant, or the first time that a clock shows in a shift from its begin on.
func inShift(m municipality.Municipality, begin time.Time, written string) (time.Time, error) {
	clock, err := time.Parse("15:04", written)
	if err != nil {
		return m.Instant(written)
	}
	local := begin.In(m.Location())
	date := time.Date(local.Year(), local.Month(), local.Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC)
	if clock.Hour()*60+clock.Minute() < local.Hour()*60+local.Minute() {
		date = date.AddDate(0, 0, 1) // past midnight
	}
	return municipality.Local(date, m.Location())
}

// reached is a contact as it is written: a name, a mail address in angle brackets, a number.
var reached = regexp.MustCompile(`^([^<>]*?)\s*(?:<([^<>]*)>)?\s*([+0-9][0-9 ()-]{2,})?\s*$`)

// parseContact reads whom the teams call.
func parseContact(written string) (plan.Contact, error) {
	if written == "" {
		return plan.Contact{}, nil
	}
	parts := reached.FindStringSubmatch(strings.TrimSpace(written))
	wrong := wrongUse{lang.T("kontakten %q förstås inte; skriv \"NAMN <e-post> nummer\", där en del kan utelämnas",
		"the contact %q is not understood; write \"NAME <mail> number\", of which a part may be left out", written)}
	if parts == nil {
		return plan.Contact{}, wrong
	}
	contact := plan.Contact{Name: parts[1], Email: parts[2], Phone: strings.TrimSpace(parts[3])}
	if contact.Email != "" {
		if a, err := mail.ParseAddress(contact.Email); err != nil || a.Address != contact.Email {
			return plan.Contact{}, wrong
		}
	}
	return contact, nil
}

// parseParties reads how many people of each role came, written as ROLE:PEOPLE.
func parseParties(written []string) ([]plan.Party, error) {
	var all []plan.Party
	for _, w := range written {
		role, number, found := strings.Cut(w, ":")
		people, err := strconv.Atoi(number)
		if !found || err != nil {
			return nil, wrongUse{lang.T("--came %q förstås inte; skriv ROLL:PERSONER, som night_walker:3",
				"--came %q is not understood; write ROLE:PEOPLE, such as night_walker:3", w)}
		}
		all = append(all, plan.Party{Role: identity.Role(role), People: people})
	}
	return all, nil
}

// parseWhere reads where teams are, written as TEAM=LON,LAT.
func parseWhere(written []string) ([]plan.Where, error) {
	var all []plan.Where
	for _, w := range written {
		number, place, _ := strings.Cut(w, "=")
		lon, lat, found := strings.Cut(place, ",")
		team, bad := strconv.Atoi(number)
		x, worse := strconv.ParseFloat(strings.TrimSpace(lon), 64)
		y, worst := strconv.ParseFloat(strings.TrimSpace(lat), 64)
		if !found || bad != nil || worse != nil || worst != nil || !(math.Abs(x) <= 180 && math.Abs(y) <= 90) {
			return nil, wrongUse{lang.T("--where %q förstås inte; skriv GRUPP=LON,LAT i grader, som 1=15.9897,59.5143",
				"--where %q is not understood; write TEAM=LON,LAT in degrees, such as 1=15.9897,59.5143", w)}
		}
		all = append(all, plan.Where{Team: team, Lon: x, Lat: y})
	}
	return all, nil
}

// dayNames are the days of the week as people write them, in both languages.
var dayNames = map[string]string{
	"mån": "mon", "tis": "tue", "ons": "wed", "tor": "thu", "tors": "thu", "fre": "fri", "lör": "sat", "sön": "sun",
}

var clockSpan = regexp.MustCompile(`^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$`)

// parsePattern reads a shift that returns: "fri,sat 21:00-01:00 night_walker:3 night_walker:3".
func parsePattern(written string) (plan.ShiftPattern, error) {
	wrong := wrongUse{lang.T("passet %q förstås inte; skriv \"[VECKODAGAR] FRÅN-TILL GRUPP …\", som \"fri,sat 21:00-01:00 night_walker:3\"",
		"the shift %q is not understood; write \"[WEEKDAYS] FROM-TO TEAM …\", such as \"fri,sat 21:00-01:00 night_walker:3\"", written)}
	var p plan.ShiftPattern
	words := strings.Fields(written)
	if len(words) > 0 && !clockSpan.MatchString(words[0]) {
		for _, day := range strings.Split(strings.ToLower(words[0]), ",") {
			if known, ok := dayNames[day]; ok {
				day = known
			}
			if !slices.Contains(identity.Weekdays[:], day) {
				return p, wrong
			}
			p.Weekdays = append(p.Weekdays, day)
		}
		words = words[1:]
	}
	if len(words) < 2 {
		return p, wrong
	}
	span := clockSpan.FindStringSubmatch(words[0])
	if span == nil {
		return p, wrong
	}
	p.From, p.To = paddedClock(span[1]), paddedClock(span[2])
	var err error
	p.Teams, err = parseTeams(words[1:])
	return p, err
}

// paddedClock writes 9:00 as 09:00.
func paddedClock(s string) string {
	if len(s) == len("9:00") {
		return "0" + s
	}
	return s
}
