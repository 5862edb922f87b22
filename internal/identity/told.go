package identity

// Told reports whether a role is told of restricted categories where it is sent: whether it
// may read hotspots that are computed with them. Being sent to a place is not being told
// what happened there; see Patrol.Restricted for the first.
func Told(role Role) bool {
	rule, ok := RuleOf(role, Read, Hotspots)
	return ok && rule.Span == AllCategories
}
