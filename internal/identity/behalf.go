package identity

import "context"

// OnBehalf lets whoever acts note what somebody of another role has decided, by a reference
// that they gave, such as the number of their decision: the reference stands with the actor and
// as the reason in the audit log. It is for the command line, where nobody is signed in, and
// gives no access beyond what the context has.
func OnBehalf(ctx context.Context, role Role, reference string) context.Context {
	Because(ctx, reference)
	a, _ := AccessOf(ctx)
	a.Role, a.Actor.ID = role, a.Actor.ID+":"+reference
	return context.WithValue(ctx, accessKey{}, a)
}
