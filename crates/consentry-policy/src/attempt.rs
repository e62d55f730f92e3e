//! What somebody attempts: through which door, wanting what, with which proof.

use consentry_model::{AppId, Protocol, ScopeSet, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Held;

/// A way in. It decides whether a page can be shown and which gates have something to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The authorization endpoint: pages can be shown.
    Authorize,
    /// The authorization endpoint with `prompt=none`.
    Silent,
    /// `prompt=admin_consent` and `/adminconsent`.
    AdminConsent,
    /// A page of this server itself: My Apps, the admin centre.
    OwnPages,
    /// The page where people sign in for a device (RFC 8628): pages can be shown.
    DeviceCode,
    /// Redemption of a device code.
    DeviceGrant,
    /// Redemption of an authorization code.
    CodeGrant,
    /// Redemption of a refresh token.
    RefreshGrant,
    /// The resource owner's password (ROPC).
    PasswordGrant,
    /// An application for itself.
    ClientCredentials,
    /// A bearer token at a mail door.
    MailToken(Protocol),
    /// A user name and password at a mail door.
    MailBasic(Protocol),
}

impl Door {
    /// Whether somebody sits before a page here.
    pub const fn shows_pages(self) -> bool {
        matches!(self, Self::Authorize | Self::AdminConsent | Self::OwnPages | Self::DeviceCode)
    }
}

/// What has been proved so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Nothing yet.
    None,
    /// A password that did not fit, or no such user.
    WrongPassword,
    /// The right password, in this attempt.
    Password,
    /// A session of this browser.
    Session {
        /// When its user proved who he is.
        authenticated_at: Timestamp,
        /// What it rests on.
        held: Held,
    },
    /// A code or refresh token of ours.
    Grant {
        /// When the sign-in behind it happened.
        issued_at: Timestamp,
        /// What it rests on.
        held: Held,
    },
    /// A verified access token.
    AccessToken {
        /// When it was issued, without the back-dating.
        issued_at: Timestamp,
        /// Its `scp`.
        scopes: ScopeSet,
        /// What it rests on.
        held: Held,
    },
    /// A client secret or assertion that fits.
    ClientCredential,
}

/// What is asked for of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The static list: v1 requests and `.default`.
    Static,
    /// Named permissions.
    Scopes(ScopeSet),
}

/// The resource and what is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// The resource.
    pub resource: AppId,
    /// The name by which the request called it; it becomes the `aud` of a v1 token.
    #[serde(default)]
    pub name: String,
    /// The permissions.
    pub ask: Ask,
    /// `openid`, `profile`, `email`, `offline_access`, as far as requested.
    pub openid: ScopeSet,
}

/// Whether the request asks to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Show pages only where they are needed.
    AsNeeded,
    /// `prompt=consent`: show the consent page even if all is granted.
    Consent,
}

/// One sign-in attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The way in.
    pub door: Door,
    /// The application as named by the request; Basic logins name none.
    pub app: Option<AppId>,
    /// The sign-in name as typed, for texts; empty where nobody was named.
    pub user_name: String,
    /// What is wanted.
    pub want: Want,
    /// Asked to show the consent page again?
    pub renewal: Renewal,
    /// What has been proved.
    pub proof: Proof,
}
