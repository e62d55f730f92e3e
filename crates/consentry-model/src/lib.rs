//! The nouns of Consentry: ids, tenants, users, applications, grants and refusals.
//!
//! Everything here is a value. Nothing reads a clock, a socket, a file or a random source:
//! time and ids come in through [`Clock`] and [`IdSource`]. Text from outside becomes one of
//! these types once, at the edge, and is not checked again behind it.

pub mod aadsts;
pub mod application;
pub mod clock;
pub mod consent_policy;
pub mod difference;
pub mod grant;
pub mod id;
pub mod lockout;
pub mod logout_url;
pub mod look_alike;
pub mod mail;
pub mod name;
pub mod network;
pub mod peer;
pub mod redirect;
pub mod refusal;
pub mod role;
pub mod scope;
pub mod secret;
pub mod tenant;
pub mod user;
pub mod user_consent;
pub mod well_known;
pub mod workflow;

pub use aadsts::Answer;
pub use application::{
    AppRole, Application, Audience, DelegatedPermission, OptionalClaim, OptionalClaims,
    PermissionKind, Pkce, Platform, PreAuthorized, Publisher, RegisteredRedirect, RequiredResource,
    RoleHolders, ServicePrincipal, Switch, WebOptions,
};
pub use clock::{Clock, IdSource, Timestamp};
pub use consent_policy::{
    ConditionSet, ConsentPolicy, Impact, PermissionKey, PermissionType, PolicyId, PublisherNeed,
    Selection,
};
pub use difference::Difference;
pub use grant::{ConsentType, Grant};
pub use id::{
    AppId, AuditId, CertificateId, ConditionSetId, CorrelationId, DeliveryId, FamilyId, GrantId,
    GroupId, OutboundMailId, PermissionId, PrincipalId, RequestId, SecretId, SessionId, SignInId,
    TenantId, TraceId, TransactionId, UserId,
};
pub use lockout::{InvalidLockout, LONGEST_LOCK, Lockout, LockoutSeconds, LockoutThreshold};
pub use logout_url::LogoutUrl;
pub use mail::{MailboxLocation, Protocol};
pub use name::{DisplayName, DomainName, InvalidName, Upn};
pub use network::Network;
pub use peer::ClientAddress;
pub use redirect::RedirectUri;
pub use refusal::{NeedsAdmin, Refusal};
pub use role::DirectoryRole;
pub use scope::{ScopeSet, ScopeValue};
pub use secret::{Secret, is_same_secret};
pub use tenant::{
    BasicProtocols, ChallengeProfile, DefaultsOf, EasVersions, Fidelity, Tenant, TenantSettings,
};
pub use user::{AccountState, PasswordState, User, UserKind};
pub use user_consent::{ConsentChoice, ConsentReach, GroupOwnerConsent, RoleConsent, UserConsent};
pub use workflow::{
    Asked, Closing, ConsentRequest, Delegate, InvalidReason, LONGEST_REASON, Reason, RequestDays,
    RequestKind, RequestState, Requester, Reviewer, Workflow,
};
