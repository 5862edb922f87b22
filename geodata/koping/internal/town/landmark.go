package town

import "github.com/paulmach/orb"

// worksYard is where workshops stand, in the south-east.
var worksYard = orb.Ring{{435, -880}, {900, -880}, {900, -480}, {560, -520}, {435, -540}, {435, -880}}

// landmarks are the houses that people name, drawn by hand.
func landmarks() []Building {
	house := func(class, name string, c orb.Point, x, y, long, deep, height float64) Building {
		return Building{Class: class, Name: name, HeightM: height, Ring: rectangle(c, x, y, long, deep)}
	}
	return []Building{
		house("train_station", "Stationen", orb.Point{-10, -438}, 0.987, -0.16, 62, 13, 9),
		house("church", "Lyktkyrkan", orb.Point{-255, 206}, 0.998, 0.06, 44, 17, 24),
		house("school", "Lyktskolan", orb.Point{-288, 446}, 0.995, -0.1, 84, 17, 10),
		house("school", "Lyktskolans gymnastiksal", orb.Point{-318, 408}, 0.1, 0.995, 34, 20, 8),
		house("school", "Fiolskolan", orb.Point{-1352, -392}, 0.998, -0.05, 96, 18, 7),
		house("school", "Fiolskolans matsal", orb.Point{-1392, -330}, 0.998, -0.05, 44, 22, 6),
		house("school", "Åskolan", orb.Point{428, 288}, 0.998, 0.03, 74, 17, 9),
		house("retail", "Nygårds centrum", orb.Point{-1052, -152}, 0.998, 0.03, 82, 20, 6),
		house("retail", "Nygårds livs", orb.Point{-1006, -112}, 0.03, 0.998, 30, 16, 5),
		house("civic", "Fritidsgården Ladan", orb.Point{-1090, -106}, 0.03, 0.998, 26, 15, 6),
	}
}
