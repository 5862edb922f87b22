package bench

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/view"
)

// mostCameras is how many cameras the target is stated for.
const mostCameras = 200

// aim turns camera number i some way.
type aim struct {
	name string
	turn func(i int, w *overlay.Watching)
	deg  float64 // how much of the horizon it then sees, or may see
}

// The ways that cameras look: over the usual field, in one direction after another, and where
// no direction is known all around, as far as over that field.
var (
	turned = aim{"68° in turn", func(i int, w *overlay.Watching) {
		bearing := math.Mod(float64(i)*137.5, 360)
		*w = overlay.Watching{BearingDeg: &bearing}
	}, overlay.CameraFieldDeg}
	around = aim{"all around", func(_ int, w *overlay.Watching) { *w = overlay.Watching{} }, 360}
)

// views measures what 200 cameras see of the ground, buildings taken out.
func (b *bench) views(a aim) func(context.Context, town, origin) (Measure, error) {
	return func(ctx context.Context, t town, from origin) (Measure, error) {
		m := Measure{Work: "views minus buildings, " + a.name}
		cameras := t.of(overlay.Camera)
		cameras = cameras[:min(len(cameras), mostCameras)]
		for i := range cameras {
			a.turn(i, &cameras[i].Props.Watching)
		}
		m.Size = fmt.Sprintf("%d cameras, %s buildings", len(cameras), thousands(len(t.of(overlay.Building))))
		b.progress("%s: %s", from.name, m.Work)
		views := make([]view.View, len(cameras))
		all, err := inTurn(ctx, b.often(), 1, t.seen(cameras, views))
		if err != nil {
			return m, err
		}
		m.Ours = all
		if len(cameras) == mostCameras {
			m.Goals = append(m.Goals, below("wall, 1 thread", all[0].Wall, 3, "s"))
		}
		b.progress("%s: %s, PostGIS", from.name, m.Work)
		f, err := b.shadows(ctx, t, cameras, views, a.deg, all[0])
		m.Beside = append(m.Beside, f)
		return m, err
	}
}

// seen is the work of making all views, the index of all walls included.
func (t town) seen(cameras []overlay.Object, views []view.View) work {
	return work{ours: func(context.Context, int) (int, error) {
		walls, err := overlay.WallsOf(t.objects)
		for i := range cameras {
			if err == nil {
				views[i], err = overlay.ViewOf(cameras[i], walls)
			}
		}
		return 0, err
	}}
}

// The area of ground that each camera sees in PostGIS: its sector minus the buildings near by and
// what lies behind each of their walls, out to 10,000 times the reach, so that the far side of
// the shadow of a wall that fills almost half the horizon lies out of reach too.
const shadowSQL = `
	SELECT c.id, ST_Area(CASE WHEN s.shadow IS NULL THEN c.geom ELSE ST_Difference(c.geom, s.shadow) END) AS value
	FROM camera AS c
	CROSS JOIN LATERAL (
		SELECT ST_Union(part) AS shadow
		FROM (
			SELECT b.geom AS part FROM building AS b WHERE ST_DWithin(b.geom, ST_Point(c.x, c.y), c.reach)
			UNION ALL
			SELECT ST_ConvexHull(ST_MakeLine(ARRAY[w.a, w.b,
				ST_Point(c.x + (ST_X(w.b) - c.x) * c.reach * 1e4 / ST_Distance(w.b, ST_Point(c.x, c.y)),
				         c.y + (ST_Y(w.b) - c.y) * c.reach * 1e4 / ST_Distance(w.b, ST_Point(c.x, c.y))),
				ST_Point(c.x + (ST_X(w.a) - c.x) * c.reach * 1e4 / ST_Distance(w.a, ST_Point(c.x, c.y)),
				         c.y + (ST_Y(w.a) - c.y) * c.reach * 1e4 / ST_Distance(w.a, ST_Point(c.x, c.y)))]))
			FROM wall AS w WHERE ST_DWithin(w.geom, ST_Point(c.x, c.y), c.reach)
		) AS parts
		WHERE ST_Dimension(part) = 2
	) AS s`

// shadows measures the same in PostGIS. Each area has to be ours but for a thousandth of the
// open sector, whose arcs are drawn by other points here and there.
func (b *bench) shadows(ctx context.Context, t town, cameras []overlay.Object, views []view.View, deg float64, ours Figure) (Figure, error) {
	sectors := map[int64]orb.Polygon{}
	areas := map[int64]float64{}
	for i, v := range views {
		if v.Inside || v.ReachM[view.Detect] == 0 {
			continue // sees no street
		}
		from := -deg / 2
		if bearing := cameras[i].Props.BearingDeg; bearing != nil {
			from += *bearing
		}
		sectors[int64(i)] = geo.Sector(v.At, from, deg, v.ReachM[view.Detect])
		areas[int64(i)] = planar.Area(v.Ground)
	}
	f, s, err := b.rival(ctx, func(ctx context.Context, s *server) error { return s.viewTables(ctx, t, views, sectors) }, shadowSQL)
	if err != nil || f.Problem != "" {
		return f, err
	}
	theirs, err := s.values(ctx, shadowSQL)
	f.against(ours, areas, theirs, func(id int64) float64 { return 1e-3 * planar.Area(sectors[id]) })
	return f, err
}

// viewTables stores the open sectors of cameras, the buildings, and each piece of their walls.
func (s *server) viewTables(ctx context.Context, t town, views []view.View, sectors map[int64]orb.Polygon) error {
	var ids []int64
	for i := range views {
		if _, ok := sectors[int64(i)]; ok {
			ids = append(ids, int64(i))
		}
	}
	if err := s.fill(ctx, "camera", `x float8, y float8, reach float8, shape bytea`, len(ids), func(i int) []any {
		v := views[ids[i]]
		return []any{ids[i], v.At[0], v.At[1], v.ReachM[view.Detect], wkb.MustMarshal(sectors[ids[i]])}
	}, `ST_GeomFromWKB(shape)`); err != nil {
		return err
	}
	var buildings []orb.MultiPolygon
	for _, o := range t.of(overlay.Building) {
		shape, err := o.Footprint()
		if err != nil {
			return err
		}
		if o.CutsSight(true) && len(shape) > 0 {
			buildings = append(buildings, shape)
		}
	}
	if err := s.fill(ctx, "building", `shape bytea`, len(buildings), func(i int) []any {
		return []any{int64(i), wkb.MustMarshal(buildings[i])}
	}, `ST_GeomFromWKB(shape)`); err != nil {
		return err
	}
	_, err := s.conn.Exec(ctx, `
		DROP TABLE IF EXISTS wall;
		CREATE TABLE wall AS
		SELECT geom, ST_StartPoint(geom) AS a, ST_EndPoint(geom) AS b
		FROM (SELECT (ST_DumpSegments(geom)).geom FROM building) AS piece
		ORDER BY geom;
		CREATE INDEX ON wall USING gist (geom);
		ANALYZE wall`)
	return err
}
