#![cfg(test)]
//! The layer on both engines: the twelve rules, units of work, migrations, upkeep.

mod basics;
mod migrations;
mod postgres_only;
mod rules;
mod sqlite_only;
mod units;
