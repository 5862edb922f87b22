package overlay

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// rounding is that of what is stored.
var rounding = cmpopts.EquateApprox(0, 0.5001e-4)

// short is a street of 9 m along the x-axis: light is looked at 1.5, 4.5 and 7.5 m along it.
func short(tag street.Light) []street.Segment {
	return []street.Segment{line(7, tag, orb.Point{0, 0}, orb.Point{9, 0})}
}

// lamp is one 4 m high whose maintained intensity is 100 cd downwards and to all sides alike:
// Φ·MF/(2π) = 250π·0.8/(2π) = 100. At the distance r over ground it gives, by E = I·cosγ/d²
// = 100·4/(r²+16)^1.5:
//
//	r =  0: 400/64        = 6.25 lx
//	r =  3: 400/125       = 3.2 lx, for 3, 4 and 5 make a right angle
//	r =  6: 400/52^1.5    = 400/374.977  = 1.06673 lx
//	r =  7: 400/65^1.5    = 400/524.047  = 0.76329 lx
//	r = 10: 400/116^1.5   = 400/1249.358 = 0.32017 lx
//	r = 13: 400/185^1.5   = 400/2516.267 = 0.15897 lx
func lamp(x, y float64, change ...func(*Object)) Object {
	o := Object{Kind: Lamp, Source: "register", Geometry: orb.Point{x, y}}
	o.Props.HeightM, o.Props.Lumens = 4, 250*math.Pi
	for _, c := range change {
		c(&o)
	}
	return o
}

func broken(o *Object) { o.Props.Status = Broken }
func mapped(o *Object) { o.Source = SourceOSM }
func byHand(o *Object) { o.Source = SourceHand }

func dimmed(from, to Clock, share float64) func(*Object) {
	return func(o *Object) { o.Props.Dimming = append(o.Props.Dimming, Dim{from, to, share}) }
}

func TestLight(t *testing.T) {
	byTag := func(share float64) Lit { return Lit{Mean: 5, Min: 1, Class: light.P4, ByTag: share} }
	tests := []struct {
		name  string
		tag   street.Light
		lamps []Object
		want  Lit
	}{
		{"nothing known", "", nil, Lit{}},
		{"lit by tag", street.Lit, nil, byTag(1)},
		{"unlit by tag", street.Unlit, nil, Lit{Class: light.Below, Dark: 1, ByTag: 1}},
		// 3.2, 6.25 and 3.2: the mean is 12.65/3. A face turned away from the lamp gets nothing.
		{"one lamp", "", []Object{lamp(4.5, 0)}, Lit{Mean: 4.2167, Min: 3.2, Class: light.P5, ByLamps: 1}},
		// 6.25 + 1.06673 at both ends and 3.2 + 3.2 between: 21.03346/3. Between them a face turned
		// either way sees one lamp straight ahead, 31.831·2·3/59.553 = 3.207 (as below); at the ends
		// one turned outwards sees none: 3.207/3.
		{"two lamps", "", []Object{lamp(1.5, 0), lamp(7.5, 0)}, Lit{Mean: 7.0112, Min: 6.4, SemiMean: 1.069, Class: light.P4, ByLamps: 1}},
		// 6.25, 3.2 and 1.06673: 10.51673/3.
		{"one of two is broken", "", []Object{lamp(1.5, 0), lamp(7.5, 0, broken)}, Lit{Mean: 3.5056, Min: 1.0667, Class: light.P5, ByLamps: 1}},
		{"a broken lamp is known darkness", "", []Object{lamp(4.5, 0, broken)}, Lit{Class: light.Below, Dark: 1, ByLamps: 1}},
		{"a broken lamp where the tag says lit", street.Lit, []Object{lamp(4.5, 0, broken)}, Lit{Class: light.Below, Dark: 1, ByLamps: 1}},
		{"a broken lamp on a map", street.Lit, []Object{lamp(4.5, 0, broken, mapped)}, Lit{Class: light.Below, Dark: 1, ByLamps: 1}},
		// 7, 10 and 13 m away: 0.76329, 0.32017 and 0.15897. A register tells that there are no
		// others; a map that many draw only where its lamps give light, and at least that: no class below P6 is told of it.
		{"the end of a register", "", []Object{lamp(-5.5, 0)}, Lit{Mean: 0.4141, Min: 0.159, Class: light.Below, Dark: 0.6667, ByLamps: 1}},
		{"the end of what is mapped", "", []Object{lamp(-5.5, 0, mapped)}, Lit{Mean: 0.7633, Min: 0.7633, ByLamps: 0.3333}},
		{"one lamp entered by hand tells of itself alone", "", []Object{lamp(-5.5, 0, byHand)}, Lit{Mean: 0.7633, Min: 0.7633, ByLamps: 0.3333}},
		{"mapped in part, lit by tag", street.Lit, []Object{lamp(-5.5, 0, mapped)}, byTag(1)},
		// 10 m from both: what is out would give 0.32017, less than 0.4, and one in order beside it takes nothing away.
		{"a lamp beside a far one that is broken", street.Lit, []Object{lamp(-8.5, 0, mapped, broken), lamp(-8.5, 0, mapped)}, byTag(1)},
		// 3.2, 6.25 and 3.2: under the lamp there is more than the tag says, (5 + 6.25 + 5)/3.
		{"mapped, lit by tag", street.Lit, []Object{lamp(4.5, 0, mapped)}, Lit{Mean: 5.4167, Min: 3.2, Class: light.P4, ByLamps: 0.3333, ByTag: 0.6667}},
		// (0.76329 + 0.32017 + 0.15897)/3
		{"mapped in part, unlit by tag", street.Unlit, []Object{lamp(-5.5, 0, mapped)}, Lit{Mean: 0.4141, Min: 0.159, Class: light.Below, Dark: 0.6667, ByLamps: 0.3333, ByTag: 0.6667}},
		{"a lamp out of reach", "", []Object{lamp(50, 0)}, Lit{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := look(t, short(test.tag), test.lamps...)[0].Light
			if diff := cmp.Diff(got, []Lit{test.want}, rounding); diff != "" {
				t.Errorf("light (-got +want):\n%s", diff)
			}
		})
	}
}

// Beside the path a face sees the lamp at a right angle: I/π·(1+cos 90°)·r/(r²+2.5²)^1.5 with
// 4 − 1.5 = 2.5 m between face and lamp, 100/π·3/15.25^1.5 = 31.831·3/59.553 = 1.6035 lx.
func TestSemiCylindrical(t *testing.T) {
	one := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{3, 0})}
	got := look(t, one, lamp(1.5, 3))[0].Light
	want := []Lit{{Mean: 3.2, Min: 3.2, SemiMean: 1.6035, SemiMin: 1.6035, Class: light.P5, ByLamps: 1}}
	if diff := cmp.Diff(got, want, rounding); diff != "" {
		t.Errorf("light (-got +want):\n%s", diff)
	}
}

// Half light from 23 to 5: half of 4.2167 is P6, for which P5 asks 3 lx.
func TestDimming(t *testing.T) {
	full := Lit{Mean: 4.2167, Min: 3.2, Class: light.P5, ByLamps: 1}
	half := Lit{Mean: 2.1083, Min: 1.6, Class: light.P6, ByLamps: 1}
	out := Lit{Class: light.Below, Dark: 1, ByLamps: 1}
	at := func(hour int, l Lit) Lit {
		l.From = Clock(60 * hour)
		return l
	}
	tests := []struct {
		name string
		dims []func(*Object)
		want []Lit
	}{
		{"over midnight", []func(*Object){dimmed(23*60, 5*60, 0.5)}, []Lit{half, at(5, full), at(23, half)}},
		{"out after midnight", []func(*Object){dimmed(0, 5*60, 0)}, []Lit{out, at(5, full)}},
		{"the darker of two", []func(*Object){dimmed(23*60, 5*60, 0.5), dimmed(1*60, 3*60, 0)}, []Lit{half, at(1, out), at(3, half), at(5, full), at(23, half)}},
		{"all night alike", []func(*Object){dimmed(6*60, 6*60, 0.5)}, []Lit{half}},
		{"full light is no dimming", []func(*Object){dimmed(23*60, 5*60, 1)}, []Lit{full}},
		{"what cannot be true does not count", []func(*Object){dimmed(23*60, 5*60, -1)}, []Lit{full}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := look(t, short(""), lamp(4.5, 0, test.dims...))[0].Light
			if diff := cmp.Diff(got, test.want, rounding); diff != "" {
				t.Errorf("light (-got +want):\n%s", diff)
			}
		})
	}
}

// The path of 20 m is looked at 5 and 15 m along. A tree and a house far away make greenery
// and buildings known.
func TestSight(t *testing.T) {
	path := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}
	known := []Object{
		{Kind: Vegetation, Geometry: orb.Point{0, 200}, Props: Props{Class: "tree"}},
		{Kind: Building, Geometry: rectangle(0, -200, 10, -190)},
	}
	yes, low := true, 0.3
	hedge := func(height float64, g Greenery) Object {
		return Object{Kind: Vegetation, Geometry: rectangle(0, 2, 10, 3), Props: Props{Class: "hedge", HeightM: height, Greenery: g}}
	}
	// Nothing cuts the sight: a disc of 50 m is seen, π·50² = 7854 m².
	free := Sight{ConcealKnown: 1, AheadM: 50, IsovistM2: 7854, ProspectKnown: 1}
	hidden := func(share float64) Sight {
		return Sight{Concealed: share, ConcealKnown: 1, AheadM: 50, ProspectKnown: 1}
	}
	// A wall across the path at 32 m is 27 and 17 m ahead, and along the rays 15° to either side
	// 27/cos 15° = 27.9525 and 17/cos 15° = 17.5997 m: 22.7761 m on average, the second under 25.
	across := Sight{ConcealKnown: 1, AheadM: 22.7761, Blocked: 0.5, ProspectKnown: 1}
	tests := []struct {
		name    string
		objects []Object
		on, off Sight
	}{
		{"nothing near", nil, free, free},
		// It is 2 m from the first place and √(5²+2²) = 5.4 m from the second.
		{"a hedge at eye height", []Object{hedge(1.8, Greenery{})}, hidden(0.5), free},
		{"an evergreen hedge", []Object{hedge(1.8, Greenery{Evergreen: &yes})}, hidden(0.5), hidden(0.5)},
		{"a low hedge", []Object{hedge(1.2, Greenery{Evergreen: &yes})}, free, free},
		{"a thin hedge", []Object{hedge(1.8, Greenery{Density: 0.4, Evergreen: &yes})}, free, free},
		{"a hedge drawn as a line", []Object{{Kind: Vegetation, Geometry: orb.LineString{{0, 2.5}, {9, 2.5}}, Props: Props{Class: "hedge", HeightM: 1.8}}}, hidden(0.5), free},
		{"a tree with its crown up", []Object{{Kind: Vegetation, Geometry: orb.Point{5, 3}, Props: Props{Class: "tree"}}}, free, free},
		// Its crown of 5 m comes to 0.5 m from the first place; 15 − 5 = 10 m from the second.
		{"a tree with its crown down", []Object{{Kind: Vegetation, Geometry: orb.Point{5, 3}, Props: Props{Class: "tree", Greenery: Greenery{CrownBaseM: &low}}}}, hidden(0.5), free},
		{"a wall across", []Object{{Kind: Building, Geometry: rectangle(32, -20, 32.3, 20), Props: Props{Class: "wall"}}}, across, across},
		{"a house across", []Object{{Kind: Building, Geometry: rectangle(32, -20, 40, 20)}}, across, across},
		{"a low wall across", []Object{{Kind: Building, Geometry: rectangle(32, -20, 32.3, 20), Props: Props{Class: "wall", HeightM: 1}}}, free, free},
		{"a roof over the path", []Object{{Kind: Building, Geometry: rectangle(-5, -5, 50, 5), Props: Props{Class: "roof"}}}, free, free},
		{"a fence across", []Object{{Kind: Building, Geometry: rectangle(32, -20, 32.3, 20), Props: Props{Class: "fence"}}}, free, free},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := look(t, path, append(known[:2:2], test.objects...)...)[0]
			for season, pair := range map[string][2]Sight{"in leaf": {got.LeafOn, test.on}, "without": {got.LeafOff, test.off}} {
				seen, want := pair[0], pair[1]
				if free := want == free; free != (seen.IsovistM2 == 7854) { // what cuts it is reckoned by hand in package sight
					t.Errorf("%s: %v m² seen", season, seen.IsovistM2)
				}
				seen.IsovistM2 = want.IsovistM2
				if diff := cmp.Diff(seen, want, rounding); diff != "" {
					t.Errorf("sight %s (-got +want):\n%s", season, diff)
				}
			}
		})
	}
}

// What is known of greenery ends 250 m from the nearest plant, and prospect needs buildings too.
func TestSightKnown(t *testing.T) {
	path := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}
	tree := func(x float64) Object {
		return Object{Kind: Vegetation, Geometry: orb.Point{x, 0}, Props: Props{Class: "tree"}}
	}
	house := Object{Kind: Building, Geometry: rectangle(0, -200, 10, -190)}
	tests := []struct {
		name    string
		objects []Object
		want    Sight
	}{
		{"nothing", nil, Sight{}},
		{"a house alone", []Object{house}, Sight{}},
		{"a tree alone", []Object{tree(200)}, Sight{ConcealKnown: 1}},
		{"a tree 255 m from the first place and 245 from the second", []Object{tree(260)}, Sight{ConcealKnown: 0.5}},
		{"both", []Object{tree(260), house}, Sight{ConcealKnown: 0.5, AheadM: 50, IsovistM2: 7854, ProspectKnown: 0.5}},
		{"a tree too far away", []Object{tree(270)}, Sight{}},
		{"no shape", []Object{{Kind: Vegetation}, {Kind: Vegetation, Geometry: orb.Polygon{}}, {Kind: Building, Geometry: orb.Polygon{{}}}}, Sight{}},
		{"no place on the earth", []Object{{Kind: Vegetation, Geometry: orb.Point{math.NaN(), 0}}}, Sight{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(look(t, path, test.objects...)[0].LeafOn, test.want, rounding); diff != "" {
				t.Errorf("sight (-got +want):\n%s", diff)
			}
		})
	}
}

func TestEscape(t *testing.T) {
	known := []Object{
		{Kind: Vegetation, Geometry: orb.Point{0, 200}, Props: Props{Class: "tree"}},
		{Kind: Building, Geometry: rectangle(0, -200, 10, -190)},
	}
	// Streets of 100 m that meet in one node: a walk of 50 m out of one of them comes back into
	// itself and out on the others.
	crossing := func(n int) (streets []street.Segment) {
		ends := []orb.Point{{100, 0}, {0, 100}, {-100, 0}, {0, -100}}
		for i, end := range ends[:n] {
			s := line(int64(i+1), "", orb.Point{0, 0}, end)
			s.From = 99
			streets = append(streets, s)
		}
		return streets
	}
	hedge := Object{Kind: Vegetation, Geometry: rectangle(-50, 2, 150, 3), Props: Props{Class: "hedge"}}
	water := Object{Kind: Backdrop, Geometry: rectangle(-50, -30, 150, -2), Props: Props{Class: "water"}}
	tests := []struct {
		name    string
		streets []street.Segment
		objects []Object
		want    Escape
	}{
		// 20 m of path lead nowhere within 50 m; both sides are open.
		{"a stub over open ground", []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}, known, Escape{Ways: 2, Blocked: 1, Known: 1}},
		{"with a hedge to the left", []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}, append(known[:2:2], hedge), Escape{Ways: 1, Blocked: 1, Known: 1}},
		{"and water to the right", []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}, append(known[:2:2], hedge, water), Escape{Ways: 0, Blocked: 1, Known: 1}},
		{"under a roof on posts", []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}, append(known[:2:2], Object{
			Kind: Building, Geometry: rectangle(-50, -30, 150, 30), Props: Props{Class: "roof"},
		}), Escape{Ways: 2, Blocked: 1, Known: 1}},
		{"nothing known", []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}, nil, Escape{}},
		// From 5, 15 … 45 m along one comes out on three others, and onward too: 4 ways. From 55 m
		// on the far end is nearer than 50 m, and so is no way; back is the only one.
		{"a crossing, greenery unknown", crossing(4), nil, Escape{Ways: 4, Known: 0.5}},
		{"a crossing over open ground", crossing(4), known, Escape{Ways: 4.5, Known: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(look(t, test.streets, test.objects...)[0].Escape, test.want, rounding); diff != "" {
				t.Errorf("ways out (-got +want):\n%s", diff)
			}
		})
	}
}

// A camera 30 m south of a street of 20 m: 1920 pixels over 68° reach 1920/(2·25·tan 34°) =
// 56.9 m at 25 pixels a metre and 22.8 m at 62.5, so that it detects and does not observe. At 30 m
// its field is 30·tan 34° = 20.2 m to either side.
func TestCameras(t *testing.T) {
	path := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{20, 0})}
	camera := func(x, y float64, change ...func(*Props)) Object {
		north := 0.0
		o := Object{Kind: Camera, Geometry: orb.Point{x, y}, Props: Props{HeightM: 4, Watching: Watching{BearingDeg: &north}}}
		for _, c := range change {
			c(&o.Props)
		}
		return o
	}
	unaimed := func(p *Props) { p.BearingDeg = nil }
	house := func(x0, y0, x1, y1 float64) Object {
		return Object{Kind: Building, Geometry: rectangle(x0, y0, x1, y1)}
	}
	wall := func(height float64) Object {
		o := house(-100, -10, 100, -9.7)
		o.Props = Props{Class: "wall", HeightM: height}
		return o
	}
	seen := CameraShare{Detect: 1, Known: 1}
	unseen := CameraShare{Known: 1}
	tests := []struct {
		name    string
		objects []Object
		want    CameraShare
	}{
		{"none", nil, CameraShare{}},
		{"one", []Object{camera(10, -30)}, seen},
		{"two", []Object{camera(10, -30), camera(9, -30)}, CameraShare{Detect: 1, Overlap: 1, Known: 1}},
		{"looking away", []Object{camera(10, 30)}, unseen},
		{"behind a wall", []Object{camera(10, -30), wall(0)}, unseen},
		{"behind a low wall", []Object{camera(10, -30), wall(0.5)}, seen},
		{"of unknown direction", []Object{camera(10, -30, unaimed)}, CameraShare{Possible: 1, Known: 1}},
		{"of unknown direction behind a wall", []Object{camera(10, -30, unaimed), wall(0)}, unseen},
		{"of unknown direction beside one that is known", []Object{camera(10, -30, unaimed), camera(10, -30)}, seen},
		{"a dome", []Object{camera(10, -30, unaimed, func(p *Props) { p.CameraType = "dome" })}, CameraShare{Possible: 1, Known: 1}},
		{"one that turns", []Object{camera(10, -30, func(p *Props) { p.CameraType = "ptz" })}, CameraShare{Possible: 1, Known: 1}},
		{"one that turns all around", []Object{camera(10, -30, unaimed, func(p *Props) { p.CameraType, p.FieldDeg = "ptz", 360 })}, CameraShare{Possible: 1, Known: 1}},
		// 1920/(25·2π) = 12.2 m and 1920/(62.5·2π) = 4.9 m: under its own height and √(12.2²−4²) = 11.5 m.
		{"one that sees all around", []Object{camera(10, -3, unaimed, func(p *Props) { p.FieldDeg = 360 })}, CameraShare{Detect: 1, Known: 1}},
		{"as many pixels as there can be", []Object{camera(10, -30, unaimed, func(p *Props) { p.WidthPx, p.FieldDeg = 50_000, 0.1 })}, CameraShare{Possible: 1, Known: 1}},
		{"drawn 1 m inside a house", []Object{camera(10, -30), house(0, -40, 20, -29)}, seen},
		{"drawn deep inside a house", []Object{camera(10, -30), house(0, -40, 20, -20)}, unseen},
		{"a surface that it sees", []Object{{Kind: Camera, Geometry: rectangle(0, -5, 10, 5)}}, CameraShare{Detect: 0.4286, Known: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(look(t, path, test.objects...)[0].Camera, test.want, rounding); diff != "" {
				t.Errorf("cameras (-got +want):\n%s", diff)
			}
		})
	}
}

// What older stored objects may have, and no import gives, stops nothing.
func TestImpossibleNumbersCountAsUnknown(t *testing.T) {
	odd := lamp(4.5, 0)
	odd.Props.HeightM, odd.Props.Lumens = 400, -1
	plain := lamp(4.5, 0)
	plain.Props.HeightM, plain.Props.Lumens = 0, 0
	bearing := 725.0
	camera := Object{Kind: Camera, Geometry: orb.Point{0, -10}, Props: Props{Watching: Watching{BearingDeg: &bearing, FieldDeg: 0.01}}}
	aimless := Object{Kind: Camera, Geometry: orb.Point{0, -10}}
	if diff := cmp.Diff(look(t, short(""), odd, camera), look(t, short(""), plain, aimless)); diff != "" {
		t.Errorf("odd and unknown (-odd +unknown):\n%s", diff)
	}
}

func TestStreetsWithoutLength(t *testing.T) {
	streets := []street.Segment{{ID: 1}, line(2, "", orb.Point{1, 1}), line(3, street.Lit, orb.Point{1, 1}, orb.Point{1, 1})}
	got := look(t, streets, lamp(1, 1))
	// Straight under the lamp: 6.25 lx.
	under := []Lit{{Mean: 6.25, Min: 6.25, Class: light.P4, ByLamps: 1}}
	for i, want := range [][]Lit{{{}}, under, under} {
		if diff := cmp.Diff(got[i].Light, want, rounding); diff != "" {
			t.Errorf("street %d (-got +want):\n%s", i, diff)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	segments, objects := gridTown(2, 100)
	if _, err := Compute(ctx, street.NewGraph(segments), nil, objects, Params{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled work gives %v", err)
	}
}
