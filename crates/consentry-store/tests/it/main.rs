#![cfg(test)]
//! The directory on both engines, method by method.
//!
//! Each test runs on SQLite, and on PostgreSQL where `CONSENTRY_TEST_POSTGRES` names a server.

mod world;

mod facts;
mod people;
mod principals;
mod tokens;
