// Package unrest invents what people report in the exercise town: planted places where
// the same thing happens again and again, a thin background of everything everywhere, and
// traps that must not be taken for such places. No event, reporter or text is real.
//
// A week's reports depend on the seed and the week alone, so that a file made on another
// day holds the same rows for the weeks that both hold, with the same ids.
package unrest

import (
	"time"

	"github.com/paulmach/orb"
)

// Weeks is how many whole weeks of reports a file holds: two years.
const Weeks = 104

// share is the part that a category has of a place's reports.
type share struct {
	Code   string
	Weight float64
}

// Place is where reports gather, and when.
type Place struct {
	ID, SV, EN string
	Centre     orb.Point // metres from town.Origin
	AlongM     float64   // standard deviation of the reports' places, in metres
	AcrossM    float64   // the same across Bearing; 0 spreads evenly around
	Bearing    float64   // of the path they spread along, degrees clockwise from north
	Shares     []share
	Days       [7]float64 // weight of each weekday, Monday first; a night belongs to the day it begins
	FromHour   int
	ToHour     int         // exclusive; over 24 it runs into the next day
	Months     [12]float64 // weight of each month, January first
	PerYear    float64     // reports expected in a year
	Area       string      // slug
	Restricted bool        // mostly of restricted categories
	Guarded    bool        // guards walk here and report
	Overnight  float64     // share of reports known only to a night
	Vid        string      // where, as Swedish texts say it
}

var (
	everyDay = [7]float64{1, 1, 1, 1, 1, 1, 1}
	weekdays = [7]float64{1, 1, 1, 1, 1.2, 0.4, 0.3}
	shopDays = [7]float64{1, 1, 1, 1.1, 1.4, 1.5, 0.3}
	weekend  = [7]float64{0, 0, 0, 0.1, 1.2, 1.5, 0}
	evenings = [7]float64{1, 1, 1, 1.1, 1.3, 1.2, 0.8}

	allYear = [12]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	dark    = [12]float64{1.5, 1.1, 0.5, 0.1, 0, 0, 0, 0.2, 0.8, 1.5, 2, 2}
	summer  = [12]float64{0, 0, 0, 0.3, 1, 1.8, 2, 1.8, 0.6, 0.1, 0, 0}
	mild    = [12]float64{0.4, 0.4, 0.6, 1, 1.4, 1.4, 1.2, 1.4, 1.3, 1, 0.7, 0.5}
	term    = [12]float64{0.7, 0.8, 1, 1.2, 1.4, 1.3, 0.8, 1.2, 1.3, 1, 0.7, 0.7}
)

// Places are the planted hotspots, told after a municipality's plan of measures: drugs in
// the open, unsafe paths, vandalism at schools, gatherings, fast driving, unease by day.
var Places = []Place{
	{
		ID: "lindparken", SV: "Öppen narkotikahantering i Lindparken", EN: "Drugs in the open in Lindparken",
		Centre: orb.Point{-372, 94}, AlongM: 22, Shares: []share{{"drugs", 0.66}, {"stash", 0.14}, {"intoxication", 0.2}},
		Days: evenings, FromHour: 14, ToHour: 23, Months: mild, PerYear: 78, Area: "centrum", Restricted: true, Guarded: true,
		Vid: "i Lindparken",
	},
	{
		ID: "nygard-garden", SV: "Öppen narkotikahantering på gården vid Altfiolsgatan", EN: "Drugs in the open in the yard by Altfiolsgatan",
		Centre: orb.Point{-968, -236}, AlongM: 24, Shares: []share{{"drugs", 0.7}, {"stash", 0.1}, {"intoxication", 0.12}, {"weapon", 0.08}},
		Days: evenings, FromHour: 15, ToHour: 23, Months: allYear, PerYear: 84, Area: "nygard", Restricted: true,
		Vid: "på gården vid Altfiolsgatan",
	},
	{
		ID: "tunnelstraket", SV: "Mörkt och igenvuxet vid Tunnelstråket", EN: "Dark and overgrown along Tunnelstråket",
		Centre: orb.Point{-700, -190}, AlongM: 38, AcrossM: 5, Bearing: 80,
		Shares: []share{{"dark_place", 0.5}, {"overgrown_place", 0.28}, {"desolate_place", 0.16}, {"harassment", 0.06}},
		Days:   everyDay, FromHour: 16, ToHour: 23, Months: dark, PerYear: 74, Area: "nygard",
		Vid: "längs Tunnelstråket före tunneln",
	},
	{
		ID: "astraket", SV: "Mörkt och igenvuxet vid Åstråket", EN: "Dark and overgrown along Åstråket",
		Centre: orb.Point{154, 385}, AlongM: 34, AcrossM: 5, Bearing: 175,
		Shares: []share{{"dark_place", 0.48}, {"overgrown_place", 0.3}, {"desolate_place", 0.22}},
		Days:   everyDay, FromHour: 16, ToHour: 23, Months: dark, PerYear: 62, Area: "centrum",
		Vid: "på Åstråket norr om Ekbron",
	},
	{
		ID: "lovsangarstraket", SV: "Trasiga lampor och buskar vid Lövsångarstråket", EN: "Broken lamps and bushes along Lövsångarstråket",
		Centre: orb.Point{-776, 210}, AlongM: 30, AcrossM: 5, Bearing: 118,
		Shares: []share{{"dark_place", 0.52}, {"overgrown_place", 0.3}, {"desolate_place", 0.18}},
		Days:   everyDay, FromHour: 15, ToHour: 22, Months: dark, PerYear: 56, Area: "nygard",
		Vid: "på Lövsångarstråket genom parken",
	},
	{
		ID: "lyktskolan", SV: "Skadegörelse vid Lyktskolan", EN: "Vandalism at the school Lyktskolan",
		Centre: orb.Point{-268, 426}, AlongM: 26, Shares: []share{{"vandalism", 0.6}, {"graffiti", 0.22}, {"gathering", 0.12}, {"fire", 0.06}},
		Days: weekend, FromHour: 21, ToHour: 28, Months: term, PerYear: 60, Area: "centrum", Overnight: 0.35,
		Vid: "på Lyktskolans skolgård",
	},
	{
		ID: "fiolskolan", SV: "Skadegörelse vid Fiolskolan", EN: "Vandalism at the school Fiolskolan",
		Centre: orb.Point{-1345, -362}, AlongM: 27, Shares: []share{{"vandalism", 0.58}, {"graffiti", 0.2}, {"fire", 0.1}, {"gathering", 0.12}},
		Days: weekend, FromHour: 20, ToHour: 27, Months: term, PerYear: 62, Area: "nygard", Overnight: 0.35,
		Vid: "vid Fiolskolan",
	},
	{
		ID: "lyktorget", SV: "Samlingar på Lyktorget helgnätter", EN: "Gatherings on the square Lyktorget on weekend nights",
		Centre: orb.Point{-34, -6}, AlongM: 22, Shares: []share{{"gathering", 0.42}, {"disorder", 0.34}, {"intoxication", 0.14}, {"violence", 0.1}},
		Days: weekend, FromHour: 21, ToHour: 27, Months: mild, PerYear: 92, Area: "centrum", Guarded: true,
		Vid: "på Lyktorget",
	},
	{
		ID: "blaklintsleden", SV: "Fort och vårdslöst på Blåklintsleden sommarnätter", EN: "Speeding on Blåklintsleden on summer nights",
		Centre: orb.Point{-1305, -100}, AlongM: 38, AcrossM: 5, Bearing: 83,
		Shares: []share{{"speeding", 0.55}, {"reckless_driving", 0.37}, {"motor_gathering", 0.08}},
		Days:   [7]float64{0.4, 0.4, 0.5, 0.8, 1.5, 1.6, 0.7}, FromHour: 21, ToHour: 26, Months: summer, PerYear: 64, Area: "nygard",
		Vid: "på Blåklintsleden vid Svampskogen",
	},
	{
		ID: "kransvagen", SV: "Buskörning på Kransvägen sommarnätter", EN: "Reckless driving on Kransvägen on summer nights",
		Centre: orb.Point{40, 513}, AlongM: 34, AcrossM: 5, Bearing: 94,
		Shares: []share{{"reckless_driving", 0.5}, {"speeding", 0.36}, {"motor_gathering", 0.14}},
		Days:   [7]float64{0.4, 0.4, 0.5, 0.8, 1.5, 1.6, 0.7}, FromHour: 21, ToHour: 26, Months: summer, PerYear: 54, Area: "centrum",
		Vid: "på Kransvägen vid åbron",
	},
	{
		ID: "stationen", SV: "Otrygghet dagtid vid stationen", EN: "Unease by day at the station",
		Centre: orb.Point{-62, -402}, AlongM: 24, Shares: []share{{"harassment", 0.34}, {"disorder", 0.3}, {"intoxication", 0.26}, {"theft", 0.1}},
		Days: weekdays, FromHour: 10, ToHour: 18, Months: allYear, PerYear: 96, Area: "centrum", Guarded: true,
		Vid: "vid stationen",
	},
	{
		ID: "lyktgatan", SV: "Otrygghet dagtid vid butikerna på Lyktgatan", EN: "Unease by day at the shops on Lyktgatan",
		Centre: orb.Point{136, 61}, AlongM: 20, Shares: []share{{"theft", 0.4}, {"disorder", 0.28}, {"harassment", 0.22}, {"intoxication", 0.1}},
		Days: shopDays, FromHour: 11, ToHour: 18, Months: allYear, PerYear: 80, Area: "centrum", Guarded: true,
		Vid: "vid butikerna på Lyktgatan",
	},
	{
		ID: "nygards-centrum", SV: "Otrygghet dagtid vid Nygårds centrum", EN: "Unease by day at the shops of Nygård",
		Centre: orb.Point{-1058, -130}, AlongM: 22, Shares: []share{{"intoxication", 0.32}, {"disorder", 0.28}, {"theft", 0.22}, {"harassment", 0.18}},
		Days: shopDays, FromHour: 11, ToHour: 19, Months: allYear, PerYear: 76, Area: "nygard", Guarded: true,
		Vid: "vid Nygårds centrum",
	},
}

// RadiusM is the radius around a planted place that holds most of its reports: twice the
// standard deviation, which is 86 in 100 where they spread evenly.
func (p Place) RadiusM() float64 { return 2 * p.AlongM }

// Decoys that gather reports without being places where much happens.
var (
	// Persistent is one person who writes about one spot again and again.
	Persistent = Place{
		ID: "envis", SV: "En och samma person om en och samma plats", EN: "One and the same person about one and the same spot",
		Centre: orb.Point{-1262, 196}, AlongM: 9, Shares: []share{{"parking", 0.4}, {"disorder", 0.4}, {"speeding", 0.2}},
		Days: everyDay, FromHour: 8, ToHour: 21, Months: allYear, PerYear: 46, Area: "nygard",
		Vid: "utanför huset i Svampskogen",
	}
	// Brawl is one fight that many tell of, once in 52 weeks.
	Brawl = Place{
		ID: "slagsmal", SV: "Ett slagsmål som många berättar om", EN: "One brawl told by many",
		Centre: orb.Point{-150, -236}, AlongM: 10, Shares: []share{{"violence", 1}}, Area: "centrum", PerYear: BrawlAccounts,
		Vid: "vid Växelgatan",
	}
	// Vague are reports known to a quarter only, all on its middle point.
	Vague = []Place{
		{
			ID: "nagonstans-i-centrum", SV: "Kända bara till centrum", EN: "Known only to the town centre",
			Centre: orb.Point{0, -110}, Days: everyDay, FromHour: 9, ToHour: 23, Months: allYear, PerYear: 24, Area: "centrum",
			Vid: "någonstans i centrum",
		},
		{
			ID: "nagonstans-i-nygard", SV: "Kända bara till Nygård", EN: "Known only to Nygård",
			Centre: orb.Point{-1166, -16}, Days: everyDay, FromHour: 9, ToHour: 23, Months: allYear, PerYear: 18, Area: "nygard",
			Vid: "någonstans i Nygård",
		},
	}
)

// BrawlAccounts is how many tell of the brawl, and BackgroundPerYear how many reports a
// year lie evenly along the streets.
const (
	BrawlAccounts     = 9
	BackgroundPerYear = 260
)

// vagueShares of the reports that know no place.
var vagueShares = []share{{"drugs", 3}, {"disorder", 3}, {"dark_place", 2}, {"theft", 2}, {"other", 2}, {"speeding", 2}}

// background is how often each category is reported anywhere, by any hour.
var background = []share{
	{"littered_place", 12},
	{"parking", 10},
	{"theft", 9},
	{"graffiti", 8},
	{"vandalism", 8},
	{"speeding", 8},
	{"dark_place", 8},
	{"disorder", 6},
	{"unsafe_crossing", 5},
	{"overgrown_place", 5},
	{"positive", 5},
	{"gathering", 4},
	{"intoxication", 4},
	{"reckless_driving", 4},
	{"other", 4},
	{"harassment", 3},
	{"drugs", 3},
	{"event", 3},
	{"desolate_place", 2},
	{"motor_gathering", 2},
	{"violence", 1.2},
	{"stash", 1},
	{"fire", 1},
	{"robbery", 0.5},
	{"weapon", 0.4},
}

// hours is how much of the background falls in each hour of the day.
var hours = []float64{
	2, 1.5, 1, 0.5, 0.5, 0.7, 1, 2, 3, 3, 3, 3.5, 4, 4, 4, 5, 5, 5, 5, 5, 5, 4.5, 4, 3,
}

// Monday is the first day of an ISO week, as a wall-clock time.
func Monday(year, week int) time.Time {
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	back := (int(fourth.Weekday()) + 6) % 7
	return fourth.AddDate(0, 0, 7*(week-1)-back)
}

// ordinal numbers weeks through the years: 0 is the one that begins on 1 January 2001.
func ordinal(monday time.Time) int {
	return int(monday.Sub(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)).Hours()) / (7 * 24)
}
