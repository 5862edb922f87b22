package town

import "github.com/paulmach/orb"

// The skeleton of the town, in metres from Origin. Main streets cross at the points they
// are drawn through, or end on the street they lead to.
//
//	    Kransvägen ────────────────────── bridge ─────────── bridge ──
//	    │ villas        │ villas     │ park ╲ old town  │ river │
//	    Blåklintsleden ───────────────────── tunnel ── square ─ bridge ──
//	    │ Nygård, flats │ flats      │ park ── tunnel    │ river │
//	    Långdansvägen ───────────────────╲ railway ╲ station ──────

// river and railway are centre lines.
var (
	river = orb.LineString{
		{420, 1500},
		{372, 1150},
		{330, 900},
		{262, 700},
		{186, 505},
		{205, 330},
		{282, 165},
		{268, -20},
		{195, -200},
		{232, -380},
		{318, -520},
		{395, -700},
		{380, -900},
		{420, -1150},
		{520, -1500},
	}
	railway = orb.LineString{
		{-300, 1500},
		{-352, 1180},
		{-420, 880},
		{-490, 600},
		{-585, 320},
		{-590, 20},
		{-470, -250},
		{-220, -432},
		{120, -478},
		{480, -455},
		{860, -375},
		{1150, -282},
		{1500, -170},
	}
)

const (
	riverWidthM = 24
	railWidthM  = 14
)

// road is a street drawn by hand through control points.
type road struct {
	name, class, surface string
	lit                  string
	points               orb.LineString
}

const (
	secondary   = "secondary"
	tertiary    = "tertiary"
	residential = "residential"
	pedestrian  = "pedestrian"
	service     = "service"
	footway     = "footway"
	cycleway    = "cycleway"
	steps       = "steps"
)

var roads = []road{
	{"Blåklintsleden", secondary, "asphalt", "yes", orb.LineString{{-1850, -215}, {-1500, -125}, {-1130, -80}, {-845, -55}, {-690, -15}, {-590, 12}, {-487, 20}}},
	{"Lyktgatan", tertiary, "asphalt", "yes", orb.LineString{{-487, 20}, {-300, 35}, {-92, 50}}},
	{"Lyktgatan", pedestrian, "paving_stones", "yes", orb.LineString{{-92, 50}, {40, 57}, {166, 62}}},
	{"Lyktgatan", tertiary, "asphalt", "yes", orb.LineString{{166, 62}, {275, 74}, {338, 80}, {520, 95}}},
	{"Vallmoleden", secondary, "asphalt", "yes", orb.LineString{{520, 95}, {680, 122}, {830, 112}, {1000, 90}}},
	{"Klockgjutargatan", tertiary, "asphalt", "yes", orb.LineString{{-150, 960}, {-112, 700}, {-95, 522}, {-102, 300}, {-92, 50}, {-70, -180}, {-55, -372}}},
	{"Kransvägen", secondary, "asphalt", "yes", orb.LineString{{-1850, 440}, {-1550, 395}, {-1120, 402}, {-835, 458}, {-655, 508}, {-505, 540}, {-385, 541}, {-95, 522}, {75, 511}, {186, 505}, {262, 502}, {505, 497}, {680, 532}, {835, 556}, {1000, 570}}},
	{"Dressingatan", tertiary, "asphalt", "yes", orb.LineString{{-385, 541}, {-445, 400}, {-492, 230}, {-487, 20}, {-400, -190}, {-240, -325}, {-55, -372}, {118, -400}, {232, -402}, {300, -396}, {505, -392}}},
	{"Vindrosgatan", residential, "asphalt", "yes", orb.LineString{{505, -392}, {680, -366}, {825, -328}}},
	{"Strandlyktan", residential, "asphalt", "yes", orb.LineString{{75, 511}, {92, 380}, {118, 280}, {162, 150}, {166, 62}, {150, -60}, {98, -200}, {106, -320}, {118, -400}}},
	{"Vattenlyktan", residential, "asphalt", "yes", orb.LineString{{262, 502}, {278, 330}, {352, 170}, {338, 80}, {330, -40}, {268, -190}, {288, -320}, {300, -396}}},
	{"Tegelbrännargatan", tertiary, "asphalt", "yes", orb.LineString{{575, 960}, {540, 740}, {505, 497}, {498, 300}, {520, 95}, {532, -150}, {510, -300}, {505, -392}, {518, -520}, {540, -604}, {570, -780}, {590, -960}}},
	{"Slipersgatan", tertiary, "asphalt", "yes", orb.LineString{{-655, 508}, {-690, 300}, {-690, -15}, {-612, -215}, {-500, -400}, {-320, -545}, {-60, -585}, {160, -590}, {352, -604}, {420, -606}, {540, -604}}},
	{"Långdansvägen", tertiary, "asphalt", "yes", orb.LineString{{-1850, -640}, {-1480, -570}, {-1110, -545}, {-790, -490}, {-560, -305}}},
	{"Dragspelsvägen", tertiary, "asphalt", "yes", orb.LineString{{-1120, 402}, {-1146, 200}, {-1130, -80}, {-1098, -300}, {-1110, -545}}},
	{"Granbrynet", residential, "asphalt", "yes", orb.LineString{{-1550, 395}, {-1560, 150}, {-1500, -125}, {-1520, -340}, {-1480, -570}}},
	{"Lövsångargatan", residential, "asphalt", "yes", orb.LineString{{-835, 458}, {-862, 250}, {-845, -55}, {-812, -280}, {-790, -490}}},
	{"Utsiktskransen", residential, "asphalt", "yes", orb.LineString{{-385, 541}, {-345, 700}, {-290, 838}, {-130, 862}, {40, 850}, {128, 800}, {130, 660}, {75, 511}}},
	{"Vindfällesvägen", residential, "asphalt", "yes", orb.LineString{{262, 502}, {360, 660}, {402, 840}, {470, 872}, {562, 880}}},
	{"Rördromsvägen", residential, "asphalt", "yes", orb.LineString{{835, 556}, {812, 380}, {830, 112}, {838, -120}, {825, -328}}},
	{"Städkransen", residential, "asphalt", "yes", orb.LineString{{-320, -545}, {-345, -700}, {-300, -858}, {0, -880}, {250, -862}, {318, -760}, {300, -601}}},
	{"Svarvstålsvägen", tertiary, "asphalt", "yes", orb.LineString{{540, -604}, {720, -575}, {880, -500}}},

	// Around the square and the station.
	{"Torglyktan", residential, "sett", "yes", orb.LineString{{-83, -62}, {42, -52}, {40, 57}}},
	{"", pedestrian, "paving_stones", "yes", orb.LineString{{-92, 50}, {-20, 0}, {42, -52}}},
	{"", pedestrian, "paving_stones", "yes", orb.LineString{{-83, -62}, {-20, 0}, {40, 57}}},
	{"Resenärsgången", pedestrian, "paving_stones", "yes", orb.LineString{{-150, -352}, {-130, -405}, {-40, -420}, {40, -416}, {60, -390}}},
	{"", footway, "paving_stones", "yes", orb.LineString{{-55, -372}, {-46, -420}}},

	// The way between Nygård and the centre: a cycleway through the park and a tunnel.
	{"Tunnelstråket", cycleway, "asphalt", "yes", orb.LineString{{-1102, -262}, {-960, -235}, {-824, -214}, {-740, -196}, {-624, -178}, {-560, -160}, {-470, -138}, {-418, -150}}},
	{"Lövsångarstråket", footway, "gravel", "yes", orb.LineString{{-862, 262}, {-800, 225}, {-745, 190}, {-690, 182}}},
	{"", footway, "gravel", "no", orb.LineString{{-765, 476}, {-775, 340}, {-800, 225}, {-770, 90}, {-755, -32}}},
	{"", footway, "gravel", "no", orb.LineString{{-755, -32}, {-740, -196}, {-715, -330}, {-690, -425}}},
	{"", footway, "gravel", "no", orb.LineString{{-824, -214}, {-770, -280}, {-715, -330}, {-590, -256}}},

	// Along the river, and down to it from the bridges.
	{"Åstråket", footway, "gravel", "", orb.LineString{{240, 860}, {208, 720}, {145, 560}, {148, 470}}},
	{"Åstråket", footway, "gravel", "no", orb.LineString{{148, 470}, {152, 400}, {160, 330}, {205, 240}}},
	{"Åstråket", footway, "gravel", "yes", orb.LineString{{205, 240}, {240, 160}, {238, 75}, {228, -20}, {160, -180}, {168, -260}, {192, -370}, {205, -430}, {268, -520}, {330, -640}, {350, -740}, {342, -880}}},
	{"", steps, "concrete", "yes", orb.LineString{{118, 509}, {143, 546}}},
	{"", steps, "concrete", "yes", orb.LineString{{208, 66}, {238, 48}}},
	{"", footway, "asphalt", "yes", orb.LineString{{166, 62}, {200, 92}, {239, 108}}},
	{"", footway, "asphalt", "yes", orb.LineString{{93, 380}, {158, 352}}},
	{"", footway, "asphalt", "yes", orb.LineString{{150, -60}, {214, -52}}},
	{"", footway, "asphalt", "yes", orb.LineString{{98, -200}, {160, -186}}},
	{"", steps, "concrete", "yes", orb.LineString{{165, -402}, {194, -376}}},
	{"", footway, "gravel", "", orb.LineString{{268, -520}, {220, -594}}},
	{"Ekbron", footway, "wood", "yes", orb.LineString{{162, 330}, {205, 332}, {278, 330}}},
	{"Lågbron", cycleway, "asphalt", "yes", orb.LineString{{160, -186}, {195, -196}, {268, -190}}},

	// Paths of the old park in the centre, of the hill in the north and of the western wood.
	{"", footway, "gravel", "yes", orb.LineString{{-497, 130}, {-430, 118}, {-370, 92}, {-330, 34}}},
	{"", footway, "gravel", "yes", orb.LineString{{-430, 118}, {-405, 60}, {-400, 27}}},
	{"", footway, "gravel", "yes", orb.LineString{{-370, 92}, {-345, 150}}},
	{"Lyktkyrkogången", footway, "paving_stones", "yes", orb.LineString{{-288, 138}, {-285, 172}, {-296, 215}, {-286, 262}}},
	{"", footway, "paving_stones", "yes", orb.LineString{{-285, 172}, {-240, 178}, {-188, 190}}},

	// School yards and the shops of Nygård.
	{"", footway, "asphalt", "yes", orb.LineString{{-365, 425}, {-300, 428}, {-245, 418}, {-188, 410}}},
	{"", footway, "asphalt", "yes", orb.LineString{{-300, 428}, {-285, 390}, {-275, 345}}},
	{"", footway, "asphalt", "yes", orb.LineString{{-1513, -300}, {-1450, -345}, {-1350, -360}, {-1290, -345}, {-1222, -330}}},
	{"", footway, "asphalt", "yes", orb.LineString{{-1350, -360}, {-1330, -300}, {-1330, -235}}},
	{"", footway, "asphalt", "yes", orb.LineString{{320, 242}, {400, 250}, {500, 248}}},
	{"Melodigången", pedestrian, "paving_stones", "yes", orb.LineString{{-1128, -132}, {-1050, -128}, {-985, -132}, {-960, -120}, {-945, -66}}},

	{"", footway, "gravel", "no", orb.LineString{{-1560, 160}, {-1640, 120}, {-1660, 0}, {-1620, -155}}},
	{"", footway, "ground", "no", orb.LineString{{-1660, 0}, {-1780, 40}, {-1840, 160}, {-1740, 300}, {-1640, 410}}},
	{"", footway, "gravel", "no", orb.LineString{{-1515, -330}, {-1600, -360}, {-1690, -330}, {-1720, -185}}},
	{"", footway, "ground", "no", orb.LineString{{-1600, -360}, {-1660, -470}, {-1600, -595}}},
	{"", footway, "gravel", "no", orb.LineString{{-1120, 402}, {-1150, 520}, {-1240, 620}, {-1360, 580}, {-1390, 482}, {-1380, 388}}},
	{"", footway, "ground", "no", orb.LineString{{-790, -490}, {-740, -600}, {-620, -680}, {-480, -660}, {-340, -650}}},
	{"", footway, "ground", "no", orb.LineString{{832, 0}, {900, -40}, {950, -150}, {900, -260}, {836, -240}}},
}

// crossing says where a drawn street passes over or under something. The part between
// the two points becomes a way of its own.
type crossing struct {
	road     string
	from, to orb.Point
	tunnel   bool
}

var crossings = []crossing{
	{"Blåklintsleden", orb.Point{-622, 2}, orb.Point{-560, 16}, true},
	{"Kransvägen", orb.Point{-540, 535}, orb.Point{-480, 545}, false},
	{"Kransvägen", orb.Point{133, 508}, orb.Point{222, 503}, false},
	{"Lyktgatan", orb.Point{222, 68}, orb.Point{312, 78}, false},
	{"Dressingatan", orb.Point{180, -402}, orb.Point{272, -399}, false},
	{"Tegelbrännargatan", orb.Point{506, -418}, orb.Point{514, -490}, true},
	{"Slipersgatan", orb.Point{325, -602}, orb.Point{388, -605}, false},
	{"Tunnelstråket", orb.Point{-552, -158}, orb.Point{-484, -140}, true},
	{"Åstråket", orb.Point{214, -446}, orb.Point{244, -490}, true},
	{"Ekbron", orb.Point{172, 331}, orb.Point{240, 332}, false},
	{"Lågbron", orb.Point{166, -188}, orb.Point{232, -194}, false},
}

// Square, yards and other places where no street is laid and nothing is built by rule.
var (
	square       = orb.Ring{{-80, 40}, {30, 47}, {32, -44}, {-74, -52}, {-80, 40}}
	stationPlaza = orb.Ring{{-160, -362}, {70, -396}, {70, -446}, {-150, -428}, {-160, -362}}
	lindPark     = orb.Ring{{-482, 165}, {-330, 168}, {-318, 45}, {-400, 38}, {-472, 34}, {-482, 165}}
	churchYard   = orb.Ring{{-318, 150}, {-205, 158}, {-200, 250}, {-310, 245}, {-318, 150}}
	lyktSchool   = orb.Ring{{-345, 385}, {-215, 372}, {-208, 478}, {-335, 486}, {-345, 385}}
	fiolSchool   = orb.Ring{{-1440, -420}, {-1270, -428}, {-1262, -300}, {-1430, -292}, {-1440, -420}}
	aSchool      = orb.Ring{{375, 205}, {478, 210}, {474, 318}, {370, 312}, {375, 205}}
	nygardShops  = orb.Ring{{-1110, -90}, {-985, -82}, {-980, -165}, {-1095, -172}, {-1110, -90}}
	greenStrip   = orb.Ring{
		{-815, 440}, {-680, 480}, {-706, 300}, {-706, -5}, {-800, -35}, {-842, 100}, {-846, 260}, {-815, 440},
	}
	greenStripSouth = orb.Ring{{-828, -75}, {-708, -38}, {-636, -208}, {-590, -285}, {-770, -455}, {-800, -280}, {-828, -75}}
)

var reserves = []orb.Ring{
	square, stationPlaza, lindPark, churchYard, lyktSchool, fiolSchool, aSchool, nygardShops,
	greenStrip, greenStripSouth,
}

// Areas are the provisional areas, outlined by hand.
func Areas() []Area {
	return []Area{
		{"centrum", "Centrum", "Town centre", orb.Ring{
			{-470, -660},
			{-90, -712},
			{300, -690},
			{498, -560},
			{512, -300},
			{520, 90},
			{496, 310},
			{512, 560},
			{420, 690},
			{110, 705},
			{-250, 690},
			{-445, 590},
			{-508, 410},
			{-530, 180},
			{-520, -60},
			{-425, -290},
			{-470, -660},
		}},
		{"nygard", "Nygård", "Nygård", orb.Ring{
			{-1530, -540},
			{-1180, -562},
			{-830, -512},
			{-690, -400},
			{-640, -190},
			{-705, 10},
			{-715, 300},
			{-850, 352},
			{-1140, 330},
			{-1545, 322},
			{-1552, 100},
			{-1510, -150},
			{-1530, -540},
		}},
	}
}
