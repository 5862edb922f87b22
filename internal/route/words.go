package route

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// directions are the instructions for a path: turn by turn in the fewest sentences that
// will do, with the lengths to the nearest ten metres.
func directions(g *street.Graph, p *street.Profile, path street.Path, o telling) []Turn {
	w := way{
		course: course{line: path.Line, lengthM: path.LengthM},
		graph:  g, profile: p, path: path, sides: o.sides, came: o.came,
	}
	var turns []Turn
	all := w.stretches()
	for i, s := range all {
		turn := w.first(s)
		if i > 0 {
			turn = w.next(all[i-1], s)
			turn.Text = lang.T("%s,", "%s,", turn.Text)
		}
		turn.Text = lang.T("%s %s", "%s %s", turn.Text, metres(s.lengthM()))
		if i > 0 && s.pushed {
			turn.Text = lang.T("%s, led cykeln", "%s, pushing the bicycle", turn.Text)
		}
		turn.Text = withDark(turn.Text, s)
		turn.LengthM = s.lengthM()
		turns = append(turns, turn)
	}
	return append(turns, w.arrive(o.place, len(all) == 0))
}

// telling is what else directions may tell of.
type telling struct {
	sides []street.Side // of the graph's segments; nil: nothing is said of light
	came  []street.Step // of the leg before
	place orb.Point     // what one goes to, beside the street; the zero point: nothing is said of it
}

// wordsOf joins instructions into one text.
func wordsOf(turns []Turn) lang.Text {
	var sv, en []string
	for _, t := range turns {
		sv, en = append(sv, t.Text.SV), append(en, t.Text.EN)
	}
	return lang.Text{SV: strings.Join(sv, " "), EN: strings.Join(en, " ")}
}

// first says where to set out: back the way one came, or in which direction.
func (w way) first(s stretch) Turn {
	verb := w.verb(s)
	if w.turnsBack() {
		return Turn{Kind: Back, At: w.at(0), Text: lang.T("%s tillbaka längs %s", "%s back along %s", verb, s.called())}
	}
	towards := compassOf(w.heading(s.coreFrom, s.coreFrom+2*lookM))
	text := lang.T("%[1]s %[2]s %[3]s", "%[1]s %[3]s along %[2]s", verb, s.called(), towards)
	if s.pushed {
		text = lang.T("%[1]s längs %[2]s %[3]s", "%[1]s %[3]s along %[2]s", verb, s.called(), towards)
	}
	return Turn{Kind: Depart, At: w.at(0), Text: text}
}

// turnsBack tells whether the way begins along the street that one came by, against the
// direction one came in.
func (w way) turnsBack() bool {
	if len(w.came) == 0 || len(w.path.Steps) == 0 {
		return false
	}
	last, first := w.came[len(w.came)-1], w.path.Steps[0]
	return last.Segment == first.Segment && (last.ToM > last.FromM) != (first.ToM > first.FromM)
}

func (w way) verb(s stretch) lang.Text {
	switch mode := w.profile.Mode(); {
	case mode == street.Car:
		return lang.T("Kör", "Drive")
	case s.pushed:
		return lang.T("Led cykeln", "Push the bicycle")
	case mode == street.Bicycle:
		return lang.T("Cykla", "Cycle")
	}
	return lang.T("Gå", "Walk")
}

// next says how one comes from a stretch onto the next.
func (w way) next(from, to stretch) Turn {
	kind := turnOf(w.angle(from.coreTo, to.coreFrom))
	turn := Turn{Kind: kind, At: w.at(from.coreTo)}
	switch {
	case to.stairs():
		turn.Text = lang.T("Ta %s %s", "Take %s %s", to.called(), stairsAt[kind])
	case from.sameStreet(to.kind):
		turn.Text = lang.T("%s och följ %s", "%s and follow %s", turnWords[kind], to.called())
	case kind == Straight:
		turn.Text = lang.T("Fortsätt rakt fram på %s", "Go straight on along %s", to.called())
	default:
		turn.Text = lang.T("%s in på %s", "%s into %s", turnWords[kind], to.called())
	}
	return turn
}

var turnWords = map[TurnKind]lang.Text{
	Straight: lang.T("Fortsätt rakt fram", "Go straight on"),
	BearLeft: lang.T("Håll vänster", "Bear left"), BearRight: lang.T("Håll höger", "Bear right"),
	Left: lang.T("Sväng vänster", "Turn left"), Right: lang.T("Sväng höger", "Turn right"),
	SharpLeft: lang.T("Sväng skarpt vänster", "Turn sharp left"), SharpRight: lang.T("Sväng skarpt höger", "Turn sharp right"),
}

var stairsAt = map[TurnKind]lang.Text{
	Straight: lang.T("rakt fram", "straight ahead"),
	BearLeft: lang.T("snett till vänster", "half left"), BearRight: lang.T("snett till höger", "half right"),
	Left: lang.T("till vänster", "on the left"), Right: lang.T("till höger", "on the right"),
	SharpLeft: lang.T("skarpt till vänster", "sharp left"), SharpRight: lang.T("skarpt till höger", "sharp right"),
}

// besideM is how far from the street a place has to lie for its side to be told.
const besideM = 5

// arrive says that one is there, and on which side the place lies.
func (w way) arrive(place orb.Point, atOnce bool) Turn {
	turn := Turn{Kind: Arrive, At: w.at(w.lengthM), Text: lang.T("Du är framme.", "You are there.")}
	if atOnce {
		turn.Text = lang.T("Du är framme: nästa punkt ligger här.", "You are there: the next point is here.")
	}
	if place == (orb.Point{}) || w.lengthM < 1 || geo.Dist(place, turn.At) < besideM {
		return turn
	}
	towards := degrees(math.Atan2(place[0]-turn.At[0], place[1]-turn.At[1]))
	switch side := about(towards - w.heading(w.lengthM-lookM, w.lengthM)); {
	case side > bearDeg && side < 180-bearDeg:
		turn.Text = lang.T("Du är framme; platsen ligger till höger.", "You are there; the place is on the right.")
	case side < -bearDeg && side > bearDeg-180:
		turn.Text = lang.T("Du är framme; platsen ligger till vänster.", "You are there; the place is on the left.")
	}
	return turn
}

// withDark ends a sentence: where it is known to be dark.
func withDark(t lang.Text, s stretch) lang.Text {
	if dark := darkWords(s); !dark.IsZero() {
		t = lang.T("%s, %s", "%s, %s", t, dark)
	}
	return lang.T("%s.", "%s.", t)
}

// darkWords says where a stretch is known to be dark.
func darkWords(s stretch) lang.Text {
	var sum float64
	for _, d := range s.dark {
		sum += d.to - d.from
	}
	const nearlyAll = 0.9
	switch {
	case sum < shortM:
		return lang.Text{}
	case sum >= nearlyAll*s.lengthM():
		return lang.T("mörkt hela vägen", "dark all the way")
	case len(s.dark) == 1 && s.dark[0].from-s.from < 1:
		return lang.T("mörkt de första %s", "dark for the first %s", metres(sum))
	case len(s.dark) == 1 && s.to-s.dark[0].to < 1:
		return lang.T("mörkt de sista %s", "dark for the last %s", metres(sum))
	}
	return lang.T("mörkt på %s", "dark for %s", metres(sum))
}

// metres is a length as one would say it: to ten metres, from a kilometre on to a hundred.
func metres(m float64) lang.Text {
	ten := max(10, math.Round(m/10)*10)
	if ten >= 1000 {
		return lang.T("%s km", "%s km", lang.Decimal(m/1000, 1))
	}
	return lang.T("%.0f m", "%.0f m", ten)
}

var compass = [...]lang.Text{
	lang.T("norrut", "north"), lang.T("åt nordost", "north-east"), lang.T("österut", "east"), lang.T("åt sydost", "south-east"),
	lang.T("söderut", "south"), lang.T("åt sydväst", "south-west"), lang.T("västerut", "west"), lang.T("åt nordväst", "north-west"),
}

// compassOf names a heading in degrees clockwise from north.
func compassOf(deg float64) lang.Text {
	return compass[(int(math.Round(deg/45))%8+8)%8]
}
