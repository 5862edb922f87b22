package orienteering

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// PatrolParams say what MadePatrol makes.
type PatrolParams struct {
	Stops, Teams int
	Bases        int     // that teams start from and end at, in turn; 0 is 1
	Nodes        int     // of the street graph, about; 0 is 1,600
	Lattice      bool    // streets as a bent lattice with pieces missing; else at random
	Windows      float64 // share of hotspots with a window
	Roles        float64 // share of hotspots for one of two roles alone
	Seed         uint64
}

// City is a city's evening at once: 1,000 stops, 40 teams.
func City(seed uint64) Made {
	return MadePatrol(PatrolParams{Stops: 1000, Teams: 40, Bases: 8, Nodes: 3000, Lattice: true, Windows: .2, Roles: .1, Seed: seed})
}

const (
	blockM = 110   // between crossings
	shiftS = 14400 // four hours
)

// MadePatrol makes a patrol case: streets, hotspots that lie in clusters and of which few give
// much, teams of four hours.
func MadePatrol(p PatrolParams) Made {
	p.Bases = max(1, p.Bases)
	if p.Nodes == 0 {
		p.Nodes = 1600
	}
	form := "random"
	if p.Lattice {
		form = "lattice"
	}
	r := dice(p.Seed, form)
	var t made
	if p.Lattice {
		t = latticeTown(r, p.Nodes)
	} else {
		t = randomTown(r, p.Nodes)
	}
	speed := usualSpeed
	f := patrolFile{
		Type: "patrol", Name: fmt.Sprintf("%s-%d-%d-%d", form, p.Stops, p.Teams, p.Seed), Source: "made by chance",
		Speed: &speed, Nodes: t.lonLat(), Edges: t.edges, Hotspots: t.hotspots(r, p), Teams: t.teams(r, p),
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic("bench/orienteering: a made case has a number that is none: " + err.Error())
	}
	return Made{File: f.Name + ".json", Text: text}
}

// made is a town of streets, in metres.
type made struct {
	at    [][2]float64
	edges []patrolEdge
}

func (t *made) join(a, b int, detour float64) {
	metres := detour * t.apart(a, b)
	t.edges = append(t.edges, patrolEdge{a, b, math.Round(10*metres) / 10})
}

func (t *made) apart(a, b int) float64 {
	return math.Hypot(t.at[a][0]-t.at[b][0], t.at[a][1]-t.at[b][1])
}

// latticeTown is blocks whose corners are off by up to a fifth, and an eighth of whose streets
// are missing.
func latticeTown(r *rand.Rand, nodes int) (t made) {
	wide := max(2, int(math.Sqrt(float64(nodes)*1.2)))
	high := max(2, nodes/wide)
	off := func() float64 { return blockM * .4 * (r.Float64() - .5) }
	for y := range high {
		for x := range wide {
			t.at = append(t.at, [2]float64{blockM*float64(x) + off(), blockM*float64(y) + off()})
		}
	}
	for v := range t.at {
		if (v+1)%wide > 0 && r.Float64() > .125 {
			t.join(v, v+1, 1)
		}
		if v+wide < len(t.at) && r.Float64() > .125 {
			t.join(v, v+wide, 1)
		}
	}
	return t
}

// randomTown is crossings anywhere, each joined to its nearest three by ways that wind a little.
func randomTown(r *rand.Rand, nodes int) (t made) {
	side := blockM * math.Sqrt(float64(nodes))
	for range nodes {
		t.at = append(t.at, [2]float64{side * r.Float64(), side * r.Float64()})
	}
	slices.SortFunc(t.at, func(a, b [2]float64) int { // near in the list where near in the town
		return slices.Compare([]float64{math.Floor(a[0] / blockM), a[1]}, []float64{math.Floor(b[0] / blockM), b[1]})
	})
	strip := 4 * int(math.Sqrt(float64(nodes))) // numbers further apart lie two strips apart
	for v := range t.at {
		var near []int
		for o := max(0, v-strip); o < min(len(t.at), v+strip); o++ {
			if o != v {
				near = append(near, o)
			}
		}
		slices.SortStableFunc(near, func(a, b int) int { return cmp.Compare(t.apart(v, a), t.apart(v, b)) })
		for _, o := range near[:min(3, len(near))] {
			t.join(v, o, 1+.3*r.Float64())
		}
	}
	return t
}

// lonLat is the town somewhere in Sweden, for those who draw it.
func (t made) lonLat() [][]float64 {
	const lon, lat, mPerDegree = 16, 59.5, 111_320
	all := make([][]float64, len(t.at))
	for v, p := range t.at {
		all[v] = []float64{
			math.Round(1e6*(lon+p[0]/mPerDegree/math.Cos(lat*math.Pi/180))) / 1e6,
			math.Round(1e6*(lat+p[1]/mPerDegree)) / 1e6,
		}
	}
	return all
}

// hotspots lie around a few centres, each on a node of its own where there are enough.
func (t made) hotspots(r *rand.Rand, p PatrolParams) []patrolHotspot {
	var centres []int
	for range 3 + p.Stops/40 {
		centres = append(centres, r.IntN(len(t.at)))
	}
	taken := map[int]bool{}
	all := make([]patrolHotspot, p.Stops)
	for k := range all {
		node := t.near(r, centres[r.IntN(len(centres))])
		for tries := 0; taken[node] && tries < 50; tries++ {
			node = t.near(r, centres[r.IntN(len(centres))])
		}
		taken[node] = true
		id := fmt.Sprintf("h%d", k+1)
		score := math.Ceil(100 * math.Pow(r.Float64(), 4)) // few give much
		dwell := float64(600 + 60*r.IntN(6))
		all[k] = patrolHotspot{ID: &id, Node: &node, Score: &score, Dwell: &dwell}
		if r.Float64() < p.Windows {
			opens := float64(1800 * r.IntN(6))
			all[k].Window = []float64{opens, opens + float64(3600+1800*r.IntN(3))}
		}
		if r.Float64() < p.Roles {
			all[k].Roles = []string{roles[r.IntN(len(roles))]}
		}
	}
	return all
}

var roles = []string{"alpha", "beta"}

// near is one of the nodes around another: the nearest of some drawn anywhere.
func (t made) near(r *rand.Rand, centre int) int {
	best := r.IntN(len(t.at))
	for range 1 + r.IntN(60) {
		if v := r.IntN(len(t.at)); t.apart(v, centre) < t.apart(best, centre) {
			best = v
		}
	}
	return best
}

func (t made) teams(r *rand.Rand, p PatrolParams) []patrolTeam {
	var bases []int
	for range p.Bases {
		bases = append(bases, t.near(r, len(t.at)/2))
	}
	all := make([]patrolTeam, p.Teams)
	for k := range all {
		id, base, shift := fmt.Sprintf("t%d", k+1), bases[k%len(bases)], float64(shiftS)
		all[k] = patrolTeam{ID: &id, Start: &base, End: &base, Shift: &shift}
		if p.Roles > 0 {
			all[k].Role = &roles[k%len(roles)]
		}
	}
	return all
}
