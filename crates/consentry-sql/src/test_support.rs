//! Databases for tests: private, already migrated, gone at the end.
//!
//! SQLite: a file copied from a template that is migrated once, so that what is tested is what
//! runs. PostgreSQL: a database of its own on the server that `CONSENTRY_TEST_POSTGRES` (the
//! URL of a superuser on a throw-away server) names, copied from a template database.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Db, Durability, Engine, Migration, PostgresOptions, SqlError, SqliteOptions};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A test's own database; `db` is open and migrated.
#[derive(Debug)]
pub struct TestDb {
    /// The database.
    pub db: Db,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(tempfile::TempDir),
    Server { admin: String, name: String },
}

impl TestDb {
    /// A private SQLite file.
    pub async fn sqlite(set: &str, migrations: &[Migration]) -> Result<Self, SqlError> {
        let template = sqlite_template(set, migrations).await?;
        let folder = tempfile::tempdir().map_err(|why| failed(&why))?;
        let path = folder.path().join("test.db");
        std::fs::copy(&template, &path).map_err(|why| failed(&why))?;
        let db = Db::open_sqlite(&path, quick()).await?;
        Ok(Self { db, place: Place::Folder(folder) })
    }

    /// A private database on the server at `url`.
    pub async fn postgres(
        url: &str,
        set: &str,
        migrations: &[Migration],
    ) -> Result<Self, SqlError> {
        let template = postgres_template(url, set, migrations).await?;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("consentry_test_{}_{number}", std::process::id());
        let admin = Admin::connect(url).await?;
        admin.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        admin.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await?;
        let options = PostgresOptions { connections: 8, ..PostgresOptions::default() };
        let db = Db::open_postgres(&database_url(url, &name), options).await?;
        Ok(Self { db, place: Place::Server { admin: url.to_owned(), name } })
    }

    /// A database on each engine at hand: SQLite always, PostgreSQL where a server is named.
    ///
    /// # Panics
    /// If one cannot be made: a test cannot go on then.
    #[expect(clippy::expect_used, reason = "a test without its database has failed")]
    pub async fn engines(set: &str, migrations: &[Migration]) -> Vec<Self> {
        let mut engines = vec![Self::sqlite(set, migrations).await.expect("SQLite for a test")];
        if let Some(url) = postgres_url() {
            let postgres = Self::postgres(&url, set, migrations).await;
            engines.push(postgres.expect("PostgreSQL for a test"));
        }
        engines
    }

    /// Which engine this is, for messages of failed assertions.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// The SQLite file; `None` on PostgreSQL.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(folder) => Some(folder.path().join("test.db")),
            Place::Server { .. } => None,
        }
    }

    /// The URL of the PostgreSQL database; `None` on SQLite.
    pub fn url(&self) -> Option<String> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Server { admin, name } => Some(database_url(admin, name)),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Place::Server { admin, name } = &self.place else { return };
        let (admin, name) = (admin.clone(), name.clone());
        // `drop` cannot wait on this runtime, so the farewell has a thread and a runtime of its
        // own. A database that stays behind does no harm on a throw-away server.
        let farewell = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.ok()?.block_on(async {
                let admin = Admin::connect(&admin).await.ok()?;
                admin.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.ok()
            })
        });
        drop(farewell.join());
    }
}

/// The URL of the throw-away server, if one is named.
#[expect(clippy::disallowed_methods, reason = "only tests ask, and only for their server")]
pub fn postgres_url() -> Option<String> {
    std::env::var("CONSENTRY_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// Test files need no disk.
fn quick() -> SqliteOptions {
    SqliteOptions { durability: Durability::None, readers: 2, ..SqliteOptions::default() }
}

fn failed(why: &dyn std::fmt::Display) -> SqlError {
    SqlError::Settings(format!("a test database cannot be made: {why}"))
}

/// The name of a template: other migrations or another wording of them, other template. FNV-1a, as it needs to be equal
/// in all processes.
fn template_name(set: &str, migrations: &[Migration]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    feed(set);
    for migration in migrations {
        feed(&migration.version.to_string());
        feed(migration.sql);
        feed(&crate::ddl::for_sqlite(migration.sql));
    }
    format!("consentry_template_{hash:016x}")
}

/// Makes the template file unless another test, or another process, has made it.
async fn sqlite_template(set: &str, migrations: &[Migration]) -> Result<PathBuf, SqlError> {
    let path = std::env::temp_dir().join(format!("{}.db", template_name(set, migrations)));
    if path.exists() {
        return Ok(path);
    }
    let folder = tempfile::tempdir_in(std::env::temp_dir()).map_err(|why| failed(&why))?;
    let draft: &Path = &folder.path().join("template.db");
    let db = Db::open_sqlite(draft, quick()).await?;
    db.migrate(set, migrations).await?;
    db.close().await;
    std::fs::rename(draft, &path).map_err(|why| failed(&why))?;
    Ok(path)
}

/// Makes the template database unless it is there; the server's lock makes others wait.
async fn postgres_template(
    url: &str,
    set: &str,
    migrations: &[Migration],
) -> Result<String, SqlError> {
    let name = template_name(set, migrations);
    let admin = Admin::connect(url).await?;
    admin.execute("SELECT pg_advisory_lock(7236837)").await?;
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    let known = admin.client.query(sql, &[&name]).await?;
    if known.is_empty() {
        let draft = format!("{name}_draft");
        admin.execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await?;
        admin
            .execute(&format!(
                "CREATE DATABASE {draft} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            ))
            .await?;
        let options = PostgresOptions { connections: 1, ..PostgresOptions::default() };
        let db = Db::open_postgres(&database_url(url, &draft), options).await?;
        db.migrate(set, migrations).await?;
        db.close().await;
        drop(db);
        // A template may have no guests, and a connection takes a moment to leave.
        admin
            .execute(&format!(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = '{draft}'"
            ))
            .await?;
        admin.execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).await?;
    }
    admin.execute("SELECT pg_advisory_unlock(7236837)").await?;
    Ok(name)
}

/// The same server and user, another database.
fn database_url(url: &str, name: &str) -> String {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let server = match place.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split_once('/').map_or(rest, |(host, _)| host);
            format!("{scheme}://{host}/{name}")
        }
        None => format!("{place}/{name}"),
    };
    if query.is_empty() { server } else { format!("{server}?{query}") }
}

/// A connection for making and dropping databases.
struct Admin {
    client: tokio_postgres::Client,
}

impl Admin {
    async fn connect(url: &str) -> Result<Self, SqlError> {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        crate::task::start(async { drop(connection.await) });
        Ok(Self { client })
    }

    async fn execute(&self, sql: &str) -> Result<(), SqlError> {
        Ok(self.client.batch_execute(sql).await?)
    }
}
