package hotspot

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// blocks is a town of streets from 10 to 400 m, crossing each other.
func blocks(lines int) study {
	chance := rand.New(rand.NewPCG(4, 4))
	cut := func() []float64 {
		at := []float64{0}
		for range lines - 1 {
			at = append(at, at[len(at)-1]+[]float64{10, 20, 40, 80, 120, 240, 400}[chance.IntN(7)])
		}
		return at
	}
	x, y := cut(), cut()
	crossing := func(i, j int) street.Node {
		return street.Node{ID: int64(i*lines + j + 1), Point: orb.Point{x[i], y[j]}}
	}
	var ways []street.Way
	for i := range lines {
		north := street.Way{ID: int64(2*i + 1), Tags: map[string]string{"highway": "residential"}}
		east := street.Way{ID: int64(2*i + 2), Tags: north.Tags}
		for j := range lines {
			north.Nodes, east.Nodes = append(north.Nodes, crossing(i, j)), append(east.Nodes, crossing(j, i))
		}
		ways = append(ways, north, east)
	}
	segments, _ := street.Build(ways)
	return study{graph: street.NewGraph(segments)}
}

// scatter puts events evenly along the streets, times as many on some.
func (s study) scatter(n int, times func(segment int) float64, seed uint64) []float64 {
	chance := rand.New(rand.NewPCG(seed, 1))
	var total float64
	for i, segment := range s.segments() {
		total += segment.LengthM * times(i)
	}
	counts := make([]float64, len(s.segments()))
	for range n {
		at := chance.Float64() * total
		for i, segment := range s.segments() {
			if at -= segment.LengthM * times(i); at <= 0 || i == len(counts)-1 {
				counts[i]++
				break
			}
		}
	}
	return counts
}

// standOut are how many streets are hot and cold.
func standOut(t *testing.T, s study, counts []float64) (hot map[int]bool, cold int, note lang.Text) {
	t.Helper()
	layer := Segments{Events: counts, ID: make([]int64, len(counts)), BandM: 100}
	if err := s.significantSegments(t.Context(), &layer, DefaultParams(since, until)); err != nil {
		t.Fatal(err)
	}
	if layer.FDROf != string(significance.Permutation) {
		t.Fatalf("FDR of %s", layer.FDROf)
	}
	hot = map[int]bool{}
	for i, q := range layer.PFDR {
		switch {
		case q <= 0.05 && layer.Z[i] > 0:
			hot[i] = true
		case q <= 0.05:
			cold++
		}
	}
	return hot, cold, layer.Note
}

// Where events are scattered evenly along the streets none stands out, neither the long ones
// as busy nor the short ones as quiet. Of the counts alone one in five is called quiet.
func TestNoStreetStandsOutByItsLength(t *testing.T) {
	s := blocks(24)
	found := 0
	for town := range uint64(5) {
		hot, cold, _ := standOut(t, s, s.scatter(2000, func(int) float64 { return 1 }, town))
		if len(hot)+cold > 0 {
			found++
		}
	}
	if found > 2 {
		t.Errorf("something stands out in %d towns of 5 where nothing is", found)
	}
}

// A few crossings with six times as much do stand out, and the note says what was tested.
func TestStreetsThatStandOut(t *testing.T) {
	s := blocks(24)
	near, err := significance.Segments(t.Context(), s.graph, 100)
	if err != nil {
		t.Fatal(err)
	}
	neighbours, _ := near.Weights()
	busy, alone := map[int]bool{}, false
	for i, n := range neighbours {
		alone = alone || n == 1
		if n >= 8 && len(busy) == 0 {
			near.Each(i, func(j int, _ float64) { busy[j] = true })
		}
	}
	hot, _, note := standOut(t, s, s.scatter(5000, func(i int) float64 {
		if busy[i] {
			return 6
		}
		return 1
	}, 3))
	right := 0
	for i := range hot {
		if busy[i] {
			right++
		}
	}
	if 3*right < len(busy) || len(busy) < 8 {
		t.Errorf("%d of %d busy streets stand out", right, len(busy))
	}
	for _, want := range []string{"beyond what the length of a street gives", "without another within 100 m"} {
		if !alone || note.SV == "" || !strings.Contains(note.EN, want) {
			t.Errorf("the note %q does not say %q", note.EN, want)
		}
	}
}

// Cells that the border cuts are tested as whole ones, and the note says so.
func TestTheNoteTellsOfCellsAtTheBorder(t *testing.T) {
	for lattice, want := range map[string]bool{"square": false, "hex": true} {
		a := analyse(t, columns(weekly()...), drawnTown(), func(p *Params) { p.Lattice, p.CellM = lattice, 50 })
		note := a.Picture.Significance.Note
		if got := strings.Contains(note.EN, "only partly in the area"); got != want || strings.Contains(note.SV, "bara delvis i området") != want {
			t.Errorf("%s cells: note %q", lattice, note.EN)
		}
	}
}
