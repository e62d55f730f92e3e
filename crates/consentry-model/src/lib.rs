//! The nouns of Consentry: ids, tenants, users, applications, grants and refusals.
//!
//! Everything here is a value. Nothing reads a clock, a socket, a file or a random source:
//! time and ids come in through [`Clock`] and [`IdSource`]. Text from outside becomes one of
//! these types once, at the edge, and is not checked again behind it.

pub mod aadsts;
pub mod application;
pub mod clock;
pub mod grant;
pub mod id;
pub mod mail;
pub mod name;
pub mod peer;
pub mod redirect;
pub mod refusal;
pub mod role;
pub mod scope;
pub mod secret;
pub mod tenant;
pub mod user;
pub mod well_known;

pub use aadsts::Answer;
pub use application::{
    AppRole, Application, Audience, DelegatedPermission, PermissionKind, Pkce, Platform, Publisher,
    RegisteredRedirect, RequiredResource, ServicePrincipal, Switch,
};
pub use clock::{Clock, IdSource, Timestamp};
pub use grant::{ConsentType, Grant};
pub use id::{
    AppId, AuditId, CorrelationId, FamilyId, GrantId, GroupId, OutboundMailId, PermissionId,
    PrincipalId, SecretId, SessionId, SignInId, TenantId, TraceId, TransactionId, UserId,
};
pub use mail::{MailboxLocation, Protocol};
pub use name::{DisplayName, DomainName, InvalidName, Upn};
pub use peer::ClientAddress;
pub use redirect::RedirectUri;
pub use refusal::Refusal;
pub use role::DirectoryRole;
pub use scope::{ScopeSet, ScopeValue};
pub use secret::Secret;
pub use tenant::{
    BasicProtocols, ChallengeProfile, EasVersions, Fidelity, Tenant, TenantSettings, UserConsent,
};
pub use user::{AccountState, PasswordState, User};
