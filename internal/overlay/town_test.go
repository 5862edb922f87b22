package overlay

import (
	"context"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// line is a segment between two nodes with numbers of their own.
func line(id int64, light street.Light, points ...orb.Point) street.Segment {
	l := orb.LineString(points)
	return street.Segment{ID: id, From: 2 * id, To: 2*id + 1, Line: l, LengthM: geo.Length(l), Light: light}
}

// look computes streets by themselves.
func look(t testing.TB, segments []street.Segment, objects ...Object) []Exposure {
	t.Helper()
	exposures, err := Compute(t.Context(), street.NewGraph(segments), nil, objects, Params{})
	if err != nil {
		t.Fatal(err)
	}
	return exposures
}

// rectangle is a surface from one corner to another.
func rectangle(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}.ToPolygon()
}

// townM is how wide a drawn town is: farther than anything reaches.
const townM = 1500

// draw helps to draw towns.
type draw struct{ *rapid.T }

func (d draw) metre(label string) float64 {
	if rapid.Bool().Draw(d.T, "round "+label) {
		return float64(rapid.IntRange(-townM/10, townM/10).Draw(d.T, label)) * 5 // edges of reaches are met
	}
	return rapid.Float64Range(-townM/2, townM/2).Draw(d.T, label)
}

func (d draw) point() orb.Point { return orb.Point{d.metre("x"), d.metre("y")} }

// beside is a point some metres from another.
func (d draw) beside(p orb.Point, most float64) orb.Point {
	return orb.Point{p[0] + rapid.Float64Range(-most, most).Draw(d.T, "dx"), p[1] + rapid.Float64Range(-most, most).Draw(d.T, "dy")}
}

// streets draws a chain of streets, with some more of nodes that they share.
func (d draw) streets() []street.Segment {
	nodes := make([]orb.Point, rapid.IntRange(2, 7).Draw(d.T, "nodes"))
	nodes[0] = d.point()
	for i := 1; i < len(nodes); i++ {
		nodes[i] = d.beside(nodes[rapid.IntRange(0, i-1).Draw(d.T, "from")], 150)
	}
	var segments []street.Segment
	for i := range rapid.IntRange(1, 9).Draw(d.T, "segments") {
		a, b := rapid.IntRange(0, len(nodes)-1).Draw(d.T, "a"), rapid.IntRange(0, len(nodes)-1).Draw(d.T, "b")
		points := orb.LineString{nodes[a]}
		if a == b || rapid.Bool().Draw(d.T, "bent") {
			points = append(points, d.beside(nodes[a], 40))
		}
		s := street.Segment{ID: int64(i + 1), From: int64(a + 1), To: int64(b + 1), Line: append(points, nodes[b])}
		s.LengthM = geo.Length(s.Line)
		s.Light = rapid.SampledFrom([]street.Light{"", street.Lit, street.Unlit}).Draw(d.T, "light")
		segments = append(segments, s)
	}
	return segments
}

// object draws one of a kind, most often near a street.
func (d draw) object(kind Kind, segments []street.Segment) Object {
	at := d.point()
	if s := segments[rapid.IntRange(0, len(segments)-1).Draw(d.T, "near")]; rapid.IntRange(0, 3).Draw(d.T, "far") > 0 {
		at = d.beside(s.Line[0], rapid.SampledFrom([]float64{6, 45, 260, 510}).Draw(d.T, "how near"))
	}
	o := Object{Kind: kind, Source: rapid.SampledFrom([]string{SourceOSM, SourceHand, "register"}).Draw(d.T, "source"), Geometry: at}
	switch kind {
	case Lamp:
		d.lamp(&o.Props)
	case Vegetation:
		d.plant(&o, at)
	case Camera:
		d.camera(&o.Props)
	default:
		o.Geometry = d.box(at, 60)
		o.Props.Class = rapid.SampledFrom([]string{"", "wall", "fence"}).Draw(d.T, "class")
	}
	return o
}

func (d draw) box(at orb.Point, most float64) orb.Polygon {
	w, h := rapid.Float64Range(0.3, most).Draw(d.T, "w"), rapid.Float64Range(0.3, most).Draw(d.T, "h")
	return rectangle(at[0], at[1], at[0]+w, at[1]+h)
}

func (d draw) lamp(p *Props) {
	p.Status = rapid.SampledFrom([]Status{StatusUnknown, Working, Broken}).Draw(d.T, "status")
	p.HeightM = rapid.SampledFrom([]float64{0, 1, 4, 12}).Draw(d.T, "height")
	if rapid.Bool().Draw(d.T, "dimmed") {
		from, to := rapid.IntRange(0, 23).Draw(d.T, "from"), rapid.IntRange(0, 23).Draw(d.T, "to")
		p.Dimming = []Dim{{Clock(from * 60), Clock(to * 60), rapid.Float64Range(0, 1).Draw(d.T, "share")}}
	}
}

func (d draw) plant(o *Object, at orb.Point) {
	o.Props.Class = rapid.SampledFrom([]string{"", "tree", "hedge", "wood", "park"}).Draw(d.T, "class")
	switch rapid.IntRange(0, 2).Draw(d.T, "shape") {
	case 0:
		o.Geometry = d.box(at, 30)
	case 1:
		o.Geometry = orb.LineString{at, d.beside(at, 20)}
	}
	if rapid.Bool().Draw(d.T, "low") {
		base := 0.2
		o.Props.CrownBaseM = &base
	}
	evergreen := rapid.Bool().Draw(d.T, "evergreen")
	o.Props.Evergreen = &evergreen
}

func (d draw) camera(p *Props) {
	p.FieldDeg = rapid.SampledFrom([]float64{0, 10, 68, 360}).Draw(d.T, "field")
	p.CameraType = rapid.SampledFrom([]string{"", "fixed", "dome", "ptz"}).Draw(d.T, "type")
	p.WidthPx = rapid.SampledFrom([]float64{0, 640, 8000}).Draw(d.T, "width")
	if rapid.Bool().Draw(d.T, "aimed") {
		bearing := rapid.Float64Range(0, 360).Draw(d.T, "bearing")
		p.BearingDeg = &bearing
	}
}

// objects draws some of all kinds, with ids and in the order of a store.
func (d draw) objects(segments []street.Segment) []Object {
	var objects []Object
	for range rapid.IntRange(0, 14).Draw(d.T, "objects") {
		objects = append(objects, d.object(rapid.SampledFrom(Kinds).Draw(d.T, "kind"), segments))
	}
	slices.SortStableFunc(objects, byKind)
	for i := range objects {
		objects[i].ID = int64(i + 1)
	}
	return objects
}

func byKind(a, b Object) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) }

// memory is a Store in memory, with the order and the notes of changes of a real one.
type memory struct {
	segments  []street.Segment
	objects   []Object
	exposures map[int64]Exposure
	pending   []Change
	lastID    int64
	revision  int64
	renewed   [][]int64 // segments of each call of Renewed
	before    func()    // runs before each Change
}

var _ Store = (*memory)(nil)

func (m *memory) note(kind Kind, g orb.Geometry) {
	m.lastID++
	m.pending = append(m.pending, Change{ID: m.lastID, Kind: kind, Bound: g.Bound()})
}

func (m *memory) Segments(context.Context, string) ([]street.Segment, error) {
	return slices.Clone(m.segments), nil
}

func (m *memory) SegmentsIn(_ context.Context, _ string, bound orb.Bound) (in []street.Segment, _ error) {
	for _, s := range m.segments {
		if s.Line.Bound().Intersects(bound) {
			in = append(in, s)
		}
	}
	return in, nil
}

func (m *memory) Objects(_ context.Context, _ string, kind Kind) (of []Object, _ error) {
	for _, o := range m.objects {
		if o.Kind == kind {
			of = append(of, o)
		}
	}
	return of, nil
}

func (m *memory) ObjectsIn(_ context.Context, _ string, kinds []Kind, bound orb.Bound) (in []Object, _ error) {
	for _, o := range m.objects {
		if slices.Contains(kinds, o.Kind) && o.Geometry.Bound().Intersects(bound) {
			in = append(in, o)
		}
	}
	return in, nil
}

func (m *memory) at(kind Kind, id int64) (int, error) {
	i := slices.IndexFunc(m.objects, func(o Object) bool { return o.Kind == kind && o.ID == id })
	if i < 0 {
		return i, fault.New(fault.NotFound, lang.Same("gone"))
	}
	return i, nil
}

func (m *memory) Object(_ context.Context, _ string, kind Kind, id int64) (Object, error) {
	i, err := m.at(kind, id)
	if err != nil {
		return Object{}, err
	}
	return m.objects[i], nil
}

func (m *memory) Create(_ context.Context, _ string, o Object) (Object, error) {
	m.lastID++
	m.revision++
	o.ID, o.Revision = m.lastID, m.revision
	m.objects = append(m.objects, o)
	slices.SortStableFunc(m.objects, byKind)
	m.note(o.Kind, o.Geometry)
	return o, nil
}

func (m *memory) Update(_ context.Context, _ string, o Object) (Object, error) {
	i, err := m.at(o.Kind, o.ID)
	if err == nil && m.objects[i].Revision != o.Revision {
		err = fault.New(fault.Conflict, lang.Same("changed"))
	}
	if err != nil {
		return Object{}, err
	}
	m.note(o.Kind, m.objects[i].Geometry)
	m.revision++
	o.Revision = m.revision
	m.objects[i] = o
	m.note(o.Kind, o.Geometry)
	return o, nil
}

func (m *memory) Delete(_ context.Context, _ string, kind Kind, id, revision int64) error {
	i, err := m.at(kind, id)
	if err == nil && m.objects[i].Revision != revision {
		err = fault.New(fault.Conflict, lang.Same("changed"))
	}
	if err != nil {
		return err
	}
	m.note(kind, m.objects[i].Geometry)
	m.objects = slices.Delete(m.objects, i, i+1)
	return nil
}

func (m *memory) Change(ctx context.Context, _ string, do func(ctx context.Context) error) error {
	if before := m.before; before != nil {
		m.before = nil
		before()
	}
	kept := *m
	kept.objects, kept.pending = slices.Clone(m.objects), slices.Clone(m.pending)
	if err := do(ctx); err != nil {
		*m = kept
		return err
	}
	return nil
}

func (m *memory) Pending(context.Context, string) ([]Change, error) {
	return slices.Clone(m.pending), nil
}

func (m *memory) Renewed(_ context.Context, _ string, exposures []Exposure, changes []Change) error {
	if m.exposures == nil {
		m.exposures = map[int64]Exposure{}
	}
	var ids []int64
	for _, e := range exposures {
		m.exposures[e.Segment] = e
		ids = append(ids, e.Segment)
	}
	m.renewed = append(m.renewed, ids)
	m.pending = slices.DeleteFunc(m.pending, func(c Change) bool { return slices.ContainsFunc(changes, func(o Change) bool { return o.ID == c.ID }) })
	return nil
}

func (m *memory) Exposures(_ context.Context, _ string, bound orb.Bound) (in []Exposure, _ error) {
	for _, s := range m.segments {
		if e, ok := m.exposures[s.ID]; ok && (bound.IsEmpty() || s.Line.Bound().Intersects(bound)) {
			in = append(in, e)
		}
	}
	return in, nil
}

func (m *memory) Imported(context.Context, string) ([]Imported, error) { return nil, nil }

// queue counts what is enqueued.
type queue struct{ kinds []string }

var _ job.Queue = (*queue)(nil)

func (q *queue) Enqueue(_ context.Context, _, kind string, _ any) (int64, error) {
	q.kinds = append(q.kinds, kind)
	return 1, nil
}
