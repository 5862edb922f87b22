package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// The tables of municipalities are asked of the catalog, so that a new one can be forgotten
// neither by an archive nor by a deletion. Each comes after those it refers to.
const municipalTables = `
SELECT c.relname::text,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary),
       coalesce((SELECT array_agg(DISTINCT r.relname::text) FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid
                 WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid), '{}')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r'
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'municipality' AND NOT a.attisdropped)
ORDER BY c.relname`

type municipalTable struct {
	name, key string
	refers    []string
}

// tablesOf lists the tables of municipalities, each after those it refers to. What the
// register points back to (its current analysis) does not count.
func tablesOf(ctx context.Context, q querier) ([]municipalTable, error) {
	rows, err := q.Query(ctx, municipalTables)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t municipalTable, err error) {
		err = row.Scan(&t.name, &t.key, &t.refers)
		return t, err
	})
	var ordered []municipalTable
	placed := map[string]bool{}
	ready := func(t municipalTable) bool {
		return t.name == "municipality" || !slices.ContainsFunc(t.refers, func(r string) bool { return !placed[r] })
	}
	for len(all) > 0 && err == nil {
		i := slices.IndexFunc(all, ready)
		if i < 0 {
			return nil, fmt.Errorf("order the tables: %s refers to itself in a ring", all[0].name)
		}
		ordered, placed[all[i].name] = append(ordered, all[i]), true
		all = slices.Delete(all, i, i+1)
	}
	return ordered, err
}

// secretColumns open something: they are in no archive.
var secretColumns = map[string][]string{"api_key": {"secret"}}

// hiddenColumns gives, for a table, the columns that some of its rows t leave out of an
// archive. A key that was made of what a report says is made of its exact point, too: whoever
// guesses the rest could find again, by trying, a point that was made coarse.
var hiddenColumns = map[string]string{
	"report": `CASE WHEN coarsened AND starts_with(source_key, '` + hashMark + `') THEN '{source_key}' ELSE '{}' END::text[]`,
}

// Archive visits every table of a municipality as it is at one moment, with all its rows,
// the audit log and restricted categories among them: for whoever may open the database.
func (db *DB) Archive(ctx context.Context, code string, visit func(export.ArchivedTable) error) error {
	return db.Snapshot(identity.WithAudit(ctx), code, func(ctx context.Context, tx pgx.Tx) error {
		tables, err := tablesOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			columns, err := columnsOf(ctx, tx, t.name)
			if err != nil {
				return err
			}
			err = visit(export.ArchivedTable{Name: t.name, Columns: columns, Rows: rowsOf(ctx, tx, t, code)})
			if err != nil {
				return fmt.Errorf("archive %s: %w", t.name, err)
			}
		}
		return nil
	})
}

const tableColumns = `
SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = ('public.' || quote_ident($1))::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`

func columnsOf(ctx context.Context, tx pgx.Tx, table string) ([]export.ArchivedColumn, error) {
	rows, err := tx.Query(ctx, tableColumns, table)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[export.ArchivedColumn])
	return slices.DeleteFunc(all, func(c export.ArchivedColumn) bool { return slices.Contains(secretColumns[table], c.Name) }), err
}

// rowsOf reads the rows of a table as JSON, in the order of its key.
func rowsOf(ctx context.Context, tx pgx.Tx, t municipalTable, code string) func(func(json.RawMessage) error) error {
	query := fmt.Sprintf(`SELECT to_jsonb(t) - $2::text[] - %s FROM %s t WHERE municipality = $1 ORDER BY %s`,
		cmp.Or(hiddenColumns[t.name], `'{}'::text[]`), pgx.Identifier{t.name}.Sanitize(), t.key)
	return func(yield func(json.RawMessage) error) error {
		rows, err := tx.Query(ctx, query, code, notNil(secretColumns[t.name]))
		if err != nil {
			return err
		}
		var row json.RawMessage
		_, err = pgx.ForEachRow(rows, []any{&row}, func() error { return yield(row) })
		return err
	}
}

// FOR UPDATE keeps away whoever would add a row that refers to the municipality, until there
// is none.
const lockMunicipality = `SELECT slug, name FROM municipality WHERE municipality = $1 FOR UPDATE`

// The register points into tables that refer to it.
const freeMunicipality = `
UPDATE municipality SET current_analysis = NULL, current_open_analysis = NULL WHERE municipality = $1`

const deleteJobs = `DELETE FROM river.river_job WHERE args ->> 'municipality' = $1 AND state <> 'running'`

// DeleteMunicipality removes everything that is held of a municipality, its audit log
// included, in one transaction, and keeps what it was called, how many rows that were and
// the last head of the log. It takes the owner of the database, since the application may
// not. It returns NotFound for an unknown one.
func DeleteMunicipality(ctx context.Context, ownerURL, code string) (r identity.Removed, err error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return r, translate(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		r, err = deleteMunicipality(ctx, tx, code)
		return err
	})
	if err == nil {
		// What was logged meanwhile by requests that had been let in. The deletion is done
		// whatever comes of it: the night sweeps too.
		_, _ = conn.Exec(ctx, sweepRemoved, 0)
	}
	return r, translate(err)
}

func deleteMunicipality(ctx context.Context, tx pgx.Tx, code string) (identity.Removed, error) {
	r := identity.Removed{Code: code}
	if _, err := tx.Exec(ctx, allowDeletion); err != nil {
		return r, err
	}
	err := tx.QueryRow(ctx, lockMunicipality, code).Scan(&r.Slug, &r.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fault.New(fault.NotFound, lang.T("kommunen %s finns inte", "there is no municipality %s", code))
	}
	if err != nil {
		return r, err
	}
	h, err := readHead(ctx, tx, auditHead+" FOR UPDATE", code) // sealers wait: the head is the log's last
	if err != nil {
		return r, err
	}
	r.Head = h.told()
	for _, statement := range []string{freeMunicipality, deleteJobs} {
		if _, err := tx.Exec(ctx, statement, code); err != nil {
			return r, err
		}
	}
	if r.Rows, err = deleteRows(ctx, tx, code); err != nil {
		return r, err
	}
	return r, recordRemoved(ctx, tx, &r)
}

func deleteRows(ctx context.Context, tx pgx.Tx, code string) (rows int64, err error) {
	tables, err := tablesOf(ctx, tx)
	if err != nil {
		return 0, err
	}
	names := []string{"staging.report", "staging.object"}
	for _, t := range slices.Backward(tables) {
		names = append(names, "public."+t.name)
	}
	for _, name := range names {
		tag, err := tx.Exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE municipality = $1`,
			pgx.Identifier(strings.Split(name, ".")).Sanitize()), code)
		if err != nil {
			return rows, fmt.Errorf("delete from %s: %w", name, err)
		}
		rows += tag.RowsAffected()
	}
	return rows, nil
}
