// Package pgserver is the private PostGIS of the product: it starts PostgreSQL from the
// system's own binaries in a data folder, keeps it alive, and stops it. It stands below
// everything that stores; nobody needs it where DATABASE_URL names another server.
//
// # The data folder
//
//	DIR/pg/            PGDATA, owned by the account that postgres runs as
//	DIR/run/           the socket, mode 0700, which is all that guards it: no TCP port, no password
//	DIR/backups/       backups that the program takes on its own, before it migrates
//	DIR/holder.lock    locked (flock) for as long as a process owns the server
//	DIR/guests.lock    shared lock, held by each process that joined
//	DIR/holder.json    who the owner is and how far it has come, for people and for guests
//	DIR/postgres.log   what postgres says; no statement and no row is ever written there
//
// A socket path may be 107 bytes long. Where DIR is too long for that, the socket lives
// in a folder of its own below the system's temporary folder.
//
// # The lifecycle
//
//	Start ──► lock ──► clear what a killed owner left ──► initdb, once ──► postgres ──► roles, template, database ──► ready
//	Open  ──► somebody is ready? join as a guest : Start
//	Close ──► guest: leave.  owner: wait for the guests, stop postgres, unlock
//
// Each step can be done again: whoever is interrupted anywhere continues there at the
// next start. A cluster is made beside its place and renamed into it, so DIR/pg is whole
// or absent.
//
// # What happens when something dies
//
//   - The owner (kill -9): the kernel sends postgres SIGINT, and it shuts down in good
//     order. The next Start waits for it.
//   - The postmaster (kill -9): the owner starts it again, and the write-ahead log brings
//     every committed row back. Connections are broken; pools reconnect.
//   - A guest: its lock goes with it.
//
// # Accounts
//
// postgres refuses to run as root. A root process therefore runs it as whoever owns
// DIR/pg, and to begin with as the system user postgres; any other user runs it as itself.
// Inside, Superuser exists for set-up only, OwnerRole owns the schema and migrates,
// AppRole serves: it owns nothing and row-level security binds it.
package pgserver
