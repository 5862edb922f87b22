package ingest

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/report"
)

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		from   geo.CRS
		q      orb.Point // east, north
		says   string    // part of the English reason; empty: accepted
		extent orb.Bound
	}{
		{"SWEREF 99 TM", 3006, orb.Point{556_300, 6_597_400}, "", kopingExtent},
		{"WGS 84", 4326, orb.Point{15.993, 59.514}, "", kopingExtent},
		{"SWEREF 99 16 30", 3010, orb.Point{121_290, 6_599_360}, "", kopingExtent},
		{"just outside", 3006, orb.Point{545_000, 6_597_400}, "", kopingExtent},
		{"far outside", 3006, orb.Point{600_000, 6_697_400}, "10 km outside", kopingExtent},
		{"zero", 3006, orb.Point{0, 0}, "not filled in", kopingExtent},
		{"zero degrees", 4326, orb.Point{0, 0}, "not filled in", kopingExtent},
		{"swapped metres", 3006, orb.Point{6_597_400, 556_300}, "swapped", kopingExtent},
		{"swapped degrees", 4326, orb.Point{59.514, 15.993}, "swapped", kopingExtent},
		{"metres for degrees", 4326, orb.Point{556_300, 6_597_400}, "looks like SWEREF 99 TM (EPSG:3006)", kopingExtent},
		{"degrees for metres", 3006, orb.Point{15.993, 59.514}, "looks like longitude and latitude", kopingExtent},
		{"swapped degrees for metres", 3006, orb.Point{59.514, 15.993}, "looks like longitude and latitude", kopingExtent},
		{"RT 90", 3006, orb.Point{1_510_700, 6_599_500}, "looks like RT 90 2.5 gon V", kopingExtent},
		{"a local zone", 3006, orb.Point{121_290, 6_599_360}, "looks like SWEREF 99 16 30", kopingExtent},
		{"Web Mercator", 4326, orb.Point{1_780_332, 8_312_700}, "looks like Web Mercator", kopingExtent},
		{"metres of nowhere", 4326, orb.Point{1e7, 1e7}, "looks like metres", kopingExtent},
		{"degrees of nowhere", 3006, orb.Point{-70, 10}, "looks like degrees", kopingExtent},
		{"no extent", 4326, orb.Point{12, 57}, "", orb.Bound{}},
		{"no extent, swapped", 4326, orb.Point{59.514, 15.993}, "swapped", orb.Bound{}},
		{"no extent, swapped metres", 3006, orb.Point{6_597_400, 556_300}, "swapped", orb.Bound{}},
		{"no extent, other side of the earth", 4326, orb.Point{-71, -42}, "outside", orb.Bound{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := newPlacer(c.from, 3006, c.extent)
			if err != nil {
				t.Fatal(err)
			}
			at, bad := p.place(c.q)
			switch {
			case c.says == "" && bad != nil:
				t.Errorf("refused: %s", bad.text.EN)
			case c.says == "" && !c.extent.IsZero() && !c.extent.Pad(report.OutsideM).Contains(at):
				t.Errorf("put at %v", at)
			case c.says != "" && (bad == nil || !strings.Contains(bad.text.EN, c.says)):
				t.Errorf("got %v, %v, want %q", at, bad, c.says)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, decimal string
		want          float64
	}{
		{"6597400", "", 6597400},
		{"6597400,5", "", 6597400.5},
		{"6597400.5", "", 6597400.5},
		{"6 597 400,5", "", 6597400.5},
		{"6\u00a0597\u00a0400", "", 6597400},
		{"1.234,5", "", 1234.5},
		{"1,234.5", "", 1234.5},
		{"−0.1", "", -0.1},
		{"1,234", ".", 1234},
		{"1.234,5", ",", 1234.5},
		{"-0,1", ",", -0.1},
		{"1e3", "", 1000},
	} {
		if got, bad := decimalOf(c.text, c.decimal); bad != nil || got != c.want {
			t.Errorf("%q: got %v %v, want %v", c.text, got, bad, c.want)
		}
	}
	for _, text := range []string{"", "x", "NaN", "Inf", "-inf", "0x10", "1_000", "1,2,3.4.5", "59°30'", "1e999"} {
		if got, bad := decimalOf(text, ""); bad == nil {
			t.Errorf("%q: got %v, want it refused", text, got)
		}
	}
}
