package plan

import (
	"cmp"
	"slices"
	"time"

	"tryggled/internal/lang"
)

// Comparison is what one plan, or version of a plan, has that another has not. Gained and
// more are of B.
type Comparison struct {
	A Ref `json:"a"`
	B Ref `json:"b"`

	Score   Two `json:"score"`          // priority-minutes
	Covered Two `json:"covered"`        // share of the priority of all hotspots
	Idle    Two `json:"idle_minutes"`   // lower is better
	Stops   Two `json:"stops"`          // visits
	Dwell   Two `json:"dwell_minutes"`  // at stops
	Travel  Two `json:"travel_minutes"` // on the way between them

	Areas  []AreaChange  `json:"areas"`
	Gained []VisitChange `json:"gained"` // of B alone
	Lost   []VisitChange `json:"lost"`   // of A alone
	Moved  []VisitChange `json:"moved"`  // of both, by another team or at another time

	Overlap float64     `json:"overlap"` // see Overlap
	Text    []lang.Text `json:"text"`    // the same in sentences
}

// Ref is which version of which plan is compared.
type Ref struct {
	ID       int64 `json:"id"`
	Version  int   `json:"version"`
	Analysis int64 `json:"analysis"`
}

// Two is a number of both plans.
type Two struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
}

// AreaChange is what an area gets of the time at stops.
type AreaChange struct {
	Area    string    `json:"area"` // slug; empty outside all
	Name    lang.Text `json:"name,omitzero"`
	Minutes Two       `json:"minutes"`
	Share   Two       `json:"share"`
}

// VisitChange is a visit of one or both plans; a team of 0 is of the plan without it.
type VisitChange struct {
	Spot  string    `json:"spot"` // in B, or in A where B has none
	Name  lang.Text `json:"name"`
	TeamA int       `json:"team_a,omitempty"`
	AtA   time.Time `json:"at_a,omitzero"`
	TeamB int       `json:"team_b,omitempty"`
	AtB   time.Time `json:"at_b,omitzero"`
}

// MovedBy is how much earlier or later in its shift a visit is before it counts as moved.
const MovedBy = 5 * time.Minute

// Compare holds a plan or version b against a, with hours local to loc. Plans on different
// analyses are compared by the names of their hotspots, which Text says; their scores then
// rest on different priorities.
func Compare(a, b Plan, loc *time.Location) Comparison {
	c := Comparison{
		A: Ref{a.ID, a.Version, a.Analysis}, B: Ref{b.ID, b.Version, b.Analysis},
		Score: Two{a.Score, b.Score}, Covered: Two{a.Covered, b.Covered}, Idle: Two{a.Idle, b.Idle},
		Areas: areaChanges(a, b), Gained: []VisitChange{}, Lost: []VisitChange{}, Moved: []VisitChange{},
		Overlap: Overlap(a, b, loc),
	}
	c.Stops.A, c.Dwell.A, c.Travel.A = spent(a)
	c.Stops.B, c.Dwell.B, c.Travel.B = spent(b)
	c.visits(a, b)
	c.tell()
	return c
}

// spent is how many visits a plan has, and the minutes at them and on the way.
func spent(p Plan) (stops, dwell, travel float64) {
	for _, t := range p.Tours {
		stops += float64(len(t.Visits))
		left := t.Start
		for _, v := range t.Visits {
			dwell += v.Leave.Sub(v.Arrive).Minutes()
			travel += v.Arrive.Sub(v.Depart).Minutes()
			if !v.Break.IsZero() {
				travel += v.Break.Sub(left).Minutes()
			}
			left = v.Leave
		}
		if t.End.After(left) && len(t.Visits) > 0 {
			travel += t.End.Sub(left).Minutes()
		}
	}
	return stops, rounded(dwell), rounded(travel)
}

func areaChanges(a, b Plan) []AreaChange {
	changes := []AreaChange{}
	of := func(s AreaShare) *AreaChange {
		i := slices.IndexFunc(changes, func(c AreaChange) bool { return c.Area == s.Area })
		if i < 0 {
			changes, i = append(changes, AreaChange{Area: s.Area}), len(changes)
		}
		if !s.Name.IsZero() {
			changes[i].Name = s.Name
		}
		return &changes[i]
	}
	for _, s := range a.Areas {
		c := of(s)
		c.Minutes.A, c.Share.A = s.Minutes, s.Share
	}
	for _, s := range b.Areas {
		c := of(s)
		c.Minutes.B, c.Share.B = s.Minutes, s.Share
	}
	slices.SortFunc(changes, func(a, b AreaChange) int { return cmp.Compare(a.Area, b.Area) })
	return changes
}

// timed is a visit, by whom and how far into the shift.
type timed struct {
	Visit
	team int
	into time.Duration
	key  string
}

// inOrder are the visits of a plan by place and then time.
func inOrder(p Plan, byName bool) []timed {
	var all []timed
	for _, t := range p.Tours {
		for _, v := range t.Visits {
			all = append(all, timed{v, t.Number, v.Arrive.Sub(p.Request.From), placeKey(v.Spot, v.Kind, v.Place.Name.SV, byName)})
		}
	}
	slices.SortStableFunc(all, func(a, b timed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.into, b.into)) })
	return all
}

// visits pairs the visits of each place, the first with the first.
func (c *Comparison) visits(a, b Plan) {
	byName := a.Analysis != b.Analysis
	before, after := inOrder(a, byName), inOrder(b, byName)
	i, j := 0, 0
	for i < len(before) || j < len(after) {
		switch {
		case j == len(after), i < len(before) && before[i].key < after[j].key:
			v := before[i]
			c.Lost = append(c.Lost, VisitChange{Spot: v.Spot, Name: v.Place.Name, TeamA: v.team, AtA: v.Arrive})
			i++
		case i == len(before), after[j].key < before[i].key:
			v := after[j]
			c.Gained = append(c.Gained, VisitChange{Spot: v.Spot, Name: v.Place.Name, TeamB: v.team, AtB: v.Arrive})
			j++
		default:
			v, w := before[i], after[j]
			if v.team != w.team || (v.into-w.into).Abs() > MovedBy {
				c.Moved = append(c.Moved, VisitChange{w.Spot, w.Place.Name, v.team, v.Arrive, w.team, w.Arrive})
			}
			i, j = i+1, j+1
		}
	}
}
