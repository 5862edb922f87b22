package orienteertest

import (
	"math"
	"math/rand/v2"

	"tryggled/internal/plan/orienteer"
)

// minute is the unit of Patrols and Evening, in seconds.
const minute = 60

type point struct{ x, y float64 }

// Scatter is a problem like those of Chao, Golden and Wasil (1996): stops strewn over a
// square, half of them in clusters, prizes in tens, crews from one point to another.
func Scatter(seed uint64, stops, crews int, budget float64) orienteer.Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	points := make([]point, stops+2)
	for i := range points {
		points[i] = point{r.Float64() * 100, r.Float64() * 100}
		if i > 4 && i%2 == 0 {
			c := points[r.IntN(4)]
			points[i] = point{c.x + 8*r.NormFloat64(), c.y + 8*r.NormFloat64()}
		}
	}
	p := orienteer.Problem{Travel: []orienteer.Matrix{straight(points, 1e6)}}
	for i := range stops {
		p.Stops = append(p.Stops, orienteer.Stop{Place: i, Prize: 10 * int64(1+r.IntN(5)), Close: orienteer.Never})
	}
	for range crews {
		p.Crews = append(p.Crews, orienteer.Crew{Start: stops, End: stops + 1, Until: int64(budget * 1e6)})
	}
	return p
}

// straight is the time between points as the crow flies.
func straight(points []point, perMetre float64) orienteer.Matrix {
	n := len(points)
	m := orienteer.Matrix{N: n, Time: make([]int64, n*n)}
	for i, a := range points {
		for j, b := range points {
			m.Time[i*n+j] = int64(math.Round(math.Hypot(a.x-b.x, a.y-b.y) * perMetre))
		}
	}
	return m
}

// blocks is the time on foot between points along a grid of streets.
func blocks(points []point) orienteer.Matrix {
	n := len(points)
	m := orienteer.Matrix{N: n, Time: make([]int64, n*n)}
	for i, a := range points {
		for j, b := range points {
			m.Time[i*n+j] = int64((math.Abs(a.x-b.x) + math.Abs(a.y-b.y)) / 1.3)
		}
	}
	return m
}

// Patrols is a problem of crews on a grid of streets for four hours, each from a base of
// its own: dwells of 10 to 15 minutes, and for a share of the stops windows of an hour and
// roles. Times are in seconds.
func Patrols(seed uint64, stops, crews int, windows bool) orienteer.Problem {
	r := rand.New(rand.NewPCG(seed, 2))
	side := 150 * math.Sqrt(float64(stops+10))
	points := make([]point, stops+crews)
	for i := range points {
		points[i] = point{math.Round(r.Float64()*side/80) * 80, r.Float64() * side}
	}
	p := orienteer.Problem{Travel: []orienteer.Matrix{blocks(points)}}
	for i := range stops {
		s := orienteer.Stop{Place: i, Dwell: (10 + r.Int64N(6)) * minute, Close: orienteer.Never}
		s.Prize = 1 + int64(100*math.Pow(r.Float64(), 3))
		if windows && r.IntN(3) == 0 {
			s.Open = r.Int64N(4) * 60 * minute
			s.Close = s.Open + 60*minute
		}
		p.Stops = append(p.Stops, s)
	}
	for c := range crews {
		crew := orienteer.Crew{Start: stops + c, End: stops + c, Until: 240 * minute}
		crew.May = make([]bool, stops)
		for i := range crew.May {
			crew.May[i] = i%10 != 9 || c%2 == 0
		}
		p.Crews = append(p.Crews, crew)
	}
	return p
}

// Evening is what a plan of a town asks for: sites that are worth more at one hour than at
// another, for 10 or 15 minutes, and less at a second and a third visit, which come 90
// minutes later at the soonest. Each hour, dwell and ordinal of a visit is a stop.
func Evening(seed uint64, sites, crews, hours int) orienteer.Problem {
	r := rand.New(rand.NewPCG(seed, 3))
	points := make([]point, sites+crews)
	for i := range points {
		points[i] = point{1500 + 900*r.NormFloat64(), 1500 + 900*r.NormFloat64()}
	}
	p := orienteer.Problem{Travel: []orienteer.Matrix{blocks(points)}}
	p.Areas = []orienteer.Area{{Most: orienteer.Never}, {Least: 120 * minute, Most: orienteer.Never}}
	group := 0
	for i := range sites {
		p.Sites = append(p.Sites, orienteer.Site{Gap: 90 * minute})
		area := 1
		if points[i].x > 2200 {
			area = 2
		}
		worth, peak := 100*math.Pow(r.Float64(), 2)+5, r.Float64()*float64(hours)
		for ordinal := range 3 {
			group++
			for hour := range hours {
				at := worth * math.Exp(-math.Abs(float64(hour)+0.5-peak)/2) * math.Pow(0.6, float64(ordinal))
				for _, dwell := range []int64{10, 15} {
					p.Stops = append(p.Stops, orienteer.Stop{
						Place: i, Prize: int64(1000 * at * (1 - math.Exp(-float64(dwell)/8))), Dwell: dwell * minute,
						Open: int64(hour) * 60 * minute, Close: int64(hour+1)*60*minute - 1,
						Group: group, Site: i + 1, Area: area,
					})
				}
			}
		}
	}
	for c := range crews {
		p.Crews = append(p.Crews, orienteer.Crew{Start: sites + c, End: sites + c, Until: int64(hours) * 60 * minute})
	}
	return p
}

// Anything is a small problem with everything a Problem can say: ways one way only, or that
// there are not, windows that never open, groups, gaps, areas, musts. Unless it is to be
// shortest, the straight way need not be.
func Anything(r *rand.Rand, stops, crews int, shortest bool) orienteer.Problem {
	places := 1 + r.IntN(stops+2)
	p := orienteer.Problem{}
	for range 1 + r.IntN(2) {
		m := orienteer.Matrix{N: places, Time: make([]int64, places*places)}
		symmetric := r.IntN(2) == 0
		for i := range m.Time {
			m.Time[i] = r.Int64N(30)
			if r.IntN(15) == 0 {
				m.Time[i] = orienteer.Never
			}
			if a, b := i/places, i%places; symmetric && b < a {
				m.Time[i] = m.Time[b*places+a]
			}
		}
		if shortest {
			shorten(m)
		}
		p.Travel = append(p.Travel, m)
	}
	plain := r.IntN(4) == 0
	if !plain {
		for range r.IntN(3) {
			p.Sites = append(p.Sites, orienteer.Site{Gap: r.Int64N(40)})
		}
		for range r.IntN(3) {
			p.Areas = append(p.Areas, orienteer.Area{Least: r.Int64N(20), Most: 10 + r.Int64N(40)})
		}
	}
	for range stops {
		p.Stops = append(p.Stops, anyStop(r, &p, plain))
	}
	for range crews {
		c := orienteer.Crew{
			Start: r.IntN(places), End: r.IntN(places), From: r.Int64N(20),
			Until: 30 + r.Int64N(120), Travel: r.IntN(len(p.Travel)),
		}
		if r.IntN(3) == 0 {
			c.May = make([]bool, stops)
			for i := range c.May {
				c.May[i] = r.IntN(3) > 0
			}
		}
		p.Crews = append(p.Crews, c)
	}
	return p
}

// shorten makes every way the shortest (Floyd and Warshall 1962).
func shorten(m orienteer.Matrix) {
	for k := range m.N {
		for i := range m.N {
			for j := range m.N {
				m.Time[i*m.N+j] = min(m.Time[i*m.N+j], m.At(i, k)+m.At(k, j))
			}
		}
	}
}

func anyStop(r *rand.Rand, p *orienteer.Problem, plain bool) orienteer.Stop {
	s := orienteer.Stop{Place: r.IntN(p.Travel[0].N), Prize: r.Int64N(20), Dwell: r.Int64N(15), Close: orienteer.Never}
	if plain {
		return s
	}
	if r.IntN(2) == 0 {
		s.Open = r.Int64N(100)
		s.Close = s.Open + r.Int64N(50) - 5
	}
	if r.IntN(3) == 0 {
		s.Group = 1 + r.IntN(3)
	}
	if len(p.Sites) > 0 {
		s.Site = r.IntN(len(p.Sites) + 1)
	}
	if len(p.Areas) > 0 {
		s.Area = r.IntN(len(p.Areas) + 1)
	}
	s.Must = r.IntN(6) == 0
	return s
}
