package auth_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// board is a store of one link, which counts how often it is asked.
type board struct {
	code  string
	link  identity.PatrolLink
	asked int
}

func (b *board) UseLink(_ context.Context, code string, id int64, _ time.Time) (identity.PatrolLink, error) {
	b.asked++
	if code != b.code || id != b.link.ID || !b.link.RevokedAt.IsZero() {
		return identity.PatrolLink{}, fault.New(fault.NotFound, lang.T("länken finns inte", "there is no such link"))
	}
	return b.link, nil
}

var begins = time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)

func hung() (*board, auth.Links) {
	b := &board{code: "1983", link: identity.NewPatrolLink(9, 2, identity.Guard, begins, begins.Add(4*time.Hour))}
	b.link.ID = 7
	return b, auth.Links{Store: b, Subkey: signedWith(1, 32), Now: func() time.Time { return begins }}
}

// signedWith is a secret of so many equal bytes.
func signedWith(value byte, bytesLong int) func() ([]byte, error) {
	return func() ([]byte, error) { return bytes.Repeat([]byte{value}, bytesLong), nil }
}

func tokenOf(t testing.TB, links auth.Links, code string, l identity.PatrolLink) string {
	t.Helper()
	token, err := links.Token(code, l)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestByToken(t *testing.T) {
	t.Parallel()
	b, links := hung()
	token := tokenOf(t, links, "1983", b.link)
	if len(token) > 60 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("%q does not fit in a text message as an address", token)
	}
	for name, c := range map[string]struct {
		at   time.Time
		want error
	}{
		"a month before":          {begins.AddDate(0, -1, 0), auth.ErrLinkEarly},
		"just before it opens":    {begins.Add(-2*time.Hour - 1), auth.ErrLinkEarly},
		"two hours before":        {begins.Add(-2 * time.Hour), nil},
		"during the shift":        {begins.Add(time.Hour), nil},
		"on the way home":         {begins.Add(4*time.Hour + 29*time.Minute), nil},
		"half an hour after it":   {begins.Add(4*time.Hour + 30*time.Minute), auth.ErrLinkEnded},
		"a year after it":         {begins.AddDate(1, 0, 0), auth.ErrLinkEnded},
		"long before anybody was": {time.Unix(0, 0), auth.ErrLinkEarly},
	} {
		links.Now = func() time.Time { return c.at }
		actor, err := links.ByToken(t.Context(), token)
		if !errors.Is(err, c.want) || (err == nil) != (actor.ID == "link:7") {
			t.Errorf("%s: got %+v, %v, want %v", name, actor, err, c.want)
		}
	}
	b.link.RevokedAt = begins
	for _, at := range []time.Time{begins, begins.AddDate(1, 0, 0)} {
		links.Now = func() time.Time { return at }
		if _, err := links.ByToken(t.Context(), token); !fault.Is(err, fault.NotFound) || errors.Is(err, auth.ErrLinkEnded) {
			t.Errorf("revoked: got %v, want NotFound that tells nothing", err)
		}
	}
}

// The end in the token holds too, should a row ever be given a later one.
func TestTheTokensOwnEndHolds(t *testing.T) {
	t.Parallel()
	b, links := hung()
	token := tokenOf(t, links, "1983", b.link)
	b.link.Until = b.link.Until.AddDate(1, 0, 0)
	links.Now = func() time.Time { return begins.AddDate(0, 0, 1) }
	if _, err := links.ByToken(t.Context(), token); !errors.Is(err, auth.ErrLinkEnded) {
		t.Errorf("got %v, want ErrLinkEnded", err)
	}
}

func TestForgedTokens(t *testing.T) {
	t.Parallel()
	b, links := hung()
	token := tokenOf(t, links, "1983", b.link)
	other := b.link
	other.ID = 8
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	stranger := links
	stranger.Subkey = signedWith(2, 32)
	forged := map[string]string{
		"empty": "", "words": "kom-in", "another secret": tokenOf(t, stranger, "1983", b.link), "spliced": tokenOf(t, links, "1984", other)[:8] + token[8:],
		"longer": token + "A", "padded": token + "=", "cut": token[:len(token)-1], "a line end": token + "\n", "upper case": strings.ToUpper(token),
		"the signature alone": base64.RawURLEncoding.EncodeToString(raw[len(raw)-16:]), "no signature": base64.RawURLEncoding.EncodeToString(raw[:len(raw)-16]),
		"very long": strings.Repeat(token, 1000),
	}
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		forged["a bit of byte "+string(rune('a'+i))] = base64.RawURLEncoding.EncodeToString(changed)
	}
	for name, token := range forged {
		actor, err := links.ByToken(t.Context(), token)
		if !fault.Is(err, fault.NotFound) || errors.Is(err, auth.ErrLinkEnded) || actor.ID != "" {
			t.Errorf("%s: got %+v, %v, want NotFound that tells nothing", name, actor, err)
		}
	}
	if b.asked > 0 {
		t.Errorf("the store was asked %d times about forged tokens", b.asked)
	}
	// Genuine, of what is not there.
	for _, token := range []string{tokenOf(t, links, "1983", other), tokenOf(t, links, "1984", b.link)} {
		if _, err := links.ByToken(t.Context(), token); !fault.Is(err, fault.NotFound) {
			t.Errorf("a link that is gone: got %v, want NotFound", err)
		}
	}
	// Whoever has no secret signs nothing.
	for _, n := range []int{0, 1, 31} {
		unsigned := links
		unsigned.Subkey = signedWith(0, n)
		if _, err := unsigned.ByToken(t.Context(), tokenOf(t, unsigned, "1983", b.link)); !fault.Is(err, fault.NotFound) {
			t.Errorf("signed with %d bytes: got %v, want NotFound", n, err)
		}
	}
}

func FuzzByToken(f *testing.F) {
	b, links := hung()
	f.Add(tokenOf(f, links, "1983", b.link))
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := links.ByToken(t.Context(), token); err == nil && token != tokenOf(t, links, "1983", b.link) {
			t.Errorf("%q opens the link of another token", token)
		}
	})
}

func TestWithoutASecret(t *testing.T) {
	t.Parallel()
	b, links := hung()
	token := tokenOf(t, links, "1983", b.link)
	for _, missing := range []error{fault.New(fault.Invalid, lang.T("hemligheten saknas", "the secret is missing")), errors.New("disk broken")} {
		links.Subkey = func() ([]byte, error) { return nil, missing }
		if token, err := links.Token("1983", b.link); !errors.Is(err, missing) || token != "" {
			t.Errorf("%v: got token %q, %v", missing, token, err)
		}
		_, err := links.ByToken(t.Context(), token)
		if settings := fault.Is(missing, fault.Invalid); settings && !fault.Is(err, fault.NotFound) || !settings && !errors.Is(err, missing) {
			t.Errorf("%v: a link: got %v", missing, err)
		}
	}
}
