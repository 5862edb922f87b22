package patrol

import (
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/report"
)

// The bounds of what a log takes. Starting values.
const (
	// Leeway is how long before and after its shift a team may write of it.
	Leeway = 2 * time.Hour
	// LateDays is how many days after the shift a coordinator may still add and correct.
	LateDays = 7
	// ahead is how far a phone's clock may go before ours.
	ahead = 5 * time.Minute

	maxTextBytes = 2000
	maxTally     = 1000
	maxEntries   = 1000 // of a team
)

// Check returns an entry as it may be kept: its spot filled in, its instants UTC, its
// writer noted. It returns NotFound for a team, stop or replaced entry that there is not,
// Conflict for a plan that is not walked and for an entry that does not fit the others of
// its team, and Invalid for values that cannot be right or that the team's role may not write.
// What it says of times it says in the zone of now.
func Check(p plan.Plan, log Log, e Entry, who Writer, now time.Time) (Entry, error) {
	tour, err := tourOf(p, e.Team)
	if err != nil {
		return Entry{}, err
	}
	if err := walkable(p, who, now); err != nil {
		return Entry{}, err
	}
	e.ID, e.Plan, e.Version, e.By, e.WrittenAt = 0, p.ID, p.Version, who.ID, now.UTC()
	e.At = e.At.UTC()
	if e.Replaces != 0 {
		if e, err = replacing(log, e); err != nil {
			return Entry{}, err
		}
	}
	if e, err = placed(tour, p, e); err != nil {
		return Entry{}, err
	}
	if bad := append(badTime(p, e, now), badValues(e, tour.Team.Role)...); len(bad) > 0 {
		return Entry{}, fault.New(fault.Invalid, lang.T("anteckningen kan inte tas emot", "the entry cannot be accepted"), bad...)
	}
	return e, fits(log, e, now.Location())
}

// walkable returns Conflict for a plan whose log is not open to a writer.
func walkable(p plan.Plan, who Writer, now time.Time) error {
	switch p.Life.Status {
	case plan.Published, plan.UnderWay:
		return nil
	case plan.Done:
		if who.Coordinator && now.Before(p.Request.To.AddDate(0, 0, LateDays)) {
			return nil
		}
		return fault.New(fault.Conflict, lang.T(
			"planen är avslutad (done); samordnaren kan komplettera loggboken i %d dygn efter passet",
			"the plan is done; the coordinator can add to the log for %d days after the shift", LateDays))
	case plan.Withdrawn:
		return fault.New(fault.Conflict, lang.T(
			"planen är återkallad (withdrawn) och har ingen loggbok; gå efter en ny plan",
			"the plan is withdrawn and has no log; walk by a new plan"))
	}
	return fault.New(fault.Conflict, lang.T(
		"planen är ett utkast (draft); publicera den innan loggboken förs", "the plan is a draft; publish it before its log is kept"))
}

// replacing checks what an entry replaces: one that counts, of the same team. An entry
// that takes another back says nothing else.
func replacing(log Log, e Entry) (Entry, error) {
	current := log.Current()
	i := slices.IndexFunc(current, func(b Entry) bool { return b.ID == e.Replaces && b.Team == e.Team })
	if i < 0 {
		return e, fault.New(fault.NotFound, lang.T(
			"grupp %d har ingen gällande anteckning %d att rätta", "team %d has no entry %d in force to correct", e.Team, e.Replaces))
	}
	if e.Kind == Retract {
		b := current[i]
		return Entry{
			Plan: e.Plan, Version: e.Version, Team: e.Team, Kind: Retract, Visit: b.Visit, Spot: b.Spot, At: b.At,
			Replaces: e.Replaces, By: e.By, WrittenAt: e.WrittenAt,
		}, nil
	}
	return e, nil
}

// placed fills in the spot of an entry from the stop that it names, or checks that the
// place it names is one of the plan.
func placed(tour plan.Tour, p plan.Plan, e Entry) (Entry, error) {
	switch {
	case e.Kind == Begin || e.Kind == End:
		e.Visit, e.Spot = 0, ""
	case e.Kind == Retract:
	case e.Visit != 0:
		i := slices.IndexFunc(tour.Visits, func(v plan.Visit) bool { return v.Number == e.Visit })
		if i < 0 {
			return e, fault.New(fault.NotFound, lang.T(
				"grupp %d har inget stopp %d; det sista är nummer %d", "team %d has no stop %d; the last is number %d",
				e.Team, e.Visit, len(tour.Visits)))
		}
		e.Spot = spotOf(tour.Visits[i])
		if e.Kind == Observe && e.Point == nil {
			at := tour.Visits[i].Place.Point
			e.Point = &at
		}
	case e.Spot != "" && !knows(p, e.Spot):
		return e, noPlace(e.Spot)
	}
	if e.Kind != Observe {
		e.Point = nil // the stop says where
	}
	return e, nil
}

func noPlace(spot string) error {
	return fault.New(fault.NotFound, lang.T(
		"planen känner ingen plats %q; ange ett stopp, eller en plats ur planen som h3",
		"the plan knows no place %q; name a stop, or a place of the plan such as h3", spot))
}

// spotOf names the place of a visit.
func spotOf(v plan.Visit) string {
	if v.Spot == "" && v.Hotspot > 0 {
		return fmt.Sprintf("h%d", v.Hotspot)
	}
	return v.Spot
}

// knows tells whether a plan names a spot, as a stop of any team or as left out.
func knows(p plan.Plan, spot string) bool {
	for _, t := range p.Tours {
		if slices.ContainsFunc(t.Visits, func(v plan.Visit) bool { return spotOf(v) == spot }) {
			return true
		}
	}
	return slices.ContainsFunc(p.Omitted, func(o plan.Omission) bool { return omittedSpot(o) == spot })
}

// omittedSpot names the place of an omission.
func omittedSpot(o plan.Omission) string {
	if o.Spot == "" && o.Hotspot > 0 {
		return fmt.Sprintf("h%d", o.Hotspot)
	}
	return o.Spot
}

func badTime(p plan.Plan, e Entry, now time.Time) (bad []fault.Field) {
	from, to, zone := p.Request.From.Add(-Leeway), p.Request.To.Add(Leeway), now.Location()
	switch {
	case e.At.IsZero():
		bad = append(bad, field("at", "tiden saknas; skriv när det var", "the time is missing; write when it was"))
	case e.At.Before(from) || e.At.After(to):
		bad = append(bad, field("at", "tiden %s ligger utanför passet med två timmars marginal, %s till %s; rätta tiden",
			"the time %s is outside the shift with two hours to spare, %s to %s; mend the time",
			stamp(e.At, zone), stamp(from, zone), stamp(to, zone)))
	case e.At.After(now.Add(ahead)):
		bad = append(bad, field("at", "tiden %s har inte varit än; anteckna när det har hänt",
			"the time %s has not been yet; write when it has happened", stamp(e.At, zone)))
	}
	return bad
}

// stamp is an instant as people of the town read it.
func stamp(t time.Time, zone *time.Location) lang.Text {
	local := t.In(zone)
	return lang.Text{SV: local.Format("2006-01-02 kl. 15.04"), EN: local.Format("2006-01-02 15:04")}
}

// badValues checks what an entry of its kind may hold, and what its team's role may write.
func badValues(e Entry, role identity.Role) (bad []fault.Field) {
	if !slices.Contains(Kinds(), e.Kind) {
		return append(bad, field("kind", "%q är inget slag av anteckning; välj bland %v", "%q is no kind of entry; choose among %v", e.Kind, Kinds()))
	}
	if (e.Kind == Arrive || e.Kind == Leave || e.Kind == Skip) && e.Spot == "" {
		bad = append(bad, field("visit", "skriv vilket stopp det gäller, som 3", "write which stop it is about, such as 3"))
	}
	if e.Kind == Retract && e.Replaces == 0 {
		bad = append(bad, field("replaces", "skriv numret på anteckningen som tas tillbaka", "write the number of the entry to take back"))
	}
	bad = append(bad, badText(e, role)...)
	bad = append(bad, badTallies(e)...)
	known := slices.ContainsFunc(SkipReasons(), func(s SkipName) bool { return s.Reason == e.Reason })
	if (e.Kind == Skip) != (e.Reason != "") || e.Reason != "" && !known {
		bad = append(bad, field("reason", "den som hoppar över ett stopp väljer ett av skälen %v; andra anteckningar har inget",
			"whoever skips a stop chooses one of the reasons %v; other entries have none", reasons()))
	}
	if e.Kind == Observe {
		if e.Point == nil {
			bad = append(bad, field("lon", "platsen saknas; skriv lon och lat, eller vilket stopp det var vid",
				"the place is missing; write lon and lat, or which stop it was at"))
		}
		bad = append(bad, badCategory(e.Category, role)...)
	} else if e.Category != "" {
		bad = append(bad, field("category", "bara en iakttagelse har kategori", "only an observation has a category"))
	}
	return bad
}

func reasons() (all []SkipReason) {
	for _, s := range SkipReasons() {
		all = append(all, s.Reason)
	}
	return all
}

func badText(e Entry, role identity.Role) (bad []fault.Field) {
	switch {
	case e.Text == "":
	case !Writes(role):
		bad = append(bad, field("text", "%s skriver ingen fri text, så att inget står om personer; rapportera ett fel på platsen eller räkna",
			"teams of this role (%s) write no free text, so that nothing is told of persons; report a fault of the place, or count", identity.NameOf(role)))
	case e.Kind != Note && e.Kind != Observe:
		bad = append(bad, field("text", "bara note och observe har text", "only note and observe have a text"))
	case len(e.Text) > maxTextBytes:
		bad = append(bad, field("text", "texten är %d byte lång; korta den till högst %d",
			"the text is %d bytes long; shorten it to at most %d", len(e.Text), maxTextBytes))
	case report.HomeViolence("", "", e.Text):
		bad = append(bad, fault.Field{Name: "text", Text: report.HomeViolenceReason})
	}
	if e.Kind == Note && e.Text == "" && len(e.Tallies) == 0 {
		bad = append(bad, field("tallies", "anteckningen är tom; räkna något, eller skriv en text där rollen får det",
			"the note is empty; count something, or write a text where the role may"))
	}
	return bad
}

func badTallies(e Entry) (bad []fault.Field) {
	if len(e.Tallies) > 0 && e.Kind != Note {
		bad = append(bad, field("tallies", "bara note räknar", "only a note counts"))
	}
	seen := map[string]bool{}
	for _, t := range e.Tallies {
		known := slices.ContainsFunc(Tallied(), func(k TallyKind) bool { return k.Code == t.Kind })
		switch {
		case !known:
			bad = append(bad, field("tallies", "%q räknas inte; välj bland %v", "%q is not counted; choose among %v", t.Kind, tallyCodes()))
		case seen[t.Kind]:
			bad = append(bad, field("tallies", "%s står två gånger; lägg ihop dem", "%s stands twice; add them up", t.Kind))
		case t.Count < 1 || t.Count > maxTally:
			bad = append(bad, field("tallies", "%s är %d; skriv 1 till %d", "%s is %d; write 1 to %d", t.Kind, t.Count, maxTally))
		}
		seen[t.Kind] = true
	}
	return bad
}

func tallyCodes() (all []string) {
	for _, k := range Tallied() {
		all = append(all, k.Code)
	}
	return all
}

func field(name, sv, en string, args ...any) fault.Field {
	return fault.Field{Name: name, Text: lang.T(sv, en, args...)}
}

func invalid(fields ...fault.Field) error {
	return fault.New(fault.Invalid, lang.T("anteckningen kan inte tas emot", "the entry cannot be accepted"), fields...)
}
