package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tryggled/internal/fault"
)

// leeway is by how much the provider's clock may be ahead of ours.
const leeway = 60 * time.Second

// algorithms are those that a token may be signed by: with a private key that the provider
// alone has. Which one a token is signed by is not for the token alone to say; the key has
// its type.
var algorithms = []string{
	"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
}

// maxToken bounds a token, in bytes.
const maxToken = 16 << 10

// claims are what we read of a token.
type claims struct {
	Issuer    string   `json:"iss"`
	Subject   string   `json:"sub"`
	Audience  audience `json:"aud"`
	Party     string   `json:"azp"`
	Expires   *instant `json:"exp"`
	NotBefore *instant `json:"nbf"`
	IssuedAt  *instant `json:"iat"`
	Nonce     string   `json:"nonce"`
	Name      string   `json:"name"`
	Username  string   `json:"preferred_username"`
	// Groups are read with the rest where the claim is called so, elsewhere afterwards.
	Groups   json.RawMessage `json:"groups"`
	Overflow json.RawMessage `json:"_claim_names"` // Entra: more groups than a token holds
}

// The parser checks nothing of these by itself: see check.
func (claims) GetExpirationTime() (*jwt.NumericDate, error) { return nil, nil }
func (claims) GetIssuedAt() (*jwt.NumericDate, error)       { return nil, nil }
func (claims) GetNotBefore() (*jwt.NumericDate, error)      { return nil, nil }
func (claims) GetIssuer() (string, error)                   { return "", nil }
func (claims) GetSubject() (string, error)                  { return "", nil }
func (claims) GetAudience() (jwt.ClaimStrings, error)       { return nil, nil }

// instant is a NumericDate: seconds since 1970, perhaps with a fraction.
type instant float64

func (i instant) time() time.Time { return time.UnixMilli(int64(float64(i) * 1000)) }

// audience is one name or several.
type audience []string

// UnmarshalJSON reads a text or a list of texts.
func (a *audience) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*a = audience{""}
		return json.Unmarshal(b, &(*a)[0])
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// Person is whom a token vouches for.
type Person struct {
	ID      string // pseudonymous: oidc:…
	Name    string
	Groups  []string
	Expires time.Time // of the token
}

// Token checks a token that a program brings, and returns for whom the provider issued it.
// A token that was checked within a minute is not checked again. It returns Unavailable
// where the provider's keys are not to be had, and an error without a kind for a token that
// is not good.
func (p *Provider) Token(ctx context.Context, raw string) (Person, error) {
	if p.settings.Audience == "" {
		return Person{}, errors.New("tokens of programs are not taken")
	}
	if len(raw) > maxToken {
		return Person{}, errors.New("the token is too long")
	}
	id, at := sha256.Sum256([]byte(raw)), p.now()
	if person, ok := p.tokens.get(id, at); ok {
		return person, nil
	}
	c, payload, err := p.verify(ctx, raw, p.settings.Audience)
	if err != nil {
		return Person{}, err
	}
	person, err := p.person(c, payload)
	if err == nil {
		p.tokens.put(id, person, at)
	}
	return person, err
}

var parser = jwt.NewParser(jwt.WithValidMethods(algorithms), jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding())

// verify checks a token's signature and what it says of itself, for an audience.
func (p *Provider) verify(ctx context.Context, raw, forWhom string) (c claims, payload string, err error) {
	if len(raw) > maxToken {
		return c, "", errors.New("the token is too long")
	}
	token, err := parser.ParseWithClaims(raw, &c, func(t *jwt.Token) (any, error) { return p.keyOf(ctx, t) })
	if err != nil {
		if fault.Is(err, fault.Unavailable) {
			return c, "", err
		}
		return c, "", fmt.Errorf("read the token: %w", err)
	}
	return c, token.Raw, c.check(p.settings.Issuer, forWhom, p.now())
}

func (p *Provider) keyOf(ctx context.Context, t *jwt.Token) (any, error) {
	// RFC 7515, 4.1.11: what a token says must be understood is refused where it is not.
	if _, critical := t.Header["crit"]; critical {
		return nil, errors.New("the token asks for extensions")
	}
	id, _ := t.Header["kid"].(string)
	k, err := p.keys.key(ctx, id)
	if err != nil {
		return nil, err
	}
	if k.alg != "" && k.alg != t.Method.Alg() {
		return nil, errors.New("the key is for another algorithm")
	}
	return k.key, nil
}

func (c claims) check(issuer, forWhom string, now time.Time) error {
	switch {
	case c.Issuer != issuer:
		return errors.New("the token is of another issuer")
	case !slices.Contains(c.Audience, forWhom):
		return errors.New("the token is for another audience")
	case c.Subject == "":
		return errors.New("the token names nobody")
	case c.Expires == nil || !now.Before(c.Expires.time()):
		return errors.New("the token has expired")
	case c.NotBefore != nil && c.NotBefore.time().After(now.Add(leeway)):
		return errors.New("the token is not good yet")
	case c.IssuedAt != nil && c.IssuedAt.time().After(now.Add(leeway)):
		return errors.New("the token is of the future")
	}
	return nil
}

// person reads whom verified claims are about.
func (p *Provider) person(c claims, raw string) (Person, error) {
	groups, err := p.groups(c, raw)
	if err != nil {
		return Person{}, err
	}
	name := c.Name
	if name == "" {
		name = c.Username
	}
	return Person{ID: actorID(c.Issuer, c.Subject), Name: clean(name), Groups: groups, Expires: c.Expires.time()}, nil
}

// actorID is what the audit log calls a person: the same at each sign-in, and telling
// nothing to those who do not know the person's id with the provider.
func actorID(issuer, subject string) string {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return "oidc:" + hex.EncodeToString(sum[:8])
}

// maxName bounds a name, in bytes.
const maxName = 200

// clean makes a text of the provider one that can be stored.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}
