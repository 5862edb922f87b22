package cluster

import "math"

// clock cuts time in slabs of just under epsT, so that points of one slab are always
// neighbours in time, a layer of the grid each. A line of time has margins of two layers; a
// circle is cut in equal parts.
type clock struct {
	in     []float64 // times of the input, on a circle from 0 up to the period; nil: no time
	t      []float64 // by position
	epsT   float64
	period float64 // +Inf for time that is a line

	first   float64 // when the first slab begins
	inverse float64 // slabs a second
	reach   float64 // epsT in slabs, a little more
	slabs   int     // on a circle; 0 on a line
	layers  int
}

// noClock has one layer only.
var noClock = clock{layers: 1}

// maxLayers is how many slabs time may have: beyond it their numbers are not exact.
const maxLayers = 1 << 40

// newClock fits a clock to times; at least one.
func newClock(t []float64, params SpaceTime) (clock, error) {
	k := clock{in: t, epsT: params.EpsT, period: params.PeriodT}
	first, last := extent(t)
	if k.period > 0 {
		k.in = onCircle(t, k.period)
		first, last = 0, k.period
	} else {
		k.period = math.Inf(1)
	}
	span := (last - first) / k.epsT
	if !(span < maxLayers) {
		return clock{}, tooLong(k.epsT)
	}
	slab := k.epsT * (1 - 1e-9 - span*0x1p-48)
	if params.PeriodT > 0 {
		k.slabs = int(math.Ceil(k.period / slab))
		k.layers, slab = k.slabs, k.period/float64(k.slabs)
	} else {
		// Times are often whole days: the slabs begin between two.
		k.first = first - 0.377*slab
		k.layers = int((last-k.first)/slab) + 1 + 2*margin
	}
	k.inverse = 1 / slab
	k.reach = k.epsT*k.inverse*(1+1e-9) + 1e-6 + span*0x1p-48
	return k, nil
}

func extent(v []float64) (least, most float64) {
	least, most = v[0], v[0]
	for _, x := range v {
		if x < least {
			least = x
		}
		if x > most {
			most = x
		}
	}
	return least, most
}

// onCircle are times from 0 up to the period.
func onCircle(t []float64, period float64) []float64 {
	turned := make([]float64, len(t))
	for i, at := range t {
		// Exact where the number of turns is, since the rest is a double.
		rest := math.FMA(-math.Floor(at/period), period, at)
		if !(rest >= 0 && rest < period) {
			if rest = math.Mod(at, period); rest < 0 {
				rest += period
			}
			if rest >= period { // a hair below zero, rounded
				rest = 0
			}
		}
		turned[i] = rest
	}
	return turned
}

// layer is the layer of a time.
func (k *clock) layer(t float64) int {
	if k.slabs == 0 {
		return int((t-k.first)*k.inverse) + margin
	}
	return min(int(t*k.inverse), k.slabs-1)
}

// gap is the time between two points by position, the shorter way round.
func (k *clock) gap(i, j int32) float64 {
	straight := math.Abs(k.t[i] - k.t[j])
	return min(straight, k.period-straight)
}

// shift leads from a layer to another. Its lane is 0 to itself, 1 to the next, 2 to the one
// before, 3 to others.
type shift struct{ lane, layers int }

// lane is the shift of a lane below 3 from a layer.
func (k *clock) lane(layer, lane int) shift {
	by := [...]int{0, 1, -1}[lane]
	if k.slabs > 0 && lane > 0 {
		by = (layer+by+k.slabs)%k.slabs - layer
	}
	return shift{lane, by}
}

// others are the shifts from the layer of position i to the others with points near it in
// time: the one after and the one before, and rarely those beyond; each layer once.
func (k *clock) others(i int32) (shifts [4]shift, n int) {
	layer, after, before := k.reaches(i)
	add := func(lane, by, least int) {
		if k.slabs > 0 && k.slabs < least {
			return
		}
		if k.slabs > 0 {
			by = (layer+by+2*k.slabs)%k.slabs - layer
		}
		shifts[n] = shift{lane, by}
		n++
	}
	add(1, 1, 2)
	add(2, -1, 3)
	if after {
		add(3, 2, 4)
	}
	if before && !(after && k.slabs == 4) {
		add(3, -2, 4)
	}
	return shifts, n
}

// reaches is the slab of position i, and whether points two slabs after or before it may be
// near it in time.
func (k *clock) reaches(i int32) (slab int, after, before bool) {
	v := (k.t[i] - k.first) * k.inverse
	slab = int(v)
	if k.slabs > 0 {
		slab = min(slab, k.slabs-1)
	}
	v -= float64(slab)
	return slab, v+k.reach >= 2, v-k.reach < -1
}
