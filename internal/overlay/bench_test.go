package overlay

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/street"
)

// gridTown is a town of n by n blocks of some metres: lamps each 30 m along the streets, a
// house of eight corners and two trees in each block, a hedge along some streets, and a camera
// at some corners.
func gridTown(n int, blockM float64) ([]street.Segment, []Object) {
	var segments []street.Segment
	var objects []Object
	chance := rand.New(rand.NewPCG(1, 2))
	node := func(i, j int) int64 { return int64(i*(n+1) + j) }
	at := func(i, j int) orb.Point { return orb.Point{float64(i) * blockM, float64(j) * blockM} }
	add := func(o Object) {
		o.ID, o.Source = int64(len(objects)+1), "register"
		objects = append(objects, o)
	}
	road := func(i, j, i2, j2 int) {
		a, b := at(i, j), at(i2, j2)
		id := int64(len(segments) + 1)
		segments = append(segments, street.Segment{ID: id, From: node(i, j), To: node(i2, j2), Line: orb.LineString{a, b}, LengthM: blockM})
		for d := 15.0; d < blockM; d += 30 {
			p := Props{Lighting: Lighting{Status: Working, Lumens: 4000}}
			if id%3 == 0 {
				p.Dimming = []Dim{{23 * 60, 5 * 60, 0.5}}
			}
			add(Object{Kind: Lamp, Geometry: orb.Point{a[0] + (b[0]-a[0])*d/blockM + 3, a[1] + (b[1]-a[1])*d/blockM + 3}, Props: p})
		}
	}
	for i := range n + 1 {
		for j := range n + 1 {
			if i < n {
				road(i, j, i+1, j)
			}
			if j < n {
				road(i, j, i, j+1)
			}
			if i < n && j < n {
				fillBlock(at(i, j), blockM, chance, add)
			}
		}
	}
	return segments, objects
}

func fillBlock(at orb.Point, m float64, chance *rand.Rand, add func(Object)) {
	ring := orb.Ring{}
	for k := range 9 {
		sin, cos := math.Sincos(float64(k%8) * math.Pi / 4)
		ring = append(ring, orb.Point{at[0] + m/2 + m/4*cos, at[1] + m/2 + m/4*sin})
	}
	add(Object{Kind: Building, Geometry: orb.Polygon{ring}})
	for range 2 {
		add(Object{Kind: Vegetation, Geometry: orb.Point{at[0] + m*chance.Float64(), at[1] + m*chance.Float64()}, Props: Props{Class: "tree"}})
	}
	if chance.IntN(3) == 0 {
		add(Object{Kind: Vegetation, Geometry: rectangle(at[0]+5, at[1]+3, at[0]+m-5, at[1]+4), Props: Props{Class: "hedge", HeightM: 1.8}})
	}
	if chance.IntN(20) == 0 {
		bearing := 360 * chance.Float64()
		add(Object{Kind: Camera, Geometry: at, Props: Props{Watching: Watching{BearingDeg: &bearing}}})
	}
}

// A town of 250 km of streets and 8,000 lamps.
func BenchmarkTown(b *testing.B) {
	segments, objects := gridTown(41, 72)
	network := street.NewGraph(segments)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compute(b.Context(), network, nil, objects, Params{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(segments))*72/1000, "km")
}

// A lamp that is mended and breaks again: the work beside the database, whose store is in
// memory here and looks at every object.
func BenchmarkChangeOfOneLamp(b *testing.B) {
	s, store, _ := served(b, 41)
	o := store.objects[4000]
	b.ReportAllocs()
	for b.Loop() {
		o.Props.Status = map[Status]Status{Working: Broken, Broken: Working}[o.Props.Status]
		var err error
		if o, err = s.Update(b.Context(), town, o); err != nil {
			b.Fatal(err)
		}
	}
}

// Growth: a town of twice the length takes twice the work.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{10, 14, 20, 28, 40} {
		segments, objects := gridTown(n, 72)
		network := street.NewGraph(segments)
		b.Run(fmt.Sprintf("%dkm", len(segments)*72/1000), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compute(b.Context(), network, nil, objects, Params{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(segments)*72), "ns/m")
		})
	}
}
