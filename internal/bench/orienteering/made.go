package orienteering

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// Made is an instance that chance made, as a file.
type Made struct {
	File string // its name, without a folder
	Text []byte
}

// Instance reads the file back.
func (m Made) Instance() (Instance, error) { return Read(m.File, bytes.NewReader(m.Text)) }

// dice is chance from a seed, another for each kind of instance.
func dice(seed uint64, kind string) *rand.Rand {
	salt := uint64(0)
	for _, r := range kind {
		salt = salt*31 + uint64(r)
	}
	return rand.New(rand.NewPCG(seed, salt))
}

// Families are the layouts of MadeTOP: as sets 4 to 7 of Chao, Golden and Wasil are laid out.
var Families = []string{"scattered", "rings", "diamond", "round"}

// MadeTOP makes an instance of two to four teams whose points lie as in one of Families:
// scattered over a square with start and end apart, on the rings of a square with more to
// gather further out, on a diamond with more to gather aside of the straight way, or scattered
// with start and end in one place. Another family makes no points but the two.
func MadeTOP(family string, seed uint64) Made {
	r := dice(seed, family)
	teams := 2 + r.IntN(3)
	var points []point
	var most float64 // a team's length
	switch family {
	case "scattered":
		points, most = scattered(r, 80+r.IntN(40), 30, false), 20+60*r.Float64()
	case "rings":
		points, most = rings(4+r.IntN(2)), 5+30*r.Float64()
	case "diamond":
		points, most = diamond(7+r.IntN(2)), 15+15*r.Float64()
	case "round":
		points, most = scattered(r, 80+r.IntN(40), 75, true), 40+120*r.Float64()
	default:
		points = []point{{}, {}}
	}
	return Made{File: fmt.Sprintf("%s.%d.%d.txt", family, teams, seed), Text: topText(points, teams, math.Round(10*most)/10)}
}

// scattered are points anywhere in a square, the scores 1 to 40 with many low ones.
func scattered(r *rand.Rand, n int, side float64, round bool) []point {
	points := make([]point, n)
	for i := range points {
		points[i] = point{math.Round(1e3*side*r.Float64()) / 1e3, math.Round(1e3*side*r.Float64()) / 1e3, float64(1 + int(40*math.Pow(r.Float64(), 1.3)))}
	}
	if round {
		points[0] = point{side / 2, side / 2, 0}
		points[n-1] = points[0]
	}
	points[0].score, points[n-1].score = 0, 0
	return points
}

// rings are squares one outside the other, with points two apart; each gives more than that
// within it.
func rings(n int) []point {
	points := []point{{x: -.5}}
	for ring := 1; ring <= n; ring++ {
		far := float64(2*ring - 1)
		score := 5 + 10*float64(ring-1)
		for v := -far; v <= far; v += 2 {
			points = append(points, point{v, -far, score}, point{v, far, score})
			if v > -far && v < far {
				points = append(points, point{-far, v, score}, point{far, v, score})
			}
		}
	}
	return append(points, point{x: .5})
}

// diamond is a square on its corner, from start below to end above, with points at every other
// crossing; those aside give more.
func diamond(n int) []point {
	points := []point{{y: -float64(n)}}
	for y := 1 - n; y < n; y++ {
		wide := n - max(y, -y)
		for x := -wide; x <= wide; x += 2 {
			points = append(points, point{float64(x), float64(y), float64(6 * (1 + max(x, -x)))})
		}
	}
	return append(points, point{y: float64(n)})
}

// topText is the text form of an instance.
func topText(points []point, teams int, most float64) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "n %d\nm %d\ntmax %s\n", len(points), teams, strconv.FormatFloat(most, 'f', -1, 64))
	for _, p := range points {
		fmt.Fprintf(&b, "%.3f\t%.3f\t%g\n", p.x, p.y, p.score)
	}
	return b.Bytes()
}
