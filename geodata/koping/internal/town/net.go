package town

import (
	"sort"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
)

// knot is a crossing of the net with its number; piece is the street between two.
type knot struct {
	id    int
	point orb.Point
}

type piece [2]int

// net is the corner points of a quarter's blocks, columns+1 by rows+1.
type net struct {
	columns, rows int
	points        [][]orb.Point // by column, then row
}

// net lays the corners: uneven block widths, jitter inside, none on the sides, so that
// inner streets end on the street of the side.
func (q quarter) net(p patch, d *dice.Dice) net {
	us, vs := uneven(q.columns, d), uneven(q.rows, d)
	n := net{columns: q.columns, rows: q.rows}
	jitter := map[style]float64{core: 3, villas: 8, estate: 6, works: 4}[q.style]
	for i, u := range us {
		var column []orb.Point
		for j, v := range vs {
			inner := i > 0 && i < q.columns && j > 0 && j < q.rows
			at := p.at(u, v)
			if inner {
				at = orb.Point{at[0] + jitter*d.Normal(), at[1] + jitter*d.Normal()}
			}
			column = append(column, cm(at))
		}
		n.points = append(n.points, column)
	}
	return n
}

// uneven splits 0..1 into n parts of unlike width.
func uneven(n int, d *dice.Dice) []float64 {
	at := make([]float64, n+1)
	for i := 1; i <= n; i++ {
		at[i] = at[i-1] + d.Between(0.75, 1.3)
	}
	for i := range at {
		at[i] /= at[n]
	}
	return at
}

func (n net) id(i, j int) int { return i*(n.rows+1) + j }

func (n net) column(i int) []knot {
	var line []knot
	for j := 0; j <= n.rows; j++ {
		line = append(line, knot{n.id(i, j), n.points[i][j]})
	}
	return line
}

func (n net) row(j int) []knot {
	var line []knot
	for i := 0; i <= n.columns; i++ {
		line = append(line, knot{n.id(i, j), n.points[i][j]})
	}
	return line
}

// middle is the point halfway between two corners.
func (n net) middle(i, j, k, l int) orb.Point {
	a, b := n.points[i][j], n.points[k][l]
	return cm(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2})
}

// gaps draws which inner pieces are left out. A corner keeps at least three of its four
// streets, two among villas, where that makes a bend or a dead end.
func (n net) gaps(part float64, s style, d *dice.Dice) map[piece]bool {
	var pieces []piece
	for i := 1; i < n.columns; i++ {
		for j := range n.rows {
			pieces = append(pieces, piece{n.id(i, j), n.id(i, j+1)})
		}
	}
	for j := 1; j < n.rows; j++ {
		for i := range n.columns {
			pieces = append(pieces, piece{n.id(i, j), n.id(i+1, j)})
		}
	}
	order := make([]float64, len(pieces))
	for i := range order {
		order[i] = d.Float()
	}
	index := make([]int, len(pieces))
	for i := range index {
		index[i] = i
	}
	sort.SliceStable(index, func(a, b int) bool { return order[index[a]] < order[index[b]] })

	least := 3
	if s == villas || s == works {
		least = 2
	}
	left := map[int]int{}
	for _, p := range pieces {
		left[p[0]]++
		left[p[1]]++
	}
	drop := map[piece]bool{}
	for _, k := range index[:int(part*float64(len(pieces)))] {
		p := pieces[k]
		if (left[p[0]] > least || n.border(p[0])) && (left[p[1]] > least || n.border(p[1])) {
			drop[p] = true
			left[p[0]]--
			left[p[1]]--
		}
	}
	return drop
}

// border tells whether a corner lies on a side of the quarter.
func (n net) border(id int) bool {
	i, j := id/(n.rows+1), id%(n.rows+1)
	return i == 0 || j == 0 || i == n.columns || j == n.rows
}
