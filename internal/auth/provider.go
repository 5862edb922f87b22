package auth

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Settings name the identity provider and what we are to it.
type Settings struct {
	Issuer       string // such as https://login.microsoftonline.com/TENANT/v2.0
	ClientID     string
	ClientSecret string   // empty for a public client: PKCE alone
	Audience     string   // that tokens of programs must be for; empty takes none
	GroupsClaim  string   // where a token has the groups; dots descend, as in realm_access.roles
	Scopes       []string // asked for at sign-in
	PublicURL    string   // of this server, as browsers reach it
}

// defaultScopes ask for a refresh token too, by which groups are vouched for anew.
var defaultScopes = []string{"openid", "profile", "offline_access"}

func (s Settings) withDefaults() Settings {
	if s.GroupsClaim == "" {
		s.GroupsClaim = "groups"
	}
	if len(s.Scopes) == 0 {
		s.Scopes = defaultScopes
	}
	s.PublicURL = strings.TrimSuffix(s.PublicURL, "/")
	return s
}

func (s Settings) check() error {
	if err := checkRemote("TRYGGLED_OIDC_ISSUER", s.Issuer); err != nil {
		return err
	}
	if err := checkRemote("TRYGGLED_PUBLIC_URL", s.PublicURL); err != nil {
		return err
	}
	if u, err := url.Parse(s.PublicURL); err != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return fault.New(fault.Invalid, lang.T(
			"TRYGGLED_PUBLIC_URL är %q; skriv bara https:// och namnet, utan sökväg",
			"TRYGGLED_PUBLIC_URL is %q; write https:// and the name alone, without a path", s.PublicURL))
	}
	if s.ClientID == "" {
		return fault.New(fault.Invalid, lang.T(
			"TRYGGLED_OIDC_CLIENT_ID saknas: det id som Tryggled har hos inloggningstjänsten",
			"TRYGGLED_OIDC_CLIENT_ID is missing: the id that Tryggled has with the sign-in service"))
	}
	return nil
}

// Provider is the identity provider, as OpenID Connect describes it.
type Provider struct {
	settings Settings
	client   *http.Client
	now      func() time.Time
	found    remote[discovery]
	keys     *keySet
	tokens   *tokenCache

	lastHeader atomic.Pointer[tokenHeader]
}

// discovery is what the provider says of itself (OpenID Connect Discovery 1.0).
type discovery struct {
	Issuer     string `json:"issuer"`
	Authorize  string `json:"authorization_endpoint"`
	Token      string `json:"token_endpoint"`
	Keys       string `json:"jwks_uri"`
	EndSession string `json:"end_session_endpoint"` // empty where there is none
}

// OpenProvider checks the settings and asks the provider about itself. It returns Invalid
// for settings that cannot work. A provider that does not answer yet is asked again when
// somebody signs in: programs with keys of ours need none.
func OpenProvider(ctx context.Context, s Settings, client *http.Client, now func() time.Time) (*Provider, error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	direct := *client
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := &Provider{settings: s, client: &direct, now: now, tokens: newTokenCache()}
	p.found.load, p.found.now = p.discover, now
	p.keys = newKeySet(p.client, now, func(ctx context.Context) (string, error) {
		d, err := p.about(ctx)
		return d.Keys, err
	})
	if _, err := p.about(ctx); err != nil && !fault.Is(err, fault.Unavailable) {
		return nil, err
	}
	return p, nil
}

// discoverAgain is how long a provider that did not answer is left alone.
const discoverAgain = 5 * time.Second

func (p *Provider) about(ctx context.Context) (discovery, error) {
	if d := p.found.kept.Load(); d != nil {
		return d.value, nil
	}
	if err := p.found.again(ctx, discoverAgain); err != nil {
		return discovery{}, err
	}
	return p.found.kept.Load().value, nil
}

func (p *Provider) discover(ctx context.Context) (d discovery, err error) {
	address := strings.TrimSuffix(p.settings.Issuer, "/") + "/.well-known/openid-configuration"
	if err := getJSON(ctx, p.client, address, &d); err != nil {
		return d, err
	}
	if d.Issuer != p.settings.Issuer {
		return d, fault.New(fault.Invalid, lang.T(
			"inloggningstjänsten kallar sig %q, men TRYGGLED_OIDC_ISSUER är %q; de måste vara lika",
			"the sign-in service calls itself %q, but TRYGGLED_OIDC_ISSUER is %q; they must be the same", d.Issuer, p.settings.Issuer))
	}
	for name, endpoint := range map[string]string{"authorization_endpoint": d.Authorize, "token_endpoint": d.Token, "jwks_uri": d.Keys} {
		if err := checkRemote(name, endpoint); err != nil {
			return d, fmt.Errorf("read %s: %w", address, err)
		}
	}
	if d.EndSession != "" && checkRemote("end_session_endpoint", d.EndSession) != nil {
		d.EndSession = ""
	}
	return d, nil
}
