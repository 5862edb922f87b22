package cell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// tale is what a test tells of: n reports in a month by as many reporters as it names,
// in turn; an unnamed one is unknown.
type tale struct {
	month string
	n     int
	by    string // letters; '-' is unknown
	event string // joins them
	cell  Hex
}

func told(tales ...tale) Reports {
	var r Reports
	for _, s := range tales {
		at := middle(s.cell)
		from := month(s.month).Start(stockholm).Unix() + 3600
		for i := range s.n {
			reporter := strings.TrimPrefix(s.by[i%len(s.by):][:1], "-")
			r.ID = append(r.ID, int64(len(r.ID)+1))
			r.X, r.Y = append(r.X, at[0]), append(r.Y, at[1])
			r.From, r.To = append(r.From, from), append(r.To, from+60)
			r.Event, r.Reporter = append(r.Event, s.event), append(r.Reporter, reporter)
		}
	}
	return r
}

func year(s string) []Month {
	var all []Month
	for m := month(s + "-01"); len(all) < monthsInYear; m++ {
		all = append(all, m)
	}
	return all
}

// figures writes figures as a person would.
func figures(all []Figure) []string {
	var lines []string
	for _, f := range all {
		lines = append(lines, fmt.Sprintf("%s %v: %d", f.Span, f.Months, f.Reports))
	}
	return lines
}

func TestClose(t *testing.T) {
	for name, c := range map[string]struct {
		reports   Reports
		dwellings int
		want      []string
	}{
		"nothing":                          {},
		"enough in a month":                {told(tale{month: "2025-02", n: 5, by: "abc"}), 0, []string{"month [2025-02]: 5"}},
		"one report short":                 {told(tale{month: "2025-02", n: 4, by: "abcd"}), 0, nil},
		"one reporter short":               {told(tale{month: "2025-02", n: 50, by: "ab"}), 0, nil},
		"known and unknown reporters":      {told(tale{month: "2025-02", n: 3, by: "abc"}, tale{month: "2025-02", n: 2, by: "-"}), 0, []string{"month [2025-02]: 5"}},
		"nine unknown reporters":           {told(tale{month: "2025-02", n: 9, by: "-"}), 0, nil},
		"ten unknown reporters":            {told(tale{month: "2025-02", n: 10, by: "-"}), 0, []string{"month [2025-02]: 10"}},
		"nine unknown and two known":       {told(tale{month: "2025-02", n: 9, by: "-"}, tale{month: "2025-02", n: 2, by: "ab"}), 0, nil},
		"seven dwellings":                  {told(tale{month: "2025-02", n: 5, by: "abc"}), 7, nil},
		"eight dwellings":                  {told(tale{month: "2025-02", n: 5, by: "abc"}), 8, []string{"month [2025-02]: 5"}},
		"an event counts once":             {told(tale{month: "2025-02", n: 9, by: "abcdefghi", event: "bråk"}), 0, nil},
		"an event among others":            {told(tale{month: "2025-02", n: 9, by: "abc", event: "bråk"}, tale{month: "2025-02", n: 4, by: "a"}), 0, []string{"month [2025-02]: 5"}},
		"an event's reporters are several": {told(tale{month: "2025-02", n: 9, by: "-", event: "bråk"}, tale{month: "2025-02", n: 9, by: "-"}), 0, []string{"month [2025-02]: 10"}},
		"a quarter joins": {
			told(tale{month: "2025-01", n: 2, by: "a"}, tale{month: "2025-03", n: 3, by: "bc"}), 0, []string{"quarter [2025-01 2025-02 2025-03]: 5"},
		},
		"a quarter leaves out what a month told": {
			told(tale{month: "2025-01", n: 4, by: "ab"}, tale{month: "2025-02", n: 6, by: "abc"}, tale{month: "2025-03", n: 4, by: "cd"}), 0,
			[]string{"month [2025-02]: 6", "quarter [2025-01 2025-03]: 8"},
		},
		"a year joins what is left": {
			told(tale{month: "2025-01", n: 2, by: "a"}, tale{month: "2025-05", n: 7, by: "abc"}, tale{month: "2025-08", n: 3, by: "b"}, tale{month: "2025-12", n: 1, by: "c"}), 0,
			[]string{"month [2025-05]: 7", "year [2025-01 2025-02 2025-03 2025-04 2025-06 2025-07 2025-08 2025-09 2025-10 2025-11 2025-12]: 6"},
		},
		"what is left of a year is too little": {told(tale{month: "2025-01", n: 2, by: "ab"}, tale{month: "2025-12", n: 2, by: "cd"}), 0, nil},
		"cells are not joined":                 {told(tale{month: "2025-02", n: 4, by: "abc"}, tale{month: "2025-02", n: 4, by: "abc", cell: Hex{1, 0}}), 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := Input{Reports: c.reports, Location: stockholm, First: month("2025-01"), Dwellings: map[Hex]int{{}: c.dwellings}}
			got := Close(in, year("2025"))
			if diff := cmp.Diff(c.want, figures(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTimesThatReachIntoTheNextMonthAreCountedInNone(t *testing.T) {
	for name, c := range map[string]struct {
		past int64 // seconds past the end of the month
		want int
	}{
		"to the end of the month": {0, 1},
		"a second into the next":  {1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := told(tale{month: "2025-03", n: 5, by: "abc"})
			r.To[4] = month("2025-04").Start(stockholm).Unix() + c.past
			got := Close(Input{Reports: r, Location: stockholm, First: month("2025-03")}, []Month{month("2025-03")})
			if len(got) != c.want {
				t.Errorf("got %v, want %d figures", figures(got), c.want)
			}
		})
	}
}

// Nothing is known of before the first month that is closed; a quarter that began earlier
// is joined from there.
func TestTheFirstMonthMayLieInsideAQuarter(t *testing.T) {
	r := told(tale{month: "2025-02", n: 3, by: "ab"}, tale{month: "2025-03", n: 3, by: "bc"})
	in := Input{Reports: r, Location: stockholm, First: month("2025-02")}
	got := figures(Close(in, []Month{month("2025-02"), month("2025-03")}))
	if diff := cmp.Diff([]string{"quarter [2025-02 2025-03]: 6"}, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

// A report that comes when its month is told joins nothing; one whose month was kept back
// joins the quarter.
func TestLateReports(t *testing.T) {
	r := told(tale{month: "2025-01", n: 9, by: "abc"}, tale{month: "2025-02", n: 5, by: "abc"})
	in := Input{
		Reports: r, Location: stockholm, First: month("2025-01"),
		Told: map[Hex][]Month{{}: {month("2025-01")}},
	}
	got := figures(Close(in, []Month{month("2025-03")}))
	if diff := cmp.Diff([]string{"quarter [2025-02 2025-03]: 5"}, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}
