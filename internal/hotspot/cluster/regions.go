package cluster

// regionBits is how many cells make a region: 2^regionBits that follow each other.
const regionBits = 3

// several is the tree of a region whose cells belong to more than one.
const several int32 = -2

// regions tell of the cells of a dense grid, so many at a time and with the two on each side,
// which tree those with cores belong to: none, one or several.
type regions struct {
	tree []int32 // nil: nothing is known
	wide int
}

// regions looks at the cells from up to past, so that whole regions that hang together already
// are passed over; those outside may belong to any tree, and so may all of another grid.
func (g *grid) regions(f forest, from, past int) regions {
	if g.key != nil || g.in != nil {
		return regions{}
	}
	r := regions{make([]int32, g.cells>>regionBits+1), g.wide}
	for k := range r.tree {
		r.tree[k] = several
		first, end := k<<regionBits-margin, (k+1)<<regionBits+margin
		if from <= first && end <= past {
			r.tree[k] = theOne(f[first:end])
		}
	}
	return r
}

// theOne is the tree of some cells.
func theOne(cells []int32) int32 {
	one := none
	for _, root := range cells {
		if root == none || root == one {
			continue
		}
		if one != none {
			return several
		}
		one = root
	}
	return one
}

// joined reports whether the cells with cores in the rows 0 to 2 seen from cell c, at most two
// columns away, are known to belong to the same tree: then it has nothing to be joined with.
func (r *regions) joined(c int) bool {
	one := none
	for k := 0; k <= 2 && r.tree != nil; k++ {
		switch tree := r.tree[(c+k*r.wide)>>regionBits]; {
		case tree == none || tree == one:
		case tree == several || one != none:
			return false
		default:
			one = tree
		}
	}
	return r.tree != nil
}
