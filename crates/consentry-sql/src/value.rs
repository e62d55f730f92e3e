//! What crosses the border to a database: arguments in, columns and rows out.
//!
//! Only 64-bit integers, text and bytes exist here, each with or without a value, because only
//! these mean the same on both engines. Flags are 0 and 1, times and ids are integers or text;
//! the crates above translate. Text with U+0000 is refused on the way in (PostgreSQL cannot
//! hold it, SQLite would).

use crate::error::SqlError;

/// One argument of a statement, bound to `$1`, `$2` … by its place.
///
/// A missing value keeps its type (`Arg::Text(None)`), since PostgreSQL refuses a text NULL
/// for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg<'a> {
    /// A `bigint`.
    Int(Option<i64>),
    /// A `text`.
    Text(Option<&'a str>),
    /// A `bytea`.
    Blob(Option<&'a [u8]>),
}

macro_rules! arg_from {
    ($($from:ty, $value:ident => $arg:expr;)*) => {
        $(impl<'a> From<$from> for Arg<'a> {
            fn from($value: $from) -> Self {
                $arg
            }
        })*
    };
}

arg_from! {
    &'a str, value => Self::Text(Some(value));
    Option<&'a str>, value => Self::Text(value);
    &'a String, value => Self::Text(Some(value));
    &'a Option<String>, value => Self::Text(value.as_deref());
    &'a [u8], value => Self::Blob(Some(value));
    Option<&'a [u8]>, value => Self::Blob(value);
    &'a Vec<u8>, value => Self::Blob(Some(value));
    &'a Option<Vec<u8>>, value => Self::Blob(value.as_deref());
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Arg<'_> {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Arg<'_> {
    /// A flag is stored as 0 or 1.
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Arg<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Blob(Some(value))
    }
}

/// Refuses text that only one of the engines could store.
pub(crate) fn refuse_nul(args: &[Arg<'_>]) -> Result<(), SqlError> {
    for (at, arg) in args.iter().enumerate() {
        if let Arg::Text(Some(text)) = arg
            && text.as_bytes().contains(&0)
        {
            return Err(SqlError::Nul { argument: at + 1 });
        }
    }
    Ok(())
}

/// An [`Arg`] that owns its value, for work that moves to another thread.
#[derive(Debug)]
pub(crate) enum OwnedArg {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

impl OwnedArg {
    pub(crate) fn as_arg(&self) -> Arg<'_> {
        match self {
            Self::Int(value) => Arg::Int(*value),
            Self::Text(value) => Arg::Text(value.as_deref()),
            Self::Blob(value) => Arg::Blob(value.as_deref()),
        }
    }
}

impl From<Arg<'_>> for OwnedArg {
    fn from(arg: Arg<'_>) -> Self {
        match arg {
            Arg::Int(value) => Self::Int(value),
            Arg::Text(value) => Self::Text(value.map(str::to_owned)),
            Arg::Blob(value) => Self::Blob(value.map(<[u8]>::to_vec)),
        }
    }
}

/// One row of an answer; it lives only while [`FromRow::from_row`] reads it.
pub struct Row<'r>(pub(crate) Source<'r>);

pub(crate) enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl std::fmt::Debug for Row<'_> {
    /// Names the engine only: a row may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Source::Sqlite(_) => "Row(sqlite)",
            Source::Postgres(_) => "Row(postgres)",
        })
    }
}

impl Row<'_> {
    /// Reads the column at `index` (from 0).
    pub fn get<T: Column>(&self, index: usize) -> Result<T, SqlError> {
        T::read(self, index)
    }
}

/// A type that a column can be read as: `i64`, `String`, `Vec<u8>` and an `Option` of each.
pub trait Column: Sized + Send + 'static + sealed::Sealed {
    #[doc(hidden)]
    fn read(row: &Row<'_>, index: usize) -> Result<Self, SqlError>;
}

mod sealed {
    /// Keeps other types from crossing the border.
    #[expect(unnameable_types, reason = "that nobody can name it is what it is for")]
    pub trait Sealed {}
}

macro_rules! column {
    ($($type:ty, $postgres:expr;)*) => {
        $(impl sealed::Sealed for $type {}

        impl Column for $type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, SqlError> {
                match row.0 {
                    Source::Sqlite(row) => row.get(index).map_err(|why| unreadable(index, &why)),
                    Source::Postgres(row) => {
                        row.try_get(index).map($postgres).map_err(|why| unreadable(index, &why))
                    }
                }
            }
        }

        impl FromRow for $type {
            fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
                row.get(0)
            }
        })*
    };
}

column! {
    i64, |int: crate::postgres::AnyInt| int.0;
    Option<i64>, |int: Option<crate::postgres::AnyInt>| int.map(|int| int.0);
    String, |text: Self| text;
    Option<String>, |text: Self| text;
    Vec<u8>, |bytes: Self| bytes;
    Option<Vec<u8>>, |bytes: Self| bytes;
}

fn unreadable(index: usize, why: &dyn std::error::Error) -> SqlError {
    let reason = match why.source() {
        Some(source) => format!("{why}: {source}"),
        None => why.to_string(),
    };
    SqlError::Corrupt { place: format!("column {index}"), reason }
}

/// A value that is made of one row.
///
/// ```
/// use consentry_sql::{FromRow, Row, SqlError};
///
/// struct Name {
///     id: String,
///     shown: Option<String>,
/// }
///
/// impl FromRow for Name {
///     fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
///         Ok(Self { id: row.get(0)?, shown: row.get(1)? })
///     }
/// }
/// ```
pub trait FromRow: Sized + Send + 'static {
    /// Reads the columns in the order of the statement.
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError>;
}

macro_rules! tuple {
    ($($name:ident $at:literal),+) => {
        impl<$($name: Column),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
                Ok(($(row.get::<$name>($at)?,)+))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
