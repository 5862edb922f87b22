package plan

import (
	"context"
	"fmt"
	"slices"

	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// Search answers a problem, and may tell of each better solution on the way. The same problem
// gives the same solution.
type Search func(ctx context.Context, p orienteer.Problem, better func(orienteer.Solution)) (orienteer.Solution, error)

// AtOnce is the Search of best insertion alone.
func AtOnce(_ context.Context, p orienteer.Problem, _ func(orienteer.Solution)) (orienteer.Solution, error) {
	return orienteer.Greedy(p)
}

// Make searches for the best tours and writes them out with times and reasons. Watch, which
// may be nil, is told of each better plan. It returns Invalid for a request that cannot be
// met, naming what and the smallest change that would do where that can be told.
func Make(ctx context.Context, in Input, search Search, watch func(Best)) (Plan, error) {
	m, err := newModel(in)
	if err != nil {
		return Plan{}, err
	}
	bound, err := m.reckon()
	if err != nil {
		return Plan{}, err
	}
	better := func(s orienteer.Solution) {
		if watch != nil {
			score := m.scoreOf(s)
			watch(Best{Score: score, Bound: max(bound, score), Iterations: s.Iterations})
		}
	}
	solution, err := search(ctx, m.problem, better)
	if err != nil {
		return Plan{}, fmt.Errorf("search: %w", err)
	}
	taken := make([]bool, len(m.musts))
	for _, tour := range solution.Routes {
		for _, v := range tour {
			if strict := m.stops[v.Stop].strict; strict != nil {
				taken[slices.IndexFunc(m.musts, func(a must) bool { return a.group == strict.group })] = true
			}
		}
	}
	if err := m.unmet(taken); err != nil {
		return Plan{}, err
	}
	return m.write(solution, bound), nil
}

// reckon finds how much a plan may gather at most, without what steers the search, and turns
// the areas' shares into times: of the time that best insertion stands at stops.
func (m *model) reckon() (bound float64, err error) {
	plain := m.problem
	plain.Stops = slices.Clone(plain.Stops)
	for i := range plain.Stops {
		plain.Stops[i].Prize = m.truth[i]
	}
	first, err := orienteer.Greedy(plain)
	if err != nil {
		return 0, fmt.Errorf("plan at once: %w", err)
	}
	var dwell int64
	for _, tour := range first.Routes {
		for _, v := range tour {
			dwell += v.End - v.Begin
		}
	}
	m.bindAreas(dwell)
	bound = min(m.bound(), float64(first.Bound)/prizeUnit)
	for _, s := range m.sites {
		for _, v := range s.past {
			bound += v.Priority * CountedMinutes(v.Leave.Sub(v.Arrive))
		}
	}
	return bound, nil
}

// write writes a solution out as a plan.
func (m *model) write(s orienteer.Solution, bound float64) Plan {
	r := m.in.Request
	p := Plan{
		Version: 1, Request: r, Analysis: m.in.Analysis.ID, Iterations: s.Iterations,
		Tours: []Tour{}, Omitted: []Omission{}, Notes: []lang.Text{},
	}
	p.Life.Status = Draft
	if m.in.Before != nil {
		p.ID, p.Based, p.Version, p.Life = m.in.Before.ID, m.in.Before.Version, m.in.Before.Version+1, m.in.Before.Life
		p.Gone = r.goneFrom(*m.in.Before)
	}
	made := m.count(s)
	for c := range m.crews {
		p.Tours = append(p.Tours, m.tour(c, s.Routes[c], made))
	}
	p.Score = made.score
	p.Bound = max(bound, p.Score)
	m.measure(&p, made)
	p.Omitted = m.omissions(s, made)
	p.Notes = append(p.Notes, m.notes()...)
	return p
}

func texts(numbers []int) (all []lang.Text) {
	for _, n := range numbers {
		all = append(all, lang.T("%d", "%d", n))
	}
	return all
}

// notes are what every reader must know.
func (m *model) notes() (notes []lang.Text) {
	if len(m.in.Analysis.Hotspots) == 0 {
		notes = append(notes, lang.T("Analysen har inga prioriterade platser, så ingen grupp har några stopp.",
			"The analysis has no hotspots, so no team has any stops."))
	}
	for _, c := range m.crews {
		from, to := m.in.Request.HoursOf(c.Team)
		if !c.rules.UsualAt(from, to, m.in.Location) {
			usual := lang.Text{}
			for i, h := range c.rules.Usual {
				if usual = lang.T("%s%s", "%s%s", usual, h.Text); i+1 < len(c.rules.Usual) {
					usual = lang.T("%s; ", "%s; ", usual)
				}
			}
			notes = append(notes, lang.T("Grupp %d, %s, är ute på andra tider än rollen brukar: %s.", "Team %d, %s, is out at other hours than its role usually is: %s.",
				c.number, c.rules.Name, usual))
		}
		if sizes := c.rules.Divide(c.Size); len(sizes) > 1 {
			notes = append(notes, lang.T("Grupp %d är %d personer: som %s går de bäst i flera grupper, om %s.", "Team %d is %d people: as %s they do best as several teams, of %s.",
				c.number, c.Size, c.rules.Name, listed(texts(sizes))))
		}
	}
	return notes
}
