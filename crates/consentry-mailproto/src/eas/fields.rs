//! Typed access to the children of an element, as the messages of [`super`] need it.

use std::str::FromStr;

use jiff::Timestamp;

use super::{Code, InvalidMessage};
use crate::wbxml::{Element, Tag};

impl Element {
    /// The child that must be there.
    pub(crate) fn need(&self, tag: Tag) -> Result<&Self, InvalidMessage> {
        self.find(tag).ok_or(InvalidMessage::Missing { parent: self.tag, tag })
    }

    /// The text of the child that must be there and hold some.
    pub(crate) fn need_text(&self, tag: Tag) -> Result<String, InvalidMessage> {
        self.text_of(tag).ok_or(InvalidMessage::Missing { parent: self.tag, tag })
    }

    /// The coded value in the child that must be there.
    pub(crate) fn need_code<T: Code>(&self, tag: Tag) -> Result<T, InvalidMessage> {
        self.code_of(tag)?.ok_or(InvalidMessage::Missing { parent: self.tag, tag })
    }

    /// The text of a child, if it is there and not empty.
    pub(crate) fn text_of(&self, tag: Tag) -> Option<String> {
        self.find(tag).map(Self::as_text).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The bytes of a child, if it is there.
    pub(crate) fn bytes_of(&self, tag: Tag) -> Option<Vec<u8>> {
        self.find(tag).map(|element| element.as_bytes().to_vec())
    }

    /// The number in a child; one beyond 32 bits is the largest that 32 bits hold.
    pub(crate) fn number_of(&self, tag: Tag) -> Result<Option<u32>, InvalidMessage> {
        self.find(tag).map(Self::number).transpose()
    }

    /// The truth in a child: an empty element says yes.
    pub(crate) fn flag_of(&self, tag: Tag) -> Result<Option<bool>, InvalidMessage> {
        self.find(tag)
            .map(|element| match element.as_text().trim() {
                "" | "1" => Ok(true),
                "0" => Ok(false),
                _ => Err(InvalidMessage::Value(tag)),
            })
            .transpose()
    }

    /// The coded value in a child.
    pub(crate) fn code_of<T: Code>(&self, tag: Tag) -> Result<Option<T>, InvalidMessage> {
        self.find(tag).map(Self::code).transpose()
    }

    /// What a child's text says as a type of its own.
    pub(crate) fn parsed_of<T: FromStr>(&self, tag: Tag) -> Result<Option<T>, InvalidMessage> {
        self.find(tag)
            .map(|element| element.as_text().parse().map_err(|_| InvalidMessage::Value(tag)))
            .transpose()
    }

    /// What the text of the child that must be there says as a type of its own.
    pub(crate) fn need_parsed<T: FromStr>(&self, tag: Tag) -> Result<T, InvalidMessage> {
        self.parsed_of(tag)?.ok_or(InvalidMessage::Missing { parent: self.tag, tag })
    }

    /// The time in a child, in either of the two spellings of MS-ASDTYPE.
    pub(crate) fn time_of(&self, tag: Tag) -> Result<Option<Timestamp>, InvalidMessage> {
        self.find(tag)
            .map(|element| parse_time(element.as_text().trim()).ok_or(InvalidMessage::Value(tag)))
            .transpose()
    }

    /// The element's own text as a number.
    pub(crate) fn number(&self) -> Result<u32, InvalidMessage> {
        let digits = self.as_text().trim();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidMessage::Value(self.tag));
        }
        Ok(digits.parse().unwrap_or(u32::MAX))
    }

    /// The element's own text as a coded value.
    pub(crate) fn code<T: Code>(&self) -> Result<T, InvalidMessage> {
        u16::try_from(self.number()?)
            .ok()
            .and_then(T::from_code)
            .ok_or(InvalidMessage::Value(self.tag))
    }

    /// The same with one more child if there is a text.
    pub(crate) fn with_text_if(self, tag: Tag, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with_text(tag, text),
            None => self,
        }
    }

    /// The same with one more child if there is a number.
    pub(crate) fn with_number_if(self, tag: Tag, number: Option<u32>) -> Self {
        match number {
            Some(number) => self.with_number(tag, number),
            None => self,
        }
    }

    /// The same with one more child if there is a truth.
    pub(crate) fn with_flag_if(self, tag: Tag, flag: Option<bool>) -> Self {
        match flag {
            Some(flag) => self.with_flag(tag, flag),
            None => self,
        }
    }

    /// The same with one more, empty child if something is so.
    pub(crate) fn with_mark_if(self, tag: Tag, marked: bool) -> Self {
        if marked { self.with(Self::new(tag)) } else { self }
    }

    /// The same with one more child that holds a coded value.
    pub(crate) fn with_code(self, tag: Tag, value: impl Code) -> Self {
        self.with_number(tag, value.code())
    }

    /// The same with one more child if there is a coded value.
    pub(crate) fn with_code_if(self, tag: Tag, value: Option<impl Code>) -> Self {
        match value {
            Some(value) => self.with_code(tag, value),
            None => self,
        }
    }

    /// The same with one more child if there is a time.
    pub(crate) fn with_time_if(self, tag: Tag, time: Option<Timestamp>) -> Self {
        match time {
            Some(time) => self.with_text(tag, format_time(time)),
            None => self,
        }
    }

    /// The same with one more child that holds raw bytes, if there are any.
    pub(crate) fn with_opaque_if(self, tag: Tag, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.with(Self::opaque(tag, bytes)),
            None => self,
        }
    }

    /// The same with one more child if there is one.
    pub(crate) fn with_if(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.with(child),
            None => self,
        }
    }
}

/// The number in a child of an element; one beyond the bound is the bound.
pub(crate) fn bounded(
    element: &Element,
    tag: Tag,
    bound: u32,
) -> Result<Option<u32>, InvalidMessage> {
    Ok(element.number_of(tag)?.map(|number| number.min(bound)))
}

/// MS-ASDTYPE 2.7.2: always UTC, always with milliseconds.
fn format_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, want) in [
            ("2026-11-22T08:13:14.000Z", Some("2026-11-22T08:13:14.000Z")),
            ("2026-11-22T08:13:14.056Z", Some("2026-11-22T08:13:14.056Z")),
            ("2026-11-22T08:13:14Z", Some("2026-11-22T08:13:14.000Z")),
            ("20261122T081314Z", Some("2026-11-22T08:13:14.000Z")),
            ("2026-11-22", None),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(parse_time(text).map(format_time).as_deref(), want, "{text}");
        }
    }
}
