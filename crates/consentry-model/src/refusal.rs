//! Why something was refused, in the words of the domain.
//!
//! A refusal carries the facts that its text needs and no code: [`crate::aadsts`] holds the one
//! table from refusals to AADSTS codes, OAuth errors and suberrors.

#![expect(missing_docs, reason = "the fields are the facts their names say")]

use serde::{Deserialize, Serialize};

use crate::{AppId, Protocol, ScopeSet, TenantId, Timestamp};

/// Everything that this program refuses at the authority and at the mail doors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refusal {
    // The request.
    /// A parameter is missing.
    ParameterMissing { name: String },
    /// A parameter came twice.
    ParameterRepeated { name: String },
    /// A parameter has a value that it cannot have.
    ParameterInvalid { name: String },
    /// The request cannot be read at all.
    Malformed { what: String },
    /// The query is longer than 8 KiB.
    QueryTooLong,
    /// Only POST is served here.
    PostOnly { allowed: String, received: String },
    /// `request` or `request_uri` (OpenID Connect Core §6).
    RequestObject { parameter: String },
    /// `prompt` has a value that this endpoint does not know, or values that contradict.
    PromptInvalid { value: String },
    /// `login_hint` and `select_account` exclude each other.
    HintWithAccountChoice,
    /// The method of a code challenge is not S256.
    ChallengeMethod { method: String },
    /// A public client sent no code challenge.
    ChallengeMissing,
    /// A challenge or verifier has a length or characters that RFC 7636 §4.1 does not allow.
    ChallengeSize { name: String },
    /// The client names its own verifier without ever having sent a challenge.
    VerifierUnexpected,
    /// The sign-in transaction is over, was not begun by this browser, or was changed on the way.
    TransactionInvalid,
    /// The page was answered before; nothing is done twice.
    TransactionOver,

    // Tenant and application.
    /// No tenant by that id or domain.
    TenantNotFound { segment: String },
    /// The request names no tenant and none follows from it.
    NoTenant,
    /// Personal accounts are not served.
    PersonalAccounts,
    /// No application by that id, or not for this tenant.
    ApplicationNotFound { app: String, tenant: String },
    /// An application of one tenant was used at `common`.
    NotMultiTenant { app: AppId },
    /// The redirect URI is not one of the application's.
    RedirectMismatch { app: AppId },
    /// The request names no redirect URI and none or several are registered.
    RedirectMissing { app: AppId },
    /// The response type is unknown or not enabled.
    ResponseType { value: String },
    /// Id tokens from the authorization endpoint are not switched on for the application.
    IdTokenNotEnabled { app: AppId },
    /// The response mode is unknown.
    ResponseMode { value: String },
    /// A scope is malformed or does not exist.
    ScopeInvalid { scope: String },
    /// The scopes belong to several resources.
    ScopeSpansResources,
    /// `resource` was sent to a v2 endpoint.
    ResourceOnV2,
    /// The resource is not known in the tenant.
    ResourceNotFound { resource: String },
    /// The resource is not on the application's static list.
    ResourceNotListed { app: AppId, resource: String },

    // Client authentication.
    /// The secret is wrong.
    SecretInvalid { app: AppId },
    /// The secret has expired.
    SecretExpired { app: AppId },
    /// A confidential client sent neither secret nor assertion.
    SecretMissing { app: AppId },
    /// A public client sent a secret.
    SecretFromPublicClient { app: AppId },
    /// Secrets both in the header and in the body.
    TwoClientCredentials,
    /// An assertion whose signature is not that of a certificate of the application.
    AssertionInvalid { app: AppId },
    /// An assertion by a certificate outside of its validity, or by two certificates at once.
    AssertionCertificate { app: AppId },
    /// An assertion about somebody else than the client.
    AssertionSubject { app: AppId },
    /// An assertion for another server or tenant, or without what makes it unique.
    AssertionMisdirected { app: AppId },
    /// An assertion that is over, not begun, or would live too long.
    AssertionLifetime { app: AppId },
    /// An assertion that was used before.
    AssertionUsed { app: AppId },

    // Grants.
    /// The grant type is unknown.
    GrantTypeUnknown { value: String },
    /// The grant is not served at `common` or `consumers`.
    GrantNotOnCommon,
    /// Password grants are not open for this application in this tenant (ruling 3).
    PasswordGrantClosed { app: AppId },
    /// Device codes are not open for this application in this tenant (A31).
    DeviceCodeClosed { app: AppId },
    /// Nobody has answered for the device yet.
    DevicePending,
    /// The device asks again too soon.
    DeviceTooFast,
    /// The person turned the device down.
    DeviceDeclined,
    /// No device code like this one, or no such user code.
    DeviceUnknown,
    /// Nobody signed in for the device in time.
    DeviceExpired,
    /// The device code was redeemed, or its user code answered before.
    DeviceUsed,
    /// No user code was typed.
    UserCodeMissing,
    /// More wrong user codes than a browser or an address may try.
    TooManyUserCodes,
    /// The code or token is malformed, unknown, or belongs to another client.
    GrantInvalid,
    /// The code or refresh token has expired or was revoked.
    GrantExpired,
    /// The code was redeemed before.
    CodeRedeemed,
    /// The code was issued for another tenant.
    GrantOtherTenant,
    /// The redirect URI differs from the one of the authorization request.
    GrantRedirectDiffers,
    /// The verifier does not fit the challenge.
    VerifierMismatch,
    /// The refresh token was not used for 90 days.
    RefreshInactive { issued_at: Timestamp },
    /// A single-page application's refresh token has lived its 24 hours.
    SpaRefreshEnded,
    /// Sessions were revoked or the password changed after the grant.
    GrantRevoked { issued_at: Timestamp, valid_from: Timestamp },
    /// A single-page application's code must be redeemed across origins.
    SpaNeedsOrigin,
    /// Only single-page applications redeem across origins.
    OriginNotSpa,

    // The user.
    /// No such user in the tenant.
    UserNotFound { user: String, tenant: TenantId },
    /// The user belongs to another tenant.
    UserOtherTenant { user: String, tenant: TenantId },
    /// Wrong user name or password.
    CredentialsWrong,
    /// Too many wrong passwords: the account is locked for a while.
    AccountLocked { until: Timestamp },
    /// Passwords from this address are not looked at for a while.
    AddressThrottled { until: Timestamp },
    /// Too many passwords wait to be looked at.
    Busy,
    /// The account is disabled.
    AccountDisabled,
    /// The password must be changed first.
    PasswordExpired,
    /// `prompt=none` and no session.
    NoSession,
    /// `prompt=none`, and the session was ended by a change of the password or a sign-out elsewhere.
    SessionRevoked,
    /// The request insists on a claim that no sign-in here gives.
    ClaimUnmet { name: String },
    /// `prompt=none` and several sessions.
    SeveralSessions,
    /// The user left the page by its cancel button.
    SignInCancelled,

    // The application in the tenant.
    /// Switched off for sign-in.
    ApplicationDisabled { app: AppId, name: String },
    /// Assignment is required and the user is not assigned.
    NotAssigned { app: AppId, name: String, user: String },
    /// Assignment is required and the calling application is not assigned.
    ClientNotAssigned { app: AppId, resource: String },

    // Consent.
    /// Nobody has consented, and no page can be shown.
    ConsentRequired { app: AppId, name: String },
    /// The user declined.
    ConsentDeclined,
    /// Only an administrator can consent.
    AdminApprovalNeeded { app: AppId, name: String, because: NeedsAdmin },
    /// Only an administrator can consent, and the user may ask for it.
    ApprovalRequired { app: AppId, name: String, because: NeedsAdmin },
    /// More requests for approval in an hour than one user may send.
    TooManyRequests,

    // The mail doors.
    /// Basic authentication is off for this protocol.
    BasicOff { protocol: Protocol },
    /// The access token does not hold.
    TokenInvalid { why: TokenFault },
    /// The token does not open this door.
    TokenScope { protocol: Protocol, scopes: ScopeSet },
    /// The token has not the permission that is needed here.
    ScopeMissing { scope: String },
    /// The user has no mailbox here.
    NoMailbox,
    /// The request names another mailbox than the token's.
    OtherMailbox,
}

/// Which kind of rule asks for an administrator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedsAdmin {
    /// A permission or a setting that leaves it to administrators.
    #[default]
    Always,
    /// An app consent policy that does not allow it.
    Policy,
    /// The application looks risky, or like another one.
    Risk,
}

/// What is wrong with an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    /// Not a token, or with members, padding or parts that it may not have.
    Malformed,
    /// The signature, its algorithm or its key.
    Signature,
    /// Not yet valid, expired, or without numbers where times belong.
    Lifetime,
    /// Another issuer, or an issuer and tenant that do not agree.
    Issuer,
    /// For another resource.
    Audience,
    /// Not an access token of a user.
    Kind,
}
