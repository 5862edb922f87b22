package bench

import (
	"context"
	"fmt"

	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// The sum of lamps in PostGIS: horizontal illuminance Σ I·cosθ/d²·MF at each place. Places and
// lamps have their coordinates beside the geometry, and lamps their candela times MF, so that
// only the sum itself is left to work out.
const lampSums = `
	SELECT p.id, sum(l.candela * l.h /
		(((p.x - l.x) * (p.x - l.x) + (p.y - l.y) * (p.y - l.y) + l.h * l.h) *
		 sqrt((p.x - l.x) * (p.x - l.x) + (p.y - l.y) * (p.y - l.y) + l.h * l.h))) AS value
	FROM place AS p JOIN lamp AS l ON ST_DWithin(p.geom, l.geom, 40)
	GROUP BY p.id`

// lampSums measures the light of all lamps at places at most 3 m apart along all streets. All
// lamps are of the Even optic. Ours makes the field of the lamps anew each time and works out
// the semi-cylindrical illuminance too; theirs has its indexes ready.
func (b *bench) lampSums(ctx context.Context, t town, from origin) (Measure, error) {
	m := Measure{Work: "lamp sums"}
	lamps, places := t.evenLamps(), t.lightPoints()
	m.Size = fmt.Sprintf("%s lamps, %s places, %s pairs", thousands(len(lamps.X)), thousands(len(places)),
		thousands(int(pairs(t.places(lightStepM), t.of(overlay.Lamp), light.ReachM))))
	b.progress("%s: %s", from.name, m.Work)
	sums := make([]light.Lux, len(places))
	for threads := 1; threads <= 2; threads++ {
		all, err := inTurn(ctx, b.often(), threads, work{ours: func(_ context.Context, threads int) (int, error) {
			field, err := light.NewField(lamps, threads)
			if err == nil {
				field.Sum(places, nil, sums)
			}
			return 0, err
		}})
		if err != nil {
			return m, err
		}
		m.Ours = append(m.Ours, all[0])
	}
	b.progress("%s: %s, PostGIS", from.name, m.Work)
	f, s, err := b.rival(ctx, func(ctx context.Context, s *server) error { return s.lightTables(ctx, lamps, places) }, lampSums)
	if err == nil && f.Problem == "" {
		err = f.sameSums(ctx, s, m.Ours[0], sums)
	}
	m.Beside = append(m.Beside, f)
	if f.Ratio > 0 {
		m.Goals = append(m.Goals, atLeast("PostGIS to ours, CPU", f.Ratio, 20, "×"))
	}
	return m, err
}

// sameSums sets the ratio where PostGIS has the same sums, but for one part in a million. A place
// out of reach of all lamps has no row there.
func (f *Figure) sameSums(ctx context.Context, s *server, ours Figure, sums []light.Lux) error {
	theirs, err := s.values(ctx, lampSums)
	own := map[int64]float64{}
	for i, l := range sums {
		if l.E > 0 {
			own[int64(i)] = l.E
		}
	}
	f.against(ours, own, theirs, func(id int64) float64 { return 1e-6 * own[id] })
	return err
}

func (t town) evenLamps() (l light.Lamps) {
	for _, o := range t.of(overlay.Lamp) {
		at := o.Geometry.Bound().Center()
		l.X, l.Y = append(l.X, at[0]), append(l.Y, at[1])
		l.HeightM, l.Lumens = append(l.HeightM, o.LampHeightM()), append(l.Lumens, o.LampLumens())
		l.Factor, l.Optic = append(l.Factor, overlay.MaintenanceFactor), append(l.Optic, light.Even)
	}
	return l
}

// lightPoints are the places along the streets, without a direction of walking.
func (t town) lightPoints() []light.Point {
	at := t.places(lightStepM)
	points := make([]light.Point, len(at))
	for i, p := range at {
		points[i] = light.Point{X: p[0], Y: p[1]}
	}
	return points
}

// lightTables stores lamps and places, in the order in which an index reads them fastest.
func (s *server) lightTables(ctx context.Context, l light.Lamps, places []light.Point) error {
	if err := s.fill(ctx, "place", `x float8, y float8`, len(places), func(i int) []any {
		return []any{int64(i), places[i].X, places[i].Y}
	}, `ST_Point(x, y)`); err != nil {
		return err
	}
	return s.fill(ctx, "lamp", `x float8, y float8, h float8, candela float8`, len(l.X), func(i int) []any {
		return []any{int64(i), l.X[i], l.Y[i], l.HeightM[i], l.Factor[i] * l.Optic[i].Intensity(l.Lumens[i], 1)}
	}, `ST_Point(x, y)`)
}
