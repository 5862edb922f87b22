package sun

import (
	"sync"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// Days remembers when each night of one place is dark, so that hundreds of thousands of
// intervals cost one reckoning for each night. Safe for use by many goroutines.
type Days struct {
	place Place
	mutex sync.RWMutex
	dark  map[int64]darkness // by number of the noon that the night comes after
}

// darkness is the dark stretches between one noon and the next, [from, to) in Unix seconds,
// in order. There is one of them or none, and two only where the polar night begins or ends.
type darkness struct {
	n     int
	spans [3][2]int64
}

// NewDays makes an empty memory of a place.
func NewDays(p Place) *Days { return &Days{place: p, dark: map[int64]darkness{}} }

// Place is where it reckons for.
func (d *Days) Place() Place { return d.place }

// DarkBetween is how much of the time between two instants is dark, as DarkSeconds.
func (d *Days) DarkBetween(from, to time.Time) time.Duration {
	return time.Duration(d.DarkSeconds(from.Unix(), to.Unix())) * time.Second
}

// DarkSeconds is how many of the seconds from one instant until another, both in Unix
// seconds, are dark: exact to a second for each dusk and dawn between them (within 85
// degrees of the equator; nearer the poles to a few minutes on the days when the polar
// night begins and ends), and parts always sum to their whole. It is 0 where to is not
// after from, and for a place that Validate refuses.
func (d *Days) DarkSeconds(from, to int64) int64 {
	if d.place.Validate() != nil {
		return 0
	}
	var sum int64
	for n := d.noonBefore(from); d.noon(n) < to; n++ {
		night := d.night(n)
		for _, s := range night.spans[:night.n] {
			sum += max(0, min(to, s[1])-max(from, s[0]))
		}
	}
	return sum
}

// Case says how dark a night gets.
type Case int

// The cases: a night that is dark for a while, a summer night that never is, and a polar
// night that is so from noon to noon.
const (
	Some Case = iota
	Never
	Always
)

// Night is when it is dark between one noon and the next, by the mean sun of the place.
type Night struct {
	Case     Case
	From, To time.Time // UTC; of the longest dark stretch, both zero for Never
}

// Night is the night, noon to noon, that an instant lies in; Never for a place that
// Validate refuses.
func (d *Days) Night(at time.Time) Night {
	if d.place.Validate() != nil {
		return Night{Case: Never}
	}
	n := d.noonBefore(at.Unix())
	night := d.night(n)
	if night.n == 0 {
		return Night{Case: Never}
	}
	longest := night.spans[0]
	for _, s := range night.spans[1:night.n] {
		if s[1]-s[0] > longest[1]-longest[0] {
			longest = s
		}
	}
	found := Night{From: time.Unix(longest[0], 0).UTC(), To: time.Unix(longest[1], 0).UTC()}
	if longest == [2]int64{d.noon(n), d.noon(n + 1)} {
		found.Case = Always
	}
	return found
}

// noon is the instant of a mean solar noon: noon 0 is that of 1 January 1970.
func (d *Days) noon(n int64) int64 {
	return n*secondsPerDay + secondsPerDay/2 - int64(d.place.Lon*secondsPerDay/360)
}

// noonBefore is the number of the last noon not after an instant.
func (d *Days) noonBefore(unix int64) int64 {
	since := unix - d.noon(0)
	n := since / secondsPerDay
	if since%secondsPerDay < 0 {
		n--
	}
	return n
}

func (d *Days) night(n int64) darkness {
	d.mutex.RLock()
	known, ok := d.dark[n]
	d.mutex.RUnlock()
	if ok {
		return known
	}
	found := darkBetweenNoons(d.place, d.noon(n), d.noon(n+1))
	d.mutex.Lock()
	d.dark[n] = found
	d.mutex.Unlock()
	return found
}
