package app

import "context"

// Night starts what is due at night, as the nightly job does.
func Night(ctx context.Context, a *App) error { return a.worker().Nightly(ctx) }
