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

// cameras watch the station, the square and the shops.
func cameras() []Camera {
	return []Camera{
		{orb.Point{-40, -426}, 5, 320, 90, 35},
		{orb.Point{20, -432}, 5, 40, 90, 35},
		{orb.Point{-60, -448}, 5, 190, 110, 40},
		{orb.Point{24, -446}, 5, 110, 110, 40},
		{orb.Point{-78, 36}, 6, 130, 80, 45},
		{orb.Point{28, -42}, 6, 310, 80, 45},
		{orb.Point{44, 61}, 5, 95, 70, 40},
		{orb.Point{-98, 56}, 6, 180, 360, 30},
		{orb.Point{-1094, -143}, 5, 350, 90, 30},
		{orb.Point{-245, 436}, 5, 200, 100, 30},
	}
}
