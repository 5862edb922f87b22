package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// byHand is a lamp that is entered one by one.
func byHand(x, y float64) overlay.Object {
	return overlay.Object{Kind: overlay.Lamp, Geometry: at(x, y), Props: overlay.Props{HeightM: 6}}
}

func revision(t testing.TB, ctx context.Context, db *postgres.DB, code string) int64 {
	t.Helper()
	return ask[int64](t, ctx, db, code, `SELECT revision FROM municipality WHERE municipality = $1`, code)
}

func TestAnObjectFromEntryToRemoval(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	o, err := s.Create(ctx, m.Code, byHand(1, 1))
	check(t, err)
	want := byHand(1, 1)
	want.ID, want.Source, want.Revision = o.ID, overlay.SourceHand, 1
	if diff := cmp.Diff(want, o); diff != "" || o.ID == 0 {
		t.Errorf("entered (-want +got):\n%s", diff)
	}
	second, err := s.Create(ctx, m.Code, byHand(1, 1))
	check(t, err)
	if second.ID == o.ID || second.Revision != 2 {
		t.Errorf("the same entered again: got %+v, want another", second)
	}

	o.Props.Status, o.Geometry = overlay.Broken, at(2, 2)
	changed, err := s.Update(ctx, m.Code, o)
	check(t, err)
	want.Props.Status, want.Geometry, want.Revision = overlay.Broken, at(2, 2), 3
	got, err := s.Object(ctx, m.Code, overlay.Lamp, o.ID)
	check(t, err)
	for name, got := range map[string]overlay.Object{"changed": changed, "read": got} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	check(t, s.Delete(ctx, m.Code, overlay.Lamp, o.ID, changed.Revision))
	stone := ask[int64](t, ctx, db, m.Code, `SELECT revision FROM tombstone WHERE collection = 'overlay_object' AND id = $1::bigint::text`, o.ID)
	left, err := s.Objects(ctx, m.Code, overlay.Lamp)
	check(t, err)
	if stone != 4 || len(left) != 1 || left[0].ID != second.ID {
		t.Errorf("after removal the tombstone is of revision %d and %+v are left", stone, left)
	}
}

func TestChangesOfObjectsAreRefused(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	named := byHand(1, 1)
	named.ExternalID = "17"
	o, err := s.Create(ctx, m.Code, named)
	check(t, err)
	o, err = s.Update(ctx, m.Code, o)
	check(t, err)
	before := revision(t, ctx, db, m.Code)
	unknown, old, reserved, camera := o, o, named, o
	unknown.ID += 1000
	old.Revision--
	reserved.ExternalID = "hash:17"
	camera.Kind = overlay.Camera
	for name, c := range map[string]struct {
		want fault.Kind
		do   func() error
	}{
		"an id that its source has given":        {fault.Conflict, func() error { _, err := s.Create(ctx, m.Code, named); return err }},
		"an id that is reserved":                 {fault.Invalid, func() error { _, err := s.Create(ctx, m.Code, reserved); return err }},
		"a change of what was changed meanwhile": {fault.Conflict, func() error { _, err := s.Update(ctx, m.Code, old); return err }},
		"a change of what is not there":          {fault.NotFound, func() error { _, err := s.Update(ctx, m.Code, unknown); return err }},
		"a change of what is of another kind":    {fault.NotFound, func() error { _, err := s.Update(ctx, m.Code, camera); return err }},
		"removal of what was changed meanwhile":  {fault.Conflict, func() error { return s.Delete(ctx, m.Code, o.Kind, o.ID, old.Revision) }},
		"removal of what is not there":           {fault.NotFound, func() error { return s.Delete(ctx, m.Code, o.Kind, unknown.ID, o.Revision) }},
		"reading what is not there":              {fault.NotFound, func() error { _, err := s.Object(ctx, m.Code, o.Kind, unknown.ID); return err }},
		"a municipality that is not there": {fault.NotFound, func() error {
			_, err := pgtest.DB(t).Overlays().Create(pgtest.Context(t), "0000", byHand(1, 1))
			return err
		}},
	} {
		if err := c.do(); !fault.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if after := revision(t, ctx, db, m.Code); after != before {
		t.Errorf("what was refused raised the revision from %d to %d", before, after)
	}
	_, err = s.Update(ctx, m.Code, old)
	f, _ := errors.AsType[*fault.Error](err)
	if f == nil || !strings.Contains(f.Say(lang.EN), "read it again") || !strings.Contains(f.Say(lang.SV), "läs det igen") {
		t.Errorf("a conflict says %v, want it to say what to do", err)
	}
}

func TestObjectsInABox(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	hedge := ingest.Object{Overlay: &overlay.Object{
		Kind: overlay.Vegetation, Source: "osm", ExternalID: "h", Geometry: orb.LineString{at(-50, 5), at(50, 5)},
	}}
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(home("w", 8, 8, 1.9), hedge, lamp("n2", 9, 9), lamp("n1", 0, 0), lamp("n3", 30, 30)), nil)
	ids := func(kinds []overlay.Kind, bound orb.Bound) (keys []string) {
		found, err := db.Overlays().ObjectsIn(ctx, m.Code, kinds, bound)
		check(t, err)
		for _, o := range found {
			keys = append(keys, o.ExternalID)
		}
		return keys
	}
	box := *boundOf(at(0, 0), at(10, 10))
	for name, c := range map[string]struct {
		kinds []overlay.Kind
		bound orb.Bound
		want  []string
	}{
		"all kinds, in their order":            {overlay.Kinds, box, []string{"n2", "n1", "h", "w"}},
		"some kinds":                           {[]overlay.Kind{overlay.Building, overlay.Lamp}, box, []string{"n2", "n1", "w"}},
		"no kinds":                             {nil, box, nil},
		"an edge":                              {overlay.Kinds, *boundOf(at(5, 9.9), at(10, 20)), []string{"w"}},
		"a hand beside, which the index takes": {overlay.Kinds, *boundOf(at(5, 10), at(10, 20)), nil},
		"a point":                              {overlay.Kinds, *boundOf(at(9, 9), at(9, 9)), []string{"n2", "w"}},
		"nothing":                              {overlay.Kinds, orb.MultiPoint{}.Bound(), nil},
	} {
		if diff := cmp.Diff(c.want, ids(c.kinds, c.bound)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Reports in what turns out to be a home move to the street, also where it is entered by hand.
func TestAHomeEnteredByHand(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(1000, 0))), reports(told("garden", 450, 30)))
	building := overlay.Object{Kind: overlay.Building, Geometry: square(440, 20, 20)[0]}
	o, err := db.Overlays().Create(ctx, m.Code, building)
	check(t, err)
	where := func() orb.Point {
		all, err := db.Reports().List(ctx, m.Code, report.Filter{})
		check(t, err)
		return all[0].Point
	}
	if got := where(); got != at(450, 30) {
		t.Errorf("a report in a shed: got %v, want it to stay", got)
	}
	o.Props.Dwelling = true
	_, err = db.Overlays().Update(ctx, m.Code, o)
	check(t, err)
	if got := where(); got != at(450, 0) {
		t.Errorf("a report in a home: got %v, want the street", got)
	}
}
