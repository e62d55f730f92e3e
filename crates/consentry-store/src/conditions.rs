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

    /// Adds an argument that the statement before its conditions names: `$1`, `$2`.
    pub(crate) fn with(&mut self, param: impl Into<Param<'a>>) {
        self.params.push(param.into());
    }

    /// Adds the condition that a column has one of these values, where there are any.
    pub(crate) fn and_one_of<T: Into<Param<'a>>>(
        &mut self,
        column: &str,
        values: impl IntoIterator<Item = T>,
    ) {
        let places: Vec<String> = values
            .into_iter()
            .map(|value| {
                self.params.push(value.into());
                format!("${}", self.params.len())
            })
            .collect();
        if !places.is_empty() {
            // Writing to a string cannot fail.
            let _infallible = write!(self.sql, " AND {column} IN ({})", places.join(", "));
        }
    }

    /// Adds a condition without an argument.
    pub(crate) fn and_plain(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Adds that a row comes behind a key of two columns, in ascending order.
    pub(crate) fn and_behind(
        &mut self,
        (first, second): (&str, &str),
        (at, id): (impl Into<Param<'a>>, impl Into<Param<'a>>),
    ) {
        self.params.extend([at.into(), id.into()]);
        let n = self.params.len();
        let (at, id) = (n.saturating_sub(1), n);
        // Writing to a string cannot fail.
        let _infallible =
            write!(self.sql, " AND {first} >= ${at} AND ({first} > ${at} OR {second} > ${id})");
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
    pub(crate) fn newest_behind(&mut self, key: (i64, String), limit: i64) {
        self.newest_behind_at("at", key, limit);
    }

    /// The same for a table whose moment has another name.
    pub(crate) fn newest_behind_at(&mut self, moment: &str, (at, id): (i64, String), limit: i64) {
        self.params.extend([at.into(), id.into(), limit.into()]);
        let n = self.params.len();
        let (at, id) = (n.saturating_sub(2), n.saturating_sub(1));
        // Writing to a string cannot fail.
        let _infallible = write!(
            self.sql,
            " AND {moment} <= ${at} AND ({moment} < ${at} OR id < ${id}) \
             ORDER BY {moment} DESC, id DESC LIMIT CAST(${n} AS bigint)"
        );
    }

    /// Ends the statement.
    pub(crate) fn end(mut self, tail: &str) -> (String, Vec<Param<'a>>) {
        self.sql.push_str(tail);
        (self.sql, self.params)
    }
}
