package patrol

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

var evening = time.Date(2026, 6, 5, 19, 0, 0, 0, time.UTC) // Friday 21:00 in Köping

// town is a lattice of crooked streets about 100 m apart.
//
//	node y*size+x at (100x, 100y) and some metres beside; segments east, then north of each
type town struct {
	size     int
	segments []street.Segment
	nodes    []orb.Point
}

func newTown(size int, seed uint64) town {
	chance := rand.New(rand.NewPCG(seed, 1))
	t := town{size: size}
	for i := range size * size {
		t.nodes = append(t.nodes, orb.Point{
			100*float64(i%size) + 30*chance.Float64(), 100*float64(i/size) + 30*chance.Float64(),
		})
	}
	join := func(a, b int) {
		mid := orb.Point{(t.nodes[a][0]+t.nodes[b][0])/2 + 8*chance.Float64(), (t.nodes[a][1]+t.nodes[b][1])/2 + 8*chance.Float64()}
		line := orb.LineString{t.nodes[a], mid, t.nodes[b]}
		t.segments = append(t.segments, street.Segment{
			ID: int64(len(t.segments) + 1), From: int64(a), To: int64(b), Line: line, LengthM: geo.Length(line), Class: "residential",
		})
	}
	for i := range size * size {
		if i%size < size-1 {
			join(i, i+1)
		}
		if i/size < size-1 {
			join(i, i+size)
		}
	}
	return t
}

// walk is a walk of so many streets without turning round, from the middle of the first to
// the middle of the last.
func (t town) walk(chance *rand.Rand, streets int) []Pass {
	at := int64(chance.IntN(t.size * t.size))
	var passes []Pass
	last := int64(0)
	for len(passes) < streets {
		s := t.segments[chance.IntN(len(t.segments))]
		if s.ID == last || s.From != at && s.To != at {
			continue
		}
		p := Pass{Segment: s.ID, ToM: s.LengthM}
		at, last = s.From+s.To-at, s.ID
		if at == s.From {
			p.FromM, p.ToM = s.LengthM, 0
		}
		if len(passes) == 0 {
			p.FromM = s.LengthM / 2
		}
		if len(passes) == streets-1 {
			p.ToM = s.LengthM / 2
		}
		passes = append(passes, p)
	}
	return passes
}

// track is a walk of passes at a speed in metres a second, a point every so often, each
// off by normal noise of so many metres in each direction.
func (t town) track(passes []Pass, speed float64, every time.Duration, noise float64, chance *rand.Rand) []Fix {
	var line orb.LineString
	for _, p := range passes {
		line = append(line, geo.Cut(t.segments[p.Segment-1].Line, p.FromM, p.ToM)...)
	}
	var points []Fix
	long := geo.Length(line)
	for i := 0; ; i++ {
		walked := speed * every.Seconds() * float64(i)
		p := geo.Along(line, math.Min(walked, long))
		p[0] += noise * chance.NormFloat64()
		p[1] += noise * chance.NormFloat64()
		points = append(points, Fix{At: evening.Add(time.Duration(i) * every), Point: p})
		if walked >= long {
			return points
		}
	}
}

// A track without noise along any walk gives back exactly the streets walked.
func TestMatchExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		chance := rand.New(rand.NewPCG(seed, 2))
		town := newTown(6, seed)
		want := town.walk(chance, rapid.IntRange(2, 25).Draw(t, "streets"))
		every := time.Duration(rapid.IntRange(1, 5).Draw(t, "every")) * time.Second
		w := Match(town.segments, nil, town.track(want, 1.3, every, 0, chance))
		got := w.Passes
		if len(got) != len(want) {
			t.Fatalf("%d passes, want %d:\n%v\n%v", len(got), len(want), short(got), short(want))
		}
		for i, p := range got {
			if p.Segment != want[i].Segment || math.Abs(p.FromM-want[i].FromM) > 0.01 || math.Abs(p.ToM-want[i].ToM) > 0.01 {
				t.Errorf("pass %d is %v, want %v", i, short(got[i:i+1]), short(want[i:i+1]))
			}
			if i > 0 && p.Enter.Before(got[i-1].Leave) {
				t.Errorf("pass %d begins before the one before it ends", i)
			}
		}
		if w.Matched < 0.999 {
			t.Errorf("%.3f of the track matched, want all", w.Matched)
		}
	})
}

func short(passes []Pass) (s string) {
	for _, p := range passes {
		s += fmt.Sprintf(" %d[%.0f-%.0f]", p.Segment, p.FromM, p.ToM)
	}
	return s
}

// agreement is the share of the length of want that got passes too, and the share of got
// that want does not.
func agreement(got, want []Pass) (right, wrong float64) {
	const cell = 1.0
	count := func(passes []Pass) map[[2]int64]int {
		n := map[[2]int64]int{}
		for _, p := range passes {
			for at := math.Ceil(math.Min(p.FromM, p.ToM) / cell); at < math.Max(p.FromM, p.ToM)/cell; at++ {
				n[[2]int64{p.Segment, int64(at)}]++
			}
		}
		return n
	}
	truth, found := count(want), count(got)
	var all, both, more float64
	for at, n := range truth {
		all += float64(n)
		both += float64(min(n, found[at]))
	}
	for at, n := range found {
		more += float64(max(0, n-truth[at]))
	}
	return both / all, more / all
}

// A track with 8 m of noise at every second gives back at least 95 % of the way.
func TestMatchNoise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		chance := rand.New(rand.NewPCG(seed, 2))
		town := newTown(6, seed)
		want := town.walk(chance, rapid.IntRange(8, 25).Draw(t, "streets"))
		w := Match(town.segments, nil, town.track(want, 1.3, time.Second, 8, chance))
		right, wrong := agreement(w.Passes, want)
		if right < 0.95 || wrong > 0.10 {
			t.Fatalf("%.3f right, %.3f wrong, noise %.1f:\n%v\n%v", right, wrong, w.SigmaM, short(w.Passes), short(want))
		}
	})
}

// A phone that saves power takes a point every half minute, and a bicycle is faster.
func TestMatchSparse(t *testing.T) {
	for _, c := range []struct {
		name        string
		speed       float64
		every       time.Duration
		noise       float64
		least, most float64
	}{
		{"on foot, every 30 s", 1.3, 30 * time.Second, 5, 0.95, 0.10},
		{"on foot, every minute", 1.3, time.Minute, 5, 0.90, 0.15},
		{"by bicycle, every second", 4.2, time.Second, 5, 0.95, 0.05},
		{"by car, every 5 s", 11, 5 * time.Second, 5, 0.95, 0.10},
	} {
		t.Run(c.name, func(t *testing.T) {
			var right, wrong float64
			const walks = 20
			for seed := range uint64(walks) {
				chance := rand.New(rand.NewPCG(seed, 2))
				town := newTown(8, seed)
				want := town.walk(chance, 25)
				w := Match(town.segments, nil, town.track(want, c.speed, c.every, c.noise, chance))
				r, more := agreement(w.Passes, want)
				right, wrong = right+r/walks, wrong+more/walks
			}
			t.Logf("%.3f right, %.3f more", right, wrong)
			if right < c.least || wrong > c.most {
				t.Errorf("%.3f right, %.3f more; want at least %.2f and at most %.2f", right, wrong, c.least, c.most)
			}
		})
	}
}

// A track of leaps is answered in bounded time, and the same every time.
func TestMatchLeaps(t *testing.T) {
	town := newTown(60, 1)
	chance := rand.New(rand.NewPCG(1, 2))
	var points []Fix
	for i := range 1500 {
		points = append(points, Fix{At: evening.Add(time.Duration(i) * time.Second), Point: town.nodes[chance.IntN(len(town.nodes))]})
	}
	a, b := Match(town.segments, nil, points), Match(town.segments, nil, points)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("two answers to one track")
	}
}

func BenchmarkMatchFourHours(b *testing.B) {
	town := newTown(40, 1)
	chance := rand.New(rand.NewPCG(1, 2))
	points := town.track(town.walk(chance, 190), 1.3, time.Second, 8, chance)
	points = points[:min(len(points), 14_400)]
	b.ReportAllocs()
	for b.Loop() {
		w := Match(town.segments, nil, points)
		b.ReportMetric(float64(len(points)), "points")
		b.ReportMetric(w.Matched, "matched")
	}
}
