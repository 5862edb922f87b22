package street

import "slices"

// PathAvoiding is a way that keeps off streets that were gone before, in whichever
// direction, where that costs at most the share most more than the cheapest way: 0.3 for
// three tenths more. Each metre of such a street counts as 1 + most; the cheapest way by
// that count never costs more than 1 + most times the cheapest of all, nor lies along used
// streets at more cost than that one does. Its true seconds are for the caller to weigh
// against the time there is. It is false where there is no way.
func (p *Profile) PathAvoiding(from, to Position, gone []Step, most float64) (Path, bool) {
	if most = bounded(most, mostPreference); most == 0 || len(gone) == 0 {
		return p.Path(from, to)
	}
	return p.avoiding(gone, most).Path(from, to)
}

// Alternatives gives up to n ways between two positions, the cheapest first, each keeping
// off the streets of those before as PathAvoiding does. There are fewer where no other way
// is near enough in cost.
func (p *Profile) Alternatives(from, to Position, n int, most float64) []Path {
	var all []Path
	var gone []Step
	for range n {
		path, ok := p.PathAvoiding(from, to, gone, most)
		if !ok || slices.ContainsFunc(all, func(o Path) bool { return slices.Equal(o.Steps, path.Steps) }) {
			break
		}
		all, gone = append(all, path), append(gone, path.Steps...)
	}
	return all
}
