// Package orienteertest judges solutions of package orienteer from what a Problem says
// alone, and makes problems to try it on.
package orienteertest

import (
	"errors"
	"fmt"
	"slices"

	"tryggled/internal/plan/orienteer"
)

// Check says what in a solution is not as its problem demands, or nil: times of each
// visit, crews' time, who may go where, groups, gaps, areas, and the sums.
func Check(p orienteer.Problem, s orienteer.Solution) error {
	if len(s.Routes) != len(p.Crews) {
		return fmt.Errorf("%d routes for %d crews", len(s.Routes), len(p.Crews))
	}
	var time int64
	for c, visits := range s.Routes {
		t, err := route(p, p.Crews[c], visits)
		if err != nil {
			return fmt.Errorf("crew %d: %w", c, err)
		}
		time += t
	}
	if time != s.Time {
		return fmt.Errorf("time is %d, said to be %d", time, s.Time)
	}
	return errors.Join(once(p, s), gaps(p, s), areas(p, s), sums(p, s))
}

// route is the time that a crew is out.
func route(p orienteer.Problem, c orienteer.Crew, visits []orienteer.Visit) (int64, error) {
	if len(visits) == 0 {
		return 0, nil
	}
	travel := p.Travel[c.Travel]
	at, t := c.Start, c.From
	for i, v := range visits {
		if v.Stop < 0 || v.Stop >= len(p.Stops) {
			return 0, fmt.Errorf("visit %d: no stop %d", i, v.Stop)
		}
		stop := p.Stops[v.Stop]
		way := travel.At(at, stop.Place)
		switch {
		case c.May != nil && !c.May[v.Stop]:
			return 0, fmt.Errorf("visit %d: may not take stop %d", i, v.Stop)
		case way >= orienteer.Never:
			return 0, fmt.Errorf("visit %d: no way to stop %d", i, v.Stop)
		case v.Arrive != t+way:
			return 0, fmt.Errorf("visit %d: arrives %d, said to be %d", i, t+way, v.Arrive)
		case v.Begin < v.Arrive || v.Begin < stop.Open || v.Begin > stop.Close:
			return 0, fmt.Errorf("visit %d: arrives %d and begins %d in %d to %d", i, v.Arrive, v.Begin, stop.Open, stop.Close)
		case v.End != v.Begin+stop.Dwell:
			return 0, fmt.Errorf("visit %d: ends %d, not %d later than %d", i, v.End, stop.Dwell, v.Begin)
		}
		at, t = stop.Place, v.End
	}
	home := travel.At(at, c.End)
	if home >= orienteer.Never || t+home > c.Until {
		return 0, fmt.Errorf("back at %d, not by %d", t+home, c.Until)
	}
	return t + home - c.From, nil
}

// once looks for stops, and groups, that are taken twice.
func once(p orienteer.Problem, s orienteer.Solution) error {
	stops, groups := map[int]bool{}, map[int]bool{}
	for _, visits := range s.Routes {
		for _, v := range visits {
			g := p.Stops[v.Stop].Group
			if stops[v.Stop] || groups[g] {
				return fmt.Errorf("stop %d of group %d: taken twice", v.Stop, g)
			}
			stops[v.Stop] = true
			groups[g] = g != 0
		}
	}
	return nil
}

// gaps looks for dwells at a site that come too near to one another.
func gaps(p orienteer.Problem, s orienteer.Solution) error {
	bySite := map[int][]orienteer.Visit{}
	for _, visits := range s.Routes {
		for _, v := range visits {
			site := p.Stops[v.Stop].Site
			bySite[site] = append(bySite[site], v)
		}
	}
	delete(bySite, 0)
	for site, visits := range bySite {
		slices.SortFunc(visits, func(a, b orienteer.Visit) int { return int(min(1, max(-1, a.Begin-b.Begin))) })
		for i := 1; i < len(visits); i++ {
			if visits[i].Begin < visits[i-1].End+p.Sites[site-1].Gap {
				return fmt.Errorf("site %d: from %d to %d is less than %d", site, visits[i-1].End, visits[i].Begin, p.Sites[site-1].Gap)
			}
		}
	}
	return nil
}

func dwells(p orienteer.Problem, s orienteer.Solution) []int64 {
	sums := make([]int64, len(p.Areas)+1)
	for _, visits := range s.Routes {
		for _, v := range visits {
			sums[p.Stops[v.Stop].Area] += p.Stops[v.Stop].Dwell
		}
	}
	return sums[1:]
}

func areas(p orienteer.Problem, s orienteer.Solution) error {
	for i, t := range dwells(p, s) {
		if t > p.Areas[i].Most {
			return fmt.Errorf("area %d: %d is more than %d", i+1, t, p.Areas[i].Most)
		}
	}
	return nil
}

// sums compares score and lacks with what they are said to be.
func sums(p orienteer.Problem, s orienteer.Solution) error {
	score, lacks := totals(p, s)
	switch {
	case score != s.Score:
		return fmt.Errorf("score is %d, said to be %d", score, s.Score)
	case lacks != s.Lacks:
		return fmt.Errorf("lacks %d, said to be %d", lacks, s.Lacks)
	case score > s.Bound:
		return fmt.Errorf("score %d is above its bound %d", score, s.Bound)
	}
	return nil
}

// totals are score and lacks of what is visited.
func totals(p orienteer.Problem, s orienteer.Solution) (score, lacks int64) {
	taken := map[int]bool{}
	for _, visits := range s.Routes {
		for _, v := range visits {
			score += p.Stops[v.Stop].Prize
			taken[v.Stop] = true
		}
	}
	met := map[int]bool{}
	for i, stop := range p.Stops {
		if stop.Must && stop.Group > 0 {
			met[stop.Group] = met[stop.Group] || taken[i]
		} else if stop.Must && !taken[i] {
			lacks += orienteer.MustLack
		}
	}
	for _, ok := range met {
		if !ok {
			lacks += orienteer.MustLack
		}
	}
	for i, t := range dwells(p, s) {
		lacks += max(0, p.Areas[i].Least-t)
	}
	return score, lacks
}
