package export

// Tables lower than this, in millimetres, are set on one page, with their heading.
const pdfWhole = 75.0

// together is how many millimetres of a page the first of some blocks takes with those that it
// stays with. Of a block that stays with nothing only a heading and its table stay together.
func together(blocks []block) float64 {
	if !blocks[0].Next {
		return blocks[0].headed()
	}
	var high float64
	for _, b := range blocks {
		high += b.high()
		if !b.Next {
			break
		}
	}
	return high
}

func (b block) headed() float64 {
	if b.Heading == "" || b.Table == nil {
		return 0
	}
	return b.headHigh() + b.tableHigh()
}

// high is how high a block of a heading, words and a table is set; of a high table what is set
// on one page.
func (b block) high() float64 {
	high := b.headHigh() + b.tableHigh()
	if b.Text != "" {
		size := pdfBody
		if b.Fine {
			size = pdfSmall
		}
		high += wordsHigh(b.Text, size, false) + pdfAfter
	}
	return high
}

func (b block) headSize() float64 {
	if b.Level == 3 {
		return 10.5
	}
	return 13
}

func (b block) headHigh() float64 {
	if b.Heading == "" {
		return 0
	}
	high := b.headSize()*pdfAbove + wordsHigh(b.Heading, b.headSize(), true)
	if b.Level != 3 {
		high += pdfRule
	}
	return high
}

func (b block) tableHigh() float64 {
	if b.Table == nil {
		return 0
	}
	return min(b.Table.high(), pdfWhole)
}

func wordsHigh(words string, points float64, bold bool) float64 {
	return float64(len(pdfLines(words, points, bold, pdfWide))) * points * pdfPoint * pdfLeading
}
