//! Identity and kind of a device as it names itself (MS-ASHTTP 2.2.1.1.1.2).
//!
//! In a base64 query the id is raw bytes. Clients put ASCII or binary there: printable ASCII is
//! taken as it is, anything else becomes hexadecimal, so one device has one id in both forms.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use crate::eas::CommonStatus;

/// A device's id: at most 32 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(Box<str>);

/// A device's kind: at most 64 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceType(Box<str>);

/// A device that does not say who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDevice {
    /// The id is missing, too long or not printable.
    #[error("the device id is missing, or is not 1 to {} printable characters", DeviceId::MAX)]
    Id,
    /// The type is missing, too long or not printable.
    #[error("the device type is missing, or is not 1 to {} printable characters", DeviceType::MAX)]
    Type,
}

impl InvalidDevice {
    /// The status for it.
    pub fn status(self) -> CommonStatus {
        match self {
            Self::Id => CommonStatus::DeviceIdMissingOrInvalid,
            Self::Type => CommonStatus::DeviceTypeMissingOrInvalid,
        }
    }
}

impl DeviceId {
    /// The longest id.
    pub const MAX: usize = 32;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id behind the bytes of a base64 query.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidDevice> {
        if bytes.iter().all(u8::is_ascii_graphic) {
            return std::str::from_utf8(bytes).map_err(|_| InvalidDevice::Id)?.parse();
        }
        if bytes.len() > Self::MAX / 2 {
            return Err(InvalidDevice::Id);
        }
        let mut hex = String::with_capacity(Self::MAX);
        for byte in bytes {
            // INVARIANT: writing to a String cannot fail.
            let _infallible = write!(hex, "{byte:02X}");
        }
        hex.parse()
    }
}

impl FromStr for DeviceId {
    type Err = InvalidDevice;

    fn from_str(text: &str) -> Result<Self, InvalidDevice> {
        let fits = (1..=Self::MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidDevice::Id)
        }
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl DeviceType {
    /// The longest type.
    pub const MAX: usize = 64;

    /// The type as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceType {
    type Err = InvalidDevice;

    fn from_str(text: &str) -> Result<Self, InvalidDevice> {
        let fits = (1..=Self::MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            Ok(Self(text.into()))
        } else {
            Err(InvalidDevice::Type)
        }
    }
}

impl fmt::Display for DeviceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
