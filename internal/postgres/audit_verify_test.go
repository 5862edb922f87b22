package postgres_test

import (
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/postgres/pgtest"
)

// With the triggers off, as only the owner can have them: each way to change history shows,
// and the sealer does not paper over it.
func TestVerifyFindsWhatTheOwnerChanged(t *testing.T) {
	t.Parallel()
	const off = `ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER;`
	for name, c := range map[string]struct{ change, says string }{
		"a removed line": {
			`DELETE FROM audit_event WHERE id = (SELECT event FROM audit_seal WHERE seq = 7)`, "broken at line 7: the line (id 7) is gone",
		},
		"a removed line and its seal": {
			`DELETE FROM audit_event WHERE id = 7; DELETE FROM audit_seal WHERE seq = 7`, "broken at line 7: the lines 7–7",
		},
		"a removed line, its seal, the others closed up": {
			`DELETE FROM audit_event WHERE id = 7; DELETE FROM audit_seal WHERE seq = 7; UPDATE audit_seal SET seq = seq - 1 WHERE seq > 7`, "broken at line 7: the line (id 8",
		},
		"a changed line":    {`UPDATE audit_event SET actor = 'oidc:other' WHERE id = 3`, "broken at line 3:"},
		"a changed time":    {`UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = 3`, "broken at line 3:"},
		"a changed address": {`UPDATE audit_event SET address = '192.0.2.8' WHERE id = 3`, "broken at line 3:"},
		"swapped lines": {
			`UPDATE audit_seal SET event = CASE event WHEN 4 THEN -5 ELSE -4 END WHERE event IN (4, 5); UPDATE audit_seal SET event = -event WHERE event < 0`, "broken at line 4:",
		},
		"a cut tail":                {`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15`, "lines 16–20 were there"},
		"a cut tail, the head gone": {`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15; DELETE FROM audit_head`, "cut off"},
		"a cut tail, the head set back": {
			`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15;
			 UPDATE audit_head SET lines = 15, hash = (SELECT hash FROM audit_seal WHERE seq = 15)`, "lines 16–20 were there",
		},
		"everything gone": {`DELETE FROM audit_event; DELETE FROM audit_seal; DELETE FROM audit_head`, "lines 1–20 were there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			urls, ctx := pgtest.New(t), pgtest.Context(t)
			db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
			m := pgtest.Add(t, db)
			appended(t, db, m.Code, 20)
			noted, _, err := db.Audit().Seal(ctx, m.Code)
			check(t, err)
			_, err = db.Audit().Verify(ctx, m.Code, noted)
			check(t, err)
			_, err = owner.Exec(ctx, off+c.change)
			check(t, err)
			for range 2 { // the second time after more lines and an attempt to seal them
				_, err = db.Audit().Verify(ctx, m.Code, noted)
				if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want a break that says %q", err, c.says)
				}
				if strings.Contains(c.change, "audit_head") { // whoever sets the head back deceives the sealer too
					return
				}
				appended(t, db, m.Code, 3)
				if _, _, err := db.Audit().Seal(ctx, m.Code); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
				c.says = strings.Split(c.says, ":")[0]
				if name == "a cut tail" {
					c.says = "broken at line 16: the lines 16–20 and their seals are gone" // a hole for good
				}
			}
		})
	}
}

// A decision on disclosure noted the head: whoever removes lines has to change that too.
func TestVerifyAsksTheDisclosures(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	h, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	check(t, inTenant(ctx, db, m.Code, `INSERT INTO disclosure (municipality, request, secrecy_test, granted, selection, audit_head, decided_at, decided_by)
		VALUES ($1, 'KS 2026/2', 'OSL 35:1', false, '{}', $2, now(), 'test')`, m.Code, h))
	_, err = db.Audit().Verify(ctx, m.Code)
	check(t, err)
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER;
		DELETE FROM audit_event; DELETE FROM audit_seal; DELETE FROM audit_head`)
	check(t, err)
	if _, err = db.Audit().Verify(ctx, m.Code); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "lines 1–5 were there") {
		t.Errorf("got %v, want the cut tail to show", err)
	}
}

// A line among those that the sealer is long done with is one that was put there.
func TestVerifyFindsALineThatIsNeverSealed(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 10)
	_, err := owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER;
		DELETE FROM audit_event WHERE id = 3; UPDATE audit_event SET at = at - interval '5 hours' WHERE id < 8`)
	check(t, err)
	for range 2 { // what comes later changes nothing
		_, _, err = db.Audit().Seal(ctx, m.Code)
		check(t, err)
		_, err = db.Audit().Verify(ctx, m.Code)
		check(t, err)
		appended(t, db, m.Code, 1)
	}
	_, err = owner.Exec(ctx, `INSERT INTO audit_event (municipality, id, at, actor, way, role, action, collection, what, denied, reason, request) OVERRIDING SYSTEM VALUE
		SELECT municipality, 3, at, 'oidc:framed', way, role, action, collection, what, denied, reason, request FROM audit_event WHERE id = 4`)
	check(t, err)
	for range 2 {
		_, err = db.Audit().Verify(ctx, m.Code)
		if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "the line with id 3 has no seal") {
			t.Errorf("got %v, want the line that no seal guards", err)
		}
		_, _, err = db.Audit().Seal(ctx, m.Code)
		check(t, err)
	}
}
