package httpapi

import (
	"strings"
	"testing"
)

// TestEveryAnswerIsGuarded looks at pages, data, pictures, files and refusals alike: nothing
// may run a script, be framed, or be guessed at.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, c := range []struct {
		path    string
		changes []change
	}{
		{"/", nil},
		{"/assets/page.css", nil},
		{"/p/forged", nil},
		{"/health", nil},
		{"/api", nil},
		{base + "/reports", nil},
		{base + "/plans/9/map.svg", nil},
		{base + "/plans/9/map.png?width=400", nil},
		{base + "/plans/9/teams/1/route.gpx", nil},
		{base + "/reports?limit=0", nil},
		{"/nowhere", nil},
		{"/", []change{host("evil.example")}},
	} {
		got := callRaw(h, "GET", c.path, c.changes...).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Permissions-Policy": permissions,
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", c.path, name, got.Get(name), want)
			}
		}
		policy := got.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", c.path, policy, part)
			}
		}
		if strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "*") ||
			strings.Contains(policy, "unsafe-inline") && !strings.HasSuffix(c.path, ".svg") {
			t.Errorf("%s: the policy %q lets too much", c.path, policy)
		}
		if got.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: tells browsers to use TLS over an unencrypted connection", c.path)
		}
	}
}
