package app

import "context"

// Night starts what is due at night, as the nightly job does.
func Night(ctx context.Context, a *App) error { return a.worker().Nightly(ctx) }

// Journals reads the journals of erasures that go with a backup.
var Journals = journals
