package identity

import (
	"context"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Way is how an actor came in.
type Way string

// The ways in.
const (
	ByNobody   Way = "none"    // not signed in
	ByLocal    Way = "local"   // at the machine itself, in local mode
	ByCommand  Way = "command" // the command line: whoever may open the database
	ByJob      Way = "job"     // background work
	BySession  Way = "session" // signed in, in a browser
	ByToken    Way = "token"   // a program with a token of the identity provider
	ByKey      Way = "key"     // a program with a key of ours
	ByLink     Way = "link"    // a patrol link
	everywhere     = "*"
)

// Actor is who acts, as far as it is known.
type Actor struct {
	ID     string // stable and pseudonymous, such as oidc:5f2c…, key:12, link:7, local
	Name   string // as the identity provider says, shown to the actor alone; empty for programs
	Way    Way
	Grants []Grant
	Key    *KeyScope  // narrows what a key may do
	Link   *LinkScope // narrows what a patrol link may do
}

// Grant is a role in a municipality, by its official code.
type Grant struct {
	Municipality string
	Role         Role
}

// KeyScope is what a key names.
type KeyScope struct {
	Collections []Collection
}

// LinkScope is the one team of the one plan that a patrol link is for.
type LinkScope struct {
	Plan int64
	Team int
}

// Nobody is an actor that is not signed in.
func Nobody() Actor {
	return Actor{ID: string(ByNobody), Way: ByNobody, Grants: []Grant{{everywhere, Public}}}
}

// Local is whoever sits at the machine, in local mode: the coordinator of all.
func Local() Actor {
	return Actor{ID: string(ByLocal), Way: ByLocal, Grants: []Grant{{everywhere, Coordinator}}}
}

// RoleIn returns the role of the actor in a municipality, and whether it has any.
func (a Actor) RoleIn(municipality string) (Role, bool) {
	for _, g := range a.Grants {
		if g.Municipality == municipality || g.Municipality == everywhere {
			return g.Role, true
		}
	}
	return "", false
}

// Access is a decision: that an actor may do something in a municipality, and what it then
// sees. It travels in the context of a request down to the store, which shows the rows that
// it allows and writes its line in the audit log.
type Access struct {
	Actor        Actor
	Role         Role
	Municipality string
	Rule         Rule
	At           time.Time
}

// Allow decides. It returns Unauthenticated for nobody, and Forbidden where the actor has
// no role in the municipality or its role may not; opened is whether the municipality has
// switched its public cells on.
func (a Actor) Allow(municipality string, opened bool, action Action, collection Collection, at time.Time) (Access, error) {
	role, ok := a.RoleIn(municipality)
	if !ok {
		return Access{}, fault.New(fault.Forbidden, lang.T(
			"du har ingen roll i den här kommunen", "you have no role in this municipality"))
	}
	rule, ok := RuleOf(role, action, collection)
	if ok {
		ok = a.covers(rule, opened)
	}
	if !ok && role == Public {
		return Access{}, fault.New(fault.Unauthenticated, lang.T("logga in först", "sign in first"))
	}
	if !ok {
		return Access{}, fault.New(fault.Forbidden, notAllowed(role))
	}
	return Access{Actor: a, Role: role, Municipality: municipality, Rule: a.narrowed(rule), At: at}, nil
}

// narrowed is a rule as a patrol link gives it: whatever else the team's role may see, its
// own tour and what is told of that.
func (a Actor) narrowed(r Rule) Rule {
	if a.Link != nil {
		r.Scope, r.Span, r.Logged = Own, OpenCategories, true
	}
	return r
}

// covers reports whether a rule of the actor's role is open to this actor: a key does only
// what it names, a link only what leads along its team's route and is written on the way.
func (a Actor) covers(r Rule, opened bool) bool {
	switch {
	case r.Scope == Opened:
		return opened
	case a.Link != nil:
		return r.Action == Read && slices.Contains(planned, r.Collection) || r.Collection == Logs
	case r.Scope == Named:
		return a.Key != nil && slices.Contains(a.Key.Collections, r.Collection)
	}
	return true
}

// Restricted reports whether the access includes restricted categories.
func (a Access) Restricted() bool { return a.Rule.Span == AllCategories }

// ShowsTeam reports whether a team of a plan may be shown: its number, its role and when
// its shift ends.
func (a Access) ShowsTeam(plan int64, team int, role Role, shiftEnds time.Time) bool {
	switch a.Rule.Scope {
	case Every:
		return true
	case Named:
		return a.At.After(shiftEnds)
	case Own:
		if l := a.Actor.Link; l != nil {
			return l.Plan == plan && l.Team == team && role == a.Role // a team may get another number
		}
		return role == a.Role
	}
	return false
}

// Event is a line of the audit log: who did what, when, from where, and why when given.
type Event struct {
	Actor      string
	Way        Way
	Role       Role
	Action     Action
	Collection Collection
	What       string     // which of the collection, such as the path and query that were asked for
	Denied     bool       // tried and refused
	Address    netip.Addr // of the client; invalid where there is none
	Reason     string     // as the actor gave it
	Request    string     // names the request in the log of the program
}

// pending is an event that waits for the transaction that it tells of.
type pending struct {
	event Event
	taken atomic.Bool
}

type (
	accessKey struct{}
	eventKey  struct{}
)

// Enter gives a context the access that its work is done with. The event is written by the
// first transaction in a municipality, in the statement that opens it; nil writes none.
func Enter(ctx context.Context, a Access, e *Event) context.Context {
	ctx = context.WithValue(ctx, accessKey{}, a)
	if e == nil {
		return context.WithValue(ctx, eventKey{}, (*pending)(nil))
	}
	return context.WithValue(ctx, eventKey{}, &pending{event: *e})
}

// AccessOf returns the access of a context. A context without one sees nothing restricted.
func AccessOf(ctx context.Context) (Access, bool) {
	a, ok := ctx.Value(accessKey{}).(Access)
	return a, ok
}

// TakeEvent returns the event that waits in a context, once.
func TakeEvent(ctx context.Context) (Event, bool) {
	p, _ := ctx.Value(eventKey{}).(*pending)
	if p == nil || p.taken.Swap(true) {
		return Event{}, false
	}
	return p.event, true
}

// Because gives the event that waits in a context the reason that came with the request
// itself rather than with a header. It does nothing where none waits any more.
func Because(ctx context.Context, reason string) {
	if p, _ := ctx.Value(eventKey{}).(*pending); p != nil && !p.taken.Load() {
		p.event.Reason = reason
	}
}

// GiveBackEvent lets the event that was taken from a context wait again, since what wrote
// it was undone.
func GiveBackEvent(ctx context.Context) {
	if p, _ := ctx.Value(eventKey{}).(*pending); p != nil {
		p.taken.Store(false)
	}
}

// HasEvent reports whether an event waits in a context.
func HasEvent(ctx context.Context) bool {
	p, _ := ctx.Value(eventKey{}).(*pending)
	return p != nil && !p.taken.Load()
}

// AsJob gives background work access to everything: what it may show of it to whom is
// decided when somebody asks. What started the work is in the audit log already.
func AsJob(ctx context.Context) context.Context {
	return Enter(ctx, inner(ByJob), nil)
}

// AsCommand is the command line: whoever may open the database may do everything, and the
// command, as it was written, leaves its line in the audit log of the municipality that it
// enters first.
func AsCommand(ctx context.Context, command, written string) context.Context {
	return Enter(ctx, inner(ByCommand), &Event{
		Actor: string(ByCommand), Way: ByCommand, Role: Coordinator, Action: Action(command), What: written,
	})
}

// WithAudit lets a context that has an access read the audit log too: for what an archive
// or a verifier must see whole.
func WithAudit(ctx context.Context) context.Context {
	a, _ := AccessOf(ctx)
	a.Rule.Collection = Audit
	return context.WithValue(ctx, accessKey{}, a)
}

func inner(way Way) Access {
	return Access{
		Actor: Actor{ID: string(way), Way: way, Grants: []Grant{{everywhere, Coordinator}}},
		Role:  Coordinator,
		Rule:  Rule{Role: Coordinator, Scope: Every, Span: AllCategories, Precision: Exact},
	}
}
