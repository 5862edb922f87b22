// Package migrations holds the steps that build the database schema, in order. They only
// go forward; one that has landed is never edited. Package postgres runs them.
package migrations

import "embed"

// FS holds the steps, NNN_what.sql. A literal double opening brace in one would be read
// as a template by the tool that runs them.
//
//go:embed *.sql
var FS embed.FS
