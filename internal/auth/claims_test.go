package auth

import (
	"encoding/json"
	"testing"
)

// What is read of a payload is what encoding/json would read, and nothing is read of what is
// no JSON.
func FuzzReadClaims(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"iss":"a","sub":"b","aud":["c","d"],"exp":1.5,"groups":["e"]}`, `{"iss":null,"aud":"c"}`, `{"iss":1}`,
		`{"exp":"1"}`, `{"aud":[1]}`, `{"iss":"a","iss":"b"}`, `{"iss":"\u0061\ud800"}`, `{"groups":{"a":["b"]},"_claim_names":{}}`, `{"iss":"a"} x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := readClaims(payload)
		if !json.Valid(payload) && err == nil {
			t.Fatalf("%q was read", payload)
		}
		var exact map[string]any // encoding/json would take ISS for iss
		if err != nil || json.Unmarshal(payload, &exact) != nil {
			return
		}
		if iss, ok := exact["iss"].(string); ok && iss != c.Issuer {
			t.Errorf("%q: issuer %q, want %q", payload, c.Issuer, iss)
		}
		if exp, ok := exact["exp"].(float64); ok && instant(exp) != c.Expires {
			t.Errorf("%q: expires %v, want %v", payload, c.Expires, exp)
		}
	})
}
