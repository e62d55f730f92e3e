#![cfg(test)]
//! The store as a face uses it, on SQLite and, where `CONSENTRY_TEST_POSTGRES` names a server, on
//! PostgreSQL.

mod changes;
mod delivery;
mod devices;
mod folders;
mod import;
mod messages;
mod place;
mod watch;
