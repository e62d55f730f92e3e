//! Why a body is no WBXML that ActiveSync allows, and which of its two answers that gets.

/// How a server answers a body that it could not decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// HTTP 400: the bytes are cut short or contradict themselves.
    BadRequest,
    /// Status 102: WBXML, but of a kind that ActiveSync does not allow.
    InvalidWbxml,
    /// Status 103: decoded, but not the message that the command wants.
    InvalidXml,
}

/// A body that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There are no bytes at all; only some commands allow that.
    #[error("the body is empty")]
    Empty,
    /// More bytes than [`super::MAX_BODY`].
    #[error("the body is larger than {} bytes", super::MAX_BODY)]
    TooLarge,
    /// The bytes end in the middle of something.
    #[error("the body ends too early")]
    Truncated,
    /// An integer has more than five bytes, or does not fit in 32 bits.
    #[error("an integer is too long")]
    Integer,
    /// Another WBXML version than 1.3.
    #[error("wbxml version byte {0:#04x} is not 1.3")]
    Version(u8),
    /// A public id other than "unknown".
    #[error("public id {0} is not 1")]
    PublicId(u32),
    /// A character set other than UTF-8.
    #[error("character set {0} is not utf-8")]
    Charset(u32),
    /// A string table, which no ActiveSync client needs.
    #[error("a string table of {0} bytes is not allowed")]
    StringTable(u32),
    /// A tag that the code page does not have.
    #[error("code page {page} has no token {token:#04x}")]
    UnknownTag {
        /// The code page in force.
        page: u8,
        /// The name bits of the tag byte.
        token: u8,
    },
    /// An entity, literal, extension, processing instruction, table string or attribute.
    #[error("token {0:#04x} is not allowed")]
    Forbidden(u8),
    /// Text that is not UTF-8.
    #[error("a text is not utf-8")]
    NotUtf8,
    /// Elements nested deeper than [`super::MAX_DEPTH`].
    #[error("elements are nested deeper than {}", super::MAX_DEPTH)]
    TooDeep,
    /// More elements, texts and page switches than [`super::MAX_NODES`].
    #[error("there are more than {} nodes", super::MAX_NODES)]
    TooManyNodes,
    /// Text or an END where the root element belongs.
    #[error("the body does not begin with an element")]
    NoRoot,
    /// Bytes behind the root element.
    #[error("there are bytes behind the root element")]
    Trailing,
}

impl DecodeError {
    /// The answer that this body gets.
    pub fn answer(self) -> Answer {
        match self {
            Self::Empty
            | Self::TooLarge
            | Self::Truncated
            | Self::Integer
            | Self::TooDeep
            | Self::TooManyNodes
            | Self::NoRoot
            | Self::Trailing => Answer::BadRequest,
            Self::Version(_)
            | Self::PublicId(_)
            | Self::Charset(_)
            | Self::StringTable(_)
            | Self::UnknownTag { .. }
            | Self::Forbidden(_)
            | Self::NotUtf8 => Answer::InvalidWbxml,
        }
    }
}
