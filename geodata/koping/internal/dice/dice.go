// Package dice gives the exercise data its chance: streams of numbers that depend on
// nothing but the words they are named with, so that a part of the town or a week of
// reports can be made again, alone, and come out the same.
package dice

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// Dice is one stream of chance. The draws are made from the specified PCG sequence with
// arithmetic of this package's own, so that they do not change with the library.
type Dice struct {
	source *rand.PCG
}

// New opens the stream that a seed and its names stand for.
func New(seed uint64, names ...string) *Dice {
	h := fnv.New64a()
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], seed)
	h.Write(raw[:])
	for _, name := range names {
		h.Write([]byte(name))
		h.Write([]byte{0})
	}
	return &Dice{source: rand.NewPCG(seed, h.Sum64())}
}

// Float draws evenly from [0, 1).
func (d *Dice) Float() float64 { return float64(d.source.Uint64()>>11) / (1 << 53) }

// Between draws evenly from [low, high).
func (d *Dice) Between(low, high float64) float64 { return low + (high-low)*d.Float() }

// Int draws evenly from 0..n-1; n is at least 1.
func (d *Dice) Int(n int) int { return int(d.Float() * float64(n)) }

// Chance is true with probability p.
func (d *Dice) Chance(p float64) bool { return d.Float() < p }

// Normal draws from the normal distribution around 0 with deviation 1 (Box and Muller).
func (d *Dice) Normal() float64 {
	r := math.Sqrt(-2 * math.Log(1-d.Float()))
	return r * math.Cos(2*math.Pi*d.Float())
}

// Poisson draws a count with the given mean (Knuth's product of uniforms; means here are
// below some tens).
func (d *Dice) Poisson(mean float64) int {
	limit, product := math.Exp(-mean), 1.0
	for n := 0; ; n++ {
		product *= d.Float()
		if product <= limit {
			return n
		}
	}
}

// Weighted draws an index with a chance in proportion to its weight. The weights are not
// negative and at least one is positive.
func (d *Dice) Weighted(weights []float64) int {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	at := d.Float() * sum
	last := 0
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		if last = i; at < w {
			return i
		}
		at -= w
	}
	return last
}

// Pick draws one of the things; there is at least one.
func Pick[T any](d *Dice, things []T) T { return things[d.Int(len(things))] }
