package trend

import (
	"cmp"
	"math"
)

// zone is a distance and a time that events are watched for.
type zone struct {
	radiusM float64
	seconds int64
	ratio   float64
}

// zones reads off the table what to watch for, the nearest first; see Watches.
func (k Knox) zones(p WatchParams) []zone {
	var found []zone
	var pool []KnoxCell // the cells that are raised, of the bands so far
	longest := math.MaxInt
	for from, to := 0, 0; from < len(k.Cells); from = to {
		raised := 0
		for to = from; to < len(k.Cells) && k.Cells[to].ToM == k.Cells[from].ToM; to++ {
			if to-from == raised && raised < longest && k.Cells[to].raised(cmp.Or(p.LeastRatio, leastRatio), cmp.Or(p.MostP, mostP)) {
				raised++
			}
		}
		if raised == 0 && k.Cells[from].ToM == 0 {
			continue
		}
		longest = raised
		if raised == 0 {
			break
		}
		last := k.Cells[from+raised-1]
		pool = append(pool, k.Cells[from:from+raised]...)
		z := zone{radiusM: last.ToM, seconds: int64(max(last.ToDays, 1)) * secondsPerDay, ratio: pooled(pool, last)}
		if len(found) > 0 && found[len(found)-1].seconds == z.seconds {
			found = found[:len(found)-1] // outlasted by this one, which is wider
		}
		found = append(found, z)
	}
	return found
}

// pooled is the ratio of all cells up to the days of the last one.
func pooled(cells []KnoxCell, last KnoxCell) float64 {
	observed, expected := 0.0, 0.0
	for _, c := range cells {
		if c.ToDays <= last.ToDays {
			observed += float64(c.Observed)
			expected += c.Expected
		}
	}
	if expected == 0 {
		return last.Ratio
	}
	return observed / expected
}

// vicinity finds the events near another, of those late enough to be in a window that is
// open now.
type vicinity struct {
	radiusM float64
	x, y    []float64
	at      []int64
	rows    []int32              // of the columns, the newest first
	cell    map[[2]int64][]int32 // places in rows, by squares with the radius as their side
}

func newVicinity(z zone, x, y []float64, at []int64, rows []int32, now int64) vicinity {
	v := vicinity{radiusM: z.radiusM, x: x, y: y, at: at, cell: map[[2]int64][]int32{}}
	for i, row := range rows {
		if at[row]+2*z.seconds <= now {
			break
		}
		square := v.square(row)
		v.cell[square] = append(v.cell[square], int32(i))
		v.rows = rows[:i+1]
	}
	return v
}

func (v vicinity) square(row int32) [2]int64 {
	side := max(v.radiusM, 1)
	return [2]int64{int64(math.Floor(v.x[row] / side)), int64(math.Floor(v.y[row] / side))}
}

// near visits the places in rows of the events within the radius of one, itself among them.
func (v vicinity) near(row int32, visit func(i int32)) {
	middle := v.square(row)
	for dy := int64(-1); dy <= 1; dy++ {
		for dx := int64(-1); dx <= 1; dx++ {
			for _, i := range v.cell[[2]int64{middle[0] + dx, middle[1] + dy}] {
				// Each product is rounded, on every machine: who is near does not differ.
				dx, dy := v.x[v.rows[i]]-v.x[row], v.y[v.rows[i]]-v.y[row]
				if float64(dx*dx)+float64(dy*dy) <= float64(v.radiusM*v.radiusM) {
					visit(i)
				}
			}
		}
	}
}
