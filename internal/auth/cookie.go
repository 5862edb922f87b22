package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tryggled/internal/identity"
)

// cookies are those that we set in a browser. The prefix __Host- has browsers take them from
// this very host alone, over TLS; http://localhost, which has no TLS, goes without.
type cookies struct {
	session, attempt string // names
	secure           bool
}

func cookiesFor(publicURL string) cookies {
	if strings.HasPrefix(publicURL, "https://") {
		return cookies{"__Host-tryggled", "__Host-tryggled-signin", true}
	}
	return cookies{"tryggled", "tryggled-signin", false}
}

// set gives a cookie to a browser. age is in seconds: 0 until the browser ends, negative
// takes it back. Lax, since the provider sends people here from its own site.
func (c cookies) set(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, Secure: c.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// newToken makes what a browser is given to hold, and what we keep of it.
func newToken() (cookie string, token identity.SessionToken) {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(secret[:]), sha256.Sum256(secret[:])
}

var errCookie = errors.New("the cookie is not ours")

// tokenOf reads what newToken gave.
func tokenOf(cookie string) (identity.SessionToken, error) {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(cookie)
	if err != nil || len(secret) != 32 {
		return identity.SessionToken{}, errCookie
	}
	return sha256.Sum256(secret), nil
}

// sealer keeps what only we may read, with AES-256-GCM. What is sealed for one purpose does
// not open for another.
type sealer struct{ cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{aead}, err
}

func (s sealer) seal(purpose string, value []byte) []byte {
	return s.Seal(nil, nil, value, []byte(purpose))
}

func (s sealer) open(purpose string, sealed []byte) ([]byte, error) {
	return s.Open(nil, nil, sealed, []byte(purpose))
}

const purposeAttempt = "sign-in"

func (s sealer) sealAttempt(a attempt) (string, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("keep the sign-in: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.seal(purposeAttempt, body)), nil
}

func (s sealer) openAttempt(cookie string) (a attempt, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return a, errAttempt
	}
	body, err := s.open(purposeAttempt, sealed)
	if err != nil || json.Unmarshal(body, &a) != nil {
		return a, errAttempt
	}
	return a, nil
}
