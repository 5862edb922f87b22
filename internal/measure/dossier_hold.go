package measure

// heldBack tells which counts of a table a copy that leaves the house must not show. The last
// count of each line is the sum of those before it, and the last line is the sum of those above
// it, where there are more than one. What is held back is every count from one to LeastTold-1,
// and as few others as it takes that none of those can be had by subtraction: in each line whose
// sum is shown, those held back are two or more and make LeastTold or more together. (Secondary
// suppression, as statistical offices do it, in its simplest form: the smallest go first.)
func heldBack(table [][]int) [][]bool {
	hidden := make([][]bool, len(table))
	for i, line := range table {
		hidden[i] = make([]bool, len(line))
		for j, n := range line {
			hidden[i][j] = n > 0 && n < LeastTold
		}
	}
	lines := linesOf(table)
	for again := true; again; {
		again = false
		for _, line := range lines {
			if line.giveAway(table, hidden) {
				line.hide(table, hidden)
				again = true
			}
		}
	}
	return hidden
}

// cell is a place in a table, and sum a run of them whose last is the sum of the others.
type (
	cell struct{ i, j int }
	sum  []cell
)

func linesOf(table [][]int) []sum {
	var lines []sum
	for i, line := range table {
		var row sum
		for j := range line {
			row = append(row, cell{i, j})
		}
		lines = append(lines, row)
	}
	if len(table) < 2 {
		return alone(lines)
	}
	for j := range table[0] {
		var column sum
		for i := range table {
			column = append(column, cell{i, j})
		}
		lines = append(lines, column)
	}
	return alone(lines)
}

// alone leaves out lines of a single count, which is nothing's sum.
func alone(lines []sum) []sum {
	var kept []sum
	for _, line := range lines {
		if len(line) > 1 {
			kept = append(kept, line)
		}
	}
	return kept
}

// giveAway tells whether what is shown of a line tells a count that is held back.
func (s sum) giveAway(table [][]int, hidden [][]bool) bool {
	parts, total := s[:len(s)-1], s[len(s)-1]
	n, together := 0, 0
	for _, c := range parts {
		if hidden[c.i][c.j] {
			n++
			together += table[c.i][c.j]
		}
	}
	if hidden[total.i][total.j] {
		return n == 0
	}
	return n > 0 && (n < 2 || together < LeastTold)
}

// hide holds back the smallest count above 0 of a line that is shown, the sum when there is no
// other.
func (s sum) hide(table [][]int, hidden [][]bool) {
	least := s[len(s)-1]
	found := false
	for _, c := range s[:len(s)-1] {
		n := table[c.i][c.j]
		if !hidden[c.i][c.j] && n > 0 && (!found || n < table[least.i][least.j]) {
			least, found = c, true
		}
	}
	hidden[least.i][least.j] = true
}
