package postgres_test

import (
	"context"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

func TestSealing(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	audit := db.Audit()
	if h, n, err := audit.Seal(ctx, m.Code); err != nil || n != 0 || h != (identity.AuditHead{}) {
		t.Errorf("an empty log: got %v, %d, %v", h, n, err)
	}
	if v, err := audit.Verify(ctx, m.Code); err != nil || v.Head != (identity.AuditHead{}) || v.Unsealed != 0 {
		t.Errorf("an empty log: got %+v, %v", v, err)
	}

	// A line whose transaction takes long is sealed after those that overtook it.
	late, ended := make(chan struct{}), make(chan error)
	begun := make(chan struct{})
	go func() {
		ended <- db.Tenant(asked(ctx, "late"), m.Code, func(context.Context, pgx.Tx) error {
			close(begun)
			<-late
			return nil
		})
	}()
	<-begun
	appended(t, db, m.Code, 20)
	check(t, inTenant(ctx, db, m.Code, addMany, m.Code, 5480))
	h, n, err := audit.Seal(ctx, m.Code)
	check(t, err)
	if n != 5500 || h.Lines != 5500 {
		t.Errorf("got %d sealed and the head %v, want 5500", n, h)
	}
	close(late)
	check(t, <-ended)
	if v, err := audit.Verify(ctx, m.Code); err != nil || v.Unsealed != 1 || v.Checked != 5500 || !v.Since.Equal(lines(t, db, m.Code)[0].At) {
		t.Errorf("before the late line is sealed: got %+v, %v", v, err)
	}
	noted := h
	if h, n, err = audit.Seal(ctx, m.Code); err != nil || n != 1 || h.Lines != 5501 {
		t.Errorf("the late line: got %v, %d, %v", h, n, err)
	}
	if l := lines(t, db, m.Code); l[0].What != "late" || ask[int64](t, ctx, db, m.Code, `SELECT seq FROM audit_seal WHERE event = $1`, l[0].ID) != 5501 {
		t.Errorf("the line with the lowest id, %q, is not the last one sealed", l[0].What)
	}

	// Many sealers and writers at once leave one chain.
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 25 {
				appended(t, db, m.Code, 1)
				if _, _, err := audit.Seal(ctx, m.Code); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	_, _, err = audit.Seal(ctx, m.Code)
	check(t, err)
	v, err := audit.Verify(ctx, m.Code, noted, h)
	if err != nil || v.Head.Lines != 5601 || v.Unsealed != 0 || v.Pruned != 0 {
		t.Errorf("got %+v, %v, want 5601 lines, unbroken", v, err)
	}
	if got, err := audit.Head(t.Context(), m.Code); err != nil || got != v.Head {
		t.Errorf("the head is %v, %v, want %v", got, err, v.Head)
	}
	if got, err := audit.Head(ctx, other.Code); err != nil || got != (identity.AuditHead{}) {
		t.Errorf("another municipality's head is %v, %v", got, err)
	}
}

const addMany = `
INSERT INTO audit_event (municipality, actor, way, role, action, collection, what, denied, reason, request)
SELECT $1, 'oidc:5f2c', 'session', 'police', 'read', 'reports', '/municipalities/koping/reports?cursor=' || n, false, '', 'R' || n
FROM generate_series(1, $2::int) AS n`

// Whoever has got the application role can claim nothing by which later lines go unsealed.
func TestTheSealerIsNotSilenced(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	h, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	for _, column := range collectStrings(t, owner, `SELECT attname::text FROM pg_attribute
		WHERE attrelid = 'audit_head'::regclass AND attnum > 0 AND atttypid = 'bigint'::regtype AND attname <> 'lines' AND NOT attisdropped`) {
		if err := inTenant(ctx, db, m.Code, `UPDATE audit_head SET `+pgx.Identifier{column}.Sanitize()+` = 100000000`); err == nil {
			t.Errorf("the application role moved %s of the head", column)
		}
	}
	check(t, inTenant(ctx, db, m.Code, `INSERT INTO audit_seal (municipality, seq, event, hash) VALUES ($1, 1000, 100000000, sha256(''))`, m.Code))
	appended(t, db, m.Code, 5)
	if h, n, err := db.Audit().Seal(ctx, m.Code); err != nil || n != 5 || h.Lines != 10 {
		t.Errorf("got %v, %d sealed, %v, want 5 more", h, n, err)
	}
	if _, err := db.Audit().Verify(ctx, m.Code, h); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want the forged seal to show", err)
	}
}
