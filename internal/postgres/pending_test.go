package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/ingest"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

// pending tells what is noted, as kind and box from the origin, and forgets it.
func pending(t testing.TB, ctx context.Context, db *postgres.DB, code string) (noted []string) {
	t.Helper()
	changes, err := db.Overlays().Pending(ctx, code)
	check(t, err)
	for _, c := range changes {
		where := "everywhere"
		if !c.Bound.IsEmpty() {
			lower, size := c.Bound.Min, orb.Point{c.Bound.Max[0] - c.Bound.Min[0], c.Bound.Max[1] - c.Bound.Min[1]}
			where = fmt.Sprintf("%.0f %.0f %.0f %.0f", lower[0]-origin[0], lower[1]-origin[1], size[0], size[1])
		}
		noted = append(noted, fmt.Sprint(c.Kind, " ", where))
	}
	check(t, db.Overlays().Renewed(ctx, code, nil, changes))
	return noted
}

func TestEveryChangeIsNoted(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	s := db.Overlays()
	parts := replaces(ingest.PartSegment, "lamps", "buildings")
	town := func(extra ...ingest.Object) []ingest.Object {
		return append(extra, segment(1, at(0, 0), at(900, 0)), lamp("n1", 10, 10), lamp("n2", 12, 40), lamp("n3", 510, 10), home("w1", 110, 10, 20))
	}
	var o overlay.Object
	for _, c := range []struct {
		name   string
		change func() error
		want   []string
	}{
		{
			"a town", func() error { imported(t, ctx, db, m.Code, parts, objects(town()...), nil); return nil },
			[]string{" everywhere", "buildings 110 10 20 20", "lamps 10 10 2 30", "lamps 510 10 0 0"},
		},
		{"the same town", func() error { imported(t, ctx, db, m.Code, parts, objects(town()...), nil); return nil }, nil},
		{
			"a lamp more", func() error {
				imported(t, ctx, db, m.Code, parts, objects(town(lamp("n4", 700, 0))...), nil)
				return nil
			},
			[]string{"lamps 700 0 0 0"},
		},
		{
			"a lamp less", func() error { imported(t, ctx, db, m.Code, parts, objects(town()...), nil); return nil },
			[]string{"lamps 700 0 0 0"},
		},
		{"a street more", func() error {
			imported(t, ctx, db, m.Code, parts, objects(town(segment(2, at(0, 0), at(0, 9)))...), nil)
			return nil
		}, []string{" everywhere", " everywhere"}},
		{"entered", func() (err error) { o, err = s.Create(ctx, m.Code, byHand(300, 30)); return err }, []string{"lamps 300 30 0 0"}},
		{"stored as it is", func() (err error) { o, err = s.Update(ctx, m.Code, o); return err }, nil},
		{
			"broken", func() (err error) { o.Props.Status = overlay.Broken; o, err = s.Update(ctx, m.Code, o); return err },
			[]string{"lamps 300 30 0 0"},
		},
		{
			"moved far", func() (err error) { o.Geometry = at(800, 80); o, err = s.Update(ctx, m.Code, o); return err },
			[]string{"lamps 300 30 0 0", "lamps 800 80 0 0"},
		},
		{"removed", func() error { return s.Delete(ctx, m.Code, o.Kind, o.ID, o.Revision) }, []string{"lamps 800 80 0 0"}},
		{
			"written by hand", func() error { return inTenant(ctx, db, m.Code, `UPDATE segment SET light = 'no' WHERE id = 1`) },
			[]string{" everywhere"},
		},
		{"reports only", func() error {
			imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("r", 1, 1)))
			return nil
		}, nil},
		{"no statement's rows", func() error { return inTenant(ctx, db, m.Code, `DELETE FROM overlay_object WHERE id < 0`) }, nil},
	} {
		check(t, c.change())
		got := pending(t, ctx, db, m.Code)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestChangesAreOfOneMunicipality(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	for _, code := range []string{m.Code, other.Code} {
		imported(t, ctx, db, code, ingest.Request{}, objects(segment(1, at(0, 0), at(9, 0))), nil)
		pending(t, ctx, db, code)
	}
	o, err := db.Overlays().Create(ctx, m.Code, byHand(1, 1))
	check(t, err)
	check(t, db.Overlays().Renewed(ctx, m.Code, []overlay.Exposure{{Segment: 1}}, nil))
	if got, err := db.Overlays().Object(ctx, other.Code, o.Kind, o.ID); err == nil {
		t.Errorf("another municipality reads %+v", got)
	}
	exposures, err := db.Overlays().Exposures(ctx, other.Code, orb.MultiPoint{}.Bound())
	check(t, err)
	if got := pending(t, ctx, db, other.Code); len(got) > 0 || len(exposures) > 0 {
		t.Errorf("another municipality has the changes %v and the exposures %v", got, exposures)
	}
	if diff := cmp.Diff([]string{"lamps 1 1 0 0"}, pending(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("its own (-want +got):\n%s", diff)
	}
}
