package app

import (
	"sync"

	"tryggled/internal/auth"
	"tryggled/internal/identity"
)

// Keys are the keys of programs.
func (a *App) Keys() identity.KeyService { return identity.KeyService{Store: a.DB.Keys(), Now: a.Now} }

// Links are the patrol links.
func (a *App) Links() identity.LinkService {
	return identity.LinkService{Store: a.DB.Links(), Now: a.Now}
}

// Tokens write and read what opens a patrol link.
func (a *App) Tokens() auth.Links {
	subkey := sync.OnceValues(func() ([]byte, error) { return a.subkey("patrol link") })
	return auth.Links{Store: a.DB.Links(), Subkey: subkey, Now: a.Now}
}

// keyRing lets programs in by their keys.
func (a *App) keyRing() auth.Keys { return auth.Keys{Store: a.DB.Keys(), Now: a.Now} }
