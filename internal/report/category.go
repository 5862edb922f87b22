package report

import (
	"slices"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Category is a kind of report. Weight is its default share in a hotspot; 0 never raises
// a priority. Restricted categories are shown to few and never draw volunteers.
type Category struct {
	Code       string
	Name       lang.Text
	Focus      string // focus area, or empty
	Restricted bool
	Weight     float64
}

var categories = []Category{
	{"drugs", lang.T("misstänkt narkotikahantering", "suspected drug dealing"), identity.FocusDrugs, true, 1.5},
	{"stash", lang.T("gömma", "stash"), identity.FocusDrugs, true, 1},
	{"intoxication", lang.T("påverkade personer, kanyler", "intoxication, needles"), identity.FocusDrugs, false, 1},
	{"violence", lang.T("våld, hot", "violence, threats"), identity.FocusSafety, true, 3},
	{"weapon", lang.T("tillhygge", "weapon"), identity.FocusSafety, true, 2},
	{"robbery", lang.T("personrån", "robbery"), identity.FocusSafety, true, 3},
	{"harassment", lang.T("ofredande", "harassment"), identity.FocusSafety, false, 2},
	{"theft", lang.T("stöld, inbrott", "theft, burglary"), identity.FocusSafety, false, 1},
	{"vandalism", lang.T("skadegörelse", "vandalism"), identity.FocusSafety, false, 1},
	{"graffiti", lang.T("klotter", "graffiti"), identity.FocusSafety, false, 0.5},
	{"fire", lang.T("anlagd brand", "arson"), identity.FocusSafety, false, 2},
	{"gathering", lang.T("otrygghetsskapande samling", "unsettling gathering"), identity.FocusSafety, false, 1},
	{"disorder", lang.T("ordningsstörning", "disorder"), identity.FocusSafety, false, 1},
	{"dark_place", lang.T("bristfällig belysning", "poor lighting"), identity.FocusSafety, false, 1},
	{"overgrown_place", lang.T("skymd sikt", "blocked view"), identity.FocusSafety, false, 1},
	{"desolate_place", lang.T("ödsligt", "desolate place"), identity.FocusSafety, false, 1},
	{"littered_place", lang.T("nedskräpning", "litter"), identity.FocusSafety, false, 0.3},
	{"speeding", lang.T("hastighet", "speeding"), identity.FocusTraffic, false, 1},
	{"reckless_driving", lang.T("buskörning", "reckless driving"), identity.FocusTraffic, false, 1.5},
	{"parking", lang.T("felparkering", "illegal parking"), identity.FocusTraffic, false, 0.2},
	{"motor_gathering", lang.T("motorburen samling", "motor gathering"), identity.FocusTraffic, false, 1},
	{"unsafe_crossing", lang.T("otrygg passage", "unsafe crossing"), identity.FocusTraffic, false, 1},
	{"event", lang.T("arrangemang", "event"), "", false, 0},
	{"positive", lang.T("trygg plats", "place that feels safe"), "", false, 0},
	{"other", lang.T("övrigt", "other"), "", false, 0.5},
}

// Categories returns the table of categories in a stable order.
func Categories() []Category { return slices.Clone(categories) }

// CategoryOf returns the category of a code, and whether there is one.
func CategoryOf(code string) (Category, bool) {
	for _, c := range categories {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}
