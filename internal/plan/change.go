package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Change is what somebody wants different in a plan. Its next version is made around what
// people have fixed, in this change and those before.
type Change struct {
	Fix      []Fix    `json:"fix,omitempty"`      // decided now; what was decided before and contradicts it is released
	Release  []string `json:"release,omitempty"`  // spots that nothing is fixed of any more
	Withdraw []string `json:"withdraw,omitempty"` // spots that nobody visits from now on: Forbid, in a walk under way too

	// Who walks: the teams, all of them, in place of those before; or how many people of a
	// role came, who are then divided as their role is. A fix of a team that is gone, or that
	// became one of another role, is released.
	Teams []Team  `json:"teams,omitempty"`
	Came  []Party `json:"came,omitempty"`

	// From Now on, where the shift has begun: what was visited before is kept. A team that
	// Where does not tell of is where the plan says.
	Now   time.Time `json:"now,omitzero"`
	Where []Where   `json:"where,omitempty"`

	Seed *uint64 `json:"seed,omitempty"` // another order of police and guards
}

// Party is how many people of a role came.
type Party struct {
	Role   identity.Role `json:"role"`
	People int           `json:"people"`
}

// MostFixes is how many fixes one plan may have.
const MostFixes = 500

// Next is the request of the plan's next version, on the same analysis, and a sentence of
// what is changed, with times local to loc. A fix that asks for what the plan has is
// completed from it: Lock takes the team and the time of the visit. It returns Conflict for
// a plan that is over, and Invalid, with every field at fault, for a change that cannot be.
func (p Plan) Next(c Change, loc *time.Location) (Request, lang.Text, error) {
	if err := p.Life.may(ToChange); err != nil {
		return Request{}, lang.Text{}, err
	}
	n := next{plan: p, r: p.Request, loc: loc}
	n.r.Analysis = p.Analysis
	n.r.Fixes, n.r.Where, n.r.Was = slices.Clone(n.r.Fixes), slices.Clone(n.r.Where), nil
	n.time(c)
	n.teams(c)
	n.where(c)
	n.fixes(c)
	if c.Seed != nil && *c.Seed != n.r.Seed {
		n.r.Seed = *c.Seed
		n.say(lang.T("en ny ordning dras", "a new order is drawn"))
	}
	switch {
	case len(n.bad) > 0:
		return Request{}, lang.Text{}, fault.New(fault.Invalid, lang.T("planen kan inte ändras så", "the plan cannot be changed so"), n.bad...)
	case len(n.said) == 0:
		return Request{}, lang.Text{}, fault.New(fault.Invalid, lang.T(
			"ändringen ändrar ingenting; ange ett stopp att låsa, flytta, lägga till eller förbjuda, andra grupper, en ny tid eller ett nytt frö",
			"the change changes nothing; give a stop to lock, move, add or forbid, other teams, a new time or a new seed"))
	}
	return n.r, n.sentence(), nil
}

// next is the request of the next version in the making.
type next struct {
	plan   Plan
	r      Request
	loc    *time.Location
	number []int // of each team of the plan: its number now; 0: gone
	bad    []fault.Field
	said   []lang.Text
}

func (n *next) say(t lang.Text) { n.said = append(n.said, t) }

func (n *next) wrong(field string, t lang.Text) {
	n.bad = append(n.bad, fault.Field{Name: field, Text: t})
}

func (n *next) clock(t time.Time) string { return t.In(n.loc).Format("2006-01-02 15:04") }

// sentence joins what was changed.
func (n *next) sentence() lang.Text {
	var sv, en []string
	for _, t := range n.said {
		sv, en = append(sv, t.SV), append(en, t.EN)
	}
	return lang.Text{SV: capital(strings.Join(sv, "; ")) + ".", EN: capital(strings.Join(en, "; ")) + "."}
}

// capital begins a sentence.
func capital(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}

// time moves the request on to now.
func (n *next) time(c Change) {
	switch {
	case c.Now.IsZero() && n.plan.Life.Status == UnderWay:
		n.wrong("now", lang.T("planen är på gång: ange från när den görs om", "the plan is under way: say from when it is made anew"))
	case c.Now.IsZero():
	case c.Now.Before(n.r.From), !c.Now.Before(n.r.To):
		n.wrong("now", lang.T("%s ligger utanför passet, som är från %s till %s", "%s lies outside the shift, which is from %s to %s",
			n.clock(c.Now), n.clock(n.r.From), n.clock(n.r.To)))
	case c.Now.Before(n.r.Now):
		n.wrong("now", lang.T("planen är redan gjord från %s; ange den tiden eller en senare",
			"the plan is made from %s already; give that time or a later one", n.clock(n.r.Now)))
	default:
		if !c.Now.Equal(n.r.Now) {
			n.say(lang.T("planen görs om från %s", "the plan is made anew from %s", n.clock(c.Now)))
		}
		n.r.Now, n.r.Where = c.Now.UTC(), nil
	}
}

// where says where the teams are.
func (n *next) where(c Change) {
	if len(c.Where) == 0 {
		return
	}
	if c.Now.IsZero() {
		n.wrong("now", lang.T("ange vid vilken tid grupperna är där", "say at what time the teams are there"))
		return
	}
	seen := map[int]bool{}
	for i, w := range c.Where {
		field := fmt.Sprintf("where[%d].team", i)
		switch {
		case w.Team < 1 || w.Team > len(n.r.Teams):
			n.wrong(field, n.noTeam(w.Team))
		case seen[w.Team]:
			n.wrong(field, lang.T("grupp %d står två gånger", "team %d stands twice", w.Team))
		}
		seen[w.Team] = true
	}
	n.r.Where = slices.Clone(c.Where)
}

func (n *next) noTeam(number int) lang.Text {
	return lang.T("grupp %d finns inte; grupperna är 1 till %d", "there is no team %d; the teams are 1 to %d", number, len(n.r.Teams))
}
