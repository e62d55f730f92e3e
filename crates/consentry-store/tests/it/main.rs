#![cfg(test)]
//! The directory on both engines, method by method.
//!
//! Each test runs on SQLite, and on PostgreSQL where `CONSENTRY_TEST_POSTGRES` names a server.

mod samples;
mod world;

mod applications;
mod consent_rules;
mod consents;
mod enterprise;
mod facts;
mod isolation;
mod keys;
mod lockouts;
mod logs;
mod mail;
mod people;
mod principals;
mod requests;
mod sessions;
mod start;
mod tokens;
mod upkeep;
