package overlay

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/lang"
	"tryggled/internal/overlay/light"
	"tryggled/internal/sun"
)

var (
	koping    = sun.Place{Lon: 15.99, Lat: 59.51}
	haparanda = sun.Place{Lon: 24.14, Lat: 65.83}
	kiruna    = sun.Place{Lon: 20.23, Lat: 67.86}
)

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// unlit is a street that no lamp lights.
var unlit = Exposure{Segment: 1, Light: []Lit{{Class: light.Below, Dark: 1, ByLamps: 1}}}

// darkMinutes counts the minutes of a night, noon to noon, in which an unlit street is dark.
func darkMinutes(t *testing.T, place sun.Place, year, month, day int) int {
	noon := time.Date(year, time.Month(month), day, 12, 0, 0, 0, stockholm(t))
	n := 0
	for minute := range dayMinutes {
		m := MomentAt(noon.Add(time.Duration(minute)*time.Minute), stockholm(t), place, Params{})
		if unlit.At(m).Light.Dark > 0 {
			n++
		}
	}
	return n
}

// At midsummer the sun sinks to 90° − 59.51° − 23.44° = 7.05° below Köping's horizon: it is dark
// for a while. In Haparanda it sinks to 0.73°, in Kiruna not at all: no street is dark all
// night, and the night says so.
func TestMidsummer(t *testing.T) {
	zone := stockholm(t)
	lowest := MomentAt(time.Date(2026, 6, 21, 0, 58, 0, 0, zone), zone, koping, Params{})
	if lowest.SunDeg > -7 || lowest.SunDeg < -7.1 || !lowest.Night() {
		t.Errorf("midnight of midsummer in Köping: %+v", lowest)
	}
	if got := darkMinutes(t, koping, 2026, 6, 20); got < 90 || got > 180 {
		t.Errorf("%d dark minutes in Köping at midsummer", got)
	}
	never := lang.T("Natten mörknar aldrig: solen når inte 6° under horisonten.", "The night never gets dark: the sun does not reach 6° below the horizon.")
	for name, place := range map[string]sun.Place{"Haparanda": haparanda, "Kiruna": kiruna} {
		if got := darkMinutes(t, place, 2026, 6, 20); got != 0 {
			t.Errorf("%d dark minutes in %s at midsummer", got, name)
		}
		noon := time.Date(2026, 6, 20, 12, 0, 0, 0, zone)
		if got := NightText(sun.NewDays(place).Night(noon), zone); got != never {
			t.Errorf("%s at midsummer: %s", name, got.EN)
		}
	}
	got := NightText(sun.NewDays(koping).Night(time.Date(2026, 6, 20, 12, 0, 0, 0, zone)), zone).SV
	if !strings.HasPrefix(got, "Mörkt från 23:") && !strings.HasPrefix(got, "Mörkt från 00:") {
		t.Errorf("Köping at midsummer: %s", got)
	}
	// In December it is dark in Köping for two thirds of the day.
	if got := darkMinutes(t, koping, 2026, 12, 21); got < 15*60 || got > 17*60 {
		t.Errorf("%d dark minutes in Köping at midwinter", got)
	}
}

// The clock is that of the place, also where it jumps, and the season that of its date.
func TestMomentAt(t *testing.T) {
	zone := stockholm(t)
	tests := []struct {
		at    time.Time
		clock string
		leaf  bool
	}{
		{time.Date(2026, 5, 9, 21, 59, 0, 0, time.UTC), "23:59", false},
		{time.Date(2026, 5, 9, 22, 0, 0, 0, time.UTC), "00:00", true},
		{time.Date(2026, 10, 19, 21, 59, 0, 0, time.UTC), "23:59", true},
		{time.Date(2026, 10, 19, 22, 0, 0, 0, time.UTC), "00:00", false},
		{time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC), "03:30", false}, // 02 to 03 is missing
		{time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), "02:30", false},
		{time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "02:30", false}, // once more
	}
	for _, test := range tests {
		m := MomentAt(test.at, zone, koping, Params{})
		if m.Clock.String() != test.clock || m.LeafOn != test.leaf {
			t.Errorf("%v is %v, in leaf %v; want %v, %v", test.at, m.Clock, m.LeafOn, test.clock, test.leaf)
		}
	}
	south := Params{LeafOn: Day{10, 20}, LeafOff: Day{5, 10}} // over the turn of the year
	if m := MomentAt(time.Date(2026, 1, 1, 12, 0, 0, 0, zone), zone, koping, south); !m.LeafOn {
		t.Error("a leafy time over the turn of the year does not hold in January")
	}
}

// dimming is half light from 23 to 5, as TestDimming gives it.
var dimming = Exposure{
	Light: []Lit{
		{Mean: 2, Min: 1, SemiMin: 0.5, Class: light.P6, ByLamps: 1, Dark: 0.4},
		{From: 5 * 60, Mean: 4, Min: 2, SemiMin: 1, Class: light.P5, ByLamps: 1, Dark: 0.1},
		{From: 23 * 60, Mean: 2, Min: 1, SemiMin: 0.5, Class: light.P6, ByLamps: 1, Dark: 0.4},
	},
	LeafOn: Sight{Concealed: 0.5, ConcealKnown: 1}, LeafOff: Sight{ConcealKnown: 1},
}

func TestRecords(t *testing.T) {
	for _, test := range []struct {
		at   Clock
		mean float64
	}{{0, 2}, {4*60 + 59, 2}, {5 * 60, 4}, {22*60 + 59, 4}, {23 * 60, 2}, {23*60 + 59, 2}} {
		if got := dimming.LitAt(test.at); got.Mean != test.mean {
			t.Errorf("at %v the mean is %v, want %v", test.at, got.Mean, test.mean)
		}
	}
	night := dimming.At(Moment{SunDeg: -20, Clock: 60})
	if night.Light != dimming.Light[0] || night.Sight.Concealed != 0 {
		t.Errorf("a winter's night: %+v", night)
	}
	day := dimming.At(Moment{SunDeg: -5.9, Clock: 60, LeafOn: true})
	if day.Light.Dark != 0 || day.Light.Mean != 2 || day.Sight.Concealed != 0.5 {
		t.Errorf("a summer's twilight: %+v", day)
	}
}

// From 18 to 06 are six hours of half and six of full light: 18 to 23 and 5 to 6.
func TestTypical(t *testing.T) {
	want := Record{
		Moment: Moment{LeafOn: true},
		Light:  Lit{Mean: 3, Min: 1, SemiMin: 0.5, Class: light.P6, Dark: 0.25, ByLamps: 1},
		Sight:  dimming.LeafOn,
	}
	if diff := cmp.Diff(dimming.Typical(), want); diff != "" {
		t.Errorf("typical (-got +want):\n%s", diff)
	}
	if got := (Exposure{Light: []Lit{{}}}).Typical().Light; got != (Lit{}) {
		t.Errorf("of nothing known: %+v", got)
	}
	if got := (Exposure{}).Typical().Light; got != (Lit{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

// Every part is told, and what is unknown is said to be, in both languages.
func TestRecordText(t *testing.T) {
	known := dimming
	known.Escape = Escape{Ways: 2.5, Known: 1}
	known.Camera = CameraShare{Detect: 0.25, Possible: 0.5, Known: 1}
	known.LeafOn.AheadM, known.LeafOn.ProspectKnown = 38.2, 0.8
	night := Moment{SunDeg: -20, LeafOn: true}
	tests := []struct {
		name   string
		record Record
		words  []string
	}{
		{"night", known.At(night), []string{"P6", "2,0 lx", "40 %", "50 %", "38 m", "80 %", "2,5", "25 %"}},
		{"day", known.At(Moment{SunDeg: 30, LeafOn: true}), []string{"ingenting är mörkt", "P6"}},
		{"unknown", Exposure{Light: []Lit{{}}}.At(night), []string{"Ljuset är okänt", "Sikten framåt är okänd", "okända"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := test.record.Text()
			for _, word := range test.words {
				if !strings.Contains(got.SV, word) {
					t.Errorf("no %q in %s", word, got.SV)
				}
			}
			if strings.Contains(got.SV+got.EN, "%!") || got.EN == "" {
				t.Errorf("told as %s and %s", got.SV, got.EN)
			}
		})
	}
}

// A lower bound of light has no class; where lamps are out for a part of the night, that part is
// below all classes for certain, and so is the walk.
func TestTypicalIsAsDarkAsItsWorst(t *testing.T) {
	e := Exposure{Light: []Lit{
		{Class: light.Below, Dark: 1, ByLamps: 1},
		{From: 5 * 60, Mean: 1, Min: 0.5, ByLamps: 1},
		{From: 20 * 60, Mean: 6, Min: 2, Class: light.P4, ByLamps: 1},
	}}
	if got := e.Typical().Light.Class; got != light.Below {
		t.Errorf("out for a part: got %v, want %v", got, light.Below)
	}
	if got := (Exposure{Light: e.Light[1:]}).Typical().Light.Class; got != light.ClassUnknown {
		t.Errorf("at least so much: got %v, want unknown", got)
	}
}

// What only cameras of unknown direction may see, a fifth of what is known, is not known to be
// seen or not: of the other 0.8·0.5 = 0.4 of the street, 0.3·0.5/0.4 = 0.375 is seen.
func TestSure(t *testing.T) {
	share, known := CameraShare{Detect: 0.3, Possible: 0.2, Known: 0.5}.Sure()
	if diff := cmp.Diff([]float64{share, known}, []float64{0.375, 0.4}, rounding); diff != "" {
		t.Errorf("share and known (-got +want):\n%s", diff)
	}
	if share, known = (CameraShare{Possible: 1, Known: 1}).Sure(); share != 0 || known != 0 {
		t.Errorf("all only perhaps: got %v of %v, want nothing known", share, known)
	}
}
