package ingest

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
)

// mostMembers is how many ways one surface may be made of: joining them looks at each for
// each.
const mostMembers = 5000

// surface assembles a multipolygon: its member ways joined into rings, each inner ring
// cut out of the outer one around it. It is nil where no outer ring closes.
func (b *osmBuilder) surface(thing osmThing) (orb.Geometry, error) {
	if thing.kind == overlay.Lamp || thing.kind == overlay.Camera || len(thing.members) > mostMembers {
		b.open++
		return nil, nil
	}
	outer, lost := b.rings(thing.members, "outer")
	inner, _ := b.rings(thing.members, "inner")
	if lost && len(outer) == 0 {
		b.open++
	}
	polygons := make(orb.MultiPolygon, len(outer))
	for i, ring := range outer {
		polygons[i] = orb.Polygon{ring}
	}
	for _, hole := range inner {
		for i, ring := range outer {
			if planar.RingContains(ring, hole[0]) {
				polygons[i] = append(polygons[i], hole)
				break
			}
		}
	}
	var all orb.MultiPolygon
	for _, p := range polygons {
		valid, err := geo.MakeValid(p)
		if err != nil {
			return nil, err
		}
		all = append(all, valid...)
	}
	return some(all, nil)
}

// rings joins the member ways of a role end to end; a member without a role is outer.
// Lost is true where ways remain that close no ring.
func (b *osmBuilder) rings(members []pbfMember, role string) (rings []orb.Ring, lost bool) {
	var open [][]int64
	for _, m := range members {
		if m.kind == pbfMemberWay && (m.role == role || m.role == "" && role == "outer") {
			if refs := b.refs(m.ref); len(refs) > 1 {
				open = append(open, refs)
			} else {
				lost = true
			}
		}
	}
	for len(open) > 0 {
		chain := slices.Clone(open[0])
		open = open[1:]
		for chain[0] != chain[len(chain)-1] {
			i, next := following(open, chain[len(chain)-1])
			if i < 0 {
				break
			}
			chain = append(chain, next[1:]...)
			open = append(open[:i:i], open[i+1:]...)
		}
		line, whole := b.line(chain)
		if whole && len(line) > 3 && chain[0] == chain[len(chain)-1] {
			rings = append(rings, orb.Ring(line))
		} else {
			lost = true
		}
	}
	return rings, lost
}

// following finds the first way that starts or ends at a node, turned to start there.
func following(open [][]int64, node int64) (int, []int64) {
	for i, refs := range open {
		if refs[0] == node {
			return i, refs
		}
		if refs[len(refs)-1] == node {
			turned := slices.Clone(refs)
			slices.Reverse(turned)
			return i, turned
		}
	}
	return -1, nil
}
