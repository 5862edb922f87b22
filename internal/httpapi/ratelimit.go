package httpapi

import (
	"container/list"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Rate is how many requests a visitor may send: so many a second in the long run, and at
// most Burst at once. The zero value lets everything through.
type Rate struct {
	PerSecond float64
	Burst     int
}

// UnmarshalText reads a rate such as 30/100: 30 a second, 100 at once.
func (r *Rate) UnmarshalText(text []byte) error {
	second, burst, ok := strings.Cut(string(text), "/")
	var err error
	if ok {
		r.PerSecond, err = strconv.ParseFloat(second, 64)
	}
	if ok && err == nil {
		r.Burst, err = strconv.Atoi(burst)
	}
	if !ok || err != nil || !(r.PerSecond > 0 && r.PerSecond <= 1e6) || r.Burst < 1 {
		return fmt.Errorf("%q: skriv som 30/100, 30 i sekunden och 100 på en gång (write it as 30/100, 30 a second and 100 at once)", text)
	}
	return nil
}

// Rates are the rates of each kind of visitor.
type Rates struct {
	Address Rate // whoever it is, by address
	User    Rate // somebody signed in, or with a patrol link
	Key     Rate // a program with a key
	Wrong   Rate // keys and tokens that are refused, by address
	Stale   Rate // cookies that are refused, by address: they end by themselves, on many machines at once
}

// DefaultRates lets a map load its tiles, and a guesser try ten keys a minute.
func DefaultRates() Rates {
	return Rates{
		Address: Rate{50, 200}, User: Rate{30, 100}, Key: Rate{50, 200},
		Wrong: Rate{10.0 / 60, 10}, Stale: Rate{2, 60},
	}
}

// mostVisitors is how many are remembered. Those seen longest ago go first.
const mostVisitors = 10_000

// visitors counts what each visitor has left of a rate. A visitor that has its whole burst
// back is forgotten, and the one seen longest ago where there are too many: memory stays
// bounded whoever comes.
type visitors struct {
	rate   Rate
	most   int
	mu     sync.Mutex
	all    map[string]*list.Element
	recent list.List // of *visitor, the last seen in front
}

type visitor struct {
	name string
	left float64
	seen time.Time
}

func newVisitors(r Rate, most int) *visitors {
	return &visitors{rate: r, most: most, all: map[string]*list.Element{}}
}

// take lets a visitor through, or says how long it is to wait.
func (v *visitors) take(name string, now time.Time) (wait time.Duration, ok bool) {
	if v.rate == (Rate{}) {
		return 0, true
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.visit(name, now)
	if at.left >= 1 {
		at.left--
		return 0, true
	}
	return time.Duration((1 - at.left) / v.rate.PerSecond * float64(time.Second)), false
}

// giveBack undoes a take.
func (v *visitors) giveBack(name string, now time.Time) {
	if v.rate == (Rate{}) {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.visit(name, now)
	at.left = min(at.left+1, float64(v.rate.Burst))
}

func (v *visitors) visit(name string, now time.Time) *visitor {
	v.forget(now)
	e, known := v.all[name]
	if !known {
		if len(v.all) >= v.most {
			v.drop(v.recent.Back())
		}
		e = v.recent.PushFront(&visitor{name: name, left: float64(v.rate.Burst), seen: now})
		v.all[name] = e
	}
	v.recent.MoveToFront(e)
	at := e.Value.(*visitor)
	at.left = min(at.left+now.Sub(at.seen).Seconds()*v.rate.PerSecond, float64(v.rate.Burst))
	at.seen = now
	return at
}

// forget drops those whose burst is whole again by now: they are as good as new.
func (v *visitors) forget(now time.Time) {
	whole := time.Duration(float64(v.rate.Burst) / v.rate.PerSecond * float64(time.Second))
	for e := v.recent.Back(); e != nil && now.Sub(e.Value.(*visitor).seen) > whole; e = v.recent.Back() {
		v.drop(e)
	}
}

func (v *visitors) drop(e *list.Element) { delete(v.all, v.recent.Remove(e).(*visitor).name) }

// gate keeps one visitor from taking the server from all others, and a guesser from
// costing the database more than a few look-ups.
type gate struct {
	open                                 bool // local mode: everybody sits at this machine
	client                               func(*http.Request) string
	now                                  func() time.Time
	addresses, users, keys, wrong, stale *visitors
	trials                               *trials
}

func (s *Server) newGate() *gate {
	r := s.Rates
	if r == (Rates{}) {
		r = DefaultRates()
	}
	return &gate{
		open: s.Local, client: s.Proxies.client, now: time.Now,
		addresses: newVisitors(r.Address, mostVisitors), users: newVisitors(r.User, mostVisitors), keys: newVisitors(r.Key, mostVisitors),
		wrong: newVisitors(r.Wrong, mostVisitors), stale: newVisitors(r.Stale, mostVisitors),
		trials: newTrials(mostTrials),
	}
}

// byAddress lets each address send so many requests, whoever sends them.
func (g *gate) byAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if wait, ok := g.pass(g.addresses, g.source(c.Request())); !ok {
			return tooMany(wait)
		}
		return next(c)
	}
}

// byActor lets each user and each key send so many requests, from wherever.
func (g *gate) byActor(a identity.Actor) error {
	all := g.users
	switch a.Way {
	case identity.ByNobody:
		return nil // counted by address
	case identity.ByKey:
		all = g.keys
	}
	if wait, ok := g.pass(all, a.ID); !ok {
		return tooMany(wait)
	}
	return nil
}

func (g *gate) pass(all *visitors, name string) (wait time.Duration, ok bool) {
	if g.open {
		return 0, true
	}
	return all.take(name, g.now())
}

// source is what an address is counted under: a whole /64 of IPv6, which one machine has
// to itself.
func (g *gate) source(r *http.Request) string {
	ip, err := netip.ParseAddr(g.client(r))
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}

// later is an error that passes by itself after a while.
type later struct {
	error
	after time.Duration
}

func (l later) Unwrap() error { return l.error }

func tooMany(wait time.Duration) error {
	return later{fault.New(fault.TooMany, lang.T(
		"För många anrop på kort tid. Försök igen om %d s.", "Too many requests in a short time. Try again in %d s.", seconds(wait))), wait}
}

// seconds is a while in whole seconds, at least one.
func seconds(d time.Duration) int { return max(1, int((d+time.Second-1)/time.Second)) }
