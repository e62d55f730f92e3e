//! The protocol versions that are spoken, and those that are only recognised (MS-ASHTTP 2.2.1.1.2.6).

use std::fmt;
use std::str::FromStr;

/// A version that is spoken. Later ones compare as greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 14.1, Exchange 2010 SP1.
    V14_1,
    /// 16.0, Exchange 2016.
    V16_0,
    /// 16.1, which Exchange Online speaks alone.
    V16_1,
}

/// A version that is not spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVersion {
    /// One that ActiveSync had, but that is not spoken here.
    #[error("the protocol version is no longer spoken")]
    Retired,
    /// One that ActiveSync never had.
    #[error("there is no such protocol version")]
    Unknown,
}

impl Version {
    /// All versions, the oldest first.
    pub const ALL: [Self; 3] = [Self::V14_1, Self::V16_0, Self::V16_1];

    /// The version as headers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V14_1 => "14.1",
            Self::V16_0 => "16.0",
            Self::V16_1 => "16.1",
        }
    }

    /// The version behind the first byte of a base64 query.
    pub(super) fn from_byte(byte: u8) -> Result<Self, InvalidVersion> {
        match byte {
            141 => Ok(Self::V14_1),
            160 => Ok(Self::V16_0),
            161 => Ok(Self::V16_1),
            120 | 121 | 140 => Err(InvalidVersion::Retired),
            _ => Err(InvalidVersion::Unknown),
        }
    }

    /// The first byte of a base64 query.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::V14_1 => 141,
            Self::V16_0 => 160,
            Self::V16_1 => 161,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        match text.trim() {
            "14.1" => Ok(Self::V14_1),
            "16.0" => Ok(Self::V16_0),
            "16.1" => Ok(Self::V16_1),
            "1.0" | "2.0" | "2.1" | "2.5" | "12.0" | "12.1" | "14.0" => {
                Err(InvalidVersion::Retired)
            }
            _ => Err(InvalidVersion::Unknown),
        }
    }
}
