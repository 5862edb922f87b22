package rhythm

import "time"

// Week is the weight of reports over the hours of the week.
type Week struct {
	Hour             [Hours]float64
	Placed, Unplaced float64 // weight that fell in an hour, and that of intervals too long for any
	Rows, RowsPlaced int     // reports, and how many of them fell in an hour
	Squares          float64 // sum of the squares of the weights placed
	// How well the placed reports are known to an hour of the week, an hour of the day and a
	// day: the sum of weight × knowledge, which is 1 for a report in one such part and 0 for
	// one spread evenly over all of them.
	KnownHour, KnownClock, KnownDay float64
}

// Aoristic spreads the weight of each report over the hours of the week that it may have
// happened in, in equal parts of time (Ratcliffe, Aoristic analysis: the spatial
// interpretation of unspecific temporal events, IJGIS 14, 2000): the hour h gets
//
//	weight × seconds of the interval in h / seconds of the interval
//
// by the clocks of loc (nil is UTC), so that an hour which a clock change skips gets
// nothing and one that it repeats gets twice. An instant falls in one hour; an interval of
// more than 168 hours in none: its weight is Unplaced. Placed and Unplaced sum to all
// weight. Times are Unix seconds, weight nil is 1 each. It returns Invalid for columns of
// different lengths, an interval that ends before it begins, a time outside the years 1600
// to 2400 and a weight that is negative or no number.
func Aoristic(from, to []int64, weight []float64, loc *time.Location) (Week, error) {
	w := Week{Rows: len(from)}
	if err := check(from, to, weight); err != nil {
		return w, err
	}
	c := clockOf(loc, from, to)
	for i := range from {
		w.add(c, from[i], to[i], weightAt(weight, i))
	}
	return w, nil
}

func (w *Week) add(c *clock, from, to int64, weight float64) {
	if to-from > longest {
		w.Unplaced += weight
		return
	}
	w.RowsPlaced++
	w.Placed += weight
	w.Squares += weight * weight
	hour := c.hour(from)
	if to-from <= hourS && (to == from || c.hour(to-1) == hour) {
		w.Hour[hour] += weight
		w.KnownHour += weight
		w.KnownClock += weight
		w.KnownDay += weight
		return
	}
	w.spread(c, from, to, weight)
}

// spread adds a report that touches several hours.
func (w *Week) spread(c *clock, from, to int64, weight float64) {
	var byHour [Hours]float64
	c.eachHour(from, to, func(hour int, seconds int64) { byHour[hour] += float64(seconds) })
	perSecond := weight / float64(to-from)
	var byClock [24]float64
	var byDay [7]float64
	for day := range byDay {
		for hour := range byClock {
			seconds := byHour[day*24+hour]
			w.Hour[day*24+hour] += seconds * perSecond
			byClock[hour] += seconds
			byDay[day] += seconds
		}
	}
	length := float64(to - from)
	w.KnownHour += weight * knowledge(byHour[:], length)
	w.KnownClock += weight * knowledge(byClock[:], length)
	w.KnownDay += weight * knowledge(byDay[:], length)
}

// knowledge is how far from even some parts of a whole are, 0 to 1: (k·Σ share² − 1)/(k − 1)
// for k parts, the normalised Herfindahl index. One in m equal parts has nearly 1/m.
func knowledge(parts []float64, whole float64) float64 {
	var squares float64
	for _, p := range parts {
		squares += p * p
	}
	k := float64(len(parts))
	return max(0, (k*squares/(whole*whole)-1)/(k-1))
}
