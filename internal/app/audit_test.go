package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/identity"
)

// logged returns the lines of the exercise town's audit log after an id.
func (g *gate) logged(t *testing.T, after int64) []identity.AuditLine {
	t.Helper()
	all, err := g.app.DB.Audit().List(identity.WithAudit(identity.AsJob(t.Context())), g.demo.Municipality.Code, identity.AuditFilter{After: after, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEachRequestLeavesItsLine asks over HTTP and looks at the log: who, what, when, from
// where and why stands there once for each answer that holds something, and for each
// refusal of somebody known.
func TestEachRequestLeavesItsLine(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	credentials := g.credentials(t)
	police, guard, officer := credentials[identity.Police], credentials[identity.Guard], credentials[identity.DataProtectionOfficer]
	type line struct {
		Role       identity.Role
		Way        identity.Way
		Action     identity.Action
		Collection identity.Collection
		What       string
		Denied     bool
		Reason     string
	}
	const town = "/municipalities/koping"
	for name, c := range map[string]struct {
		authorization, path string
		status              int
		want                []line
	}{
		"the police read reports": {police, "/reports?limit=3", 200, []line{
			{identity.Police, identity.ByToken, identity.Read, identity.Reports, town + "/reports?limit=3", false, "tillsyn 2026/3"},
		}},
		"a guard tries to": {guard, "/reports?limit=3", 403, []line{
			{identity.Guard, identity.ByToken, identity.Read, identity.Reports, town + "/reports?limit=3", true, "tillsyn 2026/3"},
		}},
		"a key in an address by mistake is not kept": {guard, "/reports?apikey=tryggled_" + "1983_abc&given=eyJ" + "hbGciOi.x.y", 403, []line{
			{identity.Guard, identity.ByToken, identity.Read, identity.Reports, town + "/reports?apikey=REDACTED&given=REDACTED", true, "tillsyn 2026/3"},
		}},
		"the police fetch a route": {police, "/plans/1/teams/1/route.gpx", 200, []line{
			{identity.Police, identity.ByToken, identity.Read, identity.Routes, town + "/plans/1/teams/1/route.gpx", false, "tillsyn 2026/3"},
		}},
		"a program reads with its key": {credentials[identity.GIS], "/areas", 200, []line{
			{identity.GIS, identity.ByKey, identity.Read, identity.Areas, town + "/areas", false, "tillsyn 2026/3"},
		}},
		"the officer reads the log": {officer, "/audit?limit=1", 200, []line{
			{identity.DataProtectionOfficer, identity.ByToken, identity.Read, identity.Audit, town + "/audit?limit=1", false, "tillsyn 2026/3"},
		}},
		"what is not there gives nothing out": {police, "/plans/999999/teams/1/route.gpx", 404, nil},
		"what is no request reads nothing":    {police, "/reports?limit=x", 400, nil},
		"the ground is not logged":            {police, "/areas", 200, nil},
		"a stranger leaves no line":           {"", "/reports", 401, nil},
		"nor does a wrong token":              {"Bearer x.y.z", "/reports", 401, nil},
	} {
		var last identity.AuditLine
		for _, l := range g.logged(t, 0) {
			last = l
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.base+kopingPath+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", c.authorization)
		r.Header.Set("X-Reason", "tillsyn 2026/3")
		if status, body := g.answer(t, r); status != c.status {
			t.Errorf("%s: got %d, want %d: %.300s", name, status, c.status, body)
		}
		var got []line
		for _, l := range g.logged(t, last.ID) {
			got = append(got, line{l.Role, l.Way, l.Action, l.Collection, l.What, l.Denied, l.Reason})
			if l.Actor == "" || !l.Address.IsLoopback() || l.Request == "" || !l.At.After(last.At) {
				t.Errorf("%s: the line does not say who, from where or when: %+v", name, l)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: lines (-want +got):\n%s", name, diff)
		}
	}
}

// TestLocalModeIsLoggedAndSealed works as `tryggled up` does: whoever sits at the machine is
// in the log too, what worked seals it, and an archive carries the head.
func TestLocalModeIsLoggedAndSealed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	c := serve(t, a)
	c.get("/api/v1/municipalities/koping/reports?limit=1")
	ctx := identity.WithAudit(identity.AsJob(within(t)))
	lines, err := a.DB.Audit().List(ctx, d.Municipality.Code, identity.AuditFilter{Actor: "local", Limit: 10})
	if err != nil || len(lines) != 1 || lines[0].Way != identity.ByLocal || lines[0].Collection != identity.Reports {
		t.Errorf("the log has %+v, %v, want one line about reports", lines, err)
	}
	var b bytes.Buffer
	if err := a.Archive(ctx, d.Municipality, &b); err != nil {
		t.Fatal(err)
	}
	v, err := a.DB.Audit().Verify(ctx, d.Municipality.Code)
	if err != nil || v.Unsealed != 0 || v.Head.Lines == 0 {
		t.Errorf("the log holds %+v, %v", v, err)
	}
	if got := archivedHead(t, b.Bytes()); got != v.Head {
		t.Errorf("the archive has the head %v, want %v", got, v.Head)
	}
}

func archivedHead(t *testing.T, archive []byte) identity.AuditHead {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Lines int64  `json:"audit_lines"`
		Hash  string `json:"audit_hash"`
	}
	if err := json.NewDecoder(f).Decode(&m); err != nil {
		t.Fatal(err)
	}
	return identity.AuditHead{Lines: m.Lines, Hash: m.Hash}
}
