package cluster

import "math"

// twins remembers points of a cell by place and time, so that a crowd on one spot is looked
// at once. A point is remembered until another takes its slot.
type twins [256]int32

// crowd is how many points of a cell it is worth looking for twins among.
const crowd = 32

// of is a point of cell c looked at before on the spot of point i and at its time; else −1,
// and point i is remembered.
func (t *twins) of(g *grid, c int, i int32) int32 {
	if g.start[c+1]-g.start[c] < crowd {
		return -1
	}
	return t.find(g, g.start[c], i)
}

// find is of in a cell that begins at a position. Points of other cells lie before it.
func (t *twins) find(g *grid, from, i int32) int32 {
	p := g.at[i]
	key := math.Float64bits(p.x)*0x9e3779b97f4a7c15 ^ math.Float64bits(p.y)*0xc2b2ae3d27d4eb4f
	if g.in != nil {
		key ^= math.Float64bits(g.t[i]) * 0x165667b19e3779f9
	}
	slot := &t[key>>32*0x9e3779b1>>24&255]
	if twin := *slot - 1; twin >= from && g.at[twin] == p && (g.in == nil || g.t[twin] == g.t[i]) {
		return twin
	}
	*slot = i + 1
	return -1
}
