package ingest

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// osmBuilder turns what was collected into segments and overlay objects.
type osmBuilder struct {
	*osmCollector
	projector *geo.Projector
	clip      orb.Bound
	open      int // surfaces that could not be closed
	overlays  []overlay.Object
}

func (b *osmBuilder) town(ctx context.Context) (Town, error) {
	var ways []street.Way
	for _, s := range b.streets {
		for _, run := range b.runs(b.refs(s.way)) {
			ways = append(ways, street.Way{ID: s.way, Nodes: run, Tags: s.tags})
		}
	}
	segments, sum := street.Build(ways)
	if err := b.objects(ctx); err != nil {
		return Town{}, err
	}
	town := Town{Segments: segments, Overlays: b.overlays, Notes: sum.Notes(), Tagged: make(map[string]int)}
	for _, s := range segments {
		if s.Light != street.LightUnknown {
			town.Tagged["lit"]++
		}
	}
	for _, o := range b.overlays {
		town.Tagged[string(o.Kind)]++
	}
	town.Notes = append(town.Notes, b.notes(town)...)
	return town, nil
}

// notes tells what the file leaves unknown.
func (b *osmBuilder) notes(t Town) []lang.Text {
	var notes []lang.Text
	if t.Tagged[string(overlay.Lamp)] == 0 && t.Tagged["lit"] == 0 {
		notes = append(notes, lang.T(
			"filen säger inget om belysning; var det är mörkt är okänt",
			"the file says nothing of lighting; where it is dark is unknown"))
	}
	if b.open > 0 {
		notes = append(notes, lang.T(
			"ytor som lämnades utanför eftersom gränsen inte är hel i filen (till exempel skog eller vatten): %d",
			"surfaces left out because their outline is not whole in the file (such as forest or water): %d", b.open))
	}
	return notes
}

// at finds a node in metres. It is false for one that the file lacks or that lies where
// the municipality's coordinate system is not used.
func (b *osmBuilder) at(node int64) (orb.Point, bool) {
	i, ok := slices.BinarySearch(b.nodes.id, node)
	if !ok {
		return orb.Point{}, false
	}
	p, err := b.projector.Metric(orb.Point{float64(b.nodes.lon[i]) / 1e7, float64(b.nodes.lat[i]) / 1e7})
	return p, err == nil
}

// runs cuts a way where nodes are missing and where it leaves the clip box.
func (b *osmBuilder) runs(refs []int64) [][]street.Node {
	var all [][]street.Node
	var run []street.Node
	end := func() {
		if len(run) > 1 {
			all = append(all, run)
		}
		run = nil
	}
	for _, ref := range refs {
		p, ok := b.at(ref)
		if !ok {
			end()
			continue
		}
		next := street.Node{ID: ref, Point: p}
		if len(run) > 0 && !b.wanted(orb.LineString{run[len(run)-1].Point, p}) {
			end()
		}
		run = append(run, next)
	}
	end()
	return all
}

func (b *osmBuilder) wanted(g orb.Geometry) bool {
	return b.clip.IsZero() || b.clip.IsEmpty() || b.clip.Intersects(g.Bound())
}

// objects adds the overlay objects: points, then ways, then multipolygons, and sorts
// them by kind.
func (b *osmBuilder) objects(ctx context.Context) error {
	for _, thing := range b.points {
		if p, ok := b.at(thing.id); ok {
			b.add("node", thing, p)
		}
	}
	for _, thing := range b.lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, err := b.wayShape(thing)
		if err != nil {
			return fmt.Errorf("way %d: %w", thing.id, err)
		}
		b.add("way", thing, g)
	}
	for _, thing := range b.surfaces {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, err := b.surface(thing)
		if err != nil {
			return fmt.Errorf("relation %d: %w", thing.id, err)
		}
		b.add("relation", thing, g)
	}
	slices.SortStableFunc(b.overlays, func(x, y overlay.Object) int {
		return slices.Index(overlay.Kinds, x.Kind) - slices.Index(overlay.Kinds, y.Kind)
	})
	for i := range b.overlays {
		b.overlays[i].ID = int64(i + 1)
	}
	return nil
}

// add keeps an object that has a shape inside the clip box; a camera once for each of
// its directions.
func (b *osmBuilder) add(element string, thing osmThing, g orb.Geometry) {
	if g == nil || !b.wanted(g) {
		return
	}
	o := overlay.Object{
		Kind: thing.kind, Source: sourceOSM, ExternalID: fmt.Sprintf("%s/%d", element, thing.id),
		Geometry: g, Props: thing.props,
	}
	b.overlays = append(b.overlays, o)
	for i, props := range thing.also {
		other := o
		other.Props, other.ExternalID = props, fmt.Sprintf("%s#%d", o.ExternalID, i+2)
		b.overlays = append(b.overlays, other)
	}
}

// wayShape is the surface of a closed way, or of a line with a width; lamps and cameras
// drawn as ways stand in their middle. It is nil where the way has no shape.
func (b *osmBuilder) wayShape(thing osmThing) (orb.Geometry, error) {
	line, whole := b.line(b.refs(thing.id))
	closed := whole && len(line) > 3 && line[0] == line[len(line)-1]
	switch {
	case len(line) == 0:
		return nil, nil
	case thing.kind == overlay.Lamp || thing.kind == overlay.Camera:
		return line.Bound().Center(), nil
	case thing.halfM > 0 && (!closed || thing.props.Class != "hedge"):
		return some(geo.Buffer(line, thing.halfM))
	case closed:
		return some(geo.MakeValid(orb.Polygon{orb.Ring(line)}))
	}
	b.open++
	return nil, nil
}

// some gives a surface as a geometry, nil where it is empty.
func some(mp orb.MultiPolygon, err error) (orb.Geometry, error) {
	if err != nil || len(mp) == 0 {
		return nil, err
	}
	return mp, nil
}

// line is the metric line through nodes; whole is false where some are missing.
func (b *osmBuilder) line(refs []int64) (line orb.LineString, whole bool) {
	whole = true
	for _, ref := range refs {
		p, ok := b.at(ref)
		if !ok {
			whole = false
			continue
		}
		line = append(line, p)
	}
	return line, whole
}
