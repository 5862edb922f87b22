package hotspot

import "math"

// box is the extent of some points.
type box struct{ minX, minY, maxX, maxY float64 }

var emptyBox = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (b *box) add(x, y float64) {
	b.minX, b.minY = min(b.minX, x), min(b.minY, y)
	b.maxX, b.maxY = max(b.maxX, x), max(b.maxY, y)
}

func (b *box) empty() bool { return b.minX > b.maxX }

// diagonal is the distance between opposite corners, 0 for one point.
func (b *box) diagonal() float64 { return math.Hypot(b.maxX-b.minX, b.maxY-b.minY) }

// reach is the squared distance from a point to the nearest and to the farthest point of
// the box; +Inf and NaN or +Inf for an empty one.
func (b *box) reach(x, y float64) (least, most float64) {
	least = square(max(0, b.minX-x, x-b.maxX), max(0, b.minY-y, y-b.maxY))
	most = square(max(x-b.minX, b.maxX-x), max(y-b.minY, b.maxY-y))
	return least, most
}

// digitBits is the width of a digit of sortByKey: its counters fit the first-level cache.
const digitBits = 11

// sortByKey returns the order that sorts keys, equal keys in input order: a counting sort
// for each digit, from the lowest.
func sortByKey(keys []uint64) []int32 {
	order, next := make([]int32, len(keys)), make([]int32, len(keys))
	var highest uint64
	for i, k := range keys {
		order[i] = int32(i)
		highest = max(highest, k)
	}
	for shift := 0; highest>>shift > 0; shift += digitBits {
		var starts [1 << digitBits]int32
		for _, k := range keys {
			starts[k>>shift&(1<<digitBits-1)]++
		}
		var sum int32
		for d, count := range starts {
			starts[d] = sum
			sum += count
		}
		for _, i := range order {
			d := keys[i] >> shift & (1<<digitBits - 1)
			next[starts[d]] = i
			starts[d]++
		}
		order, next = next, order
	}
	return order
}
