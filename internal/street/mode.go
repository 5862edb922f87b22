package street

// Mode is how one goes.
type Mode string

// The modes. The zero value walks.
const (
	Walk    Mode = "walk"
	Bicycle Mode = "bicycle"
	Car     Mode = "car"
)

// Direction says which ways along its line a street may be driven or ridden.
type Direction string

// The values of Direction.
const (
	ByClass  Direction = "" // as its class tells; both ways where that is open at all
	BothWays Direction = "both"
	Forward  Direction = "forward"  // in the order of its line alone
	Backward Direction = "backward" // against it alone
	NoWay    Direction = "none"
)

// Barrier is whom a point of a way does not let past.
type Barrier uint8

// The values of Barrier.
const (
	OpenToAll   Barrier = iota
	ClosedToCar         // such as a bollard
	ClosedToAll         // such as a locked gate
)

// allows tells for a class that is open both ways, or shut, whether a direction may be taken.
func (d Direction) allows(backwards, byClass bool) bool {
	switch d {
	case BothWays:
		return true
	case Forward:
		return !backwards
	case Backward:
		return backwards
	case NoWay:
		return false
	}
	return byClass
}
