package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// tryggled runs the command line over a database, in English, and returns what it printed.
func tryggled(t *testing.T, urls pgtest.Addresses, exit int, args ...string) (out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := map[string]string{"DATABASE_URL": urls.App, "MIGRATE_DATABASE_URL": urls.Owner}
	args = append([]string{"--data", t.TempDir()}, args...)
	if got := run(t.Context(), args, &stdout, &stderr, func(key string) string { return env[key] }); got != exit {
		t.Fatalf("%v: got exit code %d, want %d\n%s%s", args, got, exit, &stdout, &stderr)
	}
	return stdout.String(), stderr.String()
}

// Somebody with the owner's rights removes one line of the log, and with it its seal.
func TestAuditVerifyCatchesARemovedLine(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m := pgtest.Add(t, db)
	evil := identity.Event{Actor: "oidc:1", Way: identity.BySession, Role: identity.Police, Action: identity.Read, Collection: identity.Reports, Denied: true, Reason: "=cmd|' /c calc'!A1\x1b[2J"}
	for range 5 {
		if err := db.Audit().Append(ctx, m.Code, evil); err != nil {
			t.Fatal(err)
		}
	}
	head, _, err := db.Audit().Seal(ctx, m.Code)
	if err != nil {
		t.Fatal(err)
	}

	out, _ := tryggled(t, urls, exitFine, "audit", "ls", "--municipality", m.Slug)
	if n := strings.Count(out, "denied read reports"); n != 5 || strings.Contains(out, "\x1b") {
		t.Errorf("audit ls shows %d of 5 lines:\n%q", n, out)
	}
	out, _ = tryggled(t, urls, exitFine, "audit", "ls", "--municipality", m.Slug, "--csv", "--actor", "oidc:1")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 6 || rows[0][10] != "reason" || rows[5][10] != "'=cmd|' /c calc'!A1�[2J" {
		t.Errorf("as CSV: %v, %q", err, rows)
	}
	out, _ = tryggled(t, urls, exitFine, "audit", "verify", "--municipality", m.Slug, "--head", head.String())
	if !strings.Contains(out, "5 lines, unbroken, head "+head.String()) || !strings.Contains(out, "not sealed yet: 3 lines") {
		t.Errorf("audit verify says %s", out)
	}

	conn, err := pgx.Connect(ctx, urls.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER;
		DELETE FROM audit_event WHERE id = 3; DELETE FROM audit_seal WHERE seq = 3`); err != nil {
		t.Fatal(err)
	}
	out, errs := tryggled(t, urls, exitFailed, "audit", "verify")
	if !strings.Contains(out, "the audit log is broken at line 3: the lines 3–3 and their seals are gone") || !strings.Contains(errs, "logs that are broken: 1 of 1") {
		t.Errorf("audit verify says %s%s", out, errs)
	}
	out, _ = tryggled(t, urls, exitFailed, "audit", "verify", "--json")
	if !strings.Contains(out, `"unbroken": false`) || !strings.Contains(out, "granskningsloggen är bruten vid rad 3") {
		t.Errorf("audit verify --json says %s", out)
	}
}

func TestAuditPrune(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m := pgtest.Add(t, db)
	if err := db.Audit().Append(ctx, m.Code, identity.Event{Actor: "job"}); err != nil {
		t.Fatal(err)
	}
	head, _, err := db.Audit().Seal(ctx, m.Code)
	if err != nil {
		t.Fatal(err)
	}
	prune := func(before, reason string, exit int) string {
		out, errs := tryggled(t, urls, exit, "audit", "prune", "--municipality", m.Slug, "--before", before, "--reason", reason)
		return out + errs
	}
	for _, c := range [][3]string{
		{"2999-01-01", "KS 2026/1", "yet to come"}, {"2020-01-01", " ", "say why"}, {"2020-01-01", "KS 2026/1", "no sealed lines"}, {"igår", "KS 2026/1", "not understood"},
	} {
		if got := prune(c[0], c[1], exitFailed); !strings.Contains(got, c[2]) {
			t.Errorf("prune before %s for %q says %s, want %q", c[0], c[1], got, c[2])
		}
	}
	var now string
	if err := db.Pool().QueryRow(ctx, `SELECT to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`).Scan(&now); err != nil {
		t.Fatal(err)
	}
	if got := prune(now, "KS 2026/1", exitFine); !strings.Contains(got, "1 lines are pruned. The chain now begins after "+head.String()) {
		t.Errorf("prune says %s", got)
	}
	out, _ := tryggled(t, urls, exitFine, "audit", "ls", "--municipality", m.Slug)
	if !strings.Contains(out, "prune audit  lines 1–1 before ") || !strings.Contains(out, "(KS 2026/1)") {
		t.Errorf("audit ls shows\n%s", out)
	}
	out, _ = tryggled(t, urls, exitFine, "audit", "verify", "--municipality", m.Slug)
	if !strings.Contains(out, "pruned before that: lines 1–1") {
		t.Errorf("audit verify says %s", out)
	}
}

// Whoever deletes a municipality to be rid of its log leaves its last head behind.
func TestADeletedMunicipalityStaysInAuditVerify(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, kept := pgtest.Add(t, db), pgtest.Add(t, db)
	for range 3 {
		if err := db.Audit().Append(ctx, m.Code, identity.Event{Actor: "oidc:1"}); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := tryggled(t, urls, exitFine, "municipality", "rm", m.Slug, "--confirm", m.Code, "--without-archive")
	removed, err := db.Audit().Removed(ctx)
	if err != nil || len(removed) != 1 || removed[0].Head.Lines != 3 {
		t.Fatalf("what is kept: %+v, %v, want a head of 3 lines, sealed before the deletion", removed, err)
	}
	head := removed[0].Head.String()
	if !strings.Contains(out, "The last head of its audit log: "+head) {
		t.Errorf("municipality rm says %s", out)
	}
	out, _ = tryggled(t, urls, exitFine, "audit", "verify")
	if !strings.Contains(out, "("+m.Code+"): deleted ") || !strings.Contains(out, "the last head of its log "+head) {
		t.Errorf("audit verify says %s", out)
	}
	out, _ = tryggled(t, urls, exitFine, "audit", "verify", "--json")
	var all []struct {
		Municipality string
		Unbroken     *bool
		RemovedAt    *time.Time `json:"removed_at"`
		Head         identity.AuditHead
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 2 {
		t.Fatalf("audit verify --json says %s: %v", out, err)
	}
	if all[0].Municipality != kept.Slug || all[0].Unbroken == nil || all[0].RemovedAt != nil {
		t.Errorf("the municipality that is there: %+v", all[0])
	}
	if all[1].Municipality != m.Slug || all[1].Unbroken != nil || all[1].RemovedAt == nil || all[1].Head != removed[0].Head {
		t.Errorf("the one that was deleted: %+v", all[1])
	}
}
