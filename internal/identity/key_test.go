package identity

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

func newKey(t testing.TB, code string) string {
	t.Helper()
	secret, hash, err := NewKey(rand.Reader, code)
	if err != nil || hash != KeyHash(secret) {
		t.Fatalf("got hash %x, %v", hash, err)
	}
	return secret
}

func TestNewKey(t *testing.T) {
	form := regexp.MustCompile(`^tryggled_1983_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$`)
	first, second := newKey(t, "1983"), newKey(t, "1983")
	if !form.MatchString(first) || first == second {
		t.Errorf("got %q and %q", first, second)
	}
	for _, code := range []string{"1983", "E09000001", "T-1", strings.Repeat("x", 20)} {
		secret := newKey(t, code)
		if got, ok := KeyCode(secret); got != code || !ok || !isKey(secret) || len(secret) > maxKeyBytes {
			t.Errorf("%q: got municipality %q, %v", secret, got, ok)
		}
	}
	if _, _, err := NewKey(bytes.NewReader(make([]byte, keyBytes-1)), "1983"); err == nil {
		t.Error("a key was made of too little randomness")
	}
}

// What no NewKey has written is refused without a question to anybody.
func TestForgedKeysAreKnown(t *testing.T) {
	secret := newKey(t, "1983")
	body := secret[:len(secret)-checksumChars]
	signed := func(body string) string { return body + checksum(body) }
	drawn := strings.TrimPrefix(body, keyMark+"1983_")
	for name, s := range map[string]string{
		"nothing": "", "the mark alone": keyMark, "no code": signed(keyMark + "_" + drawn), "no part at all": signed(keyMark),
		"another municipality's code": strings.Replace(secret, "1983", "1984", 1),
		"no code and no sign":         keyMark + secret[len(keyMark)+5:],
		"another mark":                "Tryggled_" + secret[len(keyMark):], "upper case": strings.ToUpper(secret), "lower case": strings.ToLower(secret),
		"cut": secret[:len(secret)-1], "longer": secret + "A", "a line end": secret + "\n", "a space before": " " + secret, "NUL after": secret + "\x00",
		"short, checked": signed(body[:len(body)-1]), "long, checked": signed(body + "A"),
		"a code with a slash, checked":   signed(keyMark + "19/3_" + drawn),
		"a code with NUL, checked":       signed(keyMark + "19\x003_" + drawn),
		"a code of no text, checked":     signed(keyMark + "\xff\xfe_" + drawn),
		"a long code, checked":           signed(keyMark + strings.Repeat("1", 21) + "_" + drawn),
		"a very long code, checked":      signed(keyMark + strings.Repeat("1", 1000) + "_" + drawn),
		"an underscore in code, checked": signed(keyMark + "19_83_" + drawn),
		"twice":                          secret + secret,
	} {
		if code, ok := KeyCode(s); ok || code != "" {
			t.Errorf("%s: %q is taken for a key of %q", name, s, code)
		}
	}
	for i := range secret {
		for _, other := range []byte{'A', 'a', '0', '_', secret[i] ^ 0x20} {
			changed := secret[:i] + string(other) + secret[i+1:]
			if _, ok := KeyCode(changed); ok && changed != secret {
				t.Errorf("character %d changed: %q is taken for %q", i, changed, secret)
			}
		}
	}
}

func FuzzKeyCode(f *testing.F) {
	f.Add(newKey(f, "1983"))
	f.Add("tryggled_")
	f.Add("tryggled_1983_")
	f.Fuzz(func(t *testing.T, secret string) {
		if code, ok := KeyCode(secret); ok && (!codeForm.MatchString(code) || len(secret) > maxKeyBytes) {
			t.Errorf("%q is taken for a key of %q", secret, code)
		}
	})
}

// keyShelf is a KeyStore in memory.
type keyShelf struct {
	keys   []Key
	hashes [][32]byte
	fails  error
}

func (s *keyShelf) AddKey(_ context.Context, _ string, k Key, hash [32]byte) (int64, error) {
	s.keys, s.hashes = append(s.keys, k), append(s.hashes, hash)
	return int64(len(s.keys)), s.fails
}

func (s *keyShelf) Keys(context.Context, string) ([]Key, error) { return s.keys, s.fails }

func (s *keyShelf) RevokeKey(context.Context, string, int64, time.Time) error { return s.fails }

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestCreateKey(t *testing.T) {
	shelf := &keyShelf{}
	service := KeyService{Store: shelf, Now: func() time.Time { return noon }}
	ctx := Enter(t.Context(), Access{Actor: Actor{ID: "oidc:5f2c"}}, nil)
	wanted := Key{Name: " QGIS ", Collections: []Collection{Reports, Areas, Reports}, Until: noon.AddDate(1, 0, 0)}
	got, secret, err := service.Create(ctx, "1983", wanted)
	if err != nil {
		t.Fatal(err)
	}
	want := Key{
		ID: 1, Name: "QGIS", Collections: []Collection{Areas, Reports}, CreatedAt: noon, CreatedBy: "oidc:5f2c", Until: noon.AddDate(1, 0, 0),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("key (-want +got):\n%s", diff)
	}
	if code, ok := KeyCode(secret); code != "1983" || !ok || shelf.hashes[0] != KeyHash(secret) {
		t.Errorf("got secret %q, stored as %x", secret, shelf.hashes[0])
	}
	shelf.fails = errors.New("disk full")
	if _, secret, err := service.Create(ctx, "1983", wanted); err == nil || secret != "" {
		t.Errorf("a key that is not stored: got %q, %v", secret, err)
	}
}

func TestKeysThatCannotBe(t *testing.T) {
	service := KeyService{Store: &keyShelf{}, Now: func() time.Time { return noon }}
	for name, c := range map[string]struct {
		field  string
		change func(*Key)
	}{
		"no name":                {"name", func(k *Key) { k.Name = "  " }},
		"a long name":            {"name", func(k *Key) { k.Name = strings.Repeat("å", 101) }},
		"a line break":           {"name", func(k *Key) { k.Name = "QGIS\nGET /" }},
		"an escape":              {"name", func(k *Key) { k.Name = "QGIS\x1b[2J" }},
		"a turned direction":     {"name", func(k *Key) { k.Name = "QGIS\u202esyalp" }},
		"no text":                {"name", func(k *Key) { k.Name = "QGIS\xff" }},
		"no collection":          {"collections", func(k *Key) { k.Collections = nil }},
		"an unknown collection":  {"collections", func(k *Key) { k.Collections = []Collection{Areas, "everything"} }},
		"analyses alone":         {"collections", func(k *Key) { k.Collections = []Collection{Analyses} }},
		"plans without routes":   {"collections", func(k *Key) { k.Collections = []Collection{Plans, Hotspots} }},
		"the audit log":          {"collections", func(k *Key) { k.Collections = []Collection{Audit} }},
		"keys":                   {"collections", func(k *Key) { k.Collections = []Collection{Keys} }},
		"now":                    {"until", func(k *Key) { k.Until = noon }},
		"gone by":                {"until", func(k *Key) { k.Until = noon.AddDate(0, 0, -1) }},
		"never":                  {"until", func(k *Key) { k.Until = time.Time{} }},
		"more than two years on": {"until", func(k *Key) { k.Until = noon.AddDate(2, 0, 0).Add(time.Second) }},
	} {
		k := Key{Name: "QGIS", Collections: []Collection{Areas}, Until: noon.AddDate(2, 0, 0)}
		if _, _, err := service.Create(t.Context(), "1983", k); err != nil {
			t.Fatalf("a good key: %v", err)
		}
		c.change(&k)
		_, secret, err := service.Create(t.Context(), "1983", k)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != c.field || secret != "" {
			t.Errorf("%s: got %q, %v, want Invalid naming %s", name, secret, err, c.field)
			continue
		}
		if text := f.Fields[0].Text; text.SV == "" || text.EN == "" || text.SV == text.EN {
			t.Errorf("%s: got words %+v, want both languages", name, text)
		}
	}
}

func TestStanding(t *testing.T) {
	k := Key{Until: noon}
	for name, c := range map[string]struct {
		at   time.Time
		k    Key
		want Standing
	}{
		"before its end": {noon.Add(-1), k, StandingOpen},
		"at its end":     {noon, k, StandingEnded},
		"revoked":        {noon.Add(-1), Key{Until: noon, RevokedAt: noon.Add(-2)}, StandingRevoked},
		"revoked, ended": {noon.Add(1), Key{Until: noon, RevokedAt: noon.Add(-2)}, StandingRevoked},
	} {
		if got := c.k.Standing(c.at); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
