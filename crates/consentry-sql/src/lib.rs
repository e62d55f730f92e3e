//! SQLite and PostgreSQL under one thin layer: units of work, group commit, migrations.
