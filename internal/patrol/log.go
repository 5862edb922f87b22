package patrol

import (
	"cmp"
	"slices"
)

// Log is the entries of the teams of a plan.
type Log []Entry

// Current returns the entries that count: those that no other replaces and that take none
// back, by team and time.
func (l Log) Current() Log {
	replaced := map[int64]bool{}
	for _, e := range l {
		if e.Replaces != 0 {
			replaced[e.Replaces] = true
		}
	}
	current := slices.DeleteFunc(slices.Clone(l), func(e Entry) bool { return e.Kind == Retract || replaced[e.ID] })
	current.sort()
	return current
}

// sort orders entries by team and time; those of one instant as they follow each other in
// a walk, then as they were written.
func (l Log) sort() {
	slices.SortStableFunc(l, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Team, b.Team), a.At.Compare(b.At), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.ID, b.ID))
	})
}

// rank puts entries of one instant in order: a team leaves one stop, then arrives at the next.
func rank(k Kind) int {
	return slices.Index([]Kind{Begin, Leave, Skip, Arrive, Observe, Note, End}, k)
}

// Of returns the entries of one team, in the order that they have.
func (l Log) Of(team int) Log {
	return slices.DeleteFunc(slices.Clone(l), func(e Entry) bool { return e.Team != team })
}

// find returns the entry that was sent with the same key, or that counts and says the same, so
// that what is sent twice is kept once.
func (l Log) find(e Entry) (Entry, bool) {
	for _, before := range l {
		if e.Key != "" && before.Key == e.Key && before.Team == e.Team {
			return before, true
		}
	}
	for _, before := range l {
		if e.Kind == Retract && before.Kind == Retract && before.Team == e.Team && before.Replaces == e.Replaces {
			return before, true
		}
	}
	for _, before := range l.Current() {
		if before.Team == e.Team && before.Kind == e.Kind && before.At.Equal(e.At) && before.Replaces == e.Replaces &&
			before.Visit == e.Visit && before.Category == e.Category && before.Reason == e.Reason &&
			(e.Kind == Observe || before.Text == e.Text && slices.Equal(before.Tallies, e.Tallies)) &&
			(e.Visit != 0 || e.Spot == "" || before.Spot == e.Spot) {
			return before, true
		}
	}
	return Entry{}, false
}
