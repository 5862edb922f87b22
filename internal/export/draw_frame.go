package export

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// reserved is where on the map the scale, the arrow to the north and the mark of exercise
// data stand: no label goes there.
func reserved(s Scene, v view) []orb.Bound {
	all := []orb.Bound{v.scaleBox(), v.northBox()}
	if s.Municipality.Exercise {
		all = append(all, v.exerciseBox(s.Lang))
	}
	return all
}

func (v view) scaleBox() orb.Bound {
	return area(v.box.Min[0]+14, v.box.Max[1]-54, v.box.Min[0]+264, v.box.Max[1]-14)
}

func (v view) northBox() orb.Bound {
	return area(v.box.Max[0]-58, v.box.Min[1]+14, v.box.Max[0]-14, v.box.Min[1]+84)
}

// drawFrame hides what stands out over the edge of the map and sets what belongs to it:
// the scale, the north and the mark of exercise data.
func drawFrame(c canvas, s Scene, v view) {
	b := v.box
	for _, margin := range []orb.Bound{
		area(0, 0, pageWidth, b.Min[1]),
		area(0, b.Max[1], pageWidth, pageHeight),
		area(0, b.Min[1], b.Min[0], b.Max[1]),
		area(b.Max[0], b.Min[1], pageWidth, b.Max[1]),
	} {
		var p path
		p.box(margin, 0)
		c.draw(p, look{Fill: paper})
	}
	var edge path
	edge.box(b, 0)
	c.draw(edge, look{Stroke: inkSoft, Width: 1.4})
	drawScale(c, s.Lang, v)
	drawNorth(c, v)
	if s.Municipality.Exercise {
		drawExercise(c, s.Lang, v)
	}
}

// drawScale draws a bar of a round number of metres, four fields long.
func drawScale(c canvas, l lang.Lang, v view) {
	scaleBox := v.scaleBox()
	metres := roundMetres(190 / v.perM)
	long := metres * v.perM
	var plate path
	plate.box(area(scaleBox.Min[0], scaleBox.Min[1], scaleBox.Min[0]+long+48, scaleBox.Max[1]), 5)
	c.draw(plate, look{Fill: faded(paper, 0.88)})
	x0, y := scaleBox.Min[0]+14, scaleBox.Max[1]-16
	for i := range 4 {
		var field path
		field.box(area(x0+long*float64(i)/4, y, x0+long*float64(i+1)/4, y+7), 0)
		fill := inkStrong
		if i%2 == 1 {
			fill = paper
		}
		c.draw(field, look{Fill: fill, Stroke: inkStrong, Width: 1})
	}
	for _, share := range []float64{0, 0.5, 1} {
		words := strip(lang.Decimal(metres*share, 1).In(l))
		if share == 1 {
			words = scaleEnd(metres, l)
		} else if metres >= 1000 {
			words = strip(lang.Decimal(metres*share/1000, 2).In(l))
		}
		t := text{Words: words, Size: 13, Ink: inkStrong}
		c.write(t, orb.Point{x0 + long*share - t.width()/2*math.Min(1, share*2), y - 6}, 0)
	}
}

func scaleEnd(metres float64, l lang.Lang) string {
	if metres >= 1000 {
		return strip(lang.Decimal(metres/1000, 2).In(l)) + " km"
	}
	return fmt.Sprintf("%.0f m", metres)
}

// strip takes needless noughts off a decimal number.
func strip(number string) string {
	if strings.ContainsAny(number, ",.") {
		return strings.TrimRight(strings.TrimRight(number, "0"), ",.")
	}
	return number
}

// roundMetres is the largest of 1, 2, 4 and 5 times a power of ten that is at most m.
func roundMetres(m float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(m)))
	for _, k := range []float64{5, 4, 2} {
		if k*power <= m {
			return k * power
		}
	}
	return power
}

func drawNorth(c canvas, v view) {
	northBox := v.northBox()
	middle := orb.Point{northBox.Center()[0], northBox.Min[1] + 44}
	sin, cos := math.Sincos(v.north)
	to := func(x, y float64) orb.Point { return plus(middle, orb.Point{x*cos - y*sin, x*sin + y*cos}) }
	var plate, whole, half path
	plate.box(northBox, 5)
	c.draw(plate, look{Fill: faded(paper, 0.88)})
	whole.loop(to(0, -20), to(11, 18), to(0, 10), to(-11, 18))
	half.loop(to(0, -20), to(11, 18), to(0, 10))
	c.draw(whole, look{Fill: paper, Stroke: inkStrong, Width: 1.4})
	c.draw(half, look{Fill: inkStrong})
	t := text{Words: "N", Size: 15, Bold: true, Ink: inkStrong}
	c.write(t, orb.Point{middle[0] - t.width()/2, northBox.Min[1] + 18}, 0)
}

func exerciseText(l lang.Lang) text {
	return text{Words: exerciseMark.In(l), Size: 17, Bold: true, Ink: inkStrong}
}

func (v view) exerciseBox(l lang.Lang) orb.Bound {
	return area(v.box.Min[0]+14, v.box.Min[1]+14, v.box.Min[0]+14+exerciseText(l).width()+28, v.box.Min[1]+48)
}

func drawExercise(c canvas, l lang.Lang, v view) {
	box := v.exerciseBox(l)
	var p path
	p.box(box, 5)
	c.draw(p, look{Fill: exerciseFill, Stroke: inkStrong, Width: 1.6})
	c.write(exerciseText(l), orb.Point{box.Min[0] + 14, box.Max[1] - 11}, 0)
}
