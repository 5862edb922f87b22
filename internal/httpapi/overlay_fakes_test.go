package httpapi

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

func sampleObjects() (all []overlay.Object) {
	north := 0.0
	for i, kind := range overlay.Kinds {
		if kind == overlay.Building {
			continue
		}
		one := overlay.Object{ID: int64(10*i + 1), Kind: kind, Source: "osm", ExternalID: "n1", Geometry: centre, Props: overlay.Props{HeightM: 6}, Revision: 7}
		two := overlay.Object{ID: int64(10*i + 2), Kind: kind, Source: "osm", Geometry: orb.Point{centre[0] + 500, centre[1]}, Revision: 7}
		switch kind {
		case overlay.Lamp:
			one.Props.Status, one.Props.Cabinet = overlay.Broken, "S-4"
			one.Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.5}}
		case overlay.Camera:
			one.Props.Watching = overlay.Watching{Operator: "Påhittade bostäder", Purpose: "inbrott", LegalBasis: "intresseavvägning 2026"}
			two.Props.Watching = overlay.Watching{BearingDeg: &north, FieldDeg: 90}
		}
		all = append(all, one, two)
	}
	return all
}

// overlaysOf is the store of overlay objects, in memory. Every change raises the revision.
type overlaysOf struct{ *town }

var _ overlay.Store = overlaysOf{}

func (t overlaysOf) Objects(_ context.Context, code string, kind overlay.Kind) ([]overlay.Object, error) {
	return t.which(code, func(o overlay.Object) bool { return o.Kind == kind }), nil
}

func (t overlaysOf) ObjectsIn(_ context.Context, code string, kinds []overlay.Kind, bound orb.Bound) ([]overlay.Object, error) {
	return t.which(code, func(o overlay.Object) bool {
		return slices.Contains(kinds, o.Kind) && o.Geometry.Bound().Intersects(bound)
	}), nil
}

func (t overlaysOf) which(code string, is func(overlay.Object) bool) (found []overlay.Object) {
	for _, o := range t.objects {
		if code == koping.Code && is(o) {
			found = append(found, o)
		}
	}
	return found
}

func (t overlaysOf) Object(_ context.Context, code string, kind overlay.Kind, id int64) (overlay.Object, error) {
	if found := t.which(code, func(o overlay.Object) bool { return o.Kind == kind && o.ID == id }); len(found) == 1 {
		return found[0], nil
	}
	return overlay.Object{}, unknown
}

func (t overlaysOf) Create(_ context.Context, _ string, o overlay.Object) (overlay.Object, error) {
	t.all[1].Revision++
	o.ID, o.Revision = 900+t.all[1].Revision, t.all[1].Revision
	t.objects = append(t.objects, o)
	return o, nil
}

func (t overlaysOf) Update(_ context.Context, _ string, o overlay.Object) (overlay.Object, error) {
	i, err := t.still(o.Kind, o.ID, o.Revision)
	if err != nil {
		return o, err
	}
	t.all[1].Revision++
	o.Revision = t.all[1].Revision
	t.objects[i] = o
	return o, nil
}

func (t overlaysOf) Delete(_ context.Context, _ string, kind overlay.Kind, id, revision int64) error {
	i, err := t.still(kind, id, revision)
	if err == nil {
		t.objects = slices.Delete(t.objects, i, i+1)
	}
	return err
}

// still is the place of an object that has a revision.
func (t overlaysOf) still(kind overlay.Kind, id, revision int64) (int, error) {
	i := slices.IndexFunc(t.objects, func(o overlay.Object) bool { return o.Kind == kind && o.ID == id })
	switch {
	case i < 0:
		return 0, unknown
	case t.changedMeanwhile || t.objects[i].Revision != revision:
		return 0, fault.New(fault.Conflict, lang.T("har ändrats", "was changed"))
	}
	return i, nil
}

func (t overlaysOf) Change(ctx context.Context, _ string, do func(ctx context.Context) error) error {
	return do(ctx)
}

func (t overlaysOf) Pending(context.Context, string) ([]overlay.Change, error) { return nil, nil }

func (t overlaysOf) Renewed(context.Context, string, []overlay.Exposure, []overlay.Change) error {
	return nil
}

// Exposures has stored the first segment's and not the second's.
func (t overlaysOf) Exposures(_ context.Context, code string, bound orb.Bound) ([]overlay.Exposure, error) {
	if code != koping.Code || len(t.segments) == 0 {
		return nil, nil
	}
	lit := overlay.Lit{Mean: 5, Min: 1, Class: 4, Dark: 0.25, ByLamps: 1, SemiMin: 0.5}
	return []overlay.Exposure{{Segment: 1, Light: []overlay.Lit{lit}, LeafOff: overlay.Sight{AheadM: 30, ProspectKnown: 1}}}, nil
}

func (t overlaysOf) SegmentsIn(ctx context.Context, code string, bound orb.Bound) ([]street.Segment, error) {
	all, err := t.Segments(ctx, code)
	return slices.DeleteFunc(slices.Clone(all), func(s street.Segment) bool { return !s.Line.Bound().Intersects(bound) }), err
}

func (t overlaysOf) Imported(context.Context, string) ([]overlay.Imported, error) {
	return []overlay.Imported{{Kind: overlay.Lamp, Source: "osm", Read: 3, Kept: 2, Aside: map[string]int{"twice": 1}, Task: 1}}, nil
}
