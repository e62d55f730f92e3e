//! The PostgreSQL side: pooled connections, prepared statements, plain transactions.
//!
//! Fixed statements are prepared once per connection; built ones go in one round trip with
//! their types, so that they never fill the cache. How to connect, TLS included, is in
//! [`connect`]; wake-ups from other nodes are in [`listener`].

pub(crate) mod connect;
pub(crate) mod listener;
pub(crate) mod values;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use futures_util::FutureExt as _;
use tokio_postgres::types::{ToSql, Type};

use crate::error::SqlError;
use crate::value::{Arg, FromRow, Row, Source, refuse_nul};

pub(crate) use values::AnyInt;

/// How a PostgreSQL server is reached and used.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// Connections kept at most.
    pub connections: usize,
    /// How long to wait for a connection.
    pub patience: Duration,
    /// The schema for all tables, made by the first migration; the server's default if none.
    pub schema: Option<String>,
    /// How long one statement may run.
    pub statement_timeout: Duration,
    /// Certificates (PEM) that the server's must lead to; the system's if none.
    pub trusted_pem: Option<Vec<u8>>,
    /// What the server shows for our connections.
    pub application_name: String,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            patience: Duration::from_secs(5),
            schema: None,
            statement_timeout: Duration::from_secs(30),
            trusted_pem: None,
            application_name: "consentry".to_owned(),
        }
    }
}

/// A reachable PostgreSQL database.
pub(crate) struct Postgres {
    pool: Pool,
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: connect::Tls,
    pub(crate) schema: Option<String>,
}

impl Postgres {
    /// Checks settings and server, and opens the first connection.
    pub(crate) async fn open(url: &str, options: &PostgresOptions) -> Result<Self, SqlError> {
        let connect::Target { config, tls } = connect::target(url, options)?;
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match &tls {
            connect::Tls::Off => {
                Manager::from_config(config.clone(), tokio_postgres::NoTls, manager)
            }
            connect::Tls::On(tls) => Manager::from_config(config.clone(), tls.clone(), manager),
        };
        let pool = Pool::builder(manager)
            .max_size(options.connections.max(1))
            .wait_timeout(Some(options.patience))
            .create_timeout(Some(options.patience))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|why| SqlError::Settings(why.to_string()))?;
        let opened = Self { pool, config, tls, schema: options.schema.clone() };
        opened.refuse_other_order().await?;
        Ok(opened)
    }

    /// Text must be ordered as SQLite orders it: by its bytes.
    async fn refuse_other_order(&self) -> Result<(), SqlError> {
        const SQL: &str = "SELECT datcollate, pg_encoding_to_char(encoding)::text \
             FROM pg_database WHERE datname = current_database()";
        let mut client = self.client().await?;
        let found: Option<(String, String)> = client.one(SQL, &[]).await?;
        match found {
            Some((order, coding))
                if coding == "UTF8"
                    && matches!(order.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") =>
            {
                Ok(())
            }
            Some((order, coding)) => Err(SqlError::Settings(format!(
                "the database has collation `{order}` and encoding `{coding}`; make it with \
                 `createdb --template=template0 --locale=C --encoding=UTF8`"
            ))),
            None => Err(SqlError::Settings("the database does not describe itself".to_owned())),
        }
    }

    /// Takes a connection from the pool.
    pub(crate) async fn client(&self) -> Result<Client, SqlError> {
        let object = self.pool.get().await.map_err(|why| match why {
            PoolError::Closed => SqlError::Closed,
            PoolError::Backend(why) => SqlError::unavailable("connecting to the server", why),
            other => SqlError::unavailable("waiting for a connection", other),
        })?;
        Ok(Client(object))
    }

    /// Begins a transaction.
    pub(crate) async fn transaction(&self) -> Result<Transaction, SqlError> {
        // Made before `BEGIN`: if the caller stops waiting, the drop still rolls back.
        let mut transaction = Transaction { client: self.client().await?, open: true };
        if let Err(why) = transaction.client.batch("BEGIN").await {
            // The pool may lend what the server has closed; nothing has happened yet.
            if !transaction.client.is_closed() {
                return Err(why);
            }
            transaction = Transaction { client: self.client().await?, open: true };
            transaction.client.batch("BEGIN").await?;
        }
        Ok(transaction)
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// A connection from the pool.
pub(crate) struct Client(Object);

impl Client {
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        Ok(self.0.batch_execute(sql).await?)
    }

    pub(crate) async fn run(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<u64, SqlError> {
        refuse_nul(args)?;
        let statement = self.0.prepare_cached(sql).await?;
        fits(statement.params().len(), args)?;
        Ok(self.0.execute_raw(&statement, args.iter()).await?)
    }

    pub(crate) async fn one<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        let rows = self.rows(sql, args).await?;
        rows.first().map(|row| T::from_row(&Row(Source::Postgres(row)))).transpose()
    }

    pub(crate) async fn all<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        read_all(&self.rows(sql, args).await?)
    }

    async fn rows(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, SqlError> {
        refuse_nul(args)?;
        let statement = self.0.prepare_cached(sql).await?;
        fits(statement.params().len(), args)?;
        let params: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        Ok(self.0.query(&statement, &params).await?)
    }

    /// Like [`Self::all`] for text that was built: not prepared, not kept.
    pub(crate) async fn all_built<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        refuse_nul(args)?;
        let typed: Vec<(&(dyn ToSql + Sync), Type)> =
            args.iter().map(|arg| (arg as _, values::type_of(arg))).collect();
        read_all(&self.0.query_typed(sql, &typed).await?)
    }
}

fn fits(wanted: usize, args: &[Arg<'_>]) -> Result<(), SqlError> {
    if wanted == args.len() { Ok(()) } else { Err(SqlError::Arguments { given: args.len() }) }
}

fn read_all<T: FromRow>(rows: &[tokio_postgres::Row]) -> Result<Vec<T>, SqlError> {
    rows.iter().map(|row| T::from_row(&Row(Source::Postgres(row)))).collect()
}

/// A unit of work on PostgreSQL: an open transaction.
pub(crate) struct Transaction {
    pub(crate) client: Client,
    open: bool,
}

impl Transaction {
    pub(crate) async fn commit(mut self) -> Result<(), SqlError> {
        let outcome = self.client.batch("COMMIT").await;
        self.open = false;
        outcome.map_err(|why| match why {
            SqlError::Unavailable { cause, .. } => SqlError::OutcomeUnknown { cause },
            other => other,
        })
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.open {
            // One poll puts the command into the connection's queue, in front of whatever the
            // next user of this connection sends; its answer interests nobody.
            drop(self.client.0.batch_execute("ROLLBACK").now_or_never());
        }
    }
}
