package postgres_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/street"
)

func pendingChanges(t testing.TB, ctx context.Context, db *postgres.DB, code string) []overlay.Change {
	t.Helper()
	changes, err := db.Overlays().Pending(ctx, code)
	check(t, err)
	return changes
}

// everything is the bound that is none.
var everything = orb.MultiPoint{}.Bound()

// exposure is one that can be told from others by its light.
func exposure(segment int64, lux float64) overlay.Exposure {
	return overlay.Exposure{Segment: segment, Light: []overlay.Lit{{Mean: lux, ByLamps: 1}}}
}

func manyExposures(n int) []overlay.Exposure {
	all := make([]overlay.Exposure, n)
	for i := range all {
		all[i] = exposure(int64(i+1), 5)
	}
	return all
}

// lampGrid is n by n lamps, 30 m apart.
func lampGrid(n int) iter.Seq2[ingest.Object, error] {
	return func(yield func(ingest.Object, error) bool) {
		for i := range n * n {
			if !yield(lamp(fmt.Sprint("l", i), float64(i%n)*30+7, float64(i/n)*30+3), nil) {
				return
			}
		}
	}
}

func TestStoredExposures(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(100, 0)), segment(2, at(100, 0), at(200, 0)), segment(3, at(200, 0), at(200, 9))), nil)
	want := []overlay.Exposure{exposure(1, 5), exposure(2, 7.5), exposure(3, 0)}
	check(t, s.Renewed(ctx, m.Code, slices.Concat(want[2:], want[:2], []overlay.Exposure{exposure(99, 1)}), pendingChanges(t, ctx, db, m.Code)))
	for name, bound := range map[string]orb.Bound{"no bound": everything, "the zero bound": {}, "a wide one": *boundOf(at(-9, -9), at(999, 9))} {
		got, err := s.Exposures(ctx, m.Code, bound)
		check(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	got, err := s.Exposures(ctx, m.Code, *boundOf(at(200.01, -5), at(300, 5)))
	check(t, err)
	near, err := s.SegmentsIn(ctx, m.Code, *boundOf(at(200, -5), at(300, 5)))
	check(t, err)
	if len(got) != 0 || len(near) != 2 || near[0].ID != 2 {
		t.Errorf("beside the streets: got the exposures %+v, at their edge the segments %+v", got, near)
	}

	// What reads the same keeps its revision.
	revisions := func() []int64 {
		return ask[[]int64](t, ctx, db, m.Code, `SELECT array_agg(revision ORDER BY segment) FROM exposure`)
	}
	before := revisions()
	want[1].Light[0].Mean = 8
	check(t, s.Renewed(ctx, m.Code, want, nil))
	after := revisions()
	if after[0] != before[0] || after[1] <= before[1] || after[2] != before[2] {
		t.Errorf("revisions: got %v after %v, want the second raised", after, before)
	}
	if got, err := s.Exposures(ctx, m.Code, everything); err != nil || !cmp.Equal(got, want) {
		t.Errorf("renewed: got %+v, %v", got, err)
	}
}

// What an earlier method made is to be renewed as a whole, once; what reads the same keeps its
// revision.
func TestExposuresOfAnEarlierMethod(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(100, 0)), segment(2, at(100, 0), at(200, 0))), nil)
	made := []overlay.Exposure{exposure(1, 5), exposure(2, 7.5)}
	check(t, s.Renewed(ctx, m.Code, made, pendingChanges(t, ctx, db, m.Code)))
	methods := func() []int {
		return ask[[]int](t, ctx, db, m.Code, `SELECT array_agg(method ORDER BY segment) FROM exposure`)
	}
	revision := func() int64 { return ask[int64](t, ctx, db, m.Code, `SELECT max(revision) FROM exposure`) }
	before := revision()

	ask[int](t, ctx, db, m.Code, `UPDATE exposure SET method = $1 WHERE segment = 1 RETURNING method`, overlay.Method+1)
	if changes := pendingChanges(t, ctx, db, m.Code); len(changes) > 0 {
		t.Errorf("what a newer method made is renewed by %+v", changes)
	}
	ask[int](t, ctx, db, m.Code, `UPDATE exposure SET method = $1 WHERE segment = 2 RETURNING method`, overlay.Method-1)
	changes := pendingChanges(t, ctx, db, m.Code)
	if len(changes) != 1 || changes[0].Kind != "" || !changes[0].Bound.IsEmpty() {
		t.Fatalf("got %+v, want a change of everything", changes)
	}
	check(t, s.Renewed(ctx, m.Code, made, changes))
	if diff := cmp.Diff([]int{overlay.Method, overlay.Method}, methods()); diff != "" || revision() != before {
		t.Errorf("methods (-want +got):\n%s of revision %d, before %d", diff, revision(), before)
	}
	if changes := pendingChanges(t, ctx, db, m.Code); len(changes) > 0 {
		t.Errorf("left: %+v", changes)
	}
}

func TestOnlyTheChangesRenewedAreForgotten(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(100, 0)), lamp("n1", 1, 1)), nil)
	first := pendingChanges(t, ctx, db, m.Code)
	_, err := db.Overlays().Create(ctx, m.Code, byHand(500, 0))
	check(t, err)
	check(t, db.Overlays().Renewed(ctx, m.Code, nil, first))
	if diff := cmp.Diff([]string{"lamps 500 0 0 0"}, pending(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// What was made of streets that have been replaced meanwhile is not stored under the numbers
// of others, and their exposures are gone with them.
func TestStreetsReplacedWhileExposuresAreRenewed(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	imported(t, ctx, db, m.Code, replaces(ingest.PartSegment), objects(segment(1, at(0, 0), at(100, 0))), nil)
	check(t, s.Renewed(ctx, m.Code, []overlay.Exposure{exposure(1, 5)}, pendingChanges(t, ctx, db, m.Code)))
	_, err := s.Create(ctx, m.Code, byHand(1, 1))
	check(t, err)
	changes := pendingChanges(t, ctx, db, m.Code)
	imported(t, ctx, db, m.Code, replaces(ingest.PartSegment), objects(segment(1, at(900, 0), at(950, 0))), nil)
	check(t, s.Renewed(ctx, m.Code, []overlay.Exposure{exposure(1, 6)}, changes))
	got, err := s.Exposures(ctx, m.Code, everything)
	check(t, err)
	if left := pendingChanges(t, ctx, db, m.Code); len(got) != 0 || len(left) < 2 {
		t.Errorf("got the exposures %+v and %v left to renew, want none and all", got, left)
	}
}

// Of several who change objects and renew exposures at once none undoes the work of another:
// in the end what is stored is what is computed from all objects.
func TestRenewersAtOnce(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	imported(t, ctx, db, m.Code, ingest.Request{}, chain(streetGrid(12), lampGrid(10)), nil)
	service := overlay.Service{Store: db.Overlays(), Streets: db.Streets(), Queue: db.Tasks()}
	var wait sync.WaitGroup
	for i := range 3 {
		wait.Go(func() {
			if _, err := service.Renew(ctx, m, nil); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			for j := range 4 {
				o, err := service.Create(ctx, m, byHand(float64(i*150+j*20), 350))
				if err == nil && j%2 == 1 {
					o.Props.Status = overlay.Broken
					_, err = service.Update(ctx, m, o)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
		wait.Go(func() {
			task := staged(t, ctx, db, m.Code, ingest.Request{}, objects(lamp(fmt.Sprint("new", i), float64(i)*90, 140)), nil)
			if _, err := db.Imports().Merge(ctx, m.Code, task, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if _, err := service.Renew(ctx, m, nil); err != nil {
		t.Fatal(err)
	}
	checkRenewed(t, ctx, db, m)
}

// checkRenewed compares all that is stored with what is computed anew.
func checkRenewed(t *testing.T, ctx context.Context, db *postgres.DB, m municipality.Municipality) {
	t.Helper()
	if left := pendingChanges(t, ctx, db, m.Code); len(left) != 0 {
		t.Fatalf("%d changes are left", len(left))
	}
	segments, err := db.Streets().Segments(ctx, m.Code)
	check(t, err)
	var objects []overlay.Object
	for _, kind := range overlay.Exposing {
		some, err := db.Overlays().Objects(ctx, m.Code, kind)
		check(t, err)
		objects = append(objects, some...)
	}
	want, err := overlay.Compute(ctx, street.NewGraph(segments), nil, objects, overlay.DefaultParams())
	check(t, err)
	got, err := db.Overlays().Exposures(ctx, m.Code, everything)
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-computed +stored):\n%.2000s", diff)
	}
}

// counting tells how many exposures were stored.
type counting struct {
	*postgres.OverlayStore
	renewed int
}

func (c *counting) Renewed(ctx context.Context, code string, exposures []overlay.Exposure, changes []overlay.Change) error {
	c.renewed += len(exposures)
	return c.OverlayStore.Renewed(ctx, code, exposures, changes)
}

// A town of the size of Cambridge: 5,041 stretches of 50 m and 8,464 lamps. One lamp that
// breaks renews what it lights and nothing else.
func TestOneLampRenewsWhatItTouches(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	imported(t, ctx, db, m.Code, ingest.Request{}, chain(streetGrid(71), lampGrid(92)), nil)
	store := &counting{OverlayStore: db.Overlays()}
	service := overlay.Service{Store: store, Streets: db.Streets()}
	_, err := service.Renew(ctx, m, nil)
	check(t, err)
	if store.renewed != 71*71 {
		t.Fatalf("renewed %d segments, want all %d", store.renewed, 71*71)
	}
	lamps, err := db.Overlays().ObjectsIn(ctx, m.Code, []overlay.Kind{overlay.Lamp}, boundOf(at(1000, 1000), at(1000, 1000)).Pad(20))
	check(t, err)
	o := lamps[0]
	o.Props.Status = overlay.Broken
	store.renewed = 0
	before := revision(t, ctx, db, m.Code)
	_, err = service.Update(ctx, m, o)
	check(t, err)

	segments, err := db.Streets().Segments(ctx, m.Code)
	check(t, err)
	touched := overlay.Touched(segments, []overlay.Change{{Kind: overlay.Lamp, Bound: o.Geometry.Bound()}})
	changed := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM exposure WHERE revision > $1`, before)
	t.Logf("of %d segments %d were renewed and %d changed", len(segments), store.renewed, changed)
	if store.renewed != len(touched) || changed == 0 || changed > store.renewed || store.renewed > 50 {
		t.Errorf("renewed %d and changed %d, want the %d that the lamp touches", store.renewed, changed, len(touched))
	}
	checkRenewed(t, ctx, db, m)
}
