package sun

import "math"

// turn is an instant and the elevation of the sun then.
type turn struct {
	at int64
	up float64
}

func (t turn) dark() bool { return t.up < CivilDusk }

// darkBetweenNoons finds the dark stretches between two mean noons. The sun sinks from its
// true noon to its true midnight and rises again, so between those each change from light
// to dark or back is single, and is closed in on. The true noon lies up to a quarter of an
// hour from the mean one, which matters only where even noon is dark.
func darkBetweenNoons(p Place, from, to int64) darkness {
	first, last := turn{from, elevation(p, from)}, turn{to, elevation(p, to)}
	turns := make([]turn, 0, 5)
	turns = append(turns, first)
	if noon := extreme(p, from, 0); first.dark() && noon.at > from {
		turns = append(turns, noon)
	}
	turns = append(turns, extreme(p, from/2+to/2, 180))
	if noon := extreme(p, to, 0); last.dark() && noon.at < to {
		turns = append(turns, noon)
	}
	turns = append(turns, last)

	var found darkness
	begin := from
	for i := range turns[1:] {
		a, b := turns[i], turns[i+1]
		if a.dark() == b.dark() {
			continue
		}
		change := crossing(p, a, b)
		if a.dark() {
			found.add(begin, change)
		}
		begin = change
	}
	if last.dark() {
		found.add(begin, to)
	}
	return found
}

func (d *darkness) add(from, to int64) {
	d.spans[d.n] = [2]int64{from, to}
	d.n++
}

// nearDusk is how near civil dusk, in degrees, the highest or lowest stand must come for
// the moment of it to matter.
const nearDusk = 0.2

// extreme is when the sun stands highest (hour angle 0) or lowest (180) near an instant. It
// is the moment of that hour angle, moved, where the stand is near civil dusk, to the
// vertex of the parabola through three stands, since the season lifts or lowers the sun
// meanwhile.
func extreme(p Place, near int64, hourAngle float64) turn {
	_, now := stand(p, near)
	at := near + int64(math.Round(math.Remainder(hourAngle-now, 360)*secondsPerDay/360))
	up := elevation(p, at)
	if math.Abs(up-CivilDusk) > nearDusk {
		return turn{at, up}
	}
	const step = 900
	before, after := elevation(p, at-step), elevation(p, at+step)
	if bend := before - 2*up + after; bend != 0 {
		at += int64(math.Round(step * max(-1, min(1, (before-after)/(2*bend)))))
	}
	return turn{at, elevation(p, at)}
}

// crossing is the first second on b's side of civil dusk between two stands on different
// sides of it: false position with the Illinois rule, on whole seconds.
func crossing(p Place, a, b turn) int64 {
	begins := a.dark()
	fa, fb := a.up-CivilDusk, b.up-CivilDusk
	moved := 0 // which end moved last
	for b.at-a.at > 1 {
		guess := a.at + int64(math.Round(float64(b.at-a.at)*fa/(fa-fb)))
		at := max(a.at+1, min(b.at-1, guess))
		f := elevation(p, at) - CivilDusk
		if (f < 0) == begins {
			a.at, fa = at, f
			if moved < 0 {
				fb /= 2
			}
			moved = -1
		} else {
			b.at, fb = at, f
			if moved > 0 {
				fa /= 2
			}
			moved = 1
		}
	}
	return b.at
}
