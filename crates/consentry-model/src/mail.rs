//! Words of the mail side that the directory needs too.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A door through which mail clients come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Exchange ActiveSync.
    Eas,
    /// Exchange Web Services.
    Ews,
    /// IMAP4.
    Imap,
    /// POP3.
    Pop,
    /// SMTP AUTH (client submission).
    Smtp,
    /// Autodiscover, version 1 (authenticated) or 2 (anonymous).
    Autodiscover,
}

impl Protocol {
    /// All doors, in the order of listings.
    pub const ALL: [Self; 6] =
        [Self::Eas, Self::Ews, Self::Imap, Self::Pop, Self::Smtp, Self::Autodiscover];

    /// The short name of commands and settings: `EAS`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eas => "EAS",
            Self::Ews => "EWS",
            Self::Imap => "IMAP",
            Self::Pop => "POP",
            Self::Smtp => "SMTP",
            Self::Autodiscover => "AUTODISCOVER",
        }
    }

    /// The delegated permission that opens this door (ruling 10); Autodiscover needs none of its own.
    pub const fn scope(self) -> Option<&'static str> {
        match self {
            Self::Eas => Some("EAS.AccessAsUser.All"),
            Self::Ews => Some("EWS.AccessAsUser.All"),
            Self::Imap => Some("IMAP.AccessAsUser.All"),
            Self::Pop => Some("POP.AccessAsUser.All"),
            Self::Smtp => Some("SMTP.Send"),
            Self::Autodiscover => None,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not one of EAS, EWS, IMAP, POP, SMTP, AUTODISCOVER")]
pub struct UnknownProtocol(pub String);

impl FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(text: &str) -> Result<Self, UnknownProtocol> {
        Self::ALL
            .into_iter()
            .find(|protocol| protocol.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownProtocol(text.chars().take(64).collect()))
    }
}

/// Where a user's mailbox lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailboxLocation {
    /// In this installation.
    Here,
    /// On the organisation's own servers: Autodiscover redirects there.
    OnPremises,
}
