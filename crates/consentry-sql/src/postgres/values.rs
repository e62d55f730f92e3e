//! Arguments and integers as PostgreSQL's binary protocol wants them.
//!
//! The server infers narrow types (`CASE … THEN 1` is an `integer`), so numbers of every width
//! are read, and an argument is narrowed if it fits. Text for a number, or a number for text,
//! is refused, with a missing value too.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::value::Arg;

/// The type that goes with an argument of a built statement.
pub(crate) fn type_of(arg: &Arg<'_>) -> Type {
    match arg {
        Arg::Int(_) => Type::INT8,
        Arg::Text(_) => Type::TEXT,
        Arg::Blob(_) => Type::BYTEA,
    }
}

impl ToSql for Arg<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let right = match self {
            Arg::Int(_) => matches!(*ty, Type::INT8 | Type::INT4 | Type::INT2),
            Arg::Text(_) => <&str as ToSql>::accepts(ty),
            Arg::Blob(_) => <&[u8] as ToSql>::accepts(ty),
        };
        if !right {
            return Err(Box::new(tokio_postgres::types::WrongType::new::<Self>(ty.clone())));
        }
        match *self {
            Arg::Int(None) | Arg::Text(None) | Arg::Blob(None) => Ok(IsNull::Yes),
            Arg::Int(Some(int)) if *ty == Type::INT4 => i32::try_from(int)?.to_sql(ty, out),
            Arg::Int(Some(int)) if *ty == Type::INT2 => i16::try_from(int)?.to_sql(ty, out),
            Arg::Int(Some(int)) => int.to_sql(ty, out),
            Arg::Text(Some(text)) => text.to_sql(ty, out),
            Arg::Blob(Some(bytes)) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Depends on the value: `to_sql` decides.
        true
    }

    to_sql_checked!();
}

/// A whole number of any width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnyInt(pub(crate) i64);

impl<'a> FromSql<'a> for AnyInt {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT4 => i64::from(i32::from_sql(ty, raw)?),
            Type::INT2 => i64::from(i16::from_sql(ty, raw)?),
            _ => i64::from_sql(ty, raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::INT2)
    }
}
