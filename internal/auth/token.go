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
)

// leeway is by how much the provider's clock may be ahead of ours.
const leeway = 60 * time.Second

// methods are how a token may be signed: with a private key that the provider alone has.
// Each takes a public key of its own type only, so that a token cannot have its signature
// checked as something else.
var methods = func() map[string]jwt.SigningMethod {
	all := map[string]jwt.SigningMethod{}
	for _, m := range []jwt.SigningMethod{
		jwt.SigningMethodRS256, jwt.SigningMethodRS384, jwt.SigningMethodRS512,
		jwt.SigningMethodPS256, jwt.SigningMethodPS384, jwt.SigningMethodPS512,
		jwt.SigningMethodES256, jwt.SigningMethodES384, jwt.SigningMethodES512,
		jwt.SigningMethodEdDSA,
	} {
		all[m.Alg()] = m
	}
	return all
}()

// maxToken bounds a token, in bytes.
const maxToken = 16 << 10

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
	at := p.now()
	if person, ok := p.tokens.get(raw, at); ok {
		return person, nil
	}
	c, payload, err := p.verify(ctx, raw, p.settings.Audience)
	if err != nil {
		return Person{}, err
	}
	if c.Nonce != "" || c.Type == "ID" {
		return Person{}, errors.New("a token about a sign-in is none of a program") // where both have the same audience
	}
	person, err := p.person(c, payload)
	if err == nil {
		p.tokens.put(raw, person, at)
	}
	return person, err
}

// tokenHeader says how a token is signed (RFC 7515).
type tokenHeader struct {
	Method   string          `json:"alg"`
	Key      string          `json:"kid"`
	Critical json.RawMessage `json:"crit"`

	text string // as the token has it
}

// verify checks a token's signature and what it says of itself, for an audience, and returns
// its payload read and as it is. Nothing of the payload is read before the signature holds.
// The header is read into a struct and not, as the library's own parser does, into a map:
// that alone would cost a tenth of the check of an RSA signature.
func (p *Provider) verify(ctx context.Context, raw, forWhom string) (c claims, payload []byte, err error) {
	if len(raw) > maxToken {
		return c, nil, errors.New("the token is too long")
	}
	end := strings.LastIndexByte(raw, '.')
	head, body, ok := strings.Cut(raw[:max(end, 0)], ".")
	if !ok || strings.Contains(body, ".") {
		return c, nil, errors.New("the token has not three parts")
	}
	if err := p.checkSignature(ctx, head, raw[:end], raw[end+1:]); err != nil {
		return c, nil, err
	}
	if payload, err = octets(body); err == nil {
		c, err = readClaims(payload)
	}
	if err != nil {
		return c, nil, fmt.Errorf("read the token's payload: %w", err)
	}
	return c, payload, c.check(p.settings.Issuer, forWhom, p.now())
}

// checkSignature returns Unavailable where the provider's keys are not to be had.
func (p *Provider) checkSignature(ctx context.Context, head, signed, signature string) error {
	h, err := p.header(head)
	if err != nil {
		return fmt.Errorf("read the token's header: %w", err)
	}
	method := methods[h.Method]
	switch {
	case method == nil:
		return errors.New("the token is signed in a way that does not count")
	case h.Critical != nil: // 4.1.11: what must be understood is refused where it is not
		return errors.New("the token asks for extensions")
	}
	key, err := p.keys.key(ctx, h.Key)
	if err != nil {
		return err
	}
	if key.alg != "" && key.alg != h.Method {
		return errors.New("the key is for another algorithm")
	}
	sum, err := octets(signature)
	if err != nil {
		return fmt.Errorf("read the token's signature: %w", err)
	}
	return method.Verify(signed, sum, key.key)
}

// header reads the header of a token. The last one is remembered: all tokens that are signed
// with one key have the same.
func (p *Provider) header(head string) (*tokenHeader, error) {
	if last := p.lastHeader.Load(); last != nil && last.text == head {
		return last, nil
	}
	h := &tokenHeader{text: head}
	body, err := octets(head)
	if err == nil {
		err = json.Unmarshal(body, h)
	}
	if err == nil {
		p.lastHeader.Store(h)
	}
	return h, err
}

func (c claims) check(issuer, forWhom string, now time.Time) error {
	switch {
	case c.Issuer != issuer:
		return errors.New("the token is of another issuer")
	case !slices.Contains(c.Audience, forWhom):
		return errors.New("the token is for another audience")
	case c.Subject == "":
		return errors.New("the token names nobody")
	case !now.Before(c.Expires.time()): // also where it has no end
		return errors.New("the token has expired")
	case c.NotBefore.time().After(now.Add(leeway)):
		return errors.New("the token is not good yet")
	case c.IssuedAt.time().After(now.Add(leeway)):
		return errors.New("the token is of the future")
	}
	return nil
}

// person reads whom verified claims are about.
func (p *Provider) person(c claims, payload []byte) (Person, error) {
	groups, err := p.groups(c, payload)
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
