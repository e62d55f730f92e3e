//! SQLite and PostgreSQL under one thin layer: units of work, group commit, migrations.
//!
//! One SQL text runs on both engines; this crate binds, reads, commits and migrates, and knows
//! no word of the domain. What both engines read alike, in short (each is a test in
//! `tests/it`): flags and `CASE WHEN EXISTS … THEN 1 ELSE 0 END` as 0/1, sums as
//! `CAST(sum(n) AS bigint)`, typed NULLs, no casts by `::`, no U+0000, `lower()` around both
//! sides of `LIKE`, `NULLS FIRST/LAST`, no `FOR UPDATE`, `bigint`/`text`/`bytea` columns only.
//! Why so: `docs/adr/0001-sql-layer.md`.

mod db;
mod ddl;
mod error;
mod migrate;
mod postgres;
mod queries;
mod reader;
mod sqlite;
mod task;
#[cfg(feature = "test-support")]
pub mod test_support;
mod unit;
mod value;
mod wake;

pub use db::{Db, Engine};
pub use error::{Cause, SqlError};
pub use migrate::{MigrateOutcome, Migration};
pub use postgres::PostgresOptions;
pub use queries::Queries;
pub use reader::Reader;
pub use sqlite::{Durability, Missing, SqliteOptions};
pub use unit::Unit;
pub use value::{Arg, Column, FromRow, Row};
pub use wake::{Wake, Wakes};
