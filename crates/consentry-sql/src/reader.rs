//! Reading outside a unit of work.

use crate::db::Backend;
use crate::error::SqlError;
use crate::postgres::Client;
use crate::queries::Queries;
use crate::sqlite::reader::Loan;
use crate::value::{Arg, FromRow};

/// A connection for reading. It goes back to its pool when it is dropped.
pub struct Reader(Source);

enum Source {
    /// Nothing only if the thread that had it ended.
    Sqlite(Option<Loan>),
    Postgres(Client),
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    pub(crate) async fn open(backend: &Backend) -> Result<Self, SqlError> {
        Ok(Self(match backend {
            Backend::Sqlite(sqlite) => Source::Sqlite(Some(sqlite.readers.lend().await?)),
            Backend::Postgres(postgres) => Source::Postgres(postgres.client().await?),
        }))
    }

    /// The first row of the answer, if there is one.
    pub async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        match &mut self.0 {
            Source::Sqlite(loan) => loan.as_mut().ok_or(SqlError::Closed)?.one(sql, args),
            Source::Postgres(client) => client.one(sql, args).await,
        }
    }

    /// All rows of a short answer.
    pub async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        match &mut self.0 {
            Source::Sqlite(loan) => loan.as_mut().ok_or(SqlError::Closed)?.all(sql, args),
            Source::Postgres(client) => client.all(sql, args).await,
        }
    }

    /// All rows of a list, search or report: text may be built by code (never from what a user
    /// typed), and the work may take long.
    pub async fn list_dynamic<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        match &mut self.0 {
            Source::Sqlite(place) => {
                let loan = place.take().ok_or(SqlError::Closed)?;
                let (loan, found) = loan.all_built(sql, args).await;
                *place = loan.ok();
                found
            }
            Source::Postgres(client) => client.all_built(sql, args).await,
        }
    }
}

impl Queries for Reader {
    async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        Self::one(self, sql, args).await
    }

    async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        Self::all(self, sql, args).await
    }

    async fn list_dynamic<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        Self::list_dynamic(self, sql, args).await
    }
}
