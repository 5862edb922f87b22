package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

func TestRateIsRead(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Rate{
		"30/100": {30, 100}, "0.5/1": {0.5, 1},
		"": {}, "30": {}, "/": {}, "0/1": {}, "-1/5": {}, "NaN/5": {}, "Inf/5": {}, "1/0": {}, "1/-1": {}, "1/1.5": {}, "a/b": {}, "1/2/3": {},
	} {
		var r Rate
		err := r.UnmarshalText([]byte(s))
		if (err == nil) != (want != Rate{}) || err == nil && r != want {
			t.Errorf("%q: got %v, %v; want %v", s, r, err, want)
		}
	}
}

// However requests come, a visitor never gets more through than its burst and what the
// time has given it, and never waits longer than it is told.
func TestVisitorsLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rate := Rate{rapid.Float64Range(0.1, 50).Draw(t, "rate"), rapid.IntRange(1, 20).Draw(t, "burst")}
		v := newVisitors(rate, 3)
		began := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
		now, through := began, 0
		for range rapid.IntRange(1, 100).Draw(t, "requests") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "pause")))
			wait, ok := v.take("a", now)
			if ok {
				through++
				continue
			}
			now = now.Add(wait + time.Microsecond)
			if _, ok := v.take("a", now); !ok {
				t.Fatalf("told to wait %v, and refused after it", wait)
			}
			through++
		}
		if most := float64(rate.Burst) + now.Sub(began).Seconds()*rate.PerSecond; float64(through) > most+1e-6 {
			t.Fatalf("%d let through in %v, want at most %.1f", through, now.Sub(began), most)
		}
	})
}

func TestVisitorsAreForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	v := newVisitors(Rate{1, 10}, 100)
	for i := range 100_000 {
		v.take(strconv.Itoa(i), now)
	}
	if len(v.all) != 100 || v.recent.Len() != 100 {
		t.Errorf("remembers %d visitors, want the last 100", len(v.all))
	}
	v.take("later", now.Add(time.Hour))
	if len(v.all) != 1 {
		t.Errorf("remembers %d visitors whose burst is whole again, want the one that came", len(v.all))
	}
}

func TestSource(t *testing.T) {
	t.Parallel()
	g := (&Server{}).newGate()
	for addr, want := range map[string]string{
		"192.0.2.1:5": "192.0.2.1", "[::ffff:192.0.2.1]:5": "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:5": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:5": "2001:db8:1:2::/64", "[fe80::1%eth0]:5": "fe80::/64", "": "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = addr
		if got := g.source(r); got != want {
			t.Errorf("%q: got %q, want %q", addr, got, want)
		}
	}
}

// doorkeeper is an Authenticator that counts what it is asked, as the database would be.
type doorkeeper struct {
	asked atomic.Int64
	known map[string]identity.Actor // by Authorization or Cookie header
}

func (d *doorkeeper) Actor(r *http.Request) (identity.Actor, error) {
	brought := r.Header.Get("Authorization") + r.Header.Get("Cookie")
	if brought == "" {
		return identity.Nobody(), nil
	}
	d.asked.Add(1)
	if a, ok := d.known[brought]; ok {
		return a, nil
	}
	return identity.Actor{}, errStranger
}

var (
	gisKey = identity.Actor{
		ID: "key:1", Way: identity.ByKey, Grants: []identity.Grant{{Municipality: london.Code, Role: identity.GIS}},
		Key: &identity.KeyScope{Collections: []identity.Collection{identity.Areas}},
	}
	guarded = "/api/v1/municipalities/london/areas"
)

// keeping is a server with sign-in whose clock the test moves.
func keeping(t *testing.T) (h http.Handler, d *doorkeeper) {
	d = &doorkeeper{known: map[string]identity.Actor{"Bearer right": gisKey, "session=right": londoner}}
	h, _ = newTown().serverWith(t, func(s *Server) { s.Local, s.Auth = false, d })
	return h, d
}

func from(addr string) change { return func(r *http.Request) { r.RemoteAddr = addr + ":5" } }

// TestWrongKeysCostLittle tries 10,000 keys within a minute from one address: all are
// refused, and the database is asked about a few. A program with a right key at the same
// address is served all the while.
func TestWrongKeysCostLittle(t *testing.T) {
	t.Parallel()
	h, d := keeping(t)
	if a := callRaw(h, "GET", guarded, header("Authorization", "Bearer right"), from("198.51.100.7")); a.Code != 200 {
		t.Fatalf("the right key: got %d: %s", a.Code, a.Body)
	}
	d.asked.Store(0)
	began := time.Now()
	var codes [600]atomic.Int64
	var all sync.WaitGroup
	for i := range 10_000 {
		all.Go(func() {
			codes[callRaw(h, "GET", guarded, header("Authorization", fmt.Sprint("Bearer ", i)), from("203.0.113.9")).Code].Add(1)
		})
		if i%100 == 0 {
			all.Wait()
		}
	}
	all.Wait()
	took := time.Since(began)
	asked := d.asked.Load()
	t.Logf("10,000 wrong keys in %v: %d refused with 401, %d with 429, %d let in; the database asked %d times",
		took, codes[401].Load(), codes[429].Load(), codes[200].Load(), asked)
	if codes[401].Load()+codes[429].Load() != 10_000 || asked >= 50 {
		t.Errorf("want all refused at less than 50 look-ups")
	}
	if a := callRaw(h, "GET", guarded, header("Authorization", "Bearer right"), from("198.51.100.7")); a.Code != 200 {
		t.Errorf("the right key elsewhere: got %d: %s", a.Code, a.Body)
	}
}

// One program that goes on with a key that has ended costs one look-up a minute, and does
// not shut its colleagues behind the same address out.
func TestOneStaleKeyShutsNobodyOut(t *testing.T) {
	t.Parallel()
	h, d := keeping(t)
	for range 100 {
		if a := callRaw(h, "GET", guarded, header("Authorization", "Bearer ended"), from("198.51.100.7")); a.Code != 401 {
			t.Fatalf("got %d, want 401 each time", a.Code)
		}
	}
	if d.asked.Load() != 1 {
		t.Errorf("asked %d times about the same wrong key, want once", d.asked.Load())
	}
	for i := range 20 { // each guess is refused, from the tenth on unasked
		callRaw(h, "GET", guarded, header("Authorization", fmt.Sprint("Bearer ", i)), from("198.51.100.7"))
	}
	for name, c := range map[string]change{"a cookie": header("Cookie", "session=right"), "nobody": from("198.51.100.7")} {
		if a := callRaw(h, "GET", "/health", c, from("198.51.100.7")); a.Code != 200 {
			t.Errorf("%s beside it: got %d, want 200: %s", name, a.Code, a.Body)
		}
	}
}

// A key that was right and is revoked is refused at once, and costs as a wrong one then.
func TestRevokedIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	h, d := keeping(t)
	right := header("Authorization", "Bearer right")
	if a := callRaw(h, "GET", guarded, right); a.Code != 200 {
		t.Fatalf("got %d, want 200", a.Code)
	}
	delete(d.known, "Bearer right")
	d.asked.Store(0)
	for range 50 {
		if a := callRaw(h, "GET", guarded, right); a.Code != 401 {
			t.Fatalf("got %d, want 401", a.Code)
		}
	}
	if d.asked.Load() > 2 {
		t.Errorf("asked %d times about a revoked key, want at most 2", d.asked.Load())
	}
}

// Where the answer was neither yes nor no, the next who brings the same is asked about.
func TestTroubleIsNoRefusal(t *testing.T) {
	t.Parallel()
	g := (&Server{}).newGate()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer x")
	trouble := fault.New(fault.Unavailable, errStranger.Text)
	for range 100 {
		if _, err := g.actor(r, func(*http.Request) (identity.Actor, error) { return identity.Actor{}, trouble }); !fault.Is(err, fault.Unavailable) {
			t.Fatalf("got %v, want the trouble itself", err)
		}
	}
	if a, err := g.actor(r, func(*http.Request) (identity.Actor, error) { return gisKey, nil }); err != nil || a.ID != gisKey.ID {
		t.Errorf("got %v, %v, want the key let in once it can be looked up", a, err)
	}
}

// Many requests at once with the same credential ask once whether it is right, and then
// each for itself.
func TestTrialsAreShared(t *testing.T) {
	t.Parallel()
	g := (&Server{}).newGate()
	var asked, in atomic.Int64
	var all sync.WaitGroup
	begin := make(chan struct{})
	for range 50 {
		all.Go(func() {
			<-begin
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Authorization", "Bearer wrong")
			_, err := g.actor(r, func(*http.Request) (identity.Actor, error) {
				asked.Add(1)
				time.Sleep(20 * time.Millisecond)
				return identity.Actor{}, errStranger
			})
			if !fault.Is(err, fault.Unauthenticated) {
				in.Add(1)
			}
		})
	}
	close(begin)
	all.Wait()
	if asked.Load() != 1 || in.Load() != 0 {
		t.Errorf("asked %d times, %d got another answer; want once and none", asked.Load(), in.Load())
	}
}

func TestRatesByActorAndAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		bring change
		want  int // that get through at once
	}{
		{"somebody signed in", header("Cookie", "session=right"), 3},
		{"a key", header("Authorization", "Bearer right"), 5},
		{"nobody", func(*http.Request) {}, 7},
	} {
		h, _ := newTown().serverWith(t, func(s *Server) {
			s.Local, s.Auth = false, &doorkeeper{known: map[string]identity.Actor{"Bearer right": gisKey, "session=right": londoner}}
			s.Rates = DefaultRates()
			s.Rates.User, s.Rates.Key, s.Rates.Address = Rate{0.01, 3}, Rate{0.01, 5}, Rate{0.01, 7}
		})
		through := 0
		for range 20 {
			a := callRaw(h, "GET", "/health", c.bring)
			if a.Code == 200 {
				through++
				continue
			}
			checkTooMany(t, c.name, a)
		}
		if through != c.want {
			t.Errorf("%s: %d got through at once, want %d", c.name, through, c.want)
		}
	}
}

func checkTooMany(t *testing.T, name string, a *httptest.ResponseRecorder) {
	t.Helper()
	var p struct{ Kind, Detail string }
	if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	wait, err := strconv.Atoi(a.Header().Get("Retry-After"))
	if a.Code != 429 || err != nil || wait < 1 || p.Kind != "too_many" || !strings.Contains(p.Detail, "Försök igen om") {
		t.Errorf("%s: got %d, Retry-After %q: %s", name, a.Code, a.Header().Get("Retry-After"), a.Body)
	}
	holdProblem(t, a)
}

// At the machine itself nothing is counted.
func TestLocalModeIsNotLimited(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for range 1000 {
		if a := callRaw(h, "GET", "/health"); a.Code != 200 {
			t.Fatalf("got %d: %s", a.Code, a.Body)
		}
	}
}
