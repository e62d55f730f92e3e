//! Domain values as arguments of a statement.
//!
//! Ids go as their text, times in milliseconds, switches as 0 and 1, hashes as bytes, so that a
//! statement's arguments read as the values they are.

use std::borrow::Cow;

use consentry_model::{
    AppId, AuditId, CertificateId, CorrelationId, DeliveryId, DisplayName, DomainName, FamilyId,
    GrantId, GroupId, OutboundMailId, PasswordAskId, PermissionId, PolicyId, PrincipalId,
    RedirectUri, RequestId, ScopeValue, SecretId, SessionId, SignInId, Switch, TenantId, Timestamp,
    TraceId, TransactionId, Upn, UserId,
};
use consentry_sql::Arg;
use consentry_token::opaque::TokenHash;

/// One argument; unlike [`Arg`] it may own its text.
#[derive(Debug, Clone)]
pub(crate) enum Param<'a> {
    Int(Option<i64>),
    Text(Option<Cow<'a, str>>),
    Blob(Option<Cow<'a, [u8]>>),
}

impl Param<'_> {
    pub(crate) fn as_arg(&self) -> Arg<'_> {
        match self {
            Self::Int(value) => Arg::Int(*value),
            Self::Text(value) => Arg::Text(value.as_deref()),
            Self::Blob(value) => Arg::Blob(value.as_deref()),
        }
    }
}

macro_rules! params {
    ($($from:ty, $value:pat => $param:expr;)*) => { $(
        impl<'a> From<$from> for Param<'a> {
            fn from($value: $from) -> Self {
                $param
            }
        }
    )* };
}

params! {
    i64, value => Self::Int(Some(value));
    Timestamp, at => Self::Int(Some(at.millis()));
    Option<Timestamp>, at => Self::Int(at.map(Timestamp::millis));
    Switch, switch => Self::Int(Some(i64::from(switch.is_on())));
    &'a str, text => Self::Text(Some(Cow::Borrowed(text)));
    &'a String, text => Self::Text(Some(Cow::Borrowed(text)));
    String, text => Self::Text(Some(Cow::Owned(text)));
    Cow<'a, str>, text => Self::Text(Some(text));
    Option<Cow<'a, str>>, text => Self::Text(text);
    Option<String>, text => Self::Text(text.map(Cow::Owned));
    Option<&'a str>, text => Self::Text(text.map(Cow::Borrowed));
    &'a Option<String>, text => Self::Text(text.as_deref().map(Cow::Borrowed));
    &'a DisplayName, name => Self::Text(Some(Cow::Borrowed(name.as_str())));
    &'a DomainName, name => Self::Text(Some(Cow::Borrowed(name.as_str())));
    &'a Upn, name => Self::Text(Some(Cow::Borrowed(name.as_str())));
    &'a PolicyId, id => Self::Text(Some(Cow::Borrowed(id.as_str())));
    &'a RedirectUri, uri => Self::Text(Some(Cow::Borrowed(uri.as_str())));
    &'a ScopeValue, value => Self::Text(Some(Cow::Borrowed(value.as_str())));
    &'a Vec<u8>, bytes => Self::Blob(Some(Cow::Borrowed(bytes)));
    &'a [u8; 32], bytes => Self::Blob(Some(Cow::Borrowed(bytes)));
    &'a TokenHash, hash => Self::Blob(Some(Cow::Borrowed(hash.as_bytes())));
    Option<TokenHash>, hash => Self::Blob(hash.map(|hash| Cow::Owned(hash.as_bytes().to_vec())));
}

macro_rules! ids {
    ($($id:ident)*) => { $(
        impl From<$id> for Param<'_> {
            fn from(id: $id) -> Self {
                Self::Text(Some(Cow::Owned(id.to_string())))
            }
        }

        impl From<Option<$id>> for Param<'_> {
            fn from(id: Option<$id>) -> Self {
                Self::Text(id.map(|id| Cow::Owned(id.to_string())))
            }
        }
    )* };
}

ids! {
    AppId AuditId CertificateId CorrelationId DeliveryId FamilyId GrantId GroupId OutboundMailId PasswordAskId PermissionId
    PrincipalId RequestId SecretId
    SessionId SignInId TenantId TraceId TransactionId UserId
}
