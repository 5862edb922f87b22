package orienteer

import (
	"errors"
	"fmt"
	"math"
)

// maxMusts keeps Lacks within an int64: so many stops with Must at most.
const maxMusts = 4096

// validate says what in the problem does not hold together, or nil.
func (p *Problem) validate() error {
	if len(p.Crews) == 0 {
		return errors.New("orienteer: no crews")
	}
	for i, m := range p.Travel {
		if err := m.validate(); err != nil {
			return fmt.Errorf("orienteer: travel %d: %w", i, err)
		}
	}
	for i := range p.Crews {
		if err := p.validateCrew(&p.Crews[i]); err != nil {
			return fmt.Errorf("orienteer: crew %d: %w", i, err)
		}
	}
	for i, s := range p.Sites {
		if s.Gap < 0 || s.Gap > longTime {
			return fmt.Errorf("orienteer: site %d: gap %d", i+1, s.Gap)
		}
	}
	for i, a := range p.Areas {
		if a.Least < 0 || a.Least > MustLack || a.Most < 0 {
			return fmt.Errorf("orienteer: area %d: least %d, most %d", i+1, a.Least, a.Most)
		}
	}
	return p.validateStops()
}

func (m Matrix) validate() error {
	if m.N < 0 || len(m.Time) != m.N*m.N {
		return fmt.Errorf("%d times for %d places", len(m.Time), m.N)
	}
	for k, t := range m.Time {
		if t < 0 || t > longTime && t != Never {
			return fmt.Errorf("time %d from %d to %d", t, k/m.N, k%m.N)
		}
	}
	return nil
}

func (p *Problem) validateCrew(c *Crew) error {
	switch {
	case c.Travel < 0 || c.Travel >= len(p.Travel):
		return fmt.Errorf("travel %d of %d", c.Travel, len(p.Travel))
	case !p.Travel[c.Travel].has(c.Start) || !p.Travel[c.Travel].has(c.End):
		return fmt.Errorf("start %d or end %d is no place", c.Start, c.End)
	case c.From < 0 || c.From > longTime || c.Until < 0 || c.Until > Never:
		return fmt.Errorf("from %d until %d", c.From, c.Until)
	case c.May != nil && len(c.May) != len(p.Stops):
		return fmt.Errorf("may: %d of %d stops", len(c.May), len(p.Stops))
	}
	return nil
}

func (m Matrix) has(place int) bool { return place >= 0 && place < m.N }

func (p *Problem) validateStops() error {
	var prizes int64
	var musts int
	for i := range p.Stops {
		s := &p.Stops[i]
		if err := p.validateStop(s); err != nil {
			return fmt.Errorf("orienteer: stop %d: %w", i, err)
		}
		if prizes > math.MaxInt64/4-s.Prize {
			return errors.New("orienteer: prizes too great to add up")
		}
		prizes += s.Prize
		if s.Must {
			musts++
		}
	}
	if musts > maxMusts {
		return fmt.Errorf("orienteer: %d stops with must, at most %d", musts, maxMusts)
	}
	return nil
}

func (p *Problem) validateStop(s *Stop) error {
	for i := range p.Crews {
		if !p.Travel[p.Crews[i].Travel].has(s.Place) {
			return fmt.Errorf("place %d is not in travel %d", s.Place, p.Crews[i].Travel)
		}
	}
	switch {
	case s.Prize < 0 || s.Prize > math.MaxInt64/4:
		return fmt.Errorf("prize %d", s.Prize)
	case s.Dwell < 0 || s.Dwell > longTime:
		return fmt.Errorf("dwell %d", s.Dwell)
	case s.Open < -Never || s.Open > longTime || s.Close < -Never || s.Close > Never:
		return fmt.Errorf("open %d, close %d", s.Open, s.Close)
	case s.Group < 0:
		return fmt.Errorf("group %d", s.Group)
	case s.Site < 0 || s.Site > len(p.Sites):
		return fmt.Errorf("site %d of %d", s.Site, len(p.Sites))
	case s.Area < 0 || s.Area > len(p.Areas):
		return fmt.Errorf("area %d of %d", s.Area, len(p.Areas))
	}
	return nil
}
