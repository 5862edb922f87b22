package auth

import (
	"errors"
	"fmt"
	"time"

	"github.com/tidwall/gjson"
)

// claims are what we read of a token's payload.
type claims struct {
	Issuer    string   // iss
	Subject   string   // sub
	Audience  []string // aud: one or several
	Party     string   // azp
	Expires   instant  // exp
	NotBefore instant  // nbf
	IssuedAt  instant  // iat
	Nonce     string   // of the sign-in that an ID token answers
	Type      string   // typ: ID or Bearer, as Keycloak says
	Name      string
	Username  string // preferred_username
	// Groups are read with the rest where the claim is called so, elsewhere afterwards.
	Groups   gjson.Result
	Overflow bool // _claim_names, of Entra: more groups than a token holds
}

// instant is a NumericDate: seconds since 1970, perhaps with a fraction; 0 where there is none.
type instant float64

func (i instant) time() time.Time { return time.UnixMilli(int64(float64(i) * 1000)) }

// readClaims reads a payload in one pass. encoding/json would take a seventh of the time of
// the whole check, most of which is the signature.
func readClaims(payload []byte) (c claims, err error) {
	body := gjson.ParseBytes(payload)
	if !gjson.ValidBytes(payload) || !body.IsObject() {
		return c, errors.New("the payload is no JSON object")
	}
	body.ForEach(func(name, value gjson.Result) bool {
		if !c.read(name.Str, value) {
			err = fmt.Errorf("the claim %s has a value of the wrong kind", name.Str)
		}
		return err == nil
	})
	return c, err
}

// read keeps one claim and reports false where its value is of the wrong kind.
func (c *claims) read(name string, value gjson.Result) (ok bool) {
	switch name {
	case "iss":
		c.Issuer, ok = text(value)
	case "sub":
		c.Subject, ok = text(value)
	case "aud":
		c.Audience, ok = texts(value)
	case "azp":
		c.Party, ok = text(value)
	case "exp":
		c.Expires, ok = number(value)
	case "nbf":
		c.NotBefore, ok = number(value)
	case "iat":
		c.IssuedAt, ok = number(value)
	case "nonce":
		c.Nonce, ok = text(value)
	case "typ":
		c.Type, ok = text(value)
	case "name":
		c.Name, ok = text(value)
	case "preferred_username":
		c.Username, ok = text(value)
	case "groups":
		c.Groups, ok = value, true
	case "_claim_names":
		c.Overflow, ok = true, true
	default:
		ok = true
	}
	return ok
}

func text(v gjson.Result) (string, bool) {
	return v.Str, v.Type == gjson.String || v.Type == gjson.Null
}

func number(v gjson.Result) (instant, bool) {
	return instant(v.Num), v.Type == gjson.Number || v.Type == gjson.Null
}

// texts reads a claim that is one text or a list of texts; ok is false for anything else.
func texts(v gjson.Result) (list []string, ok bool) {
	switch {
	case v.Type == gjson.Null:
		return nil, true
	case v.Type == gjson.String:
		return []string{v.Str}, true
	case !v.IsArray():
		return nil, false
	}
	ok = true
	v.ForEach(func(_, item gjson.Result) bool {
		list, ok = append(list, item.Str), item.Type == gjson.String
		return ok
	})
	return list, ok
}
