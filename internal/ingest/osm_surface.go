package ingest

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/overlay"
)

// mostMembers is how many ways one surface may be made of: joining them looks at each for
// each.
const mostMembers = 5000

// relation assembles a multipolygon: its member ways joined into rings, each inner ring
// cut out of the outer one around it. One where no outer ring closes is put aside, as are
// relations of other types.
func (b *osmBuilder) relation(t osmThing) error {
	var where orb.LineString
	for _, m := range t.members[:min(len(t.members), mostMembers)] {
		part, _ := b.line(b.refs(m.ref))
		where = append(where, part...)
	}
	if t.loose || t.Kind == overlay.Lamp || t.Kind == overlay.Camera {
		b.aside("relation", t, where, "shape_kind")
		return nil
	}
	if len(t.members) > mostMembers {
		b.aside("relation", t, where, "shape_empty")
		return nil
	}
	outer, whole := b.rings(t.members, "outer")
	inner, wholeToo := b.rings(t.members, "inner")
	polygons := make(orb.MultiPolygon, len(outer))
	for i, ring := range outer {
		polygons[i] = orb.Polygon{ring}
	}
	if len(outer) > 0 && !(whole && wholeToo) && b.wanted(where) {
		b.partial++
	}
	for _, hole := range inner {
		for i, ring := range outer {
			if planar.RingContains(ring, hole[0]) {
				polygons[i] = append(polygons[i], hole)
				break
			}
		}
	}
	return b.repaired("relation", t, where, polygons)
}

// rings joins the member ways of a role end to end; a member without a role is outer.
// Ways that close no ring are left out, and all is false.
func (b *osmBuilder) rings(members []pbfMember, role string) (rings []orb.Ring, all bool) {
	var open [][]int64
	all = true
	for _, m := range members {
		if m.kind == pbfMemberWay && (m.role == role || m.role == "" && role == "outer") {
			if refs := b.refs(m.ref); len(refs) > 1 {
				open = append(open, refs)
			} else {
				all = false
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
			all = false
		}
	}
	return rings, all
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
