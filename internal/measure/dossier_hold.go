package measure

// partition is counts of the same things, divided one way: by category, or by hour.
type partition []int

// heldBack tells which counts a copy that leaves the house must not show, of a total and of some
// ways to divide it. Held back is every count from one to LeastTold-1, and as few others as it
// takes that none of those can be had by subtraction, the smallest first (secondary suppression,
// as statistical offices do it). Where even that does not help, nothing but zeros is shown.
func heldBack(total int, parts ...partition) (all bool, hidden [][]bool) {
	for _, p := range parts {
		held, ok := p.heldBack()
		if !ok || few(total) {
			return nothingBut0(total, parts)
		}
		hidden = append(hidden, held)
	}
	return false, hidden
}

func few(n int) bool { return n > 0 && n < LeastTold }

// heldBack is for a partition whose sum is shown; false where there is too little to hide among.
func (p partition) heldBack() ([]bool, bool) {
	hidden := make([]bool, len(p))
	for i, n := range p {
		hidden[i] = few(n)
	}
	for !p.safe(hidden) {
		least := -1
		for i, n := range p {
			if !hidden[i] && n > 0 && (least < 0 || n < p[least]) {
				least = i
			}
		}
		if least < 0 {
			return nil, false
		}
		hidden[least] = true
	}
	return hidden, true
}

// safe tells whether the sum of what is hidden, which anybody can work out, tells none of it. Of
// each it is known whether it is few; the sum of all must not be few itself, and must leave room:
// not all can be as small as they may be, nor all as great.
func (p partition) safe(hidden []bool) bool {
	var sum, small, great int
	for i, n := range p {
		switch {
		case !hidden[i]:
			continue
		case few(n):
			small++
		default:
			great++
		}
		sum += n
	}
	if small+great == 0 {
		return true
	}
	room := sum > small+LeastTold*great && (great > 0 || sum < (LeastTold-1)*small)
	return small+great > 1 && sum >= LeastTold && room
}

// nothingBut0 hides all but zeros.
func nothingBut0(total int, parts []partition) (all bool, hidden [][]bool) {
	for _, p := range parts {
		held := make([]bool, len(p))
		for i, n := range p {
			held[i] = n > 0
		}
		hidden = append(hidden, held)
	}
	return total > 0, hidden
}

// asCounts are numbers as readers may see them.
func (p partition) asCounts(hidden []bool) []Count {
	counts := make([]Count, len(p))
	for i, n := range p {
		counts[i] = asCount(n, hidden != nil && hidden[i])
	}
	return counts
}

func asCount(n int, hidden bool) Count {
	switch {
	case !hidden:
		return Count{N: n}
	case few(n):
		return Count{Few: true}
	}
	return Count{Held: true}
}
