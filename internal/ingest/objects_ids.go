package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb/planar"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// distinct gives objects with one id different ones, and returns the ids that it met more than
// once. The one farthest west and south keeps the id; the others get their place after it, in
// metres. It hangs on nothing but where they stand and what is told of them, so that a file
// whose rows come in another order gives the same.
func distinct(objects []overlay.Object) (again []string) {
	taken := map[string]int{}
	for _, o := range objects {
		taken[o.ExternalID]++
	}
	groups := map[string][]*overlay.Object{}
	for i := range objects {
		if o := &objects[i]; o.ExternalID != "" && taken[o.ExternalID] > 1 {
			groups[o.ExternalID] = append(groups[o.ExternalID], o)
		}
	}
	again = slices.Sorted(maps.Keys(groups))
	for _, id := range again {
		group := groups[id]
		slices.SortStableFunc(group, byPlace)
		for _, o := range group[1:] {
			at := o.Geometry.Bound().Center()
			placed := fmt.Sprintf("%s#%.1f,%.1f", id, at[0], at[1])
			name := placed
			for n := 2; taken[name] > 0; n++ { // several at one place, or the id of another
				name = fmt.Sprintf("%s#%d", placed, n)
			}
			taken[name]++
			o.ExternalID = name
		}
	}
	return again
}

// byPlace orders objects from west to east, from south to north, and at one place by size and
// by what is told of them.
func byPlace(a, b *overlay.Object) int {
	x, y := a.Geometry.Bound().Center(), b.Geometry.Bound().Center()
	if d := cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])); d != 0 {
		return d
	}
	return cmp.Or(cmp.Compare(planar.Area(a.Geometry), planar.Area(b.Geometry)), bytes.Compare(told(*a), told(*b)))
}

// toldIDs is how many ids a note names.
const toldIDs = 5

// repeatedIDs tells which ids are those of several objects.
func repeatedIDs(file string, again []string) lang.Text {
	var list string
	for i, id := range again[:min(len(again), toldIDs)] {
		if i > 0 {
			list += ", "
		}
		list += short(id)
	}
	if len(again) > toldIDs {
		list += " …"
	}
	return lang.T(
		"%s: id som flera objekt har: %d; det västligaste behåller sitt och de andra får sin plats efter: %s",
		"%s: ids that several objects have: %d; the westernmost keeps its own and the others get their place after it: %s",
		file, len(again), list)
}
