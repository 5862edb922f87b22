package auth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"time"
)

// How long the provider's keys are good: a withdrawn key counts no longer than keysFresh
// while the provider answers. An unknown key makes the set be fetched once in keysAgain,
// however many tokens name one.
const (
	keysFresh = 15 * time.Minute
	keysAgain = time.Minute
	keysFirst = 5 * time.Second // between tries where there are none yet
)

var errUnknownKey = errors.New("unknown key")

// keySet is the provider's public keys.
type keySet struct{ remote[map[string]publicKey] }

type publicKey struct {
	key crypto.PublicKey
	alg string // the one algorithm it is for; empty for any of its type
}

func newKeySet(client *http.Client, now func() time.Time, address func(context.Context) (string, error)) *keySet {
	s := &keySet{}
	s.now = now
	s.load = func(ctx context.Context) (map[string]publicKey, error) {
		at, err := address(ctx)
		if err != nil {
			return nil, err
		}
		var set struct{ Keys []jwk }
		if err := getJSON(ctx, client, at, &set); err != nil {
			return nil, err
		}
		return publicKeys(set.Keys), nil
	}
	return s
}

// key returns the key of an id. It returns errUnknownKey, and Unavailable where no keys are
// to be had.
func (s *keySet) key(ctx context.Context, id string) (publicKey, error) {
	set := s.kept.Load()
	if set == nil {
		if err := s.again(ctx, keysFirst); err != nil {
			return publicKey{}, err
		}
		set = s.kept.Load()
	}
	if k, ok := set.value[id]; ok {
		if s.now().Sub(set.at) > keysFresh {
			s.freshen(ctx, keysAgain)
			k, ok = s.kept.Load().value[id]
		}
		if ok {
			return k, nil
		}
	}
	_ = s.again(ctx, keysAgain) // where it fails, the keys that are there go on working
	if k, ok := s.kept.Load().value[id]; ok {
		return k, nil
	}
	return publicKey{}, errUnknownKey
}

// jwk is a key as RFC 7517 and 8037 write it.
type jwk struct {
	ID    string `json:"kid"`
	Type  string `json:"kty"`
	Use   string `json:"use"`
	Alg   string `json:"alg"`
	Curve string `json:"crv"`
	N     string `json:"n"`
	E     string `json:"e"`
	X     string `json:"x"`
	Y     string `json:"y"`
}

// publicKeys takes the keys for signatures that we know; what else the provider publishes
// is not for us.
func publicKeys(all []jwk) map[string]publicKey {
	known := map[string]publicKey{}
	for _, k := range all {
		if k.ID == "" || k.Use != "" && k.Use != "sig" {
			continue
		}
		if key, err := k.public(); err == nil {
			known[k.ID] = publicKey{key, k.Alg}
		}
	}
	return known
}

func (k jwk) public() (crypto.PublicKey, error) {
	switch k.Type {
	case "RSA":
		return k.rsa()
	case "EC":
		return k.ec()
	case "OKP":
		x, err := octets(k.X)
		if err != nil || k.Curve != "Ed25519" || len(x) != ed25519.PublicKeySize {
			return nil, errors.New("no Ed25519 key")
		}
		return ed25519.PublicKey(x), nil
	}
	return nil, fmt.Errorf("unknown type of key %q", k.Type)
}

// leastRSA is the shortest RSA key that counts, in bits.
const leastRSA = 2048

func (k jwk) rsa() (crypto.PublicKey, error) {
	n, err := octets(k.N)
	if err != nil {
		return nil, err
	}
	e, err := octets(k.E)
	if err != nil {
		return nil, err
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	if modulus.BitLen() < leastRSA || exponent.BitLen() > 31 || exponent.Int64() < 3 {
		return nil, errors.New("a weak RSA key")
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}, nil
}

func (k jwk) ec() (crypto.PublicKey, error) {
	curve, ok := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[k.Curve]
	if !ok {
		return nil, fmt.Errorf("unknown curve %q", k.Curve)
	}
	x, err := octets(k.X)
	if err != nil {
		return nil, err
	}
	y, err := octets(k.Y)
	if err != nil {
		return nil, err
	}
	// The uncompressed form of SEC 1: 4, x, y. Parsing it checks that the point is on the curve.
	return ecdsa.ParseUncompressedPublicKey(curve, append(append([]byte{4}, x...), y...))
}

// octets reads bytes as RFC 7515 writes them.
func octets(s string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(s) }
