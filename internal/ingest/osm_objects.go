package ingest

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// objects adds the overlay objects: points, then ways, then multipolygons, and sorts
// them by kind.
func (b *osmBuilder) objects(ctx context.Context) error {
	for _, t := range b.points {
		if p, ok := b.at(t.id); ok {
			b.add("node", t, p)
		} else {
			b.outside++
		}
	}
	for _, t := range b.lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.way(t); err != nil {
			return fmt.Errorf("way %d: %w", t.id, err)
		}
	}
	for _, t := range b.surfaces {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.relation(t); err != nil {
			return fmt.Errorf("relation %d: %w", t.id, err)
		}
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
func (b *osmBuilder) add(element string, t osmThing, g orb.Geometry) {
	if !b.wanted(g) {
		b.outside++
		return
	}
	b.elements++
	t.Source, t.ExternalID, t.Geometry = sourceOSM, fmt.Sprintf("%s/%d", element, t.id), g
	if t.aside != "" {
		b.tally.put(t.Object, b.elements, refusal{rule: t.aside})
		return
	}
	b.tally.puzzled(t.puzzles)
	for i, o := range t.all() {
		if i > 0 {
			o.ExternalID = fmt.Sprintf("%s#%d", t.ExternalID, i+1)
		}
		if first, twice := b.tally.twice(o, b.elements); twice {
			b.tally.put(o, b.elements, refusal{rule: "twice", more: repeats(first)})
			continue
		}
		b.tally.kept(o)
		b.overlays = append(b.overlays, o)
	}
}

// repeats says which object of a file one repeats.
func repeats(first int64) lang.Text {
	return lang.T("samma sak på samma plats som objekt %d", "the same thing at the same place as object %d", first)
}

// aside puts an element aside, unless what the file has of it lies outside the clip box. One of
// which the file has no place may lie anywhere.
func (b *osmBuilder) aside(element string, t osmThing, where orb.LineString, rule string) {
	if len(where) > 0 && !b.wanted(where) {
		b.outside++
		return
	}
	b.elements++
	t.Source, t.ExternalID = sourceOSM, fmt.Sprintf("%s/%d", element, t.id)
	b.tally.put(t.Object, b.elements, refusal{rule: rule})
}

// way adds the surface of a closed way, or of a line with a width; lamps and cameras drawn
// as ways stand in their middle.
func (b *osmBuilder) way(t osmThing) error {
	line, whole := b.line(b.refs(t.id))
	closed := whole && len(line) > 3 && line[0] == line[len(line)-1]
	surface := closed && (t.halfM == 0 || t.Props.Class == "hedge")
	switch {
	case len(line) == 0:
		b.aside("way", t, nil, "shape_empty")
		return nil
	case t.Kind == overlay.Lamp || t.Kind == overlay.Camera:
		b.add("way", t, line.Bound().Center())
		return nil
	case t.halfM > 0 && !surface && geo.Length(line) == 0:
		b.aside("way", t, line, "shape_empty")
		return nil
	case t.halfM > 0 && !surface:
		band, err := geo.Buffer(line, t.halfM)
		if err != nil {
			return err
		}
		return b.addSurface("way", t, line, band)
	case closed:
		return b.repaired("way", t, line, orb.Polygon{orb.Ring(line)})
	}
	rule := "shape_kind" // drawn as a line
	if !whole {
		rule = "shape_empty"
	}
	b.aside("way", t, line, rule)
	return nil
}

// repaired adds a surface, put right where it crosses itself.
func (b *osmBuilder) repaired(element string, t osmThing, where orb.LineString, g orb.Geometry) error {
	surface, changed, err := geo.Repair(g)
	if err != nil {
		return err
	}
	if changed {
		t.note("shape_repaired")
	}
	return b.addSurface(element, t, where, surface)
}

func (b *osmBuilder) addSurface(element string, t osmThing, where orb.LineString, surface orb.MultiPolygon) error {
	if len(surface) == 0 {
		b.aside(element, t, where, "shape_empty")
		return nil
	}
	b.add(element, t, surface)
	return nil
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
