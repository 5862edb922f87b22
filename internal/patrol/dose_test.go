package patrol

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
	"tryggled/internal/municipality"
	"tryggled/internal/street"
)

// brief is what doses say, in short: team, place, hour after the shift began, minutes, source.
func brief(doses []Dose) (all []string) {
	for _, d := range doses {
		place := d.Spot + d.Area
		if d.Segment != 0 {
			place = fmt.Sprintf("street %d", d.Segment)
		}
		all = append(all, fmt.Sprintf("%d %s %+.0f h %.2f min %s", d.Team, place, d.Hour.Sub(evening).Hours(), d.Minutes, d.Source))
	}
	return all
}

func TestDosesOfLog(t *testing.T) {
	skip := entry(6, Skip, 3, 125)
	skip.Reason = NoTime
	extra := entry(7, Arrive, 0, 100)
	extra.Spot = "h4"
	log := Log{
		entry(1, Begin, 0, 5),
		entry(2, Arrive, 1, 21), entry(3, Leave, 1, 33), // 12 minutes at h1
		entry(4, Arrive, 2, 55), // nobody wrote when they left: 10 minutes as planned, 5 in each hour
		extra,                   // outside the tour: 10 minutes, and no longer than until the next entry
		skip,
		entry(8, End, 0, 150),
	}
	want := []string{
		"1 h1 +0 h 12.00 min log",
		"1 h2 +0 h 5.00 min log",
		"1 h2 +1 h 5.00 min log",
		"1 h4 +1 h 10.00 min log",
	}
	got := Doses(sample(), log, nil, nil, time.UTC, minute(240))
	if d := cmp.Diff(want, brief(got)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got[0].Name.SV != "Stortorget" || got[0].Point != (orb.Point{0, 0}) || got[0].Plan != 7 {
		t.Errorf("the first is %+v", got[0])
	}
	// At minute 58 the team has been at h2 for 3 minutes, and nothing is known of later.
	want = []string{"1 h1 +0 h 12.00 min log", "1 h2 +0 h 3.00 min log"}
	if d := cmp.Diff(want, brief(Doses(sample(), log[:4], nil, nil, time.UTC, minute(58)))); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	// A team that a plan made anew no longer has was there all the same.
	gone := entry(1, Arrive, 0, 20)
	gone.Team, gone.Spot = 5, "h1"
	if got := brief(Doses(sample(), Log{gone}, nil, nil, time.UTC, minute(240))); len(got) != 1 || got[0] != "5 h1 +0 h 10.00 min log" {
		t.Errorf("team 5: %v", got)
	}
}

// The log says 20 minutes at h1 from 20 to 40. The track was recorded from 25 to 70:
//
//	at h1 25–35, on street 1 35–50, at h2 50–70, of which it was on street 2 50–60
//
// The log counts from 20 to 25 alone: 5 minutes. The street counts while at no place.
func TestDosesOfTrackAndLog(t *testing.T) {
	log := Log{entry(1, Arrive, 1, 20), entry(2, Leave, 1, 40)}
	track := Walked{
		ID: 1, Team: 1, Spans: []Span{{minute(25), minute(70)}},
		Stays: []Stay{{"h1", minute(25), minute(35)}, {"h2", minute(50), minute(70)}},
		Passes: []Pass{
			{Segment: 1, ToM: 100, Enter: minute(30), Leave: minute(50)},
			{Segment: 2, ToM: 100, Enter: minute(50), Leave: minute(60)},
		},
	}
	segments := []street.Segment{{ID: 1, Name: "Storgatan", Line: orb.LineString{{0, 0}, {100, 0}}, LengthM: 100}}
	want := []string{
		"1 street 1 +0 h 15.00 min track",
		"1 h1 +0 h 5.00 min log",
		"1 h1 +0 h 10.00 min track",
		"1 h2 +0 h 10.00 min track",
		"1 h2 +1 h 10.00 min track",
	}
	got := Doses(sample(), log, []Walked{track}, segments, time.UTC, minute(240))
	if d := cmp.Diff(want, brief(got)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if d := got[0]; d.Name.SV != "Storgatan" || d.Point != (orb.Point{50, 0}) || d.RadiusM != 50 {
		t.Errorf("the street is %+v", d)
	}
	// A second phone of the team recorded from 20 to 50: it counts from 20 to 25.
	second := Walked{ID: 2, Team: 1, Spans: []Span{{minute(20), minute(50)}}, Stays: []Stay{{"h1", minute(20), minute(34)}}}
	want = []string{
		"1 street 1 +0 h 15.00 min track",
		"1 h1 +0 h 15.00 min track",
		"1 h2 +0 h 10.00 min track",
		"1 h2 +1 h 10.00 min track",
	}
	if d := cmp.Diff(want, brief(Doses(sample(), log, []Walked{track, second}, segments, time.UTC, minute(240)))); d != "" {
		t.Errorf("two phones: -want +got\n%s", d)
	}
}

// Whatever is logged and recorded, the minutes of a team are no more than those between its
// first and last instant, and none is counted before it has been.
func TestDosesCountOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := func(name string) []Span {
			var all []Span
			for range rapid.IntRange(0, 4).Draw(t, name) {
				from := float64(rapid.IntRange(0, 180).Draw(t, "from"))
				all = append(all, Span{minute(from), minute(from + float64(rapid.IntRange(1, 60).Draw(t, "for")))})
			}
			return joined(all)
		}
		var tracks []Walked
		for i := range rapid.IntRange(0, 3).Draw(t, "tracks") {
			w := Walked{ID: int64(i + 1), Team: 1, Spans: spans("spans")}
			for _, s := range w.Spans {
				half := s.From.Add(s.To.Sub(s.From) / 2)
				w.Stays = append(w.Stays, Stay{"h1", s.From, half})
				w.Passes = append(w.Passes, Pass{Segment: 1, Enter: s.From.Add(half.Sub(s.From) / 2), Leave: s.To})
			}
			tracks = append(tracks, w)
		}
		var log Log
		for i, s := range spans("visits") {
			log = append(log, Entry{ID: int64(2*i + 1), Team: 1, Kind: Arrive, Spot: "h2", At: s.From}, Entry{ID: int64(2*i + 2), Team: 1, Kind: Leave, Spot: "h2", At: s.To})
		}
		var busy []Span
		for _, w := range tracks {
			busy = append(busy, w.Spans...)
		}
		for i := 0; i < len(log); i += 2 {
			busy = append(busy, Span{log[i].At, log[i+1].At})
		}
		var sum float64
		for _, d := range Doses(sample(), log, tracks, nil, time.UTC, minute(240)) {
			sum += d.Minutes
			if d.Minutes <= 0 || d.Minutes > 60+1e-9 {
				t.Fatalf("a dose of %v minutes in an hour", d.Minutes)
			}
		}
		if most := total(joined(busy)).Minutes(); math.Abs(sum-most) > 1e-6 {
			t.Fatalf("%v minutes of doses in %v", sum, most)
		}
	})
}

func TestPresence(t *testing.T) {
	entered := []Presence{
		{ID: 1, Area: "nygard", From: minute(30), To: minute(90)},
		{ID: 2, Area: "nygard", From: minute(60), To: minute(100)}, // overlaps: 30 to 100 in all
		{ID: 3, Area: "nygard", From: minute(110), To: minute(140)},
		{ID: 4, Area: "centrum", From: minute(0), To: minute(60), RevokedAt: minute(5)},
		{ID: 5, Area: "centrum", From: minute(150), To: minute(300)}, // has lasted for 30 minutes
		{ID: 6, Area: "centrum", From: minute(200), To: minute(300)},
	}
	want := []string{
		"0 centrum +2 h 30.00 min presence",
		"0 nygard +0 h 30.00 min presence",
		"0 nygard +1 h 50.00 min presence", // 60–100 and 110–120
		"0 nygard +2 h 20.00 min presence",
	}
	doses := PresenceDoses(entered, time.UTC, minute(180))
	if d := cmp.Diff(want, brief(doses)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	// Spread over 400 m by 200 m, eight cells: 30 minutes are 3.75 in each.
	areas := []municipality.Area{{Slug: "centrum", Shape: orb.MultiPolygon{orb.Bound{Max: orb.Point{400, 200}}.ToPolygon()}}}
	spread := ForPlanning(doses, areas)
	if len(spread) != 8 || spread[0].Minutes != 3.75 || spread[0].At != (orb.Point{50, 50}) || spread[0].Planned || !spread[0].From.Equal(minute(120)) {
		t.Errorf("%d cells, the first %+v", len(spread), spread[0])
	}
}

func TestForPlanning(t *testing.T) {
	doses := []Dose{
		{Spot: "h1", Point: orb.Point{3, 4}, Hour: evening, Minutes: 12},
		{Segment: 9, Point: orb.Point{50, 0}, RadiusM: 50, Hour: evening, Minutes: 2},
		{Spot: "h99", Hour: evening, Minutes: 12}, // of a place that is not known any more
		{Area: "gone", Hour: evening, Minutes: 60},
	}
	got := ForPlanning(doses, nil)
	if len(got) != 2 || got[0].At != (orb.Point{3, 4}) || got[1].RadiusM != 50 {
		t.Errorf("%+v", got)
	}
	for _, shape := range []orb.MultiPolygon{nil, {}, {{}}, {orb.Bound{Max: orb.Point{10, 10}}.ToPolygon()}, {orb.Bound{Max: orb.Point{90_000, 90_000}}.ToPolygon()}} {
		if cells := cellsOf(shape); len(cells) > 4*mostCells {
			t.Errorf("%d cells", len(cells))
		}
	}
}

func TestPresenceValidate(t *testing.T) {
	areas := []municipality.Area{{Slug: "nygard"}}
	good := Presence{Area: "nygard", From: minute(0), To: minute(120)}
	if err := good.Validate(areas, minute(60)); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(*Presence){
		"området \"x\" finns inte; välj bland [nygard]": func(p *Presence) { p.Area = "x" },
		"slutar innan den börjar":                       func(p *Presence) { p.To = p.From },
		"längre än ett dygn":                            func(p *Presence) { p.To = p.From.Add(25 * time.Hour) },
		"skriv från och till":                           func(p *Presence) { p.From = time.Time{} },
		"mer än ett år bakåt":                           func(p *Presence) { p.From = p.From.AddDate(-2, 0, 0); p.To = p.From.Add(time.Hour) },
	} {
		p := good
		change(&p)
		refused(t, p.Validate(areas, minute(60)), 1, says)
	}
}

// Hours are the clock's, also where an offset is not of whole hours.
func TestHours(t *testing.T) {
	delhi := time.FixedZone("", 5*3600+1800)
	var got []string
	Span{at("2026-06-05T19:15:00Z"), at("2026-06-05T20:45:00Z")}.hours(delhi, func(hour time.Time, part Span) {
		got = append(got, hour.In(delhi).Format("15:04")+" "+part.To.Sub(part.From).String())
	})
	if d := cmp.Diff([]string{"00:00 15m0s", "01:00 1h0m0s", "02:00 15m0s"}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// A team walks east along a street at 1 m/s and passes a place at 500 m: within 25 m of it
// for 50 s, and within a shape of 80 m for 80 s.
func TestStays(t *testing.T) {
	var points []Fix
	for i := range 1001 {
		points = append(points, Fix{At: evening.Add(time.Duration(i) * time.Second), Point: orb.Point{float64(i), 0}})
	}
	places := []Place{
		{Spot: "p1", Point: orb.Point{200, 0}},
		{Spot: "h1", Point: orb.Point{500, 0}, Shape: box(orb.Point{500, 0}, 40)},
		{Spot: "s5", Point: orb.Point{800, 20}, Line: orb.LineString{{700, 20}, {900, 20}}}, // within 25 m from 685 to 915: √(25²−20²) = 15
	}
	for i := range places {
		places[i].bound()
	}
	line := orb.LineString{{0, 0}, {1000, 0}}
	w := Match([]street.Segment{{ID: 3, From: 1, To: 2, Line: line, LengthM: geo.Length(line)}}, places, points)
	sameStays(t, []Stay{
		{"p1", evening.Add(175 * time.Second), evening.Add(225 * time.Second)},
		{"h1", evening.Add(460 * time.Second), evening.Add(540 * time.Second)},
		{"s5", evening.Add(685 * time.Second), evening.Add(915 * time.Second)},
	}, w.Stays)
	if len(w.Passes) != 1 || w.Matched != 1 || math.Abs(w.LengthM-1000) > 0.01 || w.Off != 0 {
		t.Errorf("passes %v, %v matched, %v m, %v off", w.Passes, w.Matched, w.LengthM, w.Off)
	}
}

// sameStays compares stays to within a hundredth of a second.
func sameStays(t *testing.T, want, got []Stay) {
	t.Helper()
	near := cmp.Comparer(func(a, b time.Time) bool { return a.Sub(b).Abs() < 10*time.Millisecond })
	if d := cmp.Diff(want, got, near); d != "" {
		t.Errorf("stays: -want +got\n%s", d)
	}
}

// A team walks east at 1 m/s and stands at 500 m while its recorder pauses: the gap is a stay
// where its ends lie together and it is not too long, whether or not the recorder begins a
// new piece. A point at each turn alone is enough to tell when the team came and went.
func TestStaysPaused(t *testing.T) {
	way := street.Segment{ID: 3, From: 1, To: 2, Line: orb.LineString{{0, 0}, {1000, 0}}, LengthM: 1000}
	for name, c := range map[string]struct {
		pause time.Duration
		moved float64 // metres while it was paused
		piece int
		want  []Stay
		off   time.Duration // not recorded
	}{
		"ten minutes":         {10 * time.Minute, 0, 0, []Stay{{"p1", evening.Add(475 * time.Second), evening.Add(1125 * time.Second)}}, 0},
		"and a new piece":     {10 * time.Minute, 0, 1, []Stay{{"p1", evening.Add(475 * time.Second), evening.Add(1125 * time.Second)}}, 0},
		"and moved by noise":  {10 * time.Minute, 20, 0, []Stay{{"p1", evening.Add(475 * time.Second), evening.Add(1105 * time.Second)}}, 0},
		"so long that it was": {31 * time.Minute, 0, 0, []Stay{{"p1", evening.Add(475 * time.Second), evening.Add(500 * time.Second)}, {"p1", evening.Add(2360 * time.Second), evening.Add(2385 * time.Second)}}, 31 * time.Minute},
		"on another street":   {10 * time.Minute, 200, 0, []Stay{{"p1", evening.Add(475 * time.Second), evening.Add(500 * time.Second)}}, 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			var points []Fix
			for s := 0; s <= 500; s += 100 {
				points = append(points, Fix{At: evening.Add(time.Duration(s) * time.Second), Point: orb.Point{float64(s), 0}})
			}
			for _, p := range slices.Clone(points) {
				points = append(points, Fix{At: p.At.Add(500*time.Second + c.pause), Point: orb.Point{min(1000, 500+c.moved+p.Point[0]), 0}, Piece: c.piece})
			}
			places := []Place{{Spot: "p1", Point: orb.Point{500, 0}}}
			places[0].bound()
			w := Match([]street.Segment{way}, places, points)
			sameStays(t, c.want, w.Stays)
			if off := w.To.Sub(w.From) - total(w.Spans); off != c.off {
				t.Errorf("%v not recorded, want %v", off, c.off)
			}
		})
	}
}

// The recording stops for ten minutes, and later the team is on a field for five: neither
// is on a street, and only the latter was recorded. The points next to the field are
// smoothed away from the street.
func TestMatchGaps(t *testing.T) {
	line := orb.LineString{{0, 0}, {2000, 0}}
	segments := []street.Segment{{ID: 3, From: 1, To: 2, Line: line, LengthM: 2000}}
	var points []Fix
	add := func(from, to float64, y float64) { // seconds, one metre each
		for s := from; s <= to; s++ {
			points = append(points, Fix{At: evening.Add(time.Duration(s) * time.Second), Point: orb.Point{s, y}})
		}
	}
	add(0, 300, 0)
	add(900, 1200, 0)
	add(1201, 1500, 200) // 200 m from the street: longer than a gap may be
	add(1501, 1800, 0)
	w := Match(segments, nil, points)
	var got []string
	for _, p := range w.Passes {
		got = append(got, fmt.Sprintf("%.0f-%.0f in %.0f s", p.FromM, p.ToM, p.Leave.Sub(p.Enter).Seconds()))
	}
	if d := cmp.Diff([]string{"0-300 in 300 s", "900-1199 in 299 s", "1502-1800 in 298 s"}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	// Recorded: 0–300 and 900–1800, 1200 s; on the street 897 s.
	if w.Off != 303*time.Second || math.Abs(w.Matched-897.0/1200) > 1e-9 || len(w.Spans) != 2 {
		t.Errorf("%v off, %v matched, %v", w.Off, w.Matched, w.Spans)
	}
	if empty := Match(nil, nil, points); len(empty.Passes) != 0 || empty.Matched != 0 || empty.Off != 1200*time.Second {
		t.Errorf("without streets: %+v", empty)
	}
	if empty := Match(segments, nil, nil); empty.Points != 0 || empty.Passes == nil {
		t.Errorf("without points: %+v", empty)
	}
}

// A team stands at a corner for ten minutes: the time is spent there.
func TestMatchStands(t *testing.T) {
	segments := []street.Segment{
		{ID: 1, From: 1, To: 2, Line: orb.LineString{{0, 0}, {100, 0}}, LengthM: 100},
		{ID: 2, From: 2, To: 3, Line: orb.LineString{{100, 0}, {100, 100}}, LengthM: 100},
	}
	var points []Fix
	for s := range 801 { // 90 s east, 600 s there, then 110 s round the corner, all at 1 m/s
		x := min(float64(s), 90) + max(0, float64(s)-690)
		points = append(points, Fix{At: evening.Add(time.Duration(s) * time.Second), Point: orb.Point{min(x, 100), max(0, x-100)}})
	}
	w := Match(segments, nil, points)
	if len(w.Passes) != 2 || math.Abs(w.Passes[0].Leave.Sub(evening).Seconds()-700) > 3 || math.Abs(w.Passes[0].ToM-100) > 1e-6 {
		t.Errorf("passes %v; want street 1 left at 700 s", w.Passes)
	}
}

// Going to the end of a dead end and back is two passes; the places of a plan are all its
// hotspots and stops.
func TestMatchTurns(t *testing.T) {
	line := orb.LineString{{0, 0}, {300, 0}}
	segments := []street.Segment{{ID: 1, From: 1, To: 2, Line: line, LengthM: 300}}
	var points []Fix
	for s := range 501 {
		x := float64(s)
		points = append(points, Fix{At: evening.Add(time.Duration(s) * time.Second), Point: orb.Point{min(x, 500-x), 1}})
	}
	w := Match(segments, nil, points)
	if len(w.Passes) != 2 || w.Passes[0].ToM < 245 || w.Passes[1].ToM != 0 {
		t.Errorf("passes %v; want 0–250 and back", w.Passes)
	}
	var spots []string
	for _, p := range PlacesOf(sample(), nil) {
		spots = append(spots, p.Spot)
	}
	if d := cmp.Diff([]string{"h1", "h2", "h3", "h4"}, spots); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}
