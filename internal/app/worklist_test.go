package app_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/geo"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
)

// checkWork looks that the paths that were planted dark and overgrown come first of what has to
// be done, and that what is said to come of lighting and cutting does when it is tried.
func checkWork(t *testing.T, a *app.App, d app.Demonstration, paths []koping.Path) {
	t.Helper()
	for list, what := range map[measure.List]string{measure.Lighting: "dark", measure.Clearing: "overgrown"} {
		w, err := a.Measures.Worklist(within(t), d.Municipality, list, measure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		first := map[string]int{} // of each planted path, the rank of the first work along it
		for _, p := range paths {
			if p.What != what && p.What != "both" {
				continue
			}
			first[p.Name] = firstAlong(t, p.Line, w.Items)
			t.Logf("%s: %s has rank %d", list, p.Name, first[p.Name])
		}
		for name, rank := range first {
			if rank == 0 || rank > len(first) {
				t.Errorf("%s: %s has rank %d, want one of the first %d", list, name, rank, len(first))
			}
		}
		checkPromises(t, a, d, w)
	}
}

// firstAlong is the rank of the first work of which streets that gain follow a third of a line
// or more; 0 of none.
func firstAlong(t *testing.T, lonLat orb.LineString, items []measure.Item) int {
	t.Helper()
	projector, err := geo.NewProjector(3006)
	if err != nil {
		t.Fatal(err)
	}
	metric, err := projector.MetricGeometry(lonLat)
	if err != nil {
		t.Fatal(err)
	}
	line := metric.(orb.LineString)
	for _, it := range items {
		const n, besideM = 60, 2
		beside := 0
		for k := range n {
			p := geo.Along(line, geo.Length(line)*(float64(k)+0.5)/n)
			for _, street := range it.Geometry.(orb.MultiLineString) {
				if _, _, off := geo.Nearest(street, p); off <= besideM {
					beside++
					break
				}
			}
		}
		if 3*beside >= n {
			return it.Rank
		}
	}
	return 0
}

// checkPromises tries each piece of work and holds what comes of it against what the list says.
func checkPromises(t *testing.T, a *app.App, d app.Demonstration, w measure.Worklist) {
	t.Helper()
	in, err := a.Measures.Input(within(t), d.Municipality, false)
	if err != nil {
		t.Fatal(err)
	}
	objects := map[int64]overlay.Object{}
	for _, o := range in.Objects {
		objects[o.ID] = o
	}
	tried := 0
	for _, it := range w.Items {
		p, ok := proposal(it, objects)
		if !ok {
			continue
		}
		tried++
		o, err := measure.WhatIf(t.Context(), in, p)
		if err != nil {
			t.Fatal(err)
		}
		var dark, concealed, blocked float64
		for _, s := range o.Segments {
			if it.Action == measure.Add && !slices.Contains(it.Segments, s.Segment) {
				continue // new lamps light the streets beside as well, of which the list does not boast
			}
			b, a := s.Before.Typical(), s.After.Typical()
			dark += s.LengthM * (b.Light.Known()*b.Light.Dark - a.Light.Known()*a.Light.Dark)
			concealed += s.LengthM * (b.Sight.ConcealKnown*b.Sight.Concealed - a.Sight.ConcealKnown*a.Sight.Concealed)
			blocked += s.LengthM * (b.Sight.ProspectKnown*b.Sight.Blocked - a.Sight.ProspectKnown*a.Sight.Blocked)
		}
		for what, got := range map[string][2]float64{
			"dark":      {dark, it.Before.DarkM - it.After.DarkM},
			"concealed": {concealed, it.Before.ConcealedM - it.After.ConcealedM},
			"blocked":   {blocked, it.Before.BlockedM - it.After.BlockedM},
		} {
			if math.Abs(got[0]-got[1]) > 0.5 {
				t.Errorf("%d %s: %.1f m less %s when it is tried, the list says %.1f", it.Rank, it.Title.EN, got[0], what, got[1])
			}
		}
	}
	t.Logf("%s: tried %d of %d", w.List, tried, len(w.Items))
	if tried < len(w.Items)/2 {
		t.Errorf("%s: tried %d of %d", w.List, tried, len(w.Items))
	}
}

// proposal is a piece of work as it would be tried; false for the edges of woods, and for lamps
// whose light is told of one time of the night.
func proposal(it measure.Item, objects map[int64]overlay.Object) (p measure.Proposal, ok bool) {
	p.Add = it.New
	for _, part := range it.Objects {
		o := objects[part.ID]
		switch it.Action {
		case measure.Mend:
			o.Props.Status = overlay.Working
		case measure.Cut:
			ground := 0.0
			o.Props.HeightM, o.Props.CrownBaseM = measure.CutToM, &ground
		case measure.Raise:
			base := measure.RaiseToM
			o.Props.CrownBaseM = &base
		default:
			return p, false
		}
		p.Change = append(p.Change, o)
	}
	return p, true
}
