//! The conditions of a filtered list, put together so that each look-up can use its index.
//!
//! A condition such as `$1 = '' OR tenant = $1` would hide the index from both engines. Only
//! text of this program goes in; values are arguments.

use std::fmt::Write as _;

use crate::param::Param;

/// A statement that grows by conditions.
pub(crate) struct Conditions<'a> {
    sql: String,
    params: Vec<Param<'a>>,
}

impl<'a> Conditions<'a> {
    /// Begins with a statement that ends before its conditions.
    pub(crate) fn of(select: &str) -> Self {
        Self { sql: format!("{select} WHERE 1 = 1"), params: Vec::new() }
    }

    /// Adds a condition with one argument, which takes the place of each `?` in it.
    pub(crate) fn and(&mut self, condition: &str, param: impl Into<Param<'a>>) {
        self.params.push(param.into());
        let condition = condition.replace('?', &format!("${}", self.params.len()));
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition);
    }

    /// Adds a condition where there is something to compare with.
    pub(crate) fn and_if<T: Into<Param<'a>>>(&mut self, condition: &str, param: Option<T>) {
        if let Some(param) = param {
            self.and(condition, param);
        }
    }

    /// Of a log whose keys are moment and id: behind this row, the newest first, so many.
    pub(crate) fn newest_behind(&mut self, (at, id): (i64, String), limit: i64) {
        self.params.extend([at.into(), id.into(), limit.into()]);
        let n = self.params.len();
        let (at, id) = (n.saturating_sub(2), n.saturating_sub(1));
        // Writing to a string cannot fail.
        let _infallible = write!(
            self.sql,
            " AND at <= ${at} AND (at < ${at} OR id < ${id}) \
             ORDER BY at DESC, id DESC LIMIT CAST(${n} AS bigint)"
        );
    }

    /// Ends the statement.
    pub(crate) fn end(mut self, tail: &str) -> (String, Vec<Param<'a>>) {
        self.sql.push_str(tail);
        (self.sql, self.params)
    }
}
