package auth

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/auth/authtest"
)

// BenchmarkToken compares our check of a token with the bare check of its signature, one
// after the other, and shows what it costs when the token was seen before.
func BenchmarkToken(b *testing.B) {
	remote := authtest.New(b)
	claims := remote.Claims()
	claims["groups"] = []string{"police", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"}
	raw := remote.Sign(b, claims)
	public := remote.Key().Signer.Public().(*rsa.PublicKey)
	end := strings.LastIndexByte(raw, '.')
	p, err := OpenProvider(b.Context(), Settings{
		Issuer: remote.URL, ClientID: authtest.ClientID, Audience: authtest.Audience, PublicURL: "http://localhost",
	}, http.DefaultClient, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	cached := func() error {
		_, err := p.Token(b.Context(), raw)
		return err
	}
	bare := func() error {
		signature, err := base64.RawURLEncoding.DecodeString(raw[end+1:])
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(raw[:end]))
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature)
	}
	var spent [3][]time.Duration
	for b.Loop() {
		clear(p.tokens.kept) // so that the first of ours is a full check; it is no part of one
		for i, check := range []func() error{bare, cached, cached} {
			began := time.Now()
			if err := check(); err != nil {
				b.Fatal(err)
			}
			spent[i] = append(spent[i], time.Since(began))
		}
	}
	b.ReportMetric(median(spent[0]), "bare-µs")
	b.ReportMetric(median(spent[1]), "full-µs")
	b.ReportMetric(median(spent[2]), "cached-µs")
	b.ReportMetric(median(spent[1])/median(spent[0]), "full/bare")
}

// median is in microseconds. What else the machine does falls upon few rounds.
func median(spent []time.Duration) float64 {
	slices.Sort(spent)
	return float64(spent[len(spent)/2].Nanoseconds()) / 1000
}
