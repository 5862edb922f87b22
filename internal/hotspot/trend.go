package hotspot

// direction is 1 for a place that grows, −1 for one that fades and 0 for one of which
// neither is certain.
func direction(t Trend) float64 {
	switch {
	case !t.Change.Certain:
		return 0
	case t.Change.After > t.Change.Before:
		return 1
	}
	return -1
}
