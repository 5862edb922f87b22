package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// signIn reports whether there is an identity provider. Without one whoever reaches the
// server is its coordinator.
func signIn(s config.Serve) bool { return s.Issuer != "" }

// checkSignIn returns Invalid for settings of signing in that do not go together, before
// anything is started.
func checkSignIn(s config.Serve) error {
	if !signIn(s) {
		if s.ClientID != "" || s.Access != "" || s.Audience != "" {
			return fault.New(fault.Invalid, lang.T(
				"inställningar för inloggning finns, men TRYGGLED_OIDC_ISSUER saknas",
				"there are settings of signing in, but TRYGGLED_OIDC_ISSUER is missing"))
		}
		if len(s.Proxies) > 0 {
			return fault.New(fault.Invalid, lang.T(
				"--proxy kräver inloggning (TRYGGLED_OIDC_ISSUER): utan den vore alla som når proxyn samordnare",
				"--proxy needs sign-in (TRYGGLED_OIDC_ISSUER): without it everybody who reaches the proxy would be coordinator"))
		}
		return nil
	}
	if s.Access == "" {
		return fault.New(fault.Invalid, lang.T(
			"TRYGGLED_ACCESS saknas: filen som säger vilka grupper som har vilken roll i vilken kommun",
			"TRYGGLED_ACCESS is missing: the file that says which groups have which role in which municipality"))
	}
	_, err := readAccess(s.Access)
	return err
}

func readAccess(name string) (auth.Mapping, error) {
	f, err := os.Open(name)
	if err != nil {
		return auth.Mapping{}, fault.Wrap(fault.Invalid, err, lang.T(
			"behörighetsfilen %s går inte att läsa", "the access file %s cannot be read", name))
	}
	defer func() { _ = f.Close() }()
	return auth.ReadMapping(f)
}

// signInService lets people in by the identity provider of the settings.
func (a *App) signInService(ctx context.Context, s config.Serve) (*auth.Service, error) {
	provider, err := auth.OpenProvider(ctx, auth.Settings{
		Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: a.config.ClientSecret.Reveal(), Audience: s.Audience,
		GroupsClaim: s.GroupsClaim, Scopes: s.Scopes, PublicURL: s.PublicURL,
	}, &http.Client{}, a.Now)
	if err != nil {
		return nil, fmt.Errorf("set up signing in: %w", err)
	}
	mapping, err := readAccess(s.Access)
	if err != nil {
		return nil, err
	}
	file := &accessFile{name: s.Access, now: a.Now, log: a.Log, mapping: mapping, looked: a.Now()}
	file.changed = modified(s.Access)
	return auth.New(auth.Options{
		Provider: provider, Mapping: file.present, Sessions: a.DB.Sessions(), Keys: a.keyRing(), Now: a.Now, Subkey: a.subkey,
	})
}

// accessLook is how often the access file is looked at: a change counts within it.
const accessLook = 2 * time.Second

// accessFile is a mapping that is read again when its file changes. A change that does not
// hold together is logged, and the mapping before it goes on counting.
type accessFile struct {
	name string
	now  func() time.Time
	log  *slog.Logger

	mu      sync.Mutex
	mapping auth.Mapping
	changed time.Time // of the file that was read last
	looked  time.Time
}

func (f *accessFile) present() auth.Mapping {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if now.Sub(f.looked) < accessLook {
		return f.mapping
	}
	f.looked = now
	changed := modified(f.name)
	if changed.Equal(f.changed) {
		return f.mapping
	}
	f.changed = changed
	mapping, err := readAccess(f.name)
	if err != nil {
		f.log.Error("access file", "error", err)
		return f.mapping
	}
	f.log.Warn("access file read again", "file", f.name)
	f.mapping = mapping
	return mapping
}

// modified is when a file was changed last; zero where that cannot be told.
func modified(name string) time.Time {
	info, err := os.Stat(name)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
