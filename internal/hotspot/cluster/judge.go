package cluster

import "sync/atomic"

// marks has a bit for each position, which any thread may set.
type marks []uint32

func newMarks(n int) marks { return make(marks, n/32+1) }

func (m marks) has(i int32) bool {
	return atomic.LoadUint32(&m[uint32(i)/32])>>(uint32(i)%32)&1 != 0
}

// set sets the bits from one up to past.
func (m marks) set(from, past int32) {
	for from < past {
		end := min(past, (from|31)+1)
		atomic.OrUint32(&m[uint32(from)/32], ^uint32(0)>>(32-(end-from))<<(uint32(from)%32))
		from = end
	}
}

// verdicts are what is known of which points are cores. Cells with cores are sought first, and
// one core is enough to make a cell part of a cluster. Whether its other points are cores too
// is asked only where it makes a difference: where cells are joined by them, or another
// cluster or a border point is near. In a town most are never asked about.
type verdicts struct {
	enough      float64 // the weight that makes a core
	core, known marks   // a core is known to be one
}

func newVerdicts(n int, enough float64) *verdicts {
	return &verdicts{enough, newMarks(n), newMarks(n)}
}

// judge tells on one thread which points are cores, and notes it for all: two that are asked
// at once find the same.
type judge struct {
	*grid
	*verdicts
	seen twins
}

// isCore reports whether point i of cell c, which has cores, is one.
func (j *judge) isCore(c int, i int32) bool {
	if j.known.has(i) {
		return j.core.has(i)
	}
	return j.settle(c, i)
}

// firstCore is the first of a cell's cores, which is always known: the first in the input too,
// since a cell keeps its order.
func (j *judge) firstCore(c int) int32 {
	i := j.start[c]
	for !j.core.has(i) {
		i++
	}
	return i
}

// settle is isCore for a point that nothing is known of. Points with weights are all known.
func (j *judge) settle(c int, i int32) bool {
	core := j.isDense(c, i, float64(j.start[c+1]-j.start[c]))
	if core {
		j.core.set(i, i+1)
	}
	j.known.set(i, i+1)
	return core
}

// isDense reports whether the neighbours of point i weigh enough, of which those of its own
// cell c weigh own.
func (j *judge) isDense(c int, i int32, own float64) bool {
	if twin := j.seen.of(j.grid, c, i); twin >= 0 {
		return j.core.has(twin)
	}
	return j.dense(c, i, j.enough-own)
}
