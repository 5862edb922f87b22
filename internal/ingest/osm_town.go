package ingest

import (
	"context"
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
	tally     *intake
	elements  int64 // tagged ones so far
	outside   int   // tagged ones that are not in the clip box
	placeless int   // streets of which the file has no node
	partial   int   // surfaces that are kept without some of their rings
	overlays  []overlay.Object
}

func (b *osmBuilder) town(ctx context.Context) (Town, error) {
	var ways []street.Way
	for _, s := range b.streets {
		runs := b.runs(b.refs(s.way))
		if len(runs) == 0 {
			if line, _ := b.line(b.refs(s.way)); len(line) == 0 {
				b.placeless++
			}
		}
		for _, run := range runs {
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
	for _, kind := range overlay.Kinds {
		b.tally.of(kind, sourceOSM) // that the file has none of a kind is worth telling too
	}
	town.Imported, town.Aside = b.tally.sum(), b.tally.aside
	town.Notes = append(town.Notes, b.notes(town)...)
	town.Notes = append(town.Notes, b.tally.told()...)
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
	open := 0
	for _, n := range t.Imported {
		open += n.Aside["shape_empty"]
	}
	for _, n := range []struct {
		count int
		text  lang.Text
	}{
		{b.outside, lang.T("objekt utanför kommunens områden, som lämnades utanför", "objects outside the municipality's areas, which were left out")},
		{b.placeless, lang.T("gator vars punkter saknas i filen, som lämnades utanför", "streets whose nodes the file lacks, which were left out")},
		{b.partial, lang.T("ytor som behålls utan de delar eller hål vars gräns inte är hel i filen", "surfaces that are kept without those parts or holes whose outline is not whole in the file")},
	} {
		if n.count > 0 {
			notes = append(notes, lang.T("%s: %d", "%s: %d", n.text, n.count))
		}
	}
	if open > 0 {
		notes = append(notes, lang.T(
			"ytor som lämnades utanför eftersom gränsen inte är hel i filen (till exempel skog eller vatten): %d",
			"surfaces left out because their outline is not whole in the file (such as forest or water): %d", open))
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
		next := street.Node{ID: ref, Point: p, NoWay: b.barriers[ref]}
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
