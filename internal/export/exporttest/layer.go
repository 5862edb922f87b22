package exporttest

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
)

// Picture is what the sample analysis tells of the whole town, in part.
func Picture() hotspot.Picture {
	return hotspot.Picture{
		Study: hotspot.Study{
			Areas: []string{"centrum"}, AreaKm2: 0.98, StreetKm: 11.2, Lattice: "hex", CellM: 100, Cells: 3, Outside: 4,
			Text: lang.T("Studieområdet är kommunens område centrum.", "The study area is the municipality's area centrum."),
		},
		Significance: hotspot.Significance{Units: 3, BandM: 200, Alpha: 0.05, Hot: 1, FDROf: "analytic", Permutations: 999},
		Citizens:     hotspot.Significance{Units: 3, BandM: 200, Alpha: 0.05, FDROf: "analytic", Permutations: 999},
		Reporters:    []hotspot.Kind{{Kind: "citizen", Reports: 12, Cells: 2, CellShare: 2. / 3, Text: lang.T("medborgare: 12 händelser", "citizens: 12 events")}},
		Backtest: backtest.Result{
			Origins: []time.Time{at(-2000, 0)}, TestDays: 28, Events: 40, Best: "last_period",
			Verdict: lang.T("Förra periodens antal förutsåg bäst.", "Last period's counts foretold best."),
		},
	}
}

// told is what the sample analysis tells of its first place.
func told(h *hotspot.Hotspot) {
	h.Kinds = map[string]int{"citizen": 48, "guard": 12}
	h.Members = []int64{11, 12, 15}
	h.Significance = hotspot.PlaceSignificance{
		Z: 4.2, P: 0.00003, PPermuted: 0.001, PFDR: 0.002, FDROf: "analytic", Cells: 2, Hot: 2, ByCitizens: &hotspot.ByCitizens{Citizens: true, CitizensPFDR: 0.01},
		Text: lang.T("Platsen sticker ut mer än slumpen ger.", "The place stands out by more than chance gives."),
	}
	h.Trend = hotspot.Trend{
		Class: "persistent", Name: lang.T("bestående", "persistent"), Rule: lang.T("het i minst nio av tio perioder", "hot in at least nine of ten periods"),
		BinDays: 28, Counts: []int{5, 4, 6}, Hot: []bool{true, true, true}, Z: 0.3, P: 0.76,
	}
	h.Factors[0].Weight, h.Factors[0].Source = 1, lang.T("rapporterna", "the reports")
}

// Layers are the maps of the sample analysis: three cells, two streets, a small grid and two
// watch windows, the second of which is over.
func Layers() hotspot.Layers {
	middle, half := corner(3, 2), 0.5
	east := orb.Point{middle[0] + 100, middle[1]}
	return hotspot.Layers{
		Cells: hotspot.Cells{
			Lattice: "hex", CellM: 100, BandM: 200,
			X: []float64{middle[0], east[0], east[0] + 100}, Y: []float64{middle[1], middle[1], middle[1]}, Share: []float64{1, 1, 0.25},
			Views: map[string]hotspot.CellView{
				hotspot.AllView: {
					Events: []float64{12, 3, 0}, Z: []float64{2.02424331, 0.65064964, -1.39727626}, P: []float64{0.0429, 0.515, 0.162},
					PPermuted: []float64{0.02, 0.4, 0.1}, PFDR: []float64{0.04, 0.515, 0.243},
					Summary: hotspot.Significance{Units: 3, BandM: 200, Alpha: 0.05, Hot: 1, FDROf: "analytic", Permutations: 999, Note: lang.T("p efter FDR", "p after FDR")},
				},
				hotspot.CitizensView: {Events: []float64{9, 3, 0}, Summary: hotspot.Significance{Units: 3, Note: lang.T("odefinierat", "undefined")}},
			},
			Kinds: map[string][]float64{"citizen": {9, 3, 0}, "guard": {3, 0, 0}},
			Class: []string{"persistent", "", ""}, Moran: []string{"HH", "", ""},
		},
		Segments: hotspot.Segments{
			BandwidthM: 150, BandM: 200, ID: []int64{1, 2}, Name: []string{"Storgatan", ""}, Events: []float64{4, 0}, FDROf: "analytic",
			Line:  [][]float64{{middle[0], middle[1], east[0], east[1]}, {east[0], east[1], east[0], east[1] + 80}},
			PerKm: []float64{31.5, 4.25}, Simple: []float64{33, 5}, Z: []float64{1.9, -0.4}, P: []float64{0.06, 0.69}, PFDR: []float64{0.12, 0.69},
		},
		Surface: hotspot.Surface{
			X: middle[0], Y: middle[1], CellM: 25, Cols: 3, Rows: 2, Kernel: "quartic", BandwidthM: 150,
			Kinds: map[string]hotspot.Density{hotspot.ReportsDensity: {
				Unit: lang.T("per km²", "per km²"), Values: []*float64{&half, nil, &middle[0], new(float64), &half, &half},
			}},
		},
		Watch: []hotspot.Watch{
			{Name: lang.Same("Storgatan"), Watch: trend.Watch{
				At: middle, RadiusM: 100, From: at(-48, 0), Until: at(240, 0), Events: 2, Ratio: 2.5, Text: lang.T("två på en vecka", "two in a week"),
			}},
			{Name: lang.Same("Hamngatan"), Watch: trend.Watch{At: east, RadiusM: 50, From: at(-200, 0), Until: at(-100, 0), Events: 1, Ratio: 1.5}},
		},
	}
}
