//! Use cases: sign in, authorize, consent, issue and refresh tokens, admit mail clients,
//! administer the directory.
//!
//! A use case collects facts, asks `consentry-policy` and carries the outcome out in one unit of
//! work. No HTTP and no wire formats here; faces translate. One concrete [`Service`], because
//! there is one implementation.

#![warn(clippy::wildcard_enum_match_arm)]

mod approval;
mod audit;
mod authorize;
mod caller;
mod code;
mod consent;
mod device;
mod directory;
mod error;
mod events;
mod guard;
mod judge;
mod keys;
mod leases;
mod look_ups;
mod mail;
mod my_apps;
mod my_sessions;
mod notices;
mod origin;
mod own_pages;
mod params;
mod password;
mod prove;
mod public;
mod requests;
mod reviewers;
mod seed;
mod segment;
mod service;
mod session;
mod sign_in;
mod sign_out;
mod step;
mod token;
mod transaction;
#[cfg(test)]
mod world;

pub use approval::MOST_REQUESTS_AN_HOUR;
pub use authorize::{RawAuthorize, ReturnAddress};
pub use caller::{Browser, Caller, NewCookies, SessionCookie};
pub use code::{Remembered, client_info};
pub use consent::ConsentFor;
pub use consentry_policy as policy;
pub use device::{
    MOST_WRONG_USER_CODES, MOST_WRONG_USER_CODES_OF_ADDRESS, USER_CODES_COUNTED, UserCodeProblem,
};
pub use directory::{
    AppDetail, AppListed, ApplicationChange, Assigned, BlockedBy, CREDENTIAL_WARNING, Classified,
    ConsentChange, ConsentCheck, CredentialLife, Credentials, DeletedApp, DirectoryError,
    EnterpriseApp, ForWhom, GrantShown, GrantedShown, LARGEST_LOGO, LOGO_SIDE, LONGEST_SECRET_LIFE,
    MOST_LIVE_CREDENTIALS, MatrixFilter, MatrixPermissions, MatrixShown, NewApplication,
    NewCertificate, NewRole, NewScope, NewSecret, NewTenant, NewUser, Overview, PersonConsent,
    PolicyChange, PolicyListed, PolicySide, PolicyUse, PrincipalChange, PropertyProblem,
    PublisherChange, RECENT, RegistrationShown, ReportedApp, Revocation, RoleShown, STARTER_SET,
    TenantChange, TenantCreated, UserChange, check_logo, consent_mark, policy_uses, property_mark,
    resource_word,
};
pub use error::ServiceError;
pub use events::WebhookRun;
pub use guard::{InvalidShared, Locked, SPRAY_HOLD, SharedAddresses};
pub use keys::{KeyMade, KeyRetired, KeyRun, Roll};
pub use look_ups::{MOST_LOOK_UPS, NameLookUp};
pub use mail::{
    Admitted, DeviceTold, LocateClient, Located, MailClient, MailDevice, MailDoor, MailRefused,
    MailRoute, NewMail, OutboundRun, Outgoing, SendRefused, Sent, SmartHost, SmtpSecurity, Source,
};
pub use my_apps::{Allowed, MyApp};
pub use my_sessions::{MyBrowser, MyFamily, MySessions, OneSession};
pub use origin::{InvalidOrigin, Origin, Version};
pub use own_pages::{NotIn, SignedIn};
pub use params::{MOST_PARAMETERS, Params};
pub use password::{Fit, LONGEST_PASSWORD, LONGEST_QUEUE, PasswordPool, SHORTEST_PASSWORD};
pub use requests::{
    Queue, RequestListed, RequestShown, RequestUpkeep, RequestedPermission, RequesterShown,
    ReviewerMay, TurnDown,
};
pub use reviewers::{ReviewerName, ReviewerShown};
pub use seed::{
    CONTOSO, DEMO_CLI, DEMO_PASSWORD, DEMO_WEB, DemoClient, DemoTenant, FABRIKAM, FJORD_MAIL,
    TAILSPIN, TENANTS,
};
pub use segment::Segment;
pub use service::{Service, ServiceParts};
pub use session::{Leave, SESSION_IDLE, SESSION_KEPT};
pub use sign_in::{NewPassword, Post, TypedSignIn};
pub use sign_out::{SignOutAsked, SignOutDone, SignOutStep, Told};
pub use step::{
    AccountName, AccountShown, Answered, AppShown, ApprovalProblem, ApprovalSent, ApprovalStep,
    ErrorShown, Known, PageFrame, PasswordProblem, PermissionShown, ResponseMode, ReturnTo, Step,
    TrustShown,
};
pub use token::{
    DEVICE_CODE_LIFE, DEVICE_PAUSE, DEVICE_PAUSE_MORE, DeviceAuthorization, Introspected,
    TokenFailure, TokenRequest, Tokens, UserInfo,
};
pub use transaction::{Account, Flow, OwnPage, Prompt, TRANSACTION_LIFE};
