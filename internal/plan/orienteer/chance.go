package orienteer

import (
	"math/bits"
	"math/rand/v2"
)

// chance draws numbers from a seed, without the cost of an interface.
type chance struct{ pcg rand.PCG }

func newChance(seed, stream uint64) chance {
	return chance{*rand.NewPCG(seed, stream)}
}

// below is a number in [0, n); n is at least 1.
func (c *chance) below(n int) int {
	hi, _ := bits.Mul64(c.pcg.Uint64(), uint64(n))
	return int(hi)
}

// unit is a number in [0, 1).
func (c *chance) unit() float64 {
	return float64(c.pcg.Uint64()>>11) / (1 << 53)
}

// between is a number in [from, to).
func (c *chance) between(from, to float64) float64 {
	return from + (to-from)*c.unit()
}
