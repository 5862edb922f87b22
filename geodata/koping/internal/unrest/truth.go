package unrest

import (
	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// Truth is what was planted, so that it can be looked for.
type Truth struct {
	Exercise bool      `json:"exercise"`
	Note     lang.Text `json:"note"`
	Seed     uint64    `json:"seed"`
	Weeks    int       `json:"weeks"` // that a file holds
	Hotspots []Planted `json:"hotspots"`
	Decoys   []Decoy   `json:"decoys"`
	Paths    []Path    `json:"paths"`

	BackgroundPerYear int        `json:"background_per_year"` // reports spread evenly along the streets
	SpoiltRows        SpoiltRows `json:"spoilt_rows"`
}

// Planted is a place that an analysis should find.
type Planted struct {
	ID             string             `json:"id"`
	Name           lang.Text          `json:"name"`
	Lon            float64            `json:"lon"`
	Lat            float64            `json:"lat"`
	RadiusM        float64            `json:"radius_m"`   // holds about 86 in 100 of the reports
	Categories     map[string]float64 `json:"categories"` // share of the reports by code
	Weekdays       map[string]float64 `json:"weekdays"`   // mon to sun: weight; a night belongs to the day it begins
	FromHour       int                `json:"from_hour"`
	ToHour         int                `json:"to_hour"` // exclusive; over 24 it runs into the next day
	Months         [12]float64        `json:"months"`  // weight of each month, January first
	ReportsPerYear float64            `json:"reports_per_year"`
	Area           string             `json:"area"`
	Restricted     bool               `json:"restricted"` // mostly of restricted categories
}

// Path is a neglected path that reports of a planted place tell of: what is wrong with it
// should come first on the lists of work.
type Path struct {
	ID      string         `json:"id"`
	Hotspot string         `json:"hotspot"` // ID of the planted place
	Name    string         `json:"name"`    // of the way
	What    string         `json:"what"`    // dark, overgrown or both
	Line    orb.LineString `json:"line"`    // longitude and latitude
}

// Decoy gathers reports that must not become a hotspot of their number.
type Decoy struct {
	ID             string    `json:"id"`
	Kind           string    `json:"kind"` // one_reporter, one_event, imprecise
	Name           lang.Text `json:"name"`
	Lon            float64   `json:"lon"`
	Lat            float64   `json:"lat"`
	RadiusM        float64   `json:"radius_m"`
	ReportsPerYear float64   `json:"reports_per_year"`
	Area           string    `json:"area"`
}

// SpoiltRows says how many rows of a file must end in quarantine.
type SpoiltRows struct {
	PerFile int      `json:"per_file"`
	Kinds   []string `json:"kinds"` // each as often
}

var dayNames = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// Tell says what is planted; lonLat turns a metric point of SWEREF 99 TM into longitude
// and latitude.
func Tell(lonLat func(p Place) (lon, lat float64, err error)) (Truth, error) {
	t := Truth{
		Exercise: true, Seed: Seed, Weeks: Weeks, BackgroundPerYear: BackgroundPerYear,
		Note: lang.T("Övningsdata: påhittade händelser i en påhittad stad.", "Exercise data: invented events in an invented town."),
		SpoiltRows: SpoiltRows{
			PerFile: Weeks / SpoiltEvery,
			Kinds:   []string{"date that does not exist", "unknown category", "coordinates 0, 0", "coordinate missing"},
		},
	}
	for _, p := range Places {
		lon, lat, err := lonLat(p)
		if err != nil {
			return t, err
		}
		t.Hotspots = append(t.Hotspots, p.planted(lon, lat))
	}
	for _, d := range decoys() {
		lon, lat, err := lonLat(d.place)
		if err != nil {
			return t, err
		}
		t.Decoys = append(t.Decoys, Decoy{
			ID: d.place.ID, Kind: d.kind, Name: lang.Text{SV: d.place.SV, EN: d.place.EN}, Lon: lon, Lat: lat,
			RadiusM: d.place.RadiusM(), ReportsPerYear: d.place.PerYear, Area: d.place.Area,
		})
	}
	return t, nil
}

func (p Place) planted(lon, lat float64) Planted {
	out := Planted{
		ID: p.ID, Name: lang.Text{SV: p.SV, EN: p.EN}, Lon: lon, Lat: lat, RadiusM: p.RadiusM(),
		Categories: map[string]float64{}, Weekdays: map[string]float64{}, FromHour: p.FromHour, ToHour: p.ToHour,
		Months: p.Months, ReportsPerYear: p.PerYear, Area: p.Area, Restricted: p.Restricted,
	}
	for _, s := range p.Shares {
		out.Categories[s.Code] = s.Weight
	}
	for i, w := range p.Days {
		if w > 0 {
			out.Weekdays[dayNames[i]] = w
		}
	}
	return out
}

type decoy struct {
	kind  string
	place Place
}

func decoys() []decoy {
	all := []decoy{{"one_reporter", Persistent}, {"one_event", Brawl}}
	for _, v := range Vague {
		all = append(all, decoy{"imprecise", v})
	}
	return all
}
