package exporttest

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// The town is a bent mesh of streets, columns from west to east and rows from south to
// north, with a river that only two rows cross and a park in the middle.
const (
	columns = 11
	rows    = 8
	river   = 7 // between this column and the next
	east    = 580_000.0
	north   = 6_598_000.0
)

var bridges = []int{2, 5}

var rowNames = []string{
	"Järnvägsgatan", "Bangatan", "Storgatan", "Smedjegatan", "Trädgårdsgatan", "Kungsbrogatan", "Skolgatan", "Norra ringvägen",
}

var columnNames = []string{
	"Västra ringvägen", "Ängsgatan", "Lindgatan", "Torggatan", "Kvarngatan", "Parkgatan", "Hamngatan", "Ågatan",
	"Östra Ågatan", "Bruksgatan", "Östra ringvägen",
}

var rowClass = map[int]string{0: "secondary", 2: "tertiary", 7: "primary"}

var columnClass = map[int]string{0: "primary", 3: "pedestrian", 6: "tertiary", 10: "secondary"}

// corner is where a column and a row meet.
func corner(column, row int) orb.Point {
	c, r := float64(column), float64(row)
	return orb.Point{
		east + 128*c + 22*math.Sin(r*0.8) + 9*math.Sin(c*2.3+r),
		north + 118*r + 26*math.Sin(c*0.45) + 8*math.Cos(r*1.7+c),
	}
}

// streets lays the mesh, and paths through the park.
func streets() []street.Segment {
	var all []street.Segment
	add := func(class, name string, from, to [2]int, line orb.LineString) {
		length := 0.0
		for i := 1; i < len(line); i++ {
			length += math.Hypot(line[i][0]-line[i-1][0], line[i][1]-line[i-1][1])
		}
		id := int64(len(all) + 1)
		all = append(all, street.Segment{
			ID: id, Way: id, From: node(from), To: node(to), Line: line, LengthM: length, Class: class, Name: name, Light: street.Lit,
		})
	}
	for row := range rows {
		for column := range columns - 1 {
			if !crosses(column, row) {
				continue
			}
			from, to := [2]int{column, row}, [2]int{column + 1, row}
			add(or(rowClass[row], "residential"), rowNames[row], from, to, orb.LineString{corner(column, row), corner(column+1, row)})
		}
	}
	for column := range columns {
		for row := range rows - 1 {
			from, to := [2]int{column, row}, [2]int{column, row + 1}
			add(or(columnClass[column], "residential"), columnNames[column], from, to, orb.LineString{corner(column, row), corner(column, row+1)})
		}
	}
	for _, ends := range [][2][2]int{{{4, 3}, {5, 4}}, {{5, 3}, {4, 4}}, {{1, 5}, {2, 6}}, {{8, 3}, {9, 4}}} {
		a, b := corner(ends[0][0], ends[0][1]), corner(ends[1][0], ends[1][1])
		middle := orb.Point{(a[0]+b[0])/2 + 9, (a[1]+b[1])/2 - 7}
		add("footway", "", ends[0], ends[1], orb.LineString{a, middle, b})
	}
	return all
}

func crosses(column, row int) bool {
	return column != river || row == bridges[0] || row == bridges[1]
}

func node(at [2]int) int64 { return int64(at[0]*100 + at[1] + 1) }

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// surroundings are the things beside the streets: lamps, of which some are broken, houses
// in the blocks, the park with its trees, cameras, the river and the railway.
func surroundings() []overlay.Object {
	var all []overlay.Object
	add := func(kind overlay.Kind, g orb.Geometry, props overlay.Props) {
		all = append(all, overlay.Object{ID: int64(len(all) + 1), Kind: kind, Source: "exempel", Geometry: g, Props: props})
	}
	for _, s := range streets() {
		a, b := s.Line[0], s.Line[len(s.Line)-1]
		for k := range 3 {
			t := (float64(k) + 0.5) / 3
			at := orb.Point{a[0] + t*(b[0]-a[0]) + 3, a[1] + t*(b[1]-a[1]) + 3}
			broken := (s.ID*7+int64(k)*3)%29 == 0
			lamp := overlay.Props{HeightM: 6}
			if broken {
				lamp.Status = overlay.Broken
			}
			add(overlay.Lamp, at, lamp)
		}
	}
	for column := range columns - 1 {
		for row := range rows - 1 {
			if column == river {
				continue
			}
			if isPark(column, row) {
				park(column, row, add)
				continue
			}
			houses(column, row, add)
		}
	}
	for i, at := range []orb.Point{inBlock(3, 2, 0.04, 0.3), inBlock(4, 0, 0.5, 0.04), inBlock(6, 5, 0.05, 0.6)} {
		bearing := float64(40 + 95*i)
		add(overlay.Camera, at, overlay.Props{Watching: overlay.Watching{BearingDeg: &bearing, FieldDeg: 80, RangeM: 30}})
	}
	add(overlay.Backdrop, waterway(), overlay.Props{Class: "water"})
	var rail orb.LineString
	for c := -3; c <= columns+2; c++ {
		rail = append(rail, orb.Point{corner(c, 0)[0], corner(c, 0)[1] - 62})
	}
	add(overlay.Backdrop, rail, overlay.Props{Class: "rail"})
	return all
}

func isPark(column, row int) bool { return column == 4 && row == 3 || column == 1 && row == 5 }

func park(column, row int, add func(overlay.Kind, orb.Geometry, overlay.Props)) {
	add(overlay.Vegetation, block(column, row, 0.1, 0.1, 0.9, 0.9), overlay.Props{Class: "park"})
	for k := range 14 {
		u, v := 0.15+0.7*fraction(float64(k)*0.618), 0.15+0.7*fraction(float64(k)*0.381)
		add(overlay.Vegetation, inBlock(column, row, u, v), overlay.Props{Class: "tree", HeightM: 9})
	}
}

func houses(column, row int, add func(overlay.Kind, orb.Geometry, overlay.Props)) {
	for k := range 3 {
		low := 0.1 + 0.28*float64(k)
		deep := 0.3 + 0.07*float64((column+row+k)%3)
		add(overlay.Building, block(column, row, low, 0.1, low+0.23, deep), overlay.Props{Dwelling: true})
		add(overlay.Building, block(column, row, low, 1-deep, low+0.23, 0.9), overlay.Props{Dwelling: k != 1})
	}
}

func waterway() orb.Polygon {
	var west, back orb.Ring
	for r := -4; r <= rows+3; r++ {
		a, b := corner(river, r), corner(river+1, r)
		west = append(west, orb.Point{a[0] + 0.3*(b[0]-a[0]), a[1]})
		back = append(back, orb.Point{a[0] + 0.72*(b[0]-a[0]), a[1]})
	}
	for i := len(back) - 1; i >= 0; i-- {
		west = append(west, back[i])
	}
	return orb.Polygon{append(west, west[0])}
}

// block is a part of the block north-east of a corner, in shares of its sides.
func block(column, row int, u0, v0, u1, v1 float64) orb.Polygon {
	at := func(u, v float64) orb.Point { return inBlock(column, row, u, v) }
	return orb.Polygon{{at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1), at(u0, v0)}}
}

func inBlock(column, row int, u, v float64) orb.Point {
	a, b, c, d := corner(column, row), corner(column+1, row), corner(column, row+1), corner(column+1, row+1)
	mix := func(i int) float64 {
		return (1-u)*(1-v)*a[i] + u*(1-v)*b[i] + (1-u)*v*c[i] + u*v*d[i]
	}
	return orb.Point{mix(0), mix(1)}
}

func fraction(v float64) float64 { return v - math.Floor(v) }
