//! JSON without repeated members (A42).
//!
//! Two readers that pick different ones of two equal names can be played against each other, so
//! an object that repeats a name, at any depth, is no JSON here. Nesting ends at the 128 levels
//! of the parser below.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// A JSON value. Numbers that are no integers keep no value: no claim is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Integer(i64),
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
    /// `null`, a truth value, a fraction or a number out of range.
    Other,
}

impl Json {
    /// Reads one object that fills all of `bytes`.
    pub(super) fn object(bytes: &[u8]) -> Option<BTreeMap<String, Self>> {
        match serde_json::from_slice(bytes).ok()? {
            Self::Object(members) => Some(members),
            Self::Integer(_) | Self::Text(_) | Self::List(_) | Self::Other => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::List(_) | Self::Object(_) | Self::Other => None,
        }
    }

    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::Text(_) | Self::List(_) | Self::Object(_) | Self::Other => None,
        }
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            Self::Integer(_) | Self::Text(_) | Self::Object(_) | Self::Other => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated members")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Other, Json::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = BTreeMap::new();
        while let Some((name, value)) = members.next_entry()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        Ok(Json::Object(object))
    }
}
