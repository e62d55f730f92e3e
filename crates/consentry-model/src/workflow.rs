//! The admin consent request workflow: what an administrator set for it, and the requests.
//!
//! `adminConsentRequestPolicy` and `appConsentRequest` of the original (`identity.md` §4).

use std::{collections::BTreeMap, fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    AppId, DirectoryRole, GroupId, PolicyId, RequestId, ScopeSet, Switch, TenantId, Timestamp,
    UserId,
};

/// After how many days a request ends by itself: 1 to 60.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct RequestDays(u8);

/// A number of days that a request cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a request lives 1 to 60 days, not `{0}`")]
pub struct InvalidRequestDays(pub String);

impl RequestDays {
    /// 30 days.
    pub const USUAL: Self = Self(30);

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// How long a request lives.
    pub const fn life(self) -> Duration {
        Duration::from_hours(24 * self.0 as u64)
    }

    /// When the reviewers are reminded, from the beginning: about the middle, on whole days (the
    /// original's example: a request of three days on day two). Nothing for one day.
    pub const fn reminder(self) -> Option<Duration> {
        match self.0 {
            0 | 1 => None,
            days => Some(Duration::from_hours(24 * (days as u64).div_ceil(2))),
        }
    }
}

impl TryFrom<u8> for RequestDays {
    type Error = InvalidRequestDays;

    fn try_from(days: u8) -> Result<Self, InvalidRequestDays> {
        match days {
            1..=60 => Ok(Self(days)),
            _ => Err(InvalidRequestDays(days.to_string())),
        }
    }
}

impl From<RequestDays> for u8 {
    fn from(days: RequestDays) -> Self {
        days.0
    }
}

impl FromStr for RequestDays {
    type Err = InvalidRequestDays;

    fn from_str(text: &str) -> Result<Self, InvalidRequestDays> {
        let invalid = || InvalidRequestDays(text.chars().take(20).collect());
        text.parse::<u8>().map_err(|_| invalid())?.try_into().map_err(|_| invalid())
    }
}

/// Somebody who is asked to review requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewer {
    /// One user.
    User(UserId),
    /// The members of a group.
    Group(GroupId),
    /// The holders of a directory role.
    Role(DirectoryRole),
}

/// Somebody who may approve without a role that may consent, within limits (ruling 14).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Delegate {
    /// Who.
    pub who: Reviewer,
    /// The limits: every permission of the request must match this app consent policy.
    pub policy: PolicyId,
}

/// What an administrator set for the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// May users ask for what they may not consent to?
    pub enabled: Switch,
    /// Who reviews.
    pub reviewers: Vec<Reviewer>,
    /// Are reviewers told of new requests by mail?
    pub notify: Switch,
    /// Are they reminded before a request ends, and told when it has ended?
    pub remind: Switch,
    /// How long a request lives.
    pub days: RequestDays,
    /// Who may approve within limits; only where the tenant is hardened.
    #[serde(default)]
    pub delegates: Vec<Delegate>,
}

impl Workflow {
    /// Whether requests are taken: switched on, and somebody is named who would read them.
    pub fn takes_requests(&self) -> Switch {
        (self.enabled.is_on() && !self.reviewers.is_empty()).into()
    }
}

/// On, for those who will be named (ruling 29).
impl Default for Workflow {
    fn default() -> Self {
        Self {
            enabled: Switch::On,
            reviewers: Vec::new(),
            notify: Switch::On,
            remind: Switch::On,
            days: RequestDays::USUAL,
            delegates: Vec::new(),
        }
    }
}

/// Why somebody asks, or why a request is denied: 1 to 500 characters. Line ends are kept; other
/// control characters, and those that turn the direction of text, are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReason {
    /// Nothing, or blanks alone.
    #[error("a reason is needed")]
    Empty,
    /// Longer than [`LONGEST_REASON`].
    #[error("a reason has at most {LONGEST_REASON} characters")]
    TooLong,
    /// A character that hides something.
    #[error("a reason holds a character that cannot be shown")]
    Character,
}

impl Reason {
    /// The text, with `\n` as line end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = InvalidReason;

    fn from_str(text: &str) -> Result<Self, InvalidReason> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidReason::Empty);
        }
        if text.chars().count() > LONGEST_REASON {
            return Err(InvalidReason::TooLong);
        }
        let hides = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                    | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        if text.chars().any(hides) {
            return Err(InvalidReason::Character);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Reason {
    type Error = InvalidReason;

    fn try_from(text: String) -> Result<Self, InvalidReason> {
        text.parse()
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a request asks for the static list or for named permissions. The two are apart: a
/// reviewer may see an application twice (`identity.md` §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// The static list.
    Static,
    /// Named permissions.
    Dynamic,
}

impl RequestKind {
    /// The original's word: `Static`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Static => "Static",
            Self::Dynamic => "Dynamic",
        }
    }
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Waits for a reviewer.
    Open,
    /// An administrator consented.
    Approved,
    /// No; it may be asked for again.
    Denied,
    /// No, and nobody can ask again.
    Blocked,
    /// Nobody decided in time.
    Expired,
}

impl RequestState {
    /// All states, in the order of listings.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Approved, Self::Denied, Self::Blocked, Self::Expired];

    /// The word of listings: `open`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Blocked => "blocked",
            Self::Expired => "expired",
        }
    }
}

impl fmt::Display for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Permissions by resource, as a request or a consent page names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Delegated permissions.
    pub scopes: BTreeMap<AppId, ScopeSet>,
    /// Application roles.
    #[serde(default)]
    pub roles: BTreeMap<AppId, ScopeSet>,
}

impl Asked {
    /// Unites with what somebody else asks for.
    pub fn extend(&mut self, other: &Self) {
        for (resource, scopes) in &other.scopes {
            self.scopes.entry(*resource).or_default().extend(scopes);
        }
        for (resource, roles) in &other.roles {
            self.roles.entry(*resource).or_default().extend(roles);
        }
    }

    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.scopes.values().chain(self.roles.values()).all(ScopeSet::is_empty)
    }
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Timestamp,
    /// By whom; nobody where it ended by itself.
    pub by: Option<UserId>,
    /// What the requesters read.
    pub reason: Option<Reason>,
}

/// A request that an administrator consents to an application: one for each application and kind,
/// however many people ask (`appConsentRequest`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRequest {
    /// The id.
    pub id: RequestId,
    /// The tenant.
    pub tenant: TenantId,
    /// The application.
    pub app: AppId,
    /// Static list or named permissions.
    pub kind: RequestKind,
    /// The snapshot of what was asked; approving grants this and nothing else (A55).
    pub asked: Asked,
    /// How far it has come.
    pub state: RequestState,
    /// Who were the reviewers when it was made.
    pub reviewers: Vec<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// How it ended.
    pub closing: Option<Closing>,
    /// Grows with every change; a decision names the version that it saw.
    pub version: i64,
}

impl ConsentRequest {
    /// How far it has come at a moment: past its end it is over, whether or not that was written
    /// down yet (A56).
    pub fn state_at(&self, now: Timestamp) -> RequestState {
        if self.state == RequestState::Open && self.expires_at <= now {
            RequestState::Expired
        } else {
            self.state
        }
    }
}

/// One user's part in a request (`userConsentRequest`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// Who asks.
    pub user: UserId,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_live_one_to_sixty_days_and_are_remembered_in_the_middle() {
        for (text, want) in
            [("1", Some(1)), ("60", Some(60)), ("0", None), ("61", None), ("x", None)]
        {
            assert_eq!(text.parse::<RequestDays>().ok().map(RequestDays::get), want, "{text}");
        }
        let reminder = |days: u8| {
            let span = RequestDays::try_from(days).unwrap().reminder();
            span.map(|span| span.as_secs() / 86_400)
        };
        assert_eq!([1, 2, 3, 30, 60].map(reminder), [None, Some(1), Some(2), Some(15), Some(30)]);
    }

    #[test]
    fn bi_061_a_reason_is_short_and_shows_everything() {
        let long = |n: usize| "x".repeat(n);
        for (text, want) in [
            ("I read mail on my phone", None),
            ("two\r\nlines", None),
            ("", Some(InvalidReason::Empty)),
            (" \r\n\t ", Some(InvalidReason::Empty)),
            (&long(500), None),
            (&long(501), Some(InvalidReason::TooLong)),
            ("a\0b", Some(InvalidReason::Character)),
            ("a\u{202e}b", Some(InvalidReason::Character)),
        ] {
            assert_eq!(text.parse::<Reason>().err(), want, "{text:?}");
        }
        assert_eq!(
            "x\r\nBcc: all@corp.example".parse::<Reason>().unwrap().as_str(),
            "x\nBcc: all@corp.example"
        );
    }

    #[test]
    fn a_request_past_its_end_is_over() {
        let at = Timestamp::from_seconds;
        let request = ConsentRequest {
            id: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap(),
            tenant: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap(),
            app: crate::well_known::APPLE,
            kind: RequestKind::Static,
            asked: Asked::default(),
            state: RequestState::Open,
            reviewers: Vec::new(),
            created_at: at(0),
            expires_at: at(10),
            closing: None,
            version: 1,
        };
        assert_eq!(request.state_at(at(9)), RequestState::Open);
        assert_eq!(request.state_at(at(10)), RequestState::Expired);
        let denied = ConsentRequest { state: RequestState::Denied, ..request };
        assert_eq!(denied.state_at(at(10)), RequestState::Denied);
    }
}
