package light

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Class is a lighting class for pedestrians, by EN 13201-2:2015. A brighter one is greater.
//
// Here a class is what a stretch is equivalent to along its centre line. The standard's own
// grid is two-dimensional, over the whole width of the path, and its mean may be at most
// one and a half times that of the class; a class from here is no proof by the standard.
// Its class P7, which leaves the light undetermined, is not among these.
type Class uint8

// The classes. Unknown is the zero value, and is not the same as dark.
const (
	ClassUnknown Class = iota
	Below              // lit or not, less than P6 asks for
	P6
	P5
	P4
	P3
	P2
	P1
)

// classes are what is said of each class: its code, its name, and the maintained mean and
// least horizontal illuminance in lux that it asks for (EN 13201-2:2015, table 3).
var classes = [...]struct {
	code      string
	name      lang.Text
	mean, min float64
}{
	ClassUnknown: {"unknown", lang.T("okänd", "unknown"), 0, 0},
	Below:        {"below_p6", lang.T("under P6", "below P6"), 0, 0},
	P6:           {"P6", lang.Same("P6"), 2, 0.4},
	P5:           {"P5", lang.Same("P5"), 3, 0.6},
	P4:           {"P4", lang.Same("P4"), 5, 1},
	P3:           {"P3", lang.Same("P3"), 7.5, 1.5},
	P2:           {"P2", lang.Same("P2"), 10, 2},
	P1:           {"P1", lang.Same("P1"), 15, 3},
}

// known is the class itself, or ClassUnknown for a number that is none.
func (c Class) known() Class {
	if int(c) < len(classes) {
		return c
	}
	return ClassUnknown
}

// String is the code of the class: unknown, below_p6, P6 … P1.
func (c Class) String() string { return classes[c.known()].code }

// Name is the class in words.
func (c Class) Name() lang.Text { return classes[c.known()].name }

// Needs is the mean and the least horizontal illuminance, in lux, that the class asks for:
// 0 and 0 for ClassUnknown and Below.
func (c Class) Needs() (mean, min float64) {
	row := classes[c.known()]
	return row.mean, row.min
}

// ParseClass reads the code of a class, as String writes it. Others are fault.Invalid.
func ParseClass(code string) (Class, error) {
	for c, row := range classes {
		if row.code == code {
			return Class(c), nil
		}
	}
	return ClassUnknown, fault.New(fault.Invalid, lang.T(
		"%q är ingen belysningsklass; skriv P1, P2, P3, P4, P5, P6, below_p6 eller unknown",
		"%q is no lighting class; write P1, P2, P3, P4, P5, P6, below_p6 or unknown", code))
}

// MarshalText writes the code of the class, so that JSON tells P4 and no number.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the code of a class, as ParseClass.
func (c *Class) UnmarshalText(text []byte) error {
	var err error
	*c, err = ParseClass(string(text))
	return err
}

// ClassOf is the brightest class whose mean and least illuminance, in lux, are both met:
// Below where not even P6 is, ClassUnknown where a value is not a number or negative.
func ClassOf(mean, min float64) Class {
	if !(mean >= 0 && min >= 0) {
		return ClassUnknown
	}
	for c := P1; c > Below; c-- {
		if mean >= classes[c].mean && min >= classes[c].min {
			return c
		}
	}
	return Below
}

// Summary is the light of a stretch, in lux but for the evenness.
type Summary struct {
	Mean, Min float64 // of the horizontal illuminance
	Evenness  float64 // U0 = Min/Mean; 0 where the mean is 0
	SemiMean  float64 // mean semi-cylindrical illuminance
	SemiMin   float64 // the least of it
	Class     Class   // that Mean and Min are equivalent to
}

// Summarise sums up places evenly spread along a stretch. For none it is the zero Summary,
// of ClassUnknown.
func Summarise(lux []Lux) Summary {
	if len(lux) == 0 {
		return Summary{}
	}
	s := Summary{Min: math.Inf(1), SemiMin: math.Inf(1)}
	var sum, semi float64
	for _, l := range lux {
		sum += l.E
		semi += l.Semi
		s.Min, s.SemiMin = min(s.Min, l.E), min(s.SemiMin, l.Semi)
	}
	s.Mean, s.SemiMean = sum/float64(len(lux)), semi/float64(len(lux))
	if s.Mean > 0 {
		s.Evenness = min(1, s.Min/s.Mean)
	}
	s.Class = ClassOf(s.Mean, s.Min)
	return s
}
