package town

import "github.com/paulmach/orb"

// grounds are the water, the tracks and the square that pictures are drawn on.
func grounds() []Ground {
	flow, track := smooth(river), smooth(railway)
	return []Ground{
		{"water", "Lyktån", orb.Polygon{ribbon(flow, riverWidthM/2, -riverWidthM/2)}},
		{"rail", "", offset(track, 2.2)},
		{"rail", "", offset(track, -2.2)},
		{"square", "Lyktorget", orb.Polygon{square}},
	}
}

// Operators of cameras, as invented as the rest.
const (
	municipality = "Köpings kommun (övning)"
	stationOwner = "Stationsbolaget (övning)"
	shop         = "Nygårds livs (övning)"
	police       = "Polismyndigheten (övning)"
)

// cameras watch the station, the square and the shops.
func cameras() []Camera {
	fixed := func(p orb.Point, height, bearing, field, reach float64, operator, purpose string) Camera {
		return Camera{p, height, bearing, field, reach, "fixed", operator, purpose}
	}
	const station = "förebygga och utreda brott vid stationen"
	square := "förebygga och utreda brott på torget"
	return []Camera{
		fixed(orb.Point{-40, -426}, 5, 320, 90, 35, stationOwner, station),
		fixed(orb.Point{20, -432}, 5, 40, 90, 35, stationOwner, station),
		fixed(orb.Point{-60, -448}, 5, 190, 110, 40, stationOwner, station),
		fixed(orb.Point{24, -446}, 5, 110, 110, 40, stationOwner, station),
		fixed(orb.Point{-78, 36}, 6, 130, 80, 45, municipality, square),
		fixed(orb.Point{28, -42}, 6, 310, 80, 45, municipality, square),
		fixed(orb.Point{44, 61}, 5, 95, 70, 40, municipality, "förebygga stölder i gångstråket"),
		{orb.Point{-98, 56}, 6, 180, 360, 30, "dome", police, "förebygga och utreda brott i centrum"},
		fixed(orb.Point{-1094, -143}, 5, 350, 90, 30, shop, "förebygga stölder vid butikens entré"),
		fixed(orb.Point{-245, 436}, 5, 200, 100, 30, municipality, "förebygga skadegörelse på skolgården efter skoltid"),
	}
}
