//! What a reader and a unit of work have in common.

use crate::error::SqlError;
use crate::value::{Arg, FromRow};

/// Asks a database; implemented by [`Reader`](crate::Reader) and [`Unit`](crate::Unit), so that
/// a query is written once and used outside and inside a unit of work.
pub trait Queries: Send {
    /// The first row of the answer, if there is one.
    fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Option<T>, SqlError>> + Send;

    /// All rows of a short answer.
    fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<T>, SqlError>> + Send;

    /// All rows of a list, search or report: text may be built by code (never from what a user
    /// typed), and the work may take long.
    fn list_dynamic<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<T>, SqlError>> + Send;
}
