package httpapi

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"tryggled/internal/identity"
)

// trail is an audit log in memory.
type trail struct {
	lines  []identity.AuditLine
	filter identity.AuditFilter // that was asked for last
}

func (a *trail) List(_ context.Context, code string, f identity.AuditFilter) ([]identity.AuditLine, error) {
	a.filter = f
	var found []identity.AuditLine
	for _, l := range a.lines {
		if code == koping.Code && l.ID > f.After && len(found) < f.Limit {
			found = append(found, l)
		}
	}
	return found, nil
}

func (a *trail) Head(_ context.Context, code string) (identity.AuditHead, error) {
	if code != koping.Code {
		return identity.AuditHead{}, nil
	}
	return identity.AuditHead{Lines: int64(len(a.lines)), Hash: "ab"}, nil
}

func someTrail() *trail {
	a := &trail{}
	for i := range int64(5) {
		a.lines = append(a.lines, identity.AuditLine{
			Municipality: koping.Code, ID: 2 * (i + 1), At: time.Date(2026, 11, 20, 22, int(i), 0, 0, time.UTC),
			Event: identity.Event{
				Actor: "oidc:5f2c", Way: identity.BySession, Role: identity.Police, Action: identity.Read, Collection: identity.Reports,
				What: "/municipalities/koping/reports", Address: netip.MustParseAddr("192.0.2.7"), Reason: "tillsyn", Request: "R",
			},
		})
	}
	a.lines[4].Address = netip.Addr{}
	return a
}

func TestAuditPages(t *testing.T) {
	t.Parallel()
	log := someTrail()
	h, _ := newTown().serverWith(t, func(s *Server) { s.Auth, s.AuditLines = as(identity.DataProtectionOfficer), log })
	var ids []any
	for next, pages := base+"/audit?limit=2&since=2026-11-20T23:00&actor=oidc:5f2c", 0; next != ""; pages++ {
		a := call(t, h, "GET", next, "")
		if a.Code != 200 || pages > 3 {
			t.Fatalf("page %d: got %d %s", pages, a.Code, a.Body)
		}
		list := a.json(t)
		for _, item := range list["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"])
		}
		if head := list["head"].(map[string]any); head["lines"] != 5.0 || head["hash"] != "ab" {
			t.Errorf("the head is %v", head)
		}
		next, _ = list["next"].(string)
	}
	if len(ids) != 5 || ids[0] != 2.0 || ids[4] != 10.0 {
		t.Errorf("the pages hold %v", ids)
	}
	if want := time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC); !log.filter.Since.Equal(want) || log.filter.Actor != "oidc:5f2c" {
		t.Errorf("asked for %+v, want since %v", log.filter, want)
	}
	first := call(t, h, "GET", base+"/audit?limit=1", "").json(t)["items"].([]any)[0].(map[string]any)
	for key, want := range map[string]any{
		"actor": "oidc:5f2c", "way": "session", "role": "police", "action": "read", "collection": "reports", "address": "192.0.2.7",
		"what": "/municipalities/koping/reports", "reason": "tillsyn", "denied": false, "at": "2026-11-20T22:00:00Z", "request": "R",
	} {
		if first[key] != want {
			t.Errorf("%s is %v, want %v", key, first[key], want)
		}
	}
	for _, bad := range []string{"?since=yesterday", "?cursor=x", "?limit=0", "?actor="} {
		if a := call(t, h, "GET", base+"/audit"+bad, ""); a.Code != 400 {
			t.Errorf("%s: got %d, want 400", bad, a.Code)
		}
	}
}

func TestTheAuditLogIsTheOfficersAlone(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles() {
		h, _ := newTown().serverWith(t, func(s *Server) { s.Auth, s.AuditLines = as(role), someTrail() })
		a := call(t, h, "GET", base+"/audit", "")
		if allowed := role == identity.DataProtectionOfficer; (a.Code == 200) != allowed {
			t.Errorf("%s: got status %d", role, a.Code)
		}
	}
}

// What is saved to a file carries the head of the log that its own line is in.
func TestFilesCarryTheHead(t *testing.T) {
	t.Parallel()
	h, _ := newTown().serverWith(t, func(s *Server) { s.AuditLines = someTrail() })
	for path, want := range map[string]string{
		"/plans/9/teams/1/route.gpx": "5:ab", "/plans/9/teams/1/route.geojson": "5:ab", "/plans/9/teams/1/route.txt": "5:ab",
		"/plans/9": "", "/plans/9/map.svg": "",
	} {
		if got := call(t, h, "GET", base+path, "").Header().Get(auditHeadHeader); got != want {
			t.Errorf("%s: got the head %q, want %q", path, got, want)
		}
	}
	h, _ = newTown().serverWith(t, func(s *Server) { s.AuditLines = &trail{} })
	if got, ok := call(t, h, "GET", base+"/plans/9/teams/1/route.gpx", "").Header()[auditHeadHeader]; ok {
		t.Errorf("an empty log has the head %q", got)
	}
}
