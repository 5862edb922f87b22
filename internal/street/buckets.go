package street

const (
	bucketCount = 512 // a power of two
	bucketWidth = 4.0 // metres of cost at least; narrower ones are mostly empty, wider ones sort too little
)

// buckets is a queue of nodes sorted by cost into ranges of equal width. They lie on a
// ring, wide enough that no way reaches round it: a node may stand in it more than once.
type buckets struct {
	ring  [bucketCount][]int32
	width float64
	at    int // number of the bucket that is emptied now
	head  int // entries taken from it
	open  int // entries in all buckets
}

// reset empties the queue, for ways that add at most longest to the cost.
func (b *buckets) reset(longest float64) {
	for i := range b.ring {
		b.ring[i] = b.ring[i][:0]
	}
	b.at, b.head, b.open = 0, 0, 0
	b.width = max(bucketWidth, longest/(bucketCount-2))
}

func (b *buckets) put(node int32, cost float64) {
	slot := &b.ring[int(cost/b.width)%bucketCount]
	*slot = append(*slot, node)
	b.open++
}

// take removes the oldest node from the bucket at hand. Oldest first bounds how often a
// wide bucket can improve on what it passed before.
func (b *buckets) take() (node int32, ok bool) {
	slot := b.ring[b.at%bucketCount]
	if b.head == len(slot) {
		return 0, false
	}
	b.head++
	b.open--
	return slot[b.head-1], true
}

// next moves on from an empty bucket.
func (b *buckets) next() {
	b.ring[b.at%bucketCount] = b.ring[b.at%bucketCount][:0]
	b.at++
	b.head = 0
}

// least is what the bucket at hand costs at least.
func (b *buckets) least() float64 { return float64(b.at) * b.width }
