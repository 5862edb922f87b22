package exporttest

import (
	"context"

	"github.com/paulmach/orb"

	"tryggled/internal/export"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	cameraview "tryggled/internal/overlay/view"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// Ground is the town without hotspots and a plan.
func Ground() export.Scene {
	s := Scene()
	s.Hotspots, s.Planned = nil, nil
	return s
}

// Exposures are what surrounds the streets of the town.
func Exposures() []overlay.Exposure {
	s := Scene()
	exposures, err := overlay.Compute(context.Background(), street.NewGraph(s.Segments), nil, s.Overlays, overlay.Params{})
	if err != nil {
		panic(err) // an invented town holds nothing impossible
	}
	return exposures
}

// Evening is the middle of the shift, Friday 20 November 2026 at 20.00.
func Evening() overlay.Moment {
	return overlay.MomentAt(at(2, 0), Municipality().Location(), sun.Place{Lon: 16.4, Lat: 59.5}, overlay.Params{})
}

// Worklist is a list of lighting work for two owners, with one piece that has been done.
// Its figures are invented.
func Worklist() measure.Worklist {
	first, second := streets()[3], streets()[20]
	mend := measure.Item{
		Key: "lighting-mend-1a2b", List: measure.Lighting, Action: measure.Mend, Rank: 1, Owner: "VME", State: measure.Proposed, School: true,
		Title: lang.T("Laga 2 lampor på %s", "Mend 2 lamps on %s", first.Name), Street: first.Name, LengthM: 128.4,
		Why: lang.T(
			"128 m går från under P6 till P4; 14 rapporter inom 25 m det senaste året, 11 efter mörkrets inbrott",
			"128 m go from below P6 to P4; 14 reports within 25 m in the last year, 11 after dark"),
		Segments: []int64{first.ID}, Geometry: orb.MultiLineString{first.Line},
		Objects: []measure.Part{lampPart(11, "V-0011", "=S24", first.Line[0]), lampPart(12, "V-0012", "S24", first.Line[1])},
		CostKr:  5600, CostKnown: true, Priority: 88, Reports: 14, DarkKnown: 13, AfterDark: 11,
		Hotspots: []measure.Touched{{Rank: 2, Name: lang.T("Parkgatan vid Stadsparken", "Parkgatan by the town park"), Priority: 88}},
		Before:   measure.Effect{Class: light.Below, MeanLux: 1.2, DarkM: 61, LightM: 128.4},
		After:    measure.Effect{Class: light.P4, MeanLux: 5.3, MinLux: 1.1, LightM: 128.4},
		Rises:    []measure.Rise{{From: light.Below, To: light.P4, LengthM: 128.4}}, LiftedM: 128.4,
	}
	mend.Objects[1].Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.5}}
	add := measure.Item{
		Key: "lighting-add-3c4d", List: measure.Lighting, Action: measure.Add, Rank: 2, Owner: "KBAB", State: measure.Ordered,
		Title: lang.T("Sätt upp 1 lampa på %s", "Put up 1 lamp on %s", second.Name), Street: second.Name, LengthM: 60,
		Why:      lang.T("60 m går från under P6 till P5", "60 m go from below P6 to P5"),
		Segments: []int64{second.ID}, Geometry: orb.MultiLineString{second.Line},
		New:    []overlay.Object{{Kind: overlay.Lamp, ExternalID: "ny 1", Geometry: second.Line[0], Props: overlay.Props{HeightM: 4}}},
		Mind:   []lang.Text{lang.T("kabeln kan gå genom en biotopskyddad allé", "the cable may cross a protected avenue")},
		Before: measure.Effect{Class: light.Below, MeanLux: 0.3, DarkM: 60, LightM: 60},
		After:  measure.Effect{Class: light.P5, MeanLux: 3.2, MinLux: 0.7, LightM: 60},
	}
	return measure.Worklist{
		List: measure.Lighting, Municipality: "9999", Name: Municipality().Name, Analysis: 3, Revision: 7, MadeAt: at(-24, 0),
		Since: at(-24-365*24, 0), Until: at(-24, 0), Items: []measure.Item{mend, add}, Exercise: true,
		Notes: []lang.Text{lang.T("belysningen är känd för 97 % av gatornas längd", "the lighting is known for 97% of the length of the streets")},
		Done: []measure.Work{{
			Key: "lighting-mend-0f0f", List: measure.Lighting, Action: measure.Mend, State: measure.Done, Owner: "VME", LengthM: 90,
			Title: lang.T("Laga 1 lampa på Lindgatan", "Mend 1 lamp on Lindgatan"), Street: "Lindgatan", DoneOn: at(-500, 0), Remark: "bytt armatur",
			Parts: []measure.Part{lampPart(30, "V-0030", "S25", streets()[8].Line[0])}, Geometry: orb.MultiLineString{streets()[8].Line},
		}},
	}
}

func lampPart(id int64, pole, cabinet string, at orb.Point) measure.Part {
	return measure.Part{
		ID: id, Kind: overlay.Lamp, Source: "register", ExternalID: pole, Owner: "VME", Pole: pole, Cabinet: cabinet, UnitCost: 2800, HeightM: 6, At: at, Geometry: at,
	}
}

// Dossier is a camera needs dossier of the main square, for the inside of the house. Its
// figures are invented.
func Dossier() measure.Dossier {
	middle := corner(3, 2)
	square := orb.Bound{Min: middle, Max: middle}.Pad(50).ToPolygon()
	hours := make([]measure.Count, 24)
	hours[21], hours[22] = measure.Count{N: 9}, measure.Count{N: 12}
	d := measure.Dossier{
		Municipality: Municipality().Name, Code: "9999", Name: lang.T("Stora torget", "The main square"),
		Title: lang.T("Underlag för behov av kamerabevakning: Stora torget", "Camera needs dossier: The main square"),
		Area:  orb.MultiPolygon{square}, AreaM2: 10_000, StreetM: 350, MadeAt: at(-24, 0), Since: at(-24-365*24, 0), Until: at(-24, 0),
		Exercise: true, Analysis: 3, Revision: 7, Sources: Municipality().Sources,
		Reports: measure.Counts{
			All: measure.Count{N: 27}, Earlier: measure.Count{N: 19}, Events: measure.Count{N: 24}, ByHour: hours, NoHour: measure.Count{N: 6},
			Dark: measure.Count{N: 18}, Day: measure.Count{N: 5}, NoLight: measure.Count{N: 4},
			Categories: []measure.CategoryCount{
				{Category: "gathering", Name: lang.T("otrygghetsskapande samling", "gathering"), All: measure.Count{N: 27}, Earlier: measure.Count{N: 19}, ByHour: hours, NoHour: &measure.Count{N: 6}},
			},
		},
		Hotspots: []measure.Inside{{Rank: 1, Name: lang.T("Stora torget", "The main square"), Priority: 100, Share: 0.8, Then: 96, Why: lang.T("60 rapporter på två år.", "60 reports in two years.")}},
		Tried: []measure.Tried{{
			Kind: lang.T("belysning", "lighting"), Title: lang.T("Nya lampor på torget", "New lamps on the square"), Owner: "VME", State: lang.T("utfört", "done"),
			From: "2026-03-01", Days: 182, Before: measure.Count{N: 14}, After: measure.Count{N: 9}, Text: lang.T("färre rapporter efter", "fewer reports after"),
		}},
		Now:     coverageOf(0, lang.T("Ingen kamera ser området.", "No camera sees the area.")),
		Blind:   []measure.BlindSpot{{Rank: 1, Name: lang.T("Stora torget", "The main square"), Priority: 100, Known: 1}},
		Instead: []measure.Alternative{{List: measure.Lighting, Key: "lighting-mend-1a2b", Rank: 1, Title: lang.T("Laga 2 lampor", "Mend 2 lamps"), Expected: lang.T("128 m går från under P6 till P4", "128 m go from below P6 to P4"), LengthM: 128, CostKr: 5600, CostKnown: true}},
		Catches: measure.Catch{Dwellings: 2, FacadeM: 31, YardM2: 120, YardShare: 0.2, Known: true, Text: lang.T("2 bostadshus i synfältet.", "2 dwellings in view.")},
		Light:   measure.Surrounding{Text: lang.T("Av gatorna är 10 % mörka.", "10% of the streets are dark.")},
		Balance: []measure.Section{{Code: "need", Title: lang.T("Behovet av bevakning", "The need"), Facts: []lang.Text{lang.T("27 rapporter.", "27 reports.")}, Write: []lang.Text{lang.T("Beskriv problemet.", "Describe the problem.")}}},
		Register: []measure.RegisterLine{
			{Code: "operator", Label: lang.T("Vem som bevakar", "Who watches"), Value: lang.Same("Ekstaby kommun")},
			{Code: "storage", Label: lang.T("Lagringstid", "Storage time"), Fill: lang.T("hur länge bilder sparas", "how long pictures are kept")},
		},
		Law:   []lang.Text{lang.T("Kamerabevakningslagen (2018:1200).", "The camera surveillance act (2018:1200).")},
		Notes: []lang.Text{lang.T("Övningsdata: allt är påhittat.", "Exercise data: everything is invented.")},
	}
	then := coverageOf(0.25, lang.T("1 kamera ser en fjärdedel av marken.", "1 camera sees a quarter of the ground."))
	d.Then, d.Cameras = &then, []measure.CameraView{proposedCamera(middle)}
	return d
}

func coverageOf(share float64, words lang.Text) measure.Coverage {
	c := measure.Coverage{Known: 1, Text: words}
	for b := range cameraview.Band(cameraview.Bands) {
		c.Bands = append(c.Bands, measure.CoveredBand{Code: b.String(), Name: b.Name(), Ground: share / float64(b+1), Street: share / float64(b+2)})
	}
	return c
}

// proposedCamera looks north-east from the south-western corner of the square.
func proposedCamera(middle orb.Point) measure.CameraView {
	from := orb.Point{middle[0] - 40, middle[1] - 40}
	c := measure.CameraView{
		Label: lang.T("förslag 1", "proposal 1"), Proposed: true, Operator: "Ekstaby kommun", Purpose: "förebygga skadegörelse", Sure: true, At: from,
		Text: lang.T("Förslag 1 ser 2 500 m² mark.", "Proposal 1 sees 2,500 m² of ground."),
	}
	for i, reach := range []float64{56.8, 22.4, 10.7, 4.1} {
		b := cameraview.Band(i)
		ground := orb.MultiPolygon{geo.Sector(from, 11, 68, reach)}
		c.Bands = append(c.Bands, measure.BandView{Band: b, Code: b.String(), Name: b.Name(), ReachM: reach, AreaM2: 0.59 * reach * reach, Share: 0.59 * reach * reach / 10_000, Ground: ground})
	}
	c.Ground = c.Bands[0].Ground
	return c
}
