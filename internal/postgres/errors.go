package postgres

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// translate is the one place where errors of the database become faults. Faults pass
// through; what a person cannot act on stays an internal error.
func translate(err error) error {
	if err == nil || fault.KindOf(err) != fault.Internal || isContext(err) {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return translatePg(err, pg)
	}
	_, connect := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	cut := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
	if connect || network || cut || pgconn.SafeToRetry(err) || errors.Is(err, pgx.ErrTxClosed) {
		return unavailable(err)
	}
	return err
}

// isContext tells a caller that gave up from a database that did.
func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// Classes and codes of errors: appendix A of the PostgreSQL manual.
func translatePg(err error, pg *pgconn.PgError) error {
	switch pg.Code {
	case "23505": // unique_violation
		return fault.Wrap(fault.Conflict, err, taken(pg.ConstraintName))
	case "23503": // foreign_key_violation
		return fault.Wrap(fault.Conflict, err, broken(pg.TableName))
	case "23514": // check_violation
		return fault.Wrap(fault.Invalid, err, lang.T(
			"ett värde i %s är utanför det tillåtna (%s)", "a value in %s is outside what is allowed (%s)",
			pg.TableName, pg.ConstraintName))
	case "22021", "22P05": // a byte 0 or text that is not UTF-8
		return fault.Wrap(fault.Invalid, err, lang.T(
			"texten innehåller tecken som inte kan lagras; spara filen som UTF-8",
			"the text holds characters that cannot be stored; save the file as UTF-8"))
	case "57014": // statement timeout: the time of the request, or of the job, is over
		return fault.Wrap(fault.Unavailable, err, lang.T(
			"det tog för lång tid i databasen; fråga efter mindre åt gången, eller försök igen om en stund",
			"it took too long in the database; ask for less at a time, or try again in a while"))
	case "40001", "40P01", "55P03": // serialization, deadlock, lock timeout
		return fault.Wrap(fault.Unavailable, err, lang.T(
			"databasen hann inte med; försök igen om en stund", "the database could not keep up; try again in a moment"))
	}
	switch pg.Code[:2] {
	case "08", "53", "57", "58": // connection, resources, shutdown, system
		return unavailable(err)
	case "28", "3D": // sign-in, no such database
		return fault.Wrap(fault.Unavailable, err, lang.T(
			"databasservern släpper inte in programmet (%s); kontrollera roll, lösenord och databas i DATABASE_URL och MIGRATE_DATABASE_URL",
			"the database server does not let the program in (%s); check role, password and database in DATABASE_URL and MIGRATE_DATABASE_URL",
			pg.Message))
	}
	return err
}

func unavailable(err error) error {
	return fault.Wrap(fault.Unavailable, err, lang.T(
		"databasen svarar inte; kontrollera att den är i gång och att DATABASE_URL stämmer",
		"the database does not answer; check that it runs and that DATABASE_URL is right"))
}

func taken(constraint string) lang.Text {
	switch constraint {
	case "municipality_pkey":
		return lang.T("kommunkoden finns redan", "the municipality code is taken")
	case "municipality_slug_key":
		return lang.T("kortnamnet är upptaget av en annan kommun; välj ett annat",
			"the slug is taken by another municipality; choose another")
	case "report_source_key":
		return lang.T("en rapport med samma källa och id finns redan",
			"a report with the same source and id is already stored")
	case "overlay_object_source_key":
		return lang.T("källan har redan något med samma id i lagret; ändra det, eller välj ett annat id",
			"the source has something with the same id in the layer already; change that, or choose another id")
	}
	return lang.T("det finns redan (%s)", "it is already stored (%s)", constraint)
}

func broken(table string) lang.Text {
	if table == "plan_version" {
		return lang.T("planens analys finns inte i kommunen", "the plan's analysis is not stored in the municipality")
	}
	return lang.T(
		"uppgifterna i %s passar inte kommunen: platser anges i dess koordinatsystem, övningsdata blandas inte med riktiga rapporter, och en kommun som har uppgifter kan inte byta något av det",
		"the data in %s do not fit the municipality: places are given in its coordinate system, exercise data are never mixed with real reports, and a municipality that holds data can change neither",
		table)
}
