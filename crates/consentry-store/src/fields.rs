//! Columns to domain values and back.
//!
//! A row is read from left to right; what cannot be a value names table and id. Words of enums
//! and sets are kept in their serde form, flags as 0 and 1, times in milliseconds.

use std::{borrow::Cow, fmt::Display, str::FromStr};

use consentry_model::{Switch, Timestamp};
use consentry_sql::{Column, Row, SqlError};
use consentry_token::opaque::TokenHash;
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// A row that is being read.
pub(crate) struct Fields<'a, 'r> {
    row: &'a Row<'r>,
    table: &'static str,
    first: usize,
    next: usize,
}

impl<'a, 'r> Fields<'a, 'r> {
    pub(crate) const fn of(row: &'a Row<'r>, table: &'static str) -> Self {
        Self::at(row, table, 0)
    }

    /// Begins at another column than the first.
    pub(crate) const fn at(row: &'a Row<'r>, table: &'static str, next: usize) -> Self {
        Self { row, table, first: next, next }
    }

    pub(crate) fn take<T: Column>(&mut self) -> Result<T, SqlError> {
        let at = self.next;
        self.next = at.saturating_add(1);
        self.row.get(at)
    }

    /// Text that is parsed: an id, a name, a URI.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&mut self) -> Result<T, SqlError> {
        let text: String = self.take()?;
        text.parse().map_err(|why| self.corrupt(&why))
    }

    pub(crate) fn maybe<T: FromStr<Err: Display>>(&mut self) -> Result<Option<T>, SqlError> {
        let text: Option<String> = self.take()?;
        text.map(|text| text.parse().map_err(|why| self.corrupt(&why))).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T, SqlError> {
        let text: String = self.take()?;
        serde_json::from_str(&text).map_err(|why| self.corrupt(&why))
    }

    /// A variant of an enum by its serde name.
    pub(crate) fn word<T: DeserializeOwned>(&mut self) -> Result<T, SqlError> {
        let text: String = self.take()?;
        self.variant(text)
    }

    pub(crate) fn maybe_word<T: DeserializeOwned>(&mut self) -> Result<Option<T>, SqlError> {
        let text: Option<String> = self.take()?;
        text.map(|text| self.variant(text)).transpose()
    }

    fn variant<T: DeserializeOwned>(&self, text: String) -> Result<T, SqlError> {
        serde_json::from_value(serde_json::Value::String(text)).map_err(|why| self.corrupt(&why))
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, SqlError> {
        Ok(Timestamp::from_millis(self.take()?))
    }

    pub(crate) fn maybe_time(&mut self) -> Result<Option<Timestamp>, SqlError> {
        let millis: Option<i64> = self.take()?;
        Ok(millis.map(Timestamp::from_millis))
    }

    pub(crate) fn switch(&mut self) -> Result<Switch, SqlError> {
        let flag: i64 = self.take()?;
        match flag {
            0 => Ok(Switch::Off),
            1 => Ok(Switch::On),
            other => Err(self.corrupt(&format_args!("{other} is no flag"))),
        }
    }

    pub(crate) fn hash(&mut self) -> Result<TokenHash, SqlError> {
        let bytes: Vec<u8> = self.take()?;
        self.sha256(bytes)
    }

    pub(crate) fn maybe_hash(&mut self) -> Result<Option<TokenHash>, SqlError> {
        let bytes: Option<Vec<u8>> = self.take()?;
        bytes.map(|bytes| self.sha256(bytes)).transpose()
    }

    fn sha256(&self, bytes: Vec<u8>) -> Result<TokenHash, SqlError> {
        let bytes = bytes.try_into().map_err(|_| self.corrupt(&"a hash has 32 bytes"))?;
        Ok(TokenHash::from_bytes(bytes))
    }

    pub(crate) fn whole<T: TryFrom<i64>>(&mut self) -> Result<T, SqlError> {
        let number: i64 = self.take()?;
        T::try_from(number).map_err(|_| self.corrupt(&format_args!("{number} is out of range")))
    }

    /// Names table and key: the first column is a text key or the hash of a token.
    pub(crate) fn corrupt(&self, reason: &dyn Display) -> SqlError {
        let key = self.row.get::<String>(self.first).unwrap_or_else(|_| {
            let bytes: Vec<u8> = self.row.get(self.first).unwrap_or_default();
            let short = bytes.first_chunk::<4>().copied().unwrap_or_default();
            format!("{:08x}…", u32::from_be_bytes(short))
        });
        let at = self.next.saturating_sub(self.first).max(1);
        let reason = format_args!("column {at}: {reason}");
        SqlError::corrupt(self.table, &key, reason)
    }
}

/// The stored form of a set, a list or settings.
pub(crate) fn json<T: Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unwritable { what })
}

/// The stored form of an enum's variant.
pub(crate) fn word<T: Serialize>(value: T, what: &'static str) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(_) | Err(_) => Err(StoreError::Unwritable { what }),
    }
}

/// Text of strangers without U+0000, which PostgreSQL cannot hold: a log row must never fail
/// for what a client sent.
pub(crate) fn loggable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

/// An optional id as an argument's text.
pub(crate) fn id_text<T: Display>(id: Option<T>) -> Option<String> {
    id.map(|id| id.to_string())
}
