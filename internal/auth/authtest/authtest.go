// Package authtest is an identity provider for tests: OpenID Connect over real HTTP in the
// process of the test, whose people, keys and answers the test changes as it goes.
package authtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What the provider knows of us.
const (
	ClientID     = "tryggled"
	ClientSecret = "provider-knows-us"
	Audience     = "api://tryggled"
)

// Person is who signs in at the provider.
type Person struct {
	Subject string
	Name    string
	Groups  []string
}

// Provider is an identity provider that signs in its Person without asking.
type Provider struct {
	*httptest.Server
	Now func() time.Time

	NoRefresh bool        // gives no refresh tokens
	Down      atomic.Bool // answers nothing but errors
	Refuses   atomic.Bool // takes no refresh token any more
	KeysAsked atomic.Int64
	Refreshed atomic.Int64

	mu        sync.Mutex
	person    Person
	keys      []Key
	codes     map[string]code
	refreshes map[string]bool
}

// Key signs the provider's tokens.
type Key struct {
	ID     string
	Method jwt.SigningMethod
	Signer crypto.Signer
}

type code struct {
	challenge, nonce, redirect string
}

// New starts a provider that ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{
		Now: time.Now, codes: map[string]code{}, refreshes: map[string]bool{}, keys: []Key{RSA(t, "first")},
		person: Person{Subject: "subject-1", Name: "Prov Provsson", Groups: []string{"coordinators"}},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.jwks)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /logout", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("post_logout_redirect_uri"), http.StatusSeeOther)
	})
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.Down.Load() {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

// RSA makes a key for RS256.
func RSA(t testing.TB, id string) Key {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return Key{id, jwt.SigningMethodRS256, key}
}

// EC makes a key for ES256.
func EC(t testing.TB, id string) Key {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Key{id, jwt.SigningMethodES256, key}
}

// Ed25519 makes a key for EdDSA.
func Ed25519(t testing.TB, id string) Key {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Key{id, jwt.SigningMethodEdDSA, key}
}

// SetPerson changes who signs in, and whom refresh tokens vouch for.
func (p *Provider) SetPerson(who Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.person = who
}

// SetKeys changes the keys that the provider publishes. It signs with the first.
func (p *Provider) SetKeys(keys ...Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = keys
}

// Key is the key that the provider signs with.
func (p *Provider) Key() Key {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[0]
}

// Claims are those of a good token of a program, for the provider's person.
func (p *Provider) Claims() jwt.MapClaims {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	return jwt.MapClaims{
		"iss": p.URL, "sub": p.person.Subject, "aud": Audience, "name": p.person.Name, "groups": p.person.Groups,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

// Sign makes a token with the provider's key.
func (p *Provider) Sign(t testing.TB, claims jwt.MapClaims) string {
	t.Helper()
	raw, err := p.Key().Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Sign makes a token with a key.
func (k Key) Sign(claims jwt.MapClaims) (string, error) {
	token := jwt.NewWithClaims(k.Method, claims)
	token.Header["kid"] = k.ID
	return token.SignedString(k.Signer)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	write(w, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"jwks_uri": p.URL + "/keys", "end_session_endpoint": p.URL + "/logout",
	})
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) {
	p.KeysAsked.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := []map[string]string{}
	for _, k := range p.keys {
		keys = append(keys, k.jwk())
	}
	write(w, map[string]any{"keys": keys})
}

func (k Key) jwk() map[string]string {
	public := map[string]string{"kid": k.ID, "use": "sig", "alg": k.Method.Alg()}
	encode := base64.RawURLEncoding.EncodeToString
	switch key := k.Signer.Public().(type) {
	case *rsa.PublicKey:
		public["kty"], public["n"], public["e"] = "RSA", encode(key.N.Bytes()), "AQAB"
	case *ecdsa.PublicKey:
		point, _ := key.Bytes() // 4, x, y
		half := len(point) / 2
		public["kty"], public["crv"] = "EC", "P-256"
		public["x"], public["y"] = encode(point[1:1+half]), encode(point[1+half:])
	case ed25519.PublicKey:
		public["kty"], public["crv"], public["x"] = "OKP", "Ed25519", encode(key)
	}
	return public
}

// authorize sends the browser back at once, with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	id := rand.Text()
	p.mu.Lock()
	p.codes[id] = code{challenge: q.Get("code_challenge"), nonce: q.Get("nonce"), redirect: q.Get("redirect_uri")}
	p.mu.Unlock()
	answer := url.Values{"code": {id}, "state": {q.Get("state")}, "iss": {p.URL}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+answer.Encode(), http.StatusSeeOther)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if id != ClientID || secret != ClientSecret {
		refuse(w, "invalid_client")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	nonce := ""
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		c, ok := p.codes[r.PostFormValue("code")]
		delete(p.codes, r.PostFormValue("code"))
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if !ok || c.redirect != r.PostFormValue("redirect_uri") || c.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			refuse(w, "invalid_grant")
			return
		}
		nonce = c.nonce
	case "refresh_token":
		p.Refreshed.Add(1)
		if !p.refreshes[r.PostFormValue("refresh_token")] || p.Refuses.Load() {
			refuse(w, "invalid_grant")
			return
		}
		delete(p.refreshes, r.PostFormValue("refresh_token")) // each is good once
	default:
		refuse(w, "unsupported_grant_type")
		return
	}
	p.give(w, nonce)
}

// give answers with tokens, under mu.
func (p *Provider) give(w http.ResponseWriter, nonce string) {
	now := p.Now()
	claims := jwt.MapClaims{
		"iss": p.URL, "sub": p.person.Subject, "aud": ClientID, "name": p.person.Name, "groups": p.person.Groups,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	raw, err := p.keys[0].Sign(claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": raw}
	if !p.NoRefresh {
		refresh := rand.Text()
		p.refreshes[refresh] = true
		answer["refresh_token"] = refresh
	}
	write(w, answer)
}

func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": code})
}

func write(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}
