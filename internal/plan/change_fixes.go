package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tryggled/internal/lang"
)

// standing is how a street or a standing point is written, which may be asked for though no
// version of the plan has told of it. Whether there is one is for whoever plans to say.
var standing = regexp.MustCompile(`^[sp][1-9][0-9]{0,17}$`)

// asked is a fix and the field of the change that asked for it.
type asked struct {
	Fix
	field string
}

// fixes releases what is to be, adds what is decided now, and lets it take the place of
// what contradicts it from before.
func (n *next) fixes(c Change) {
	for i, spot := range c.Release {
		n.release(fmt.Sprintf("release[%d]", i), spot)
	}
	var all []asked
	add := func(f Fix, field string, complete func(*Fix, string) bool) {
		if !n.known(f.Spot) {
			n.wrong(field+"spot", n.unknownSpot(f.Spot))
		} else if complete(&f, field) {
			all = append(all, asked{f, field})
		}
	}
	for i, f := range c.Fix {
		add(f, fmt.Sprintf("fix[%d].", i), n.complete)
	}
	for i, spot := range c.Withdraw {
		add(Fix{Kind: Forbid, Spot: spot}, fmt.Sprintf("withdraw[%d].", i), func(*Fix, string) bool { return true })
	}
	for i, f := range all {
		for _, g := range all[:i] {
			if contradict(f.Fix, g.Fix) {
				n.wrong(strings.TrimSuffix(f.field, "."), lang.T("om %s är två saker bestämda som utesluter varandra (%s och %s): ta bort den ena",
					"two things are fixed of %s that exclude each other (%s and %s): take one away", n.name(f.Spot), string(g.Kind), string(f.Kind)))
			}
		}
	}
	if len(n.bad) > 0 {
		return
	}
	for _, f := range all {
		n.decide(f.Fix)
	}
	n.r.Fixes = slices.DeleteFunc(n.r.Fixes, n.met)
	if len(n.r.Fixes) > MostFixes {
		n.wrong("fix", lang.T("%d beslut om platser är för många: högst %d", "%d fixes are too many: at most %d", len(n.r.Fixes), MostFixes))
	}
}

// release takes away what was fixed of a spot.
func (n *next) release(field, spot string) {
	before := len(n.r.Fixes)
	n.r.Fixes = slices.DeleteFunc(n.r.Fixes, func(f Fix) bool { return f.Spot == spot })
	if len(n.r.Fixes) == before {
		n.wrong(field, lang.T("inget är bestämt om %s", "nothing is fixed of %s", n.name(spot)))
		return
	}
	n.say(lang.T("inget är längre bestämt om %s", "nothing is fixed of %s any more", n.name(spot)))
}

// complete checks a fix and fills in what it leaves to the plan.
func (n *next) complete(f *Fix, field string) bool {
	bad := len(n.bad)
	if f.Team < 0 || f.Team > len(n.r.Teams) {
		n.wrong(field+"team", n.noTeam(f.Team))
	}
	if f.Minutes < 0 || time.Duration(f.Minutes)*time.Minute > n.r.To.Sub(n.r.From) {
		n.wrong(field+"minutes", lang.T("%d minuter går inte; ange 1 till passets längd, eller inget", "%d minutes will not do; give 1 to the length of the shift, or none", f.Minutes))
	}
	begin := latest(n.r.From, n.r.Now)
	if !f.At.IsZero() && (f.At.Before(begin) || !f.At.Before(n.r.To)) {
		n.wrong(field+"at", lang.T("%s ligger utanför det som är kvar av passet, från %s till %s", "%s lies outside what is left of the shift, from %s to %s",
			n.clock(f.At), n.clock(begin), n.clock(n.r.To)))
	}
	switch f.Kind {
	case Lock:
		if len(n.bad) == bad {
			n.lock(f, field)
		}
	case Move:
		if f.Team == 0 {
			n.wrong(field+"team", lang.T("ange vilken grupp stoppet flyttas till", "say which team the stop is moved to"))
		}
	case Forbid:
		if !f.At.IsZero() || f.Minutes != 0 {
			n.wrong(field+"at", lang.T("ett förbud gäller hela passet; ange ingen tid", "what is forbidden is so all through the shift; give no time"))
		}
	case Add:
	default:
		n.wrong(field+"kind", lang.T("%q är inget av %s, %s, %s och %s", "%q is none of %s, %s, %s and %s",
			string(f.Kind), string(Lock), string(Move), string(Add), string(Forbid)))
	}
	return len(n.bad) == bad
}

// lock fills in the team and the time of the one visit that is meant.
func (n *next) lock(f *Fix, field string) {
	var meant []Fix
	var told []string
	for _, t := range n.plan.Tours {
		for _, v := range t.Visits {
			number := n.now(t.Number)
			switch {
			case v.Spot != f.Spot || v.Past || v.Arrive.Before(n.r.Now) || number == 0:
			case f.Team != 0 && f.Team != number, !f.At.IsZero() && f.At.Sub(v.Arrive).Abs() > FixSlack:
			default:
				meant = append(meant, Fix{Kind: Lock, Spot: f.Spot, Team: number, At: v.Arrive, Minutes: int(v.Leave.Sub(v.Arrive).Round(time.Minute).Minutes())})
				told = append(told, fmt.Sprintf("%d: %s", number, n.clock(v.Arrive)))
			}
		}
	}
	switch len(meant) {
	case 0:
		n.wrong(field+"spot", lang.T("ingen grupp som går besöker %s då; lägg till besöket med %s i stället",
			"no team that walks visits %s then; add the visit by %s instead", n.name(f.Spot), string(Add)))
	case 1:
		minutes := f.Minutes
		*f = meant[0]
		if minutes > 0 {
			f.Minutes = minutes
		}
	default:
		n.wrong(field+"team", lang.T("%s besöks flera gånger; ange grupp och tid (%s)", "%s is visited several times; give team and time (%s)",
			n.name(f.Spot), strings.Join(told, ", ")))
	}
}

// decide adds a fix in place of those from before that it contradicts or repeats.
func (n *next) decide(f Fix) {
	if slices.ContainsFunc(n.r.Fixes, f.equal) {
		return
	}
	n.r.Fixes = slices.DeleteFunc(n.r.Fixes, func(g Fix) bool { return contradict(f, g) || repeats(f, g) })
	n.r.Fixes = append(n.r.Fixes, f)
	n.say(n.told(f))
}

func (f Fix) equal(g Fix) bool {
	return f.Kind == g.Kind && f.Spot == g.Spot && f.Team == g.Team && f.At.Equal(g.At) && f.Minutes == g.Minutes
}

// told says what a fix decides.
func (n *next) told(f Fix) lang.Text {
	name := n.name(f.Spot)
	var at lang.Text
	if !f.At.IsZero() {
		at = lang.T(" kl. %s", " at %s", clockTime(f.At.In(n.loc)))
	}
	switch {
	case f.Kind == Lock:
		return lang.T("%s låses hos grupp %d%s", "%s is locked to team %d%s", name, f.Team, at)
	case f.Kind == Move:
		return lang.T("%s flyttas till grupp %d%s", "%s is moved to team %d%s", name, f.Team, at)
	case f.Kind == Add && f.Team > 0:
		return lang.T("%s läggs till för grupp %d%s", "%s is added for team %d%s", name, f.Team, at)
	case f.Kind == Add:
		return lang.T("%s läggs till%s", "%s is added%s", name, at)
	case f.Team > 0:
		return lang.T("grupp %d besöker inte %s", "team %d does not visit %s", f.Team, name)
	}
	return lang.T("ingen besöker %s", "nobody visits %s", name)
}

// contradict reports whether two fixes of one spot cannot both hold: a visit of somebody who
// is forbidden it, or a move to one team and anything of another.
func contradict(f, g Fix) bool {
	if f.Spot != g.Spot {
		return false
	}
	if g.Kind == Forbid || (g.Kind == Move && f.Kind != Forbid) {
		f, g = g, f
	}
	switch f.Kind {
	case Forbid:
		return g.Kind != Forbid && (f.Team == 0 || f.Team == g.Team)
	case Move:
		return g.Team != 0 && g.Team != f.Team
	}
	return false
}

// repeats reports whether two fixes are about one visit: the later one then tells how it is.
func repeats(f, g Fix) bool {
	return f.Kind == g.Kind && f.Spot == g.Spot && f.Team == g.Team && f.At.IsZero() == g.At.IsZero() &&
		f.At.Sub(g.At).Abs() <= 2*FixSlack
}

// met reports whether what a fix asks for lies behind, since the plan is made from a later
// time.
func (n *next) met(f Fix) bool {
	switch {
	case n.r.Now.IsZero() || f.Kind == Forbid || f.Kind == Move:
		return false
	case !f.At.IsZero():
		return f.At.Before(n.r.Now)
	}
	for _, t := range n.plan.Tours {
		for _, v := range t.Visits {
			if v.Spot == f.Spot && v.Arrive.Before(n.r.Now) && (f.Team == 0 || f.Team == n.now(t.Number)) {
				return true
			}
		}
	}
	return false
}

// known reports whether a spot may be asked for.
func (n *next) known(spot string) bool {
	_, told := n.named(spot)
	return told || standing.MatchString(spot)
}

// name is what a spot is called, or the spot as it is written.
func (n *next) name(spot string) lang.Text {
	name, _ := n.named(spot)
	return name
}

func (n *next) named(spot string) (lang.Text, bool) {
	for _, t := range n.plan.Tours {
		for _, v := range t.Visits {
			if v.Spot == spot && spot != "" {
				return v.Place.Name, true
			}
		}
	}
	for _, o := range n.plan.Omitted {
		if o.Spot == spot && spot != "" {
			return o.Name, true
		}
	}
	return lang.T("platsen %s", "the place %s", spot), slices.ContainsFunc(n.plan.Request.Fixes, func(f Fix) bool { return f.Spot == spot && spot != "" })
}

func (n *next) unknownSpot(spot string) lang.Text {
	return lang.T("platsen %q finns inte i planen; platserna heter som h3, s1207 och p55 i dess stopp och i det som lämnats utanför",
		"there is no place %q in the plan; places are written as h3, s1207 and p55 in its stops and in what is left out", spot)
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
