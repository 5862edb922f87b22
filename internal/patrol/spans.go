package patrol

import (
	"cmp"
	"slices"
	"time"
)

// Span is a time from one instant to another.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func total(spans []Span) (sum time.Duration) {
	for _, s := range spans {
		sum += s.To.Sub(s.From)
	}
	return sum
}

// without returns what is left of a span once others are taken out of it. The others are in
// the order of time and do not overlap.
func (s Span) without(others []Span) (left []Span) {
	for _, o := range others {
		if !o.To.After(s.From) {
			continue
		}
		if !o.From.Before(s.To) {
			break
		}
		if o.From.After(s.From) {
			left = append(left, Span{s.From, o.From})
		}
		s.From = o.To
	}
	if s.To.After(s.From) {
		left = append(left, s)
	}
	return left
}

// joined returns spans in the order of time, those that touch or overlap made one.
func joined(spans []Span) []Span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			out[n-1].To = later(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// hours cuts a span at the full hours of a time zone and visits the parts in order, each
// with the start of its hour.
func (s Span) hours(loc *time.Location, visit func(hour time.Time, part Span)) {
	for s.From.Before(s.To) {
		_, offset := s.From.In(loc).Zone()
		shift := time.Duration(offset) * time.Second
		hour := s.From.UTC().Add(shift).Truncate(time.Hour).Add(-shift)
		next := hour.Add(time.Hour)
		if s.To.Before(next) {
			next = s.To
		}
		visit(hour, Span{s.From, next})
		s.From = next
	}
}

// spansOf tells when a track was recorded: between points without a break.
func spansOf(points []Fix) []Span {
	spans := []Span{}
	for _, piece := range pieces(points) {
		if from, to := piece[0].At.UTC(), piece[len(piece)-1].At.UTC(); to.After(from) {
			spans = append(spans, Span{from, to})
		}
	}
	return spans
}
