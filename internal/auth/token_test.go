package auth_test

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"tryggled/internal/auth"
	"tryggled/internal/auth/authtest"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

const mapping = `
- {group: coordinators, role: coordinator, municipality: "1983"}
- {group: police, role: police, municipality: "1983"}
- {group: police, role: police, municipality: "1980"}
- {group: walkers, role: night_walker, municipality: "1983"}
`

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now().Truncate(time.Second)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// bundle is a provider, and our side of it.
type bundle struct {
	*clock
	provider *authtest.Provider
	settings auth.Settings
	service  *auth.Service
	mapping  auth.Mapping
}

func subkey(label string) ([]byte, error) {
	sum := sha256.Sum256([]byte(label))
	return sum[:], nil
}

func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{clock: newClock(), provider: authtest.New(t)}
	b.provider.Now = b.now
	b.settings = auth.Settings{
		Issuer: b.provider.URL, ClientID: authtest.ClientID, ClientSecret: authtest.ClientSecret, Audience: authtest.Audience,
		PublicURL: "http://localhost",
	}
	var err error
	if b.mapping, err = auth.ReadMapping(strings.NewReader(mapping)); err != nil {
		t.Fatal(err)
	}
	b.open(t, nil)
	return b
}

// open makes the service anew, with a store of sessions.
func (b *bundle) open(t testing.TB, sessions identity.SessionStore) {
	t.Helper()
	provider, err := auth.OpenProvider(t.Context(), b.settings, http.DefaultClient, b.now)
	if err != nil {
		t.Fatal(err)
	}
	b.service, err = auth.New(auth.Options{
		Provider: provider, Mapping: func() auth.Mapping { return b.mapping }, Sessions: sessions, Now: b.now, Subkey: subkey,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func asks(t testing.TB, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		r.Header.Add("Authorization", h)
	}
	return r
}

func TestTokenOfAProgram(t *testing.T) {
	t.Parallel()
	for _, key := range []authtest.Key{authtest.RSA(t, "r"), authtest.EC(t, "e"), authtest.Ed25519(t, "d")} {
		t.Run(key.Method.Alg(), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.provider.SetKeys(key)
			b.provider.SetPerson(authtest.Person{Subject: "s", Name: "Prov", Groups: []string{"police", "other"}})
			got, err := b.service.Actor(asks(t, "Bearer "+b.provider.Sign(t, b.provider.Claims())))
			want := identity.Actor{
				ID: got.ID, Name: "Prov", Way: identity.ByToken,
				Grants: []identity.Grant{{Municipality: "1980", Role: identity.Police}, {Municipality: "1983", Role: identity.Police}},
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil || !strings.HasPrefix(got.ID, "oidc:") || len(got.ID) != 21 {
				t.Errorf("%v, %s\n%s", err, got.ID, diff)
			}
		})
	}
}

// forged makes a token by hand.
func forged(header, payload string, sign func(string) []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(header)) + "." + encode([]byte(payload))
	return signed + "." + encode(sign(signed))
}

func TestBadTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	with := func(change func(jwt.MapClaims)) string {
		claims := b.provider.Claims()
		change(claims)
		return b.provider.Sign(t, claims)
	}
	set := func(name string, value any) string { return with(func(c jwt.MapClaims) { c[name] = value }) }
	without := func(name string) string { return with(func(c jwt.MapClaims) { delete(c, name) }) }
	signedBy := func(k authtest.Key) string {
		raw, err := k.Sign(b.provider.Claims())
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	key := b.provider.Key()
	public := key.Signer.Public().(*rsa.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	hmacWith := func(secret []byte) string {
		token := jwt.NewWithClaims(jwt.SigningMethodHS256, b.provider.Claims())
		token.Header["kid"] = key.ID
		raw, err := token.SignedString(secret)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	payload := fmt.Sprintf(`{"iss":%q,"sub":"s","aud":%q,"groups":["coordinators"],"exp":%d}`,
		b.provider.URL, authtest.Audience, b.now().Add(time.Hour).Unix())
	none := func(string) []byte { return nil }
	good := b.provider.Sign(t, b.provider.Claims())
	for name, raw := range map[string]string{
		"about a sign-in":              set("nonce", "n"),
		"about a sign-in, of Keycloak": set("typ", "ID"),
		"expired":                      set("exp", b.now().Unix()),
		"expired long ago":             set("exp", b.now().Add(-time.Hour).Unix()),
		"without an end":               without("exp"),
		"an end that is no number":     set("exp", "later"),
		"good later":                   set("nbf", b.now().Add(2*time.Minute).Unix()),
		"issued in the future":         set("iat", b.now().Add(2*time.Minute).Unix()),
		"of another issuer":            set("iss", "https://evil.example"),
		"of an issuer with a slash":    set("iss", b.provider.URL+"/"),
		"without an issuer":            without("iss"),
		"for another audience":         set("aud", "api://other"),
		"for other audiences":          set("aud", []string{"api://other", "api://tryggled/"}),
		"without an audience":          without("aud"),
		"of nobody":                    without("sub"),
		"a sign-in's own token":        set("aud", authtest.ClientID),
		"alg none":                     forged(`{"alg":"none","kid":"first"}`, payload, none),
		"alg None":                     forged(`{"alg":"None","kid":"first"}`, payload, none),
		"alg empty":                    forged(`{"alg":"","kid":"first"}`, payload, none),
		"alg missing":                  forged(`{"kid":"first"}`, payload, none),
		"HS256 with the key as PEM":    hmacWith(asPEM),
		"HS256 with the key as DER":    hmacWith(der),
		"HS256 with the modulus":       hmacWith(public.N.Bytes()),
		"of a key that is not there":   signedBy(authtest.RSA(t, "unknown")),
		"of another key of the name":   signedBy(authtest.RSA(t, key.ID)),
		"of another kind of key":       signedBy(authtest.EC(t, key.ID)),
		"by PS256, the key for RS256":  signedBy(authtest.Key{ID: key.ID, Method: jwt.SigningMethodPS256, Signer: key.Signer}),
		"by a key without a name":      signedBy(authtest.Key{Method: key.Method, Signer: key.Signer}),
		"with what must be understood": critical(t, key, b.provider.Claims()),
		"its payload changed":          swapPayload(good, payload),
		"its signature cut":            good[:len(good)-4],
		"its signature gone":           good[:strings.LastIndexByte(good, '.')+1],
		"its end repeated":             good + "." + good,
		"padded":                       good + "=",
		"with a space":                 good[:20] + " " + good[20:],
		"too long":                     set("name", strings.Repeat("x", 20_000)),
		"two dots":                     "..",
		"no base64":                    "å.ä.ö",
		"empty":                        "",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := b.service.Actor(asks(t, "Bearer "+raw))
			if !fault.Is(err, fault.Unauthenticated) || len(got.Grants) != 0 {
				t.Fatalf("got %+v, %v, want refused", got, err)
			}
			if want := refusal(t, b); err.Error() != want {
				t.Errorf("a stranger is told %q, want %q", err, want)
			}
		})
	}
	if _, err := b.service.Actor(asks(t, "Bearer "+good)); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

// refusal is what everybody is told.
func refusal(t *testing.T, b *bundle) string {
	t.Helper()
	_, err := b.service.Actor(asks(t, "Basic x"))
	if err == nil {
		t.Fatal("let in")
	}
	return err.Error()
}

func critical(t *testing.T, k authtest.Key, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(k.Method, claims)
	token.Header["kid"], token.Header["crit"], token.Header["b64"] = k.ID, []string{"b64"}, true
	raw, err := token.SignedString(k.Signer)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func swapPayload(raw, payload string) string {
	parts := strings.Split(raw, ".")
	return parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + "." + parts[2]
}

func TestClocksMayDifferALittle(t *testing.T) {
	t.Parallel()
	b := setup(t)
	claims := b.provider.Claims()
	ahead := b.now().Add(59 * time.Second).Unix()
	claims["nbf"], claims["iat"], claims["exp"] = ahead, float64(ahead)+0.5, b.now().Add(time.Second).Unix()
	if _, err := b.service.Actor(asks(t, "Bearer "+b.provider.Sign(t, claims))); err != nil {
		t.Errorf("a provider 59 s ahead: %v", err)
	}
}

func TestOneCredentialAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := "Bearer " + b.provider.Sign(t, b.provider.Claims())
	cookie := &http.Cookie{Name: "tryggled", Value: strings.Repeat("A", 43)}
	for name, r := range map[string]*http.Request{
		"twice the same":            asks(t, good, good),
		"a token and a name":        asks(t, good, "Basic eDp5"),
		"joined by a proxy":         asks(t, good+", "+good),
		"an unknown scheme":         asks(t, "Digest x"),
		"no scheme":                 asks(t, strings.TrimPrefix(good, "Bearer ")),
		"a name that is no key":     asks(t, "Basic eDp5"),
		"a key where there is none": asks(t, "Bearer tryggled_1983_x"),
		"an empty header":           asks(t, ""),
	} {
		if _, err := b.service.Actor(r); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: got %v, want refused", name, err)
		}
	}
	both := asks(t, good)
	both.AddCookie(cookie)
	twice := asks(t)
	twice.AddCookie(cookie)
	twice.AddCookie(cookie)
	for name, r := range map[string]*http.Request{"a cookie and a token": both, "two cookies": twice} {
		if _, err := b.service.Actor(r); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: got %v, want refused", name, err)
		}
	}
	if got, err := b.service.Actor(asks(t)); err != nil || got.Way != identity.ByNobody {
		t.Errorf("nothing: got %+v, %v, want nobody", got, err)
	}
	if _, err := b.service.Actor(asks(t, strings.Replace(good, "Bearer", "bearer", 1))); err != nil {
		t.Errorf("a scheme in small letters: %v", err)
	}
}

func TestRolesByToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		groups []string
		tells  string
	}{
		"two roles": {[]string{"coordinators", "walkers"}, `"walkers"`},
		"no role":   {[]string{"other"}, "no role"},
		"no groups": {nil, "no role"},
	} {
		b.provider.SetPerson(authtest.Person{Subject: "s", Groups: c.groups})
		_, err := b.service.Actor(asks(t, "Bearer "+b.provider.Sign(t, b.provider.Claims())))
		if !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), c.tells) {
			t.Errorf("%s: got %v, want forbidden, telling %s", name, err, c.tells)
		}
	}
}

func TestManyUnknownKeysAskTheProviderOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := "Bearer " + b.provider.Sign(t, b.provider.Claims())
	if _, err := b.service.Actor(asks(t, good)); err != nil {
		t.Fatal(err)
	}
	b.pass(2 * time.Minute)
	before := b.provider.KeysAsked.Load()
	stranger := authtest.EC(t, "")
	var wait sync.WaitGroup
	for worker := range 10 {
		wait.Go(func() {
			for i := range 100 {
				stranger := stranger
				stranger.ID = fmt.Sprintf("unknown-%d-%d", worker, i)
				raw, err := stranger.Sign(b.provider.Claims())
				if err != nil {
					t.Error(err)
				}
				if _, err := b.service.Actor(asks(t, "Bearer "+raw)); !fault.Is(err, fault.Unauthenticated) {
					t.Errorf("got %v, want refused", err)
				}
			}
		})
	}
	wait.Wait()
	if got := b.provider.KeysAsked.Load() - before; got != 1 {
		t.Errorf("1000 tokens with unknown keys: the provider was asked %d times, want once", got)
	}
	b.pass(time.Minute)
	raw, err := stranger.Sign(b.provider.Claims())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = b.service.Actor(asks(t, "Bearer "+raw))
	if got := b.provider.KeysAsked.Load() - before; got != 2 {
		t.Errorf("a minute later: %d times, want twice", got)
	}
}

func TestKeysAreRotated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old, next := b.provider.Key(), authtest.EC(t, "second")
	try := func(k authtest.Key) error {
		raw, err := k.Sign(b.provider.Claims())
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.service.Actor(asks(t, "Bearer "+raw))
		return err
	}
	if err := try(old); err != nil {
		t.Fatal(err)
	}
	b.pass(2 * time.Minute)
	b.provider.SetKeys(next, old)
	if err := try(next); err != nil {
		t.Errorf("a new key: %v", err)
	}
	b.provider.Down.Store(true)
	b.pass(time.Hour)
	if err := try(old); err != nil {
		t.Errorf("a known key while the provider is down: %v", err)
	}
	b.provider.Down.Store(false)
	b.provider.SetKeys(next)
	b.pass(time.Hour)
	if err := try(old); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a withdrawn key: got %v, want refused", err)
	}
	if err := try(next); err != nil {
		t.Errorf("the new key alone: %v", err)
	}
}

func TestProviderThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.provider.Down.Store(true)
	b.open(t, nil)
	good := "Bearer " + b.provider.Sign(t, b.provider.Claims())
	if _, err := b.service.Actor(asks(t, good)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without keys: got %v, want unavailable", err)
	}
	b.provider.Down.Store(false)
	b.pass(10 * time.Second)
	if _, err := b.service.Actor(asks(t, good)); err != nil {
		t.Errorf("when it is back: %v", err)
	}
}

func TestTokensAreCachedForAMinute(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := b.provider.Key()
	long := "Bearer " + b.provider.Sign(t, b.provider.Claims())
	claims := b.provider.Claims()
	claims["exp"] = b.now().Add(20 * time.Second).Unix()
	short := "Bearer " + b.provider.Sign(t, claims)
	for _, raw := range []string{long, short} {
		if _, err := b.service.Actor(asks(t, raw)); err != nil {
			t.Fatal(err)
		}
	}
	// Whether a token is checked again shows by the key being gone.
	b.provider.SetKeys(authtest.RSA(t, key.ID))
	b.pass(20 * time.Second)
	if _, err := b.service.Actor(asks(t, long)); err != nil {
		t.Errorf("within a minute: %v", err)
	}
	if _, err := b.service.Actor(asks(t, short)); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("at its end: got %v, want refused", err)
	}
	b.pass(keysFresh)
	if _, err := b.service.Actor(asks(t, long)); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("after a minute, its key changed: got %v, want refused", err)
	}
}

const keysFresh = 16 * time.Minute

func TestGroupsClaim(t *testing.T) {
	t.Parallel()
	for claim, value := range map[string]map[string]any{
		"groups":               {"groups": []string{"police"}},
		"roles":                {"roles": []any{"police"}, "groups": []string{"coordinators"}},
		"role":                 {"role": "police"},
		"realm_access.roles":   {"realm_access": map[string]any{"roles": []string{"police"}}},
		"https://x.y/z.groups": {"https://x.y/z.groups": []string{"police"}},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.settings.GroupsClaim = claim
			b.open(t, nil)
			claims := b.provider.Claims()
			for name, v := range value {
				claims[name] = v
			}
			got, err := b.service.Actor(asks(t, "Bearer "+b.provider.Sign(t, claims)))
			if role, _ := got.RoleIn("1983"); err != nil || role != identity.Police {
				t.Errorf("got %v, %v, want police", role, err)
			}
		})
	}
	b := setup(t)
	claims := b.provider.Claims()
	delete(claims, "groups")
	claims["_claim_names"] = map[string]string{"groups": "src1"}
	_, err := b.service.Actor(asks(t, "Bearer "+b.provider.Sign(t, claims)))
	if !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), "so many groups") {
		t.Errorf("more groups than a token holds: got %v", err)
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, change := range map[string]func(*auth.Settings){
		"an issuer in clear":     func(s *auth.Settings) { s.Issuer = "http://login.example" },
		"no issuer":              func(s *auth.Settings) { s.Issuer = "" },
		"another issuer's name":  func(s *auth.Settings) { s.Issuer += "/" },
		"no client":              func(s *auth.Settings) { s.ClientID = "" },
		"no public address":      func(s *auth.Settings) { s.PublicURL = "" },
		"a public path":          func(s *auth.Settings) { s.PublicURL = "https://x.example/path" },
		"a public name in clear": func(s *auth.Settings) { s.PublicURL = "http://x.example" },
	} {
		s := b.settings
		change(&s)
		if _, err := auth.OpenProvider(context.Background(), s, http.DefaultClient, b.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}
