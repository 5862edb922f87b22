package street

// item is an open node and what reaching it costs.
type item struct {
	cost float64
	node int32
}

// heap is a priority queue with four children a node, which is flatter, and so kinder to
// the cache, than one with two. A node may stand in it more than once.
type heap []item

func (h *heap) push(x item) {
	*h = append(*h, x)
	q := *h
	i := len(q) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !before(x, q[parent]) {
			break
		}
		q[i] = q[parent]
		i = parent
	}
	q[i] = x
}

func (h *heap) pop() item {
	q := *h
	top, x := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*h = q
	for i := 0; len(q) > 0; {
		least, first := i, 4*i+1
		value := x
		for c := first; c < min(first+4, len(q)); c++ {
			if before(q[c], value) {
				least, value = c, q[c]
			}
		}
		q[i] = value
		if least == i {
			break
		}
		i = least
	}
	return top
}

// before orders by cost, then by node, so that a search never depends on chance.
func before(a, b item) bool {
	return a.cost < b.cost || a.cost == b.cost && a.node < b.node
}
