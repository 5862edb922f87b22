package httpapi

import (
	"math"
	"net/url"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
)

func FuzzBBox(f *testing.F) {
	for _, s := range []string{"", "15.98,59.50,16.01,59.52", "1,2,3", "NaN,0,1,1", "1e400,0,0,0", "-180,-90,180,90", " 1, 2 ,3,4", "0x1p-2,0,1,1", "\xff,,,"} {
		f.Add(s)
	}
	p, err := geo.NewProjector(3006)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := parseBBox(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("got %v, want Invalid", err)
			}
			return
		}
		if b == nil {
			return
		}
		if !(b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1] && math.Abs(b.Min[0]) <= 180 && math.Abs(b.Max[1]) <= 90) {
			t.Fatalf("%q gives the box %v", s, *b)
		}
		metric, possible := metricBox(p, b)
		at := (*orb.Bound)(b).Center()
		if xy, err := p.Metric(at); err == nil && (!possible || metric != nil && !metric.Contains(xy)) {
			t.Fatalf("the middle %v of %q lies outside its metric box %v", at, s, metric)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(writeCursor(7, "/a?x=1"), int64(7), "x=1")
	f.Add("", int64(1), "")
	f.Add("AAAAAAAAAAAAAAAAAAAAAA", int64(math.MaxInt64), "limit=3&y=å")
	f.Fuzz(func(t *testing.T, cursor string, after int64, query string) {
		u := &url.URL{Path: "/list", RawQuery: query}
		if after <= 0 {
			return
		}
		made := writeCursor(after, choice(u))
		if got, ok := readCursor(made, choice(u)); !ok || got != after {
			t.Fatalf("cursor of %d: got %d, %v", after, got, ok)
		}
		if _, ok := readCursor(made, choice(u)+"x"); ok {
			t.Fatalf("the cursor of %q is taken for another query", query)
		}
		if got, ok := readCursor(cursor, choice(u)); ok && cursor != writeCursor(got, choice(u)) {
			t.Fatalf("the forged cursor %q is taken for %d", cursor, got)
		}
		next, err := url.Parse(page{url: u}.next(after))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := readCursor(next.Query().Get("cursor"), choice(next)); !ok || got != after {
			t.Fatalf("the next page of %q does not begin at %d", query, after)
		}
	})
}
