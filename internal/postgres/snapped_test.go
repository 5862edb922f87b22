package postgres_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// A report is moved to the middle of its street, and its accuracy reaches where it was.
func TestSnappedReports(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	things := objects(segment(1, at(0, 0), at(100, 0)), segment(2, at(100, 0), at(100, 60)))
	imported(t, ctx, db, m.Code, ingest.Request{}, things, reports(
		told("beside", 20, 30), told("on it", 90, 0), told("round the corner", 104, 50), told("at the crossing", 100, 0),
		told("just near", 50, -500), told("too far", 50, -501)))
	got, err := db.Reports().List(ctx, m.Code, report.Filter{Snapped: true})
	check(t, err)
	type seen struct {
		Point     orb.Point
		AccuracyM float64
	}
	places := map[string]seen{}
	for _, r := range got {
		places[r.ExternalID] = seen{r.Point, r.AccuracyM}
	}
	want := map[string]seen{ // the reports are accurate to 15 m
		"beside":           {at(50, 0), 100},  // 15 + 30 + 50
		"on it":            {at(50, 0), 75},   // 15 + 0 + 50
		"round the corner": {at(100, 30), 50}, // 15 + 4 + 30
		"at the crossing":  {at(50, 0), 75},
		"just near":        {at(50, 0), 575},
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a box shows depends on the streets of the reports and never on where on them they
// are: halving boxes leads to the street and no further. The answer is held against all
// reports and all streets, one by one.
func TestBoxesFindTheStreetAndNothingNearer(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	random := rand.New(rand.NewPCG(3, 3)) // the same each time
	about := func() orb.Point { return at(math.Round(random.Float64()*1500), math.Round(random.Float64()*1500)) }
	var streets []orb.LineString
	var things []ingest.Object
	for i := range 40 {
		from := about()
		line := orb.LineString{from, {from[0] + random.Float64()*300, from[1] + random.Float64()*300}}
		s := segment(int64(i+1), line[0], line[1])
		s.Segment.LengthM = geo.Length(line)
		streets, things = append(streets, line), append(things, s)
	}
	var all []report.Report
	for i := range 300 {
		r := told(fmt.Sprint(i), 0, 0)
		r.Point = about()
		all = append(all, r)
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(things...), reports(all...))
	for range 60 {
		a, side := about(), random.Float64()*400
		box := boundOf(a, orb.Point{a[0] + side, a[1] + side})
		got, err := db.Reports().List(ctx, m.Code, report.Filter{Bound: box, Limit: report.MaxPage, Snapped: true})
		check(t, err)
		seen := map[string]bool{}
		for _, r := range got {
			seen[r.ExternalID] = true
		}
		want := map[string]bool{}
		for _, r := range all {
			if middle, near := snapped(streets, r.Point); near && box.Contains(middle) {
				want[r.ExternalID] = true
			}
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Fatalf("box %v (-want +got):\n%s", box, diff)
		}
	}
}

// snapped is the middle of the nearest of some straight streets.
func snapped(streets []orb.LineString, p orb.Point) (middle orb.Point, near bool) {
	least := math.Inf(1)
	for _, s := range streets {
		if _, _, away := geo.Nearest(s, p); away < least {
			least, middle = away, orb.Point{(s[0][0] + s[1][0]) / 2, (s[0][1] + s[1][1]) / 2}
		}
	}
	return middle, least <= report.SnapM
}

func TestSnappedReportsArePaged(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	var all []report.Report
	for i := range 20 { // every other one is too far from any street
		all = append(all, told(fmt.Sprint(i), 10, float64(i%2)*5000))
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(100, 0))), reports(all...))
	var seen []string
	for after := int64(0); ; {
		page, err := db.Reports().List(ctx, m.Code, report.Filter{After: after, Limit: 3, Snapped: true})
		check(t, err)
		for _, r := range page {
			seen, after = append(seen, r.ExternalID), r.ID
		}
		if len(page) < 3 {
			break
		}
	}
	if diff := cmp.Diff([]string{"0", "2", "4", "6", "8", "10", "12", "14", "16", "18"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Both the reports of a box and the street of each are found by index, also for a reader
// whose restricted rows the policies hide.
func TestSnappedReportsUseTheirIndexes(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, m := pgtest.Open(t, urls), pgtest.Municipality()
	check(t, db.Municipalities().Add(ctx, m))
	imported(t, ctx, db, m.Code, ingest.Request{}, streetGrid(60), reports(manyReports(10_000)...))
	_, err := connected(t, urls.Owner).Exec(ctx, `ANALYZE report, segment`)
	check(t, err)
	reader := openly(ctx, m.Code)
	args := pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "bound": square(2000, 2000, 50)[0], "since": nil, "until": nil, "categories": nil, "ids": nil, "after": 0, "limit": 100,
	}
	plan := explain(t, reader, db, m.Code, postgres.ListSnapped, args)
	for _, index := range []string{"report_geom", "segment_geom"} {
		if !strings.Contains(plan, "Index Scan using "+index) && !strings.Contains(plan, "Bitmap Index Scan on "+index) {
			t.Errorf("the plan does not use %s:\n%s", index, plan)
		}
	}
	for name, as := range map[string]context.Context{"exact": ctx, "snapped": reader} {
		started := time.Now()
		got, err := db.Reports().List(as, m.Code, report.Filter{Limit: 1000, Snapped: name == "snapped"})
		check(t, err)
		t.Logf("%s: %d reports in %v", name, len(got), time.Since(started))
	}
}
