package unrest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/geodata/koping/internal/town"
	"tryggled/internal/geo"
	"tryggled/internal/report"
)

// asOf is a Monday that the tests look back from.
var asOf = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func Example() {
	for _, r := range NewMaker().Week(2026, 46)[:3] {
		fmt.Println(r.ExternalID, r.Category, r.From.Format("Mon 15:04"), r.Text)
	}
	// Output:
	// ÖVN-2026W46-001 theft Mon 00:00 Snatteri på öppen gata vid stationen, personen sprang därifrån.
	// ÖVN-2026W46-002 disorder Mon 00:00 Bråkigt vid Flöjtvägen, flera vuxna som skrek åt varandra.
	// ÖVN-2026W46-003 disorder Mon 08:33 Hög musik och stök vid Granbrynet.
}

// byPlace counts the rows of each planted place; the empty one is the background.
func byPlace(rows []Row) map[string]int {
	n := map[string]int{}
	for _, r := range rows {
		n[r.Place]++
	}
	return n
}

func TestCountsAreAsTold(t *testing.T) {
	t.Parallel()
	rows := NewMaker().Before(asOf)
	if len(rows) < 2000 || len(rows) > 3500 {
		t.Errorf("got %d rows, want 2,000 to 3,500", len(rows))
	}
	got := byPlace(rows)
	years := Weeks * 7 / 365.25
	want := map[string]float64{"": BackgroundPerYear * years, Persistent.ID: Persistent.PerYear * years}
	for _, p := range append(slices.Clone(Places), Vague...) {
		want[p.ID] = p.PerYear * years
	}
	for id, mean := range want {
		if math.Abs(float64(got[id])-mean) > 4*math.Sqrt(mean) {
			t.Errorf("%q has %d reports, want about %.0f", id, got[id], mean)
		}
	}
	if got[Brawl.ID] != 2*BrawlAccounts {
		t.Errorf("got %d accounts of brawls, want %d", got[Brawl.ID], 2*BrawlAccounts)
	}
	if got["fel"] != Weeks/SpoiltEvery {
		t.Errorf("got %d spoilt rows, want %d", got["fel"], Weeks/SpoiltEvery)
	}
}

func TestPlacesKeepTheirHoursAndSeasons(t *testing.T) {
	t.Parallel()
	places := map[string]Place{}
	for _, p := range Places {
		places[p.ID] = p
	}
	for _, r := range NewMaker().Before(asOf) {
		p, planted := places[r.Place]
		if !planted || r.To.Sub(r.From) > 3*time.Hour {
			continue
		}
		evening := r.From
		if p.ToHour > 24 && r.From.Hour() < p.ToHour-24 {
			evening = evening.AddDate(0, 0, -1)
		}
		hour := r.From.Sub(evening.Truncate(24 * time.Hour)).Hours()
		weekday := (int(evening.Weekday()) + 6) % 7
		atEnd := r.From.Hour() == 23 && r.From.Minute() == 59
		if hour < float64(p.FromHour) || hour >= float64(p.ToHour) || p.Days[weekday] == 0 && !atEnd || p.Months[evening.Month()-1] == 0 {
			t.Errorf("%s of %s happened %v, outside the place's hours", r.ExternalID, p.ID, r.From)
		}
	}
}

func TestPlantedPointsLieAroundTheirPlace(t *testing.T) {
	t.Parallel()
	inside, all := map[string]int{}, map[string]int{}
	rows := NewMaker().Before(asOf)
	for _, p := range Places {
		for _, r := range rows {
			if r.Place != p.ID {
				continue
			}
			all[p.ID]++
			if geo.Dist(r.Point, town.Metric(p.Centre)) <= p.RadiusM() {
				inside[p.ID]++
			}
		}
		if share := float64(inside[p.ID]) / float64(all[p.ID]); share < 0.75 {
			t.Errorf("%.2f of the reports of %s lie within its radius, want 0.75", share, p.ID)
		}
	}
}

func TestPlacesLieByStreets(t *testing.T) {
	t.Parallel()
	ways := town.Streets()
	for _, p := range append(append(slices.Clone(Places), Persistent), Brawl) {
		if w, d := town.NearestWay(ways, p.Centre); d > 25 {
			t.Errorf("%s lies %.0f m from the nearest street, %q", p.ID, d, w.Name)
		}
	}
}

func TestWeekDependsOnlyOnTheWeek(t *testing.T) {
	t.Parallel()
	m := NewMaker()
	rapid.Check(t, func(t *rapid.T) {
		first := Monday(rapid.IntRange(2015, 2035).Draw(t, "year"), 1).AddDate(0, 0, 7*rapid.IntRange(0, 52).Draw(t, "week"))
		later := first.AddDate(0, 0, 7*rapid.IntRange(0, 60).Draw(t, "weeks later"))
		earlier, after := index(t, m.Before(first)), index(t, m.Before(later))
		since := later.AddDate(0, 0, -7*Weeks)
		for id, r := range earlier {
			if r.From.Before(since) {
				continue
			}
			if r != after[id] {
				t.Fatalf("%s differs between files: %+v and %+v", id, r, after[id])
			}
		}
		for id, r := range after {
			if _, ok := earlier[id]; !ok && r.From.Before(first) && !r.From.Before(first.AddDate(0, 0, -7*Weeks)) {
				t.Fatalf("%s is missing from the earlier file", id)
			}
		}
	})
}

func index(t *rapid.T, rows []Row) map[string]Row {
	byID := map[string]Row{}
	for _, r := range rows {
		if _, twice := byID[r.ExternalID]; twice {
			t.Fatalf("%s stands twice", r.ExternalID)
		}
		byID[r.ExternalID] = r
	}
	return byID
}

func TestEveryWeekOfFiftyThree(t *testing.T) {
	t.Parallel()
	m := NewMaker()
	for _, year := range []int{2015, 2020, 2026, 2032} {
		rows := m.Week(year, 53)
		prefix := fmt.Sprintf("ÖVN-%dW53-", year)
		if len(rows) == 0 || !strings.HasPrefix(rows[0].ExternalID, prefix) {
			t.Errorf("week 53 of %d: got %d rows, want some that begin with %s", year, len(rows), prefix)
		}
		monday := Monday(year, 53)
		if next := Monday(year+1, 1); !monday.AddDate(0, 0, 7).Equal(next) {
			t.Errorf("week 53 of %d ends %v, want %v", year, monday.AddDate(0, 0, 7), next)
		}
	}
}

// A file that ends with a week knows nothing of the next, and every time stands once on
// a Swedish clock.
func TestTimes(t *testing.T) {
	t.Parallel()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	m := NewMaker()
	for year := 2018; year <= 2034; year++ {
		for week := 1; week <= 52; week++ {
			monday := Monday(year, week)
			for _, r := range m.Week(year, week) {
				if r.From.Before(monday) || r.To.Before(r.From) || r.ReportedAt.Before(r.To) || !r.ReportedAt.Before(monday.AddDate(0, 0, 7)) {
					t.Fatalf("%s: from %v to %v, reported %v", r.ExternalID, r.From, r.To, r.ReportedAt)
				}
				for _, at := range []time.Time{r.From, r.To, r.ReportedAt} {
					if !once(at, loc) {
						t.Fatalf("%s: %v is missing or double on a Swedish clock", r.ExternalID, at)
					}
				}
			}
		}
	}
}

// once tells whether a wall-clock time stands exactly once on the clocks of a place.
func once(wall time.Time, loc *time.Location) bool {
	n := 0
	for _, hours := range []int{1, 2} { // east of Greenwich, winter and summer
		local := wall.Add(-time.Duration(hours) * time.Hour).In(loc)
		if local.Format(time.DateTime) == wall.Format(time.DateTime) {
			n++
		}
	}
	return n == 1
}

func TestNamesAreTheCategories(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	seen := map[string]bool{}
	for _, c := range report.Categories() {
		want[c.Code] = c.Name.SV
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names of categories differ (-report +here):\n%s", diff)
	}
	for _, r := range NewMaker().Before(asOf) {
		seen[r.Category] = true
	}
	if len(seen) != len(want) {
		t.Errorf("got %d categories among the rows, want all %d", len(seen), len(want))
	}
	for _, p := range Places {
		weight, restricted := 0.0, 0.0
		for _, s := range p.Shares {
			c, _ := report.CategoryOf(s.Code)
			weight += s.Weight
			if c.Restricted {
				restricted += s.Weight
			}
		}
		if math.Abs(weight-1) > 1e-9 || p.Restricted != (restricted > 0.5) {
			t.Errorf("%s: shares sum to %.2f, %.2f of them restricted, Restricted is %v", p.ID, weight, restricted, p.Restricted)
		}
	}
}

var testNumber = regexp.MustCompile(`(\d{6})-98\d(\d)`)

func TestSecretsBelongToNobody(t *testing.T) {
	t.Parallel()
	found := 0
	for _, r := range NewMaker().Before(asOf) {
		for _, s := range secrets {
			if strings.Contains(r.Text, s) {
				found++
			}
		}
	}
	if found < 10 || found > 60 {
		t.Errorf("got %d texts to mask, want a few tens", found)
	}
	for _, s := range secrets {
		if digits := strings.Map(keepDigits, s); strings.Contains(s, "ersonnummer") && !testNumber.MatchString(s) {
			t.Errorf("%q is no number for tests", s)
		} else if strings.Contains(digits, "070") && !fictional(digits) {
			t.Errorf("%q is no telephone number kept for fiction", s)
		}
	}
}

func keepDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// fictional tells a number of the series 070-174 06 05 to 99 that PTS keeps for fiction.
func fictional(digits string) bool { return strings.HasPrefix(digits, "07017406") && len(digits) == 10 }

func TestFileReadsBack(t *testing.T) {
	t.Parallel()
	rows := NewMaker().Before(asOf)
	var b bytes.Buffer
	if err := Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(&b)
	r.Comma = ';'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Header, records[0]); diff != "" || len(records) != len(rows)+1 {
		t.Errorf("got %d lines for %d rows, header %s", len(records), len(rows), diff)
	}
	for i, rec := range records[1:] {
		if rec[0] != rows[i].ExternalID || rec[14] != "ja" {
			t.Errorf("line %d: got id %s and övningsdata %q", i+2, rec[0], rec[14])
		}
	}
}

func TestReporters(t *testing.T) {
	t.Parallel()
	kinds, citizens, patrol := map[string]int{}, map[string]bool{}, 0
	rows := NewMaker().Before(asOf)
	for _, r := range rows {
		kinds[r.Reporter]++
		if r.Reporter == "medborgare" {
			citizens[r.ReporterKey] = true
		}
		if r.Patrol {
			patrol++
		}
		if r.Place == Persistent.ID && r.ReporterKey != "M-0950" {
			t.Errorf("%s comes from %s, want the one who always writes", r.ExternalID, r.ReporterKey)
		}
	}
	if len(kinds) != 5 || len(citizens) < 500 || patrol < 40 || patrol > len(rows)/15 {
		t.Errorf("got kinds %v, %d citizens, %d rows found by patrols", kinds, len(citizens), patrol)
	}
}
