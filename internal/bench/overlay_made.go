package bench

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// What a generated town is like.
const (
	blockM = 72.0
	lampM  = 30.0 // between lamps along a street
	bentM  = 8    // how far junctions lie off the grid
)

// maker makes a town.
type maker struct {
	*rand.Rand
	town
	density float64
	side    int // blocks
}

// generated makes a town of about so many km of streets: blocks of four houses, lamps along
// all streets, trees and hedges, and a camera at every third block. density is how many times
// as many lamps and green things there are. The same arguments give the same town.
func generated(km, density float64) town {
	m := maker{
		Rand: rand.New(rand.NewPCG(uint64(km*1000), uint64(density*1000))), density: density,
		// 2·n·(n+1) pieces of street round n by n blocks
		side: max(1, int(math.Round((math.Sqrt(1+2*km*1000/blockM)-1)/2))),
		town: town{Municipality: municipality.Municipality{
			Code: "B1", Slug: "bench", Name: lang.Same("generated"), CRS: 3006, TimeZone: "Europe/Stockholm", Sources: []string{}, Exercise: true,
		}},
	}
	nodes := m.nodes()
	for i, a := range nodes {
		if east := i + 1; east%(m.side+1) > 0 {
			m.street(i, east, a, nodes[east])
		}
		if north := i + m.side + 1; north < len(nodes) {
			m.street(i, north, a, nodes[north])
		}
	}
	for i := range m.side * m.side {
		m.block(i, float64(i%m.side)*blockM, float64(i/m.side)*blockM)
	}
	return m.town
}

// Where generated towns lie: somewhere in Sweden.
const (
	originE = 500_000
	originN = 6_600_000
)

func (m *maker) nodes() []orb.Point {
	n := m.side + 1
	nodes := make([]orb.Point, n*n)
	for i := range nodes {
		nodes[i] = m.about(float64(i%n)*blockM, float64(i/n)*blockM, bentM)
	}
	return nodes
}

// about is a place at most so far east or north of another.
func (m *maker) about(east, north, most float64) orb.Point {
	return orb.Point{originE + east + most*(2*m.Float64()-1), originN + north + most*(2*m.Float64()-1)}
}

func (m *maker) add(kind overlay.Kind, g orb.Geometry, p overlay.Props) {
	id := int64(len(m.objects) + 1)
	m.objects = append(m.objects, overlay.Object{ID: id, Kind: kind, Source: "register", Geometry: g, Props: p})
}

func (m *maker) street(from, to int, a, b orb.Point) {
	line := orb.LineString{a, b}
	s := street.Segment{
		ID: int64(len(m.segments) + 1), Way: int64(len(m.segments) + 1), From: int64(from + 1), To: int64(to + 1),
		Line: line, LengthM: geo.Length(line), Class: "residential",
	}
	m.segments = append(m.segments, s)
	for d := lampM / m.density / 2; d < s.LengthM; d += lampM / m.density {
		at := geo.Along(line, d)
		at[0], at[1] = at[0]+2+2*m.Float64(), at[1]+2+2*m.Float64()
		m.add(overlay.Lamp, at, overlay.Props{
			HeightM:  4 + math.Round(40*m.Float64())/10,
			Lighting: overlay.Lighting{Status: overlay.Working, Lumens: 2000 + math.Round(3000*m.Float64())},
		})
	}
}

// block fills a block: four houses of six corners, trees, hedges, a camera.
func (m *maker) block(i int, east, north float64) {
	for k := range 4 {
		at := m.about(east+blockM*(0.22+0.3*float64(k%2)), north+blockM*(0.22+0.3*float64(k/2)), 2)
		w, d := 12+5*m.Float64(), 10+5*m.Float64()
		x, y := at[0], at[1]
		m.add(overlay.Building, orb.Polygon{{{x, y}, {x + w, y}, {x + w, y + d}, {x + w/2, y + d}, {x + w/2, y + d/2}, {x, y + d/2}, {x, y}}}, overlay.Props{})
	}
	for range m.times(2) {
		m.add(overlay.Vegetation, m.about(east+blockM/2, north+blockM/2, blockM/2), overlay.Props{Class: "tree"})
	}
	for range m.times(1. / 3) {
		at := m.about(east+blockM/2, north+6, 4)
		m.add(overlay.Vegetation, orb.LineString{{at[0] - 25, at[1]}, {at[0] + 25, at[1] + 4}}, overlay.Props{Class: "hedge", HeightM: 1.8})
	}
	if i%3 == 0 {
		bearing := float64(i * 47 % 360)
		m.add(overlay.Camera, m.about(east+5, north+5, 3), overlay.Props{Watching: overlay.Watching{BearingDeg: &bearing}})
	}
}

// times is how many there are of what a block has n of on the average.
func (m *maker) times(n float64) int {
	whole, part := math.Modf(n * m.density)
	if m.Float64() < part {
		whole++
	}
	return int(whole)
}
