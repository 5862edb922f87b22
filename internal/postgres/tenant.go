package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// session is the open transaction that a context carries. It belongs to one goroutine.
type session struct {
	code     string
	tx       pgx.Tx
	srid     int32 // of the municipality's coordinate system; 0 where it is not registered yet
	revision int64 // of this transaction, once it writes
	readOnly bool
	relaxed  bool // the commit does not wait for the disk
	rehearse bool // calls directly inside are whole transactions, as savepoints
	logged   bool // wrote the line of the audit log that waited
}

type sessionKey struct{}

func sessionOf(ctx context.Context) *session {
	s, _ := ctx.Value(sessionKey{}).(*session)
	return s
}

func withSession(ctx context.Context, s *session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

// outside hides the transaction of ctx: what runs in it is on its own.
func outside(ctx context.Context) context.Context { return withSession(ctx, nil) }

// Tenant runs fn in a transaction that sees and writes the rows of one municipality only.
// Every transaction on a municipality's data is opened here. Within another Tenant call for
// the same municipality it joins that transaction; for another municipality it is an error,
// since a transaction never spans two. Errors of the database come back as faults.
func (db *DB) Tenant(ctx context.Context, code string, fn func(ctx context.Context, tx pgx.Tx) error) error {
	return db.within(ctx, code, pgx.TxOptions{}, fn)
}

// Snapshot is Tenant for reading one moment: all that fn reads is of the same revision. In
// an open transaction it joins that one, whose isolation then holds.
func (db *DB) Snapshot(ctx context.Context, code string, fn func(ctx context.Context, tx pgx.Tx) error) error {
	mode := pgx.ReadOnly
	if identity.HasEvent(ctx) { // its line is written in the same transaction
		mode = pgx.ReadWrite
	}
	return db.within(ctx, code, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: mode}, fn)
}

// Write is Tenant for changing data: it raises the municipality's revision, once for each
// outermost transaction, and passes it on to be stamped on the rows. The raise locks the
// municipality's row, so writers of one municipality take turns and revisions are committed
// in order. It returns NotFound for a municipality that is not registered.
func (db *DB) Write(ctx context.Context, code string, fn func(ctx context.Context, tx pgx.Tx, revision int64) error) error {
	return db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		revision, err := sessionOf(ctx).raise(ctx)
		if err != nil {
			return err
		}
		return fn(ctx, tx, revision)
	})
}

// Rehearse opens a transaction that is always rolled back by the returned function. What
// runs with the returned context finds its own writes and leaves nothing behind; each call
// of Tenant or Write directly in it succeeds or fails on its own, as it would alone.
func (db *DB) Rehearse(ctx context.Context, code string) (context.Context, func(), error) {
	tx, err := db.pool.Begin(ctx)
	if err != nil {
		return nil, nil, translate(err)
	}
	rollback := func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }
	s, err := enter(ctx, tx, code)
	if err != nil {
		rollback()
		return nil, nil, translate(err)
	}
	s.rehearse = true
	return withSession(ctx, s), rollback, nil
}

func (db *DB) within(ctx context.Context, code string, opts pgx.TxOptions, fn func(context.Context, pgx.Tx) error) error {
	if s := sessionOf(ctx); s != nil {
		return translate(s.join(ctx, code, fn))
	}
	var s *session
	err := pgx.BeginTxFunc(ctx, db.pool, opts, func(tx pgx.Tx) (err error) {
		if s, err = enter(ctx, tx, code); err != nil {
			return err
		}
		s.readOnly = opts.IsoLevel == pgx.RepeatableRead
		return fn(withSession(ctx, s), tx)
	})
	s.ended(ctx, err)
	return translate(err)
}

// ended gives back the event of a transaction that was rolled back, and its line with it:
// should the same request read after all, in another transaction, that one writes it.
func (s *session) ended(ctx context.Context, err error) {
	if err != nil && s != nil && s.logged {
		identity.GiveBackEvent(ctx)
	}
}

// The settings of a transaction: whose rows it sees, whether those of restricted categories,
// whether the audit log, and when the server breaks a statement off by itself. One statement
// sets them all, so that no transaction begins without a municipality.
const settings = `
SELECT set_config('tryggled.municipality', @code, true) AS municipality,
       set_config('tryggled.restricted', @restricted, true),
       set_config('tryggled.audit', @audit, true),
       set_config('statement_timeout', @timeout, true)`

const ofMunicipality = `
SELECT coalesce((SELECT srid FROM municipality WHERE municipality = @code), 0) FROM entered`

const openTransaction = `WITH entered AS MATERIALIZED (` + settings + `)` + ofMunicipality

// The line of the audit log is written by the statement that opens the transaction: there
// is no other way to a municipality's rows, and nothing read is given out before it is
// committed. It costs no round trip.
const openLogged = `WITH entered AS MATERIALIZED (` + settings + `), logged AS (` + logFromEntered + `)` + ofMunicipality

const logFromEntered = `
INSERT INTO audit_event (municipality, actor, way, role, action, collection, what, denied, address, reason, request)
SELECT municipality, @actor, @way, @role, @action, @collection, @what, @denied, @address, @reason, @request FROM entered`

// A line about reading is committed without waiting for the disk, which would take longer
// than the reading. It is on its way there when the answer goes out, and lost only where the
// whole database server falls within three wal_writer_delay of it; that this program dies loses
// nothing. A transaction that changes data waits for the disk, and so does any other line.
const openRead = `WITH entered AS MATERIALIZED (` + settings + `, set_config('synchronous_commit', 'off', true)), logged AS (` + logFromEntered + `)` + ofMunicipality

// enter names the municipality for the rest of the transaction, and no longer: the next
// user of the connection finds nothing set.
func enter(ctx context.Context, tx pgx.Tx, code string) (*session, error) {
	if code == "" {
		return nil, errors.New("open a transaction: no municipality named")
	}
	access, _ := identity.AccessOf(ctx)
	if access.Municipality != "" && access.Municipality != code {
		access = identity.Access{} // given for another municipality, it shows nothing of this one that is guarded
	}
	args := pgx.NamedArgs{
		"code": code, "restricted": onOff(access.Restricted()), "audit": onOff(access.Rule.Collection == identity.Audit),
		"timeout": statementTimeout(ctx),
	}
	statement := openTransaction
	e, logged := identity.TakeEvent(ctx)
	s := &session{code: code, tx: tx, logged: logged}
	if logged {
		statement = openLogged
		if s.relaxed = e.Action == identity.Read && !e.Denied; s.relaxed {
			statement = openRead
		}
		maps.Copy(args, eventArgs(e))
	}
	err := tx.QueryRow(ctx, statement, args).Scan(&s.srid)
	return s, err
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// statementGrace is how much earlier than the context a statement ends: the server then
// breaks it off by itself, and the connection lives on.
const statementGrace = 200 * time.Millisecond

// statementTimeout is the time that is left of the context, in milliseconds: a statement
// whose client has gone is broken off by the server too. "0" is none.
func statementTimeout(ctx context.Context) string {
	deadline, ok := ctx.Deadline()
	if !ok {
		return "0"
	}
	return strconv.FormatInt(max((time.Until(deadline)-statementGrace).Milliseconds(), 1), 10)
}

func (s *session) join(ctx context.Context, code string, fn func(context.Context, pgx.Tx) error) error {
	if s.code != code {
		return fmt.Errorf("a transaction of municipality %s cannot reach into %s", s.code, code)
	}
	if !s.rehearse {
		return fn(ctx, s.tx)
	}
	var inner *session
	err := pgx.BeginFunc(ctx, s.tx, func(tx pgx.Tx) (err error) {
		if inner, err = enter(ctx, tx, code); err != nil {
			return err
		}
		return fn(withSession(ctx, inner), tx)
	})
	inner.ended(ctx, err)
	return err
}

const raiseRevision = `
UPDATE municipality SET revision = revision + 1 WHERE municipality = $1 RETURNING revision`

func (s *session) raise(ctx context.Context) (int64, error) {
	if s.readOnly {
		return 0, errors.New("a snapshot is for reading only")
	}
	if s.revision > 0 {
		return s.revision, nil
	}
	if s.relaxed { // something is written after all
		if _, err := s.tx.Exec(ctx, `SET LOCAL synchronous_commit TO DEFAULT`); err != nil {
			return 0, err
		}
		s.relaxed = false
	}
	err := s.tx.QueryRow(ctx, raiseRevision, s.code).Scan(&s.revision)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, noMunicipality(s.code)
	}
	return s.revision, err
}

func noMunicipality(code string) error {
	return fault.New(fault.NotFound, lang.T(
		"kommunen %s finns inte; lägg till den med tryggled municipality add eller tryggled load",
		"there is no municipality %s; add it with tryggled municipality add or tryggled load", code))
}
