package hotspot

import (
	"fmt"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/terrain"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// riskTerrain is how the surroundings of each street go with its reports.
func (s study) riskTerrain(e events, network Streets) (terrain.Terrain, error) {
	segments := s.segments()
	length := make([]float64, len(segments))
	for i, segment := range segments {
		length[i] = segment.LengthM
	}
	t, err := terrain.Of(length, sumBy(e.segmentsOf(), nil, len(segments)), s.exposures(network))
	if fault.Is(err, fault.Invalid) { // such as collinear surroundings: no terrain, and the reason
		return terrain.Terrain{Note: saidBy(err)}, nil
	}
	if err != nil {
		return t, fmt.Errorf("risk terrain: %w", err)
	}
	return t, nil
}

// exposures are the columns of the risk terrain, by the names of the factors they stand for.
func (s study) exposures(network Streets) []terrain.Exposure {
	column := func(name string, title lang.Text, of func(overlay.Record) (share, known float64)) terrain.Exposure {
		x := terrain.Exposure{Name: name, Title: title}
		for _, segment := range s.segments() {
			share, known := of(network.exposures[segment.ID])
			x.Share, x.Known = append(x.Share, share), append(x.Known, known)
		}
		return x
	}
	return []terrain.Exposure{
		column("darkness", lang.T("mörker", "darkness"), func(r overlay.Record) (share, known float64) { return r.Light.Dark, r.Light.Known() }),
		column("concealment", lang.T("skymd plats intill", "hidden place close by"), func(r overlay.Record) (share, known float64) { return r.Sight.Concealed, r.Sight.ConcealKnown }),
		column("no_camera", lang.T("ingen kamera", "no camera"), func(r overlay.Record) (share, known float64) {
			seen, known := r.Camera.Sure()
			return 1 - seen, known
		}),
	}
}

// mostRaise bounds how far a relative risk value may raise a priority: values of few
// reports can be very large.
const mostRaise = 1.0

var byTerrain = lang.T("vikt från riskterrängen, som provet bakåt visar träffar bättre", "weight from the risk terrain, which the back test shows to foretell better")

// strengthsOf are the strengths of a risk terrain: how much the risk rises from none of an
// exposure to all of it, never lowering a priority. What it could not estimate is judged.
func strengthsOf(t terrain.Terrain) strengths {
	s := judged
	for _, f := range t.Factors {
		if !f.Estimated {
			continue
		}
		found := strength{min(max(f.Value-1, 0), mostRaise), byTerrain}
		switch f.Name {
		case "darkness":
			s.dark = found
		case "concealment":
			s.conceal = found
		case "no_camera":
			s.noCamera = found
		}
	}
	return s
}

func terrainOf(t terrain.Terrain, used bool) Terrain {
	out := Terrain{Segments: t.Segments, Dispersion: t.Fit.Dispersion, Quasi: t.Fit.Quasi, Factors: []Relative{}, Used: used, Note: t.Note}
	for _, f := range t.Factors {
		out.Factors = append(out.Factors, Relative{Name: f.Name, Value: f.Value, Low: f.Low, High: f.High, P: f.P, Estimated: f.Estimated, Text: f.Text})
	}
	return out
}

// relative is the risk of each segment to the average one; nil where there is no terrain.
func (s study) relative(t terrain.Terrain) []float64 {
	if len(t.Factors) == 0 {
		return nil
	}
	risk := make([]float64, len(s.segments()))
	for i := range risk {
		risk[i] = significantDigits(t.Relative(i))
	}
	return risk
}
