//! The one table from refusals to AADSTS codes, OAuth errors and suberrors.
//!
//! Codes and their meaning: `identity.md` §6. Where hardened and faithful answers differ
//! (ruling 1), the difference is an arm of [`Refusal::answer`] and a row of `docs/parity.md`.
//! Texts tell what happened and never carry a secret.

mod catalogue;
mod device;
mod door;
mod guard;

pub use self::catalogue::CATALOGUE;

use crate::{Difference, Fidelity, Refusal, refusal::NeedsAdmin};

/// What a refusal looks like on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The AADSTS number.
    pub code: u32,
    /// The OAuth error (RFC 6749 §5.2 and its extensions).
    pub error: &'static str,
    /// What kind of help a client may seek (`consent_required`, `bad_token` …).
    pub suberror: Option<&'static str>,
    /// HTTP status for an endpoint that answers in JSON.
    pub status: u16,
    /// The text behind `AADSTS<code>: `.
    pub message: String,
}

/// What a client may do about an error.
const BASIC_ACTION: &str = "basic_action";
const BAD_TOKEN: &str = "bad_token";
const TOKEN_EXPIRED: &str = "token_expired";
/// Why an administrator is needed.
const ONLY_ADMIN: &str = "needs permission to access resources in your organization that only an administrator can grant.";
const BY_POLICY: &str =
    "asks for permissions that a policy of your organization does not let you grant.";
const RISKY: &str = "may be risky, so that only an administrator can grant what it asks for.";

fn answer(code: u32, error: &'static str, message: impl Into<String>) -> Answer {
    let status = match error {
        "invalid_client" => 401,
        _ => 400,
    };
    Answer { code, error, suberror: None, status, message: message.into() }
}

impl Answer {
    fn sub(self, suberror: &'static str) -> Self {
        Self { suberror: Some(suberror), ..self }
    }

    fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

impl Refusal {
    /// The wire form of this refusal.
    pub fn answer(&self, fidelity: Fidelity) -> Answer {
        self.request_answer()
            .or_else(|| self.application_answer())
            .or_else(|| self.client_answer())
            .or_else(|| self.grant_answer())
            .or_else(|| self.user_answer(fidelity))
            .or_else(|| self.guard_answer())
            .unwrap_or_else(|| self.door_answer())
    }

    fn request_answer(&self) -> Option<Answer> {
        const REQUEST: &str = "invalid_request";
        Some(match self {
            Self::ParameterMissing { name } => answer(
                900_144,
                REQUEST,
                format!("The request body must contain the following parameter: '{name}'."),
            ),
            Self::ParameterRepeated { name } => {
                answer(90_100, REQUEST, format!("The parameter '{name}' was sent more than once."))
            }
            Self::ParameterInvalid { name } => answer(
                90_023,
                REQUEST,
                format!("The value of the parameter '{name}' is not valid."),
            ),
            Self::Malformed { what } => {
                answer(9_002_313, REQUEST, format!("The request is malformed or invalid: {what}."))
            }
            Self::QueryTooLong => answer(90_015, REQUEST, "The query string is too long."),
            Self::PostOnly { allowed, received } => answer(
                900_561,
                REQUEST,
                format!(
                    "The endpoint only accepts {allowed} requests. Received a {received} request."
                ),
            )
            .with_status(405),
            Self::RequestObject { parameter } => answer(
                90_023,
                if parameter == "request" {
                    "request_not_supported"
                } else {
                    "request_uri_not_supported"
                },
                format!("The parameter '{parameter}' is not supported."),
            ),
            Self::PromptInvalid { value } => answer(
                90_023,
                REQUEST,
                format!("The value '{value}' of the parameter 'prompt' is not supported here."),
            ),
            Self::HintWithAccountChoice => answer(
                90_005,
                REQUEST,
                "'login_hint' and 'prompt=select_account' cannot be combined.",
            ),
            Self::ChallengeMethod { method } => answer(
                501_491,
                REQUEST,
                format!("The code challenge method '{method}' is not supported; use S256."),
            ),
            Self::ChallengeMissing => answer(
                50_147,
                REQUEST,
                "A code challenge (PKCE, S256) is required of this application.",
            ),
            Self::ChallengeSize { name } => answer(
                501_491,
                REQUEST,
                format!("The parameter '{name}' must be 43 to 128 unreserved characters."),
            ),
            Self::ResponseType { value } => answer(
                70_005,
                "unsupported_response_type",
                format!("The response type '{value}' is not supported or not enabled."),
            ),
            Self::IdTokenNotEnabled { app } => answer(
                700_054,
                "unsupported_response_type",
                format!("The response type 'id_token' is not enabled for the application '{app}'."),
            ),
            Self::ResponseMode { value } => answer(
                70_007,
                REQUEST,
                format!("'{value}' is not a supported value of 'response_mode'."),
            ),
            _ => return None,
        })
    }

    fn application_answer(&self) -> Option<Answer> {
        const REQUEST: &str = "invalid_request";
        Some(match self {
            Self::TenantNotFound { segment } => answer(
                90_002,
                REQUEST,
                format!(
                    "Tenant '{segment}' not found. Check that the tenant id or domain is spelled right."
                ),
            ),
            Self::NoTenant => answer(
                50_059,
                REQUEST,
                "No tenant follows from the request or from any credential in it.",
            ),
            Self::PersonalAccounts => answer(
                9_002_332,
                REQUEST,
                "The application is for work and school accounts only; personal accounts are not served here.",
            ),
            Self::ApplicationNotFound { app, tenant } => answer(
                700_016,
                "unauthorized_client",
                format!(
                    "Application with identifier '{app}' was not found in the directory '{tenant}'."
                ),
            ),
            Self::NotMultiTenant { app } => answer(
                50_194,
                REQUEST,
                format!(
                    "Application '{app}' is not configured for several tenants; use the endpoint of its tenant."
                ),
            ),
            Self::RedirectMismatch { app } => answer(
                50_011,
                REQUEST,
                format!(
                    "The redirect URI of the request does not match one that is registered for the application '{app}'."
                ),
            ),
            Self::RedirectMissing { app } => answer(
                900_971,
                REQUEST,
                format!("No reply address was given and none follows for the application '{app}'."),
            ),
            Self::ScopeInvalid { scope } => {
                answer(70_011, "invalid_scope", format!("The scope '{scope}' is not valid."))
            }
            Self::ScopeSpansResources => answer(
                700_022,
                "invalid_scope",
                "The scopes of one request must belong to one resource.",
            ),
            Self::ResourceOnV2 => answer(
                901_002,
                REQUEST,
                "The parameter 'resource' is not supported; name scopes instead.",
            ),
            Self::ResourceNotFound { resource } => answer(
                500_011,
                "invalid_resource",
                format!("The resource principal named '{resource}' was not found in the tenant."),
            ),
            Self::ResourceNotListed { app, resource } => answer(
                650_057,
                "invalid_resource",
                format!(
                    "The resource '{resource}' is not listed in the permissions that the application '{app}' asks for."
                ),
            ),
            _ => return None,
        })
    }

    fn client_answer(&self) -> Option<Answer> {
        const CLIENT: &str = "invalid_client";
        Some(match self {
            Self::SecretInvalid { app } => answer(
                7_000_215,
                CLIENT,
                format!(
                    "Invalid client secret provided for the application '{app}'. Send the value of the secret, not its id."
                ),
            ),
            Self::SecretExpired { app } => answer(
                7_000_222,
                CLIENT,
                format!("The client secret of the application '{app}' has expired."),
            ),
            Self::SecretMissing { app } => answer(
                7_000_218,
                CLIENT,
                format!(
                    "The request body must contain 'client_assertion' or 'client_secret' for the application '{app}'."
                ),
            ),
            Self::SecretFromPublicClient { app } => answer(
                700_025,
                CLIENT,
                format!(
                    "The application '{app}' is public: neither 'client_assertion' nor 'client_secret' may be sent."
                ),
            ),
            Self::TwoClientCredentials => answer(
                9_002_313,
                "invalid_request",
                "The client authenticates in one way: by the header, by a secret or by an assertion in the body.",
            ),
            Self::AssertionInvalid { app } => answer(
                700_027,
                CLIENT,
                format!(
                    "The client assertion of the application '{app}' is not signed by a certificate that is registered for it."
                ),
            ),
            Self::AssertionCertificate { app } => answer(
                700_030,
                CLIENT,
                format!(
                    "The certificate behind the client assertion of the application '{app}' is not valid at this time, or its header names two of them."
                ),
            ),
            Self::AssertionSubject { app } => answer(
                50_048,
                CLIENT,
                format!(
                    "'iss' and 'sub' of the client assertion must both be the application '{app}'."
                ),
            ),
            Self::AssertionMisdirected { app } => answer(
                50_012,
                CLIENT,
                format!(
                    "The client assertion of the application '{app}' must name the token endpoint or the issuer of this tenant as 'aud', and a 'jti'."
                ),
            ),
            Self::AssertionLifetime { app } => answer(
                700_024,
                CLIENT,
                format!(
                    "The client assertion of the application '{app}' is not within its time; it may end at most 10 minutes from now."
                ),
            ),
            Self::AssertionUsed { app } => answer(
                50_012,
                CLIENT,
                format!(
                    "The client assertion of the application '{app}' was used before. Sign a new one for each request."
                ),
            ),
            _ => return None,
        })
    }

    fn grant_answer(&self) -> Option<Answer> {
        const GRANT: &str = "invalid_grant";
        Some(match self {
            Self::GrantTypeUnknown { value } => {
                answer(70_003, "unsupported_grant_type", format!("The grant type '{value}' is not supported."))
            }
            Self::GrantNotOnCommon => answer(
                9_001_023,
                "invalid_request",
                "The grant type is not supported over the /common or /consumers endpoints. Use /organizations or the tenant's endpoint.",
            ),
            Self::PasswordGrantClosed { app } => answer(
                7_000_218,
                "unauthorized_client",
                format!("Password grants are not open for the application '{app}' in this tenant. An administrator can open them for a time."),
            ),
            Self::DeviceCodeClosed { .. }
            | Self::DevicePending
            | Self::DeviceTooFast
            | Self::DeviceDeclined
            | Self::DeviceUnknown
            | Self::DeviceExpired
            | Self::DeviceUsed
            | Self::UserCodeMissing
            | Self::TooManyUserCodes => return self.device_answer(),
            Self::GrantInvalid => answer(70_000, GRANT, "The provided grant is not valid for this client or is malformed.").sub(BAD_TOKEN),
            Self::GrantExpired => answer(70_008, GRANT, "The provided code or refresh token has expired or was revoked.").sub(TOKEN_EXPIRED),
            Self::CodeRedeemed => answer(54_005, GRANT, "The authorization code was already redeemed; everything issued for it is revoked."),
            Self::GrantOtherTenant => answer(700_005, GRANT, "The authorization code is meant for another tenant."),
            Self::GrantRedirectDiffers => {
                answer(50_011, GRANT, "The redirect URI differs from the one of the authorization request.")
            }
            Self::VerifierMismatch => answer(501_481, GRANT, "The code verifier does not match the code challenge of the authorization request."),
            Self::VerifierUnexpected => {
                answer(501_481, GRANT, "A code verifier was sent, but the authorization request had no code challenge.")
            }
            Self::RefreshInactive { issued_at } => answer(
                700_082,
                GRANT,
                format!("The refresh token has expired due to inactivity. It was issued on {issued_at} and was inactive for 90.00:00:00."),
            )
            .sub(TOKEN_EXPIRED),
            Self::SpaRefreshEnded => {
                answer(700_084, GRANT, "The refresh token was issued to a single-page application and has lived its 24 hours.").sub(TOKEN_EXPIRED)
            }
            Self::GrantRevoked { issued_at, valid_from } => answer(
                50_173,
                GRANT,
                format!("The grant was revoked: it was issued on {issued_at}, and grants of this user are valid from {valid_from} only. Sign in again."),
            )
            .sub(BAD_TOKEN),
            Self::SpaNeedsOrigin => {
                answer(9_002_327, "invalid_request", "Tokens of a single-page application can only be redeemed by cross-origin requests.")
            }
            Self::OriginNotSpa => answer(
                9_002_326,
                "invalid_request",
                "Cross-origin token redemption is permitted only for the single-page application client type.",
            ),
            _ => return None,
        })
    }

    fn user_answer(&self, fidelity: Fidelity) -> Option<Answer> {
        const GRANT: &str = "invalid_grant";
        Some(match self {
            Self::TransactionInvalid => answer(
                90_013,
                "invalid_request",
                "The sign-in was begun in another browser, is over, or was changed on the way. Begin again.",
            ),
            Self::TransactionOver => answer(
                90_013,
                "invalid_request",
                "This page was answered before. Begin again from the application.",
            )
            .with_status(409),
            // Ruling 6: hardened answers alike for known and unknown users.
            Self::UserNotFound { user, tenant } if Difference::UnknownUser.as_original(fidelity) => answer(
                50_034,
                GRANT,
                format!("The user account {user} does not exist in the directory '{tenant}'."),
            ),
            Self::UserNotFound { .. } | Self::CredentialsWrong => {
                answer(50_126, GRANT, "Error validating credentials due to invalid username or password.")
            }
            Self::UserOtherTenant { user, tenant } => {
                answer(50_020, GRANT, format!("User account '{user}' does not exist in the tenant '{tenant}'."))
            }
            Self::AccountDisabled => answer(50_057, GRANT, "The user account is disabled."),
            Self::PasswordExpired => {
                answer(50_055, GRANT, "The password must be changed before it can be used.").sub("user_password_expired")
            }
            Self::NoSession => answer(50_058, "login_required", "A silent sign-in was asked for, but no user is signed in."),
            Self::SessionRevoked => answer(
                50_133,
                "login_required",
                "The session is not valid any more: the password changed, or it was signed out elsewhere.",
            ),
            Self::ClaimUnmet { name } => answer(
                50_158,
                "unmet_authentication_requirements",
                format!("The request insists on a value of '{name}' that no sign-in here gives."),
            ),
            Self::SeveralSessions => {
                answer(16_000, "interaction_required", "Several accounts are signed in and the request does not say which.")
            }
            Self::SignInCancelled => answer(65_004, "access_denied", "The user left the sign-in."),
            Self::ApplicationDisabled { app, name } => {
                answer(7_000_112, "unauthorized_client", format!("Application '{app}'({name}) is disabled."))
            }
            Self::NotAssigned { app, name, user } => answer(
                50_105,
                GRANT,
                format!("The signed in user '{user}' is not assigned to a role for the application '{app}'({name})."),
            ),
            Self::ClientNotAssigned { app, resource } => answer(
                501_051,
                "invalid_client",
                format!("Application '{app}' is not assigned to a role for the application '{resource}'."),
            ),
            Self::ConsentRequired { app, name } => answer(
                65_001,
                GRANT,
                format!("The user or administrator has not consented to use the application with ID '{app}' named '{name}'. Send an interactive authorization request for this user and resource."),
            )
            .sub("consent_required"),
            Self::ConsentDeclined => answer(65_004, "access_denied", "User declined to consent to access the app."),
            Self::AdminApprovalNeeded { .. } | Self::ApprovalRequired { .. } => {
                return self.approval_answer();
            }
            Self::TooManyRequests => answer(
                90_055,
                "temporarily_unavailable",
                "Too many requests for approval. Wait an hour, then send the next one.",
            )
            .with_status(429),
            _ => return None,
        })
    }

    /// The need for an administrator (`identity.md` §3.2, step 7).
    fn approval_answer(&self) -> Option<Answer> {
        let (code, app, name, why) = match self {
            Self::AdminApprovalNeeded { app, name, because } => match because {
                NeedsAdmin::Always => (90_094, app, name, ONLY_ADMIN),
                NeedsAdmin::Policy => (90_093, app, name, BY_POLICY),
                NeedsAdmin::Risk => (900_941, app, name, RISKY),
            },
            Self::ApprovalRequired { app, name, because } => match because {
                NeedsAdmin::Always => (90_095, app, name, ONLY_ADMIN),
                NeedsAdmin::Policy => (90_095, app, name, BY_POLICY),
                NeedsAdmin::Risk => (900_981, app, name, RISKY),
            },
            _ => return None,
        };
        Some(answer(code, "access_denied", format!("'{name}' ({app}) {why}")))
    }

    /// The AADSTS number of this refusal.
    pub fn code(&self, fidelity: Fidelity) -> u32 {
        self.answer(fidelity).code
    }
}

#[cfg(test)]
mod tests;
