//! The door: a request without Authorization, an empty bearer, a token or a password becomes
//! somebody who is admitted, or a 401 that names the way in (ruling 11, `x-ms-diagnostics`).

use std::sync::Arc;

use axum::{body::Body, response::Response};
use consentry_mailproto::{
    challenge::{Authorization, Basic, BearerError, Diagnostics, Door, Profile, Shown},
    eas::RequestLine,
};
use consentry_model::{ChallengeProfile, Protocol, Refusal, Secret, refusal::TokenFault};
use consentry_service::{
    Admitted, Caller, MailClient, MailDevice, MailDoor, MailRefused, Service, ServiceError,
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, RETRY_AFTER, WWW_AUTHENTICATE},
    request::Parts,
};

use super::reply;
use crate::context;

/// Somebody who came in.
pub(super) struct Entry {
    pub(super) admitted: Admitted,
    pub(super) caller: Caller,
    pub(super) shown: Shown,
}

/// Admits the sender of a request or answers him.
pub(super) async fn admit(
    service: &Arc<Service>,
    parts: &Parts,
    line: Option<&RequestLine>,
) -> Result<Entry, Response> {
    let caller = context::caller(parts);
    let authorization = context::authorization(&parts.headers);
    let shown = authorization.shown();
    let client = client(line);
    let identity = identity(parts, &client, &authorization);
    let admitted = match authorization {
        Authorization::Bearer(token) => {
            Box::pin(service.admit_bearer(&token, &client, &caller)).await
        }
        Authorization::Basic { user, password } => {
            let password = Secret::new(password);
            Box::pin(service.admit_basic(&user, &password, &client, &caller)).await
        }
        Authorization::None | Authorization::EmptyBearer | Authorization::Malformed => {
            return Err(challenge(service, identity.as_deref(), shown).await);
        }
    };
    match admitted {
        Ok(admitted) => Ok(Entry { admitted, caller, shown }),
        Err(MailRefused::Failed(ServiceError::Busy)) => Err(reply::unavailable()),
        Err(MailRefused::Failed(error)) => {
            tracing::error!(error = %error, trace = %caller.trace, "nobody could be admitted");
            Err(reply::unavailable())
        }
        Err(MailRefused::Refused { refusal, door }) => {
            let door = match door {
                Some(door) => *door,
                None => match service.mail_door(identity.as_deref(), Protocol::Eas).await {
                    Ok(door) => door,
                    Err(_) => return Err(reply::unavailable()),
                },
            };
            tracing::info!(
                tenant = door.tenant.map(tracing::field::display),
                protocol = "EAS",
                device = client.device.as_ref().map(|device| device.id.as_str()),
                outcome = refusal.code(door.fidelity),
                "refused a mail client"
            );
            let mut response = refused(&refusal, shown, &door);
            if let Some(wait) = refusal.retry_after(service.clock().now()) {
                let wait = HeaderValue::from(wait.as_secs().max(1));
                response.headers_mut().insert(RETRY_AFTER, wait);
            }
            Err(response)
        }
    }
}

fn client(line: Option<&RequestLine>) -> MailClient {
    MailClient {
        protocol: Protocol::Eas,
        device: line.map(|line| MailDevice {
            id: line.device_id.to_string(),
            kind: line.device_type.to_string(),
        }),
        mailbox: line.and_then(|line| line.user.clone()),
    }
}

/// Whom the request is about, for the wording of a challenge.
fn identity(parts: &Parts, client: &MailClient, authorization: &Authorization) -> Option<String> {
    let typed = match authorization {
        Authorization::Basic { user, .. } => Some(user.clone()),
        _ => None,
    };
    context::identity(&parts.headers).or_else(|| client.mailbox.clone()).or(typed)
}

/// The 401 for somebody who has shown nothing that could be looked at.
async fn challenge(service: &Service, identity: Option<&str>, shown: Shown) -> Response {
    match service.mail_door(identity, Protocol::Eas).await {
        Ok(door) => unauthorized(StatusCode::UNAUTHORIZED, shown, &door, None, None),
        Err(error) => {
            tracing::error!(error = %error, "no challenge could be made");
            reply::unavailable()
        }
    }
}

/// The answer to a refusal.
pub(super) fn refused(refusal: &Refusal, shown: Shown, door: &MailDoor) -> Response {
    let invalid = (shown == Shown::Token).then(|| match &door.claims {
        Some(claims) => BearerError::InsufficientClaims(claims.clone()),
        None => BearerError::InvalidToken,
    });
    match refusal {
        // No challenge: a telephone that is asked for its password again asks its owner.
        Refusal::AddressThrottled { .. } => reply::bare(StatusCode::TOO_MANY_REQUESTS),
        Refusal::NoMailbox | Refusal::OtherMailbox => reply::bare(StatusCode::FORBIDDEN),
        Refusal::TokenScope { scopes, .. } => {
            let diagnostics = if scopes.is_empty() {
                Diagnostics::NoPermissions
            } else {
                Diagnostics::NotEnoughScope
            };
            let error = Some(BearerError::InsufficientScope);
            unauthorized(StatusCode::FORBIDDEN, shown, door, error, Some(diagnostics))
        }
        Refusal::TokenInvalid { why: TokenFault::Audience } => {
            let diagnostics = Some(Diagnostics::Audience);
            unauthorized(StatusCode::UNAUTHORIZED, shown, door, invalid, diagnostics)
        }
        Refusal::TokenInvalid { .. } => {
            let diagnostics = Some(Diagnostics::Unreadable);
            unauthorized(StatusCode::UNAUTHORIZED, shown, door, invalid, diagnostics)
        }
        _ => unauthorized(StatusCode::UNAUTHORIZED, shown, door, invalid, None),
    }
}

fn unauthorized(
    status: StatusCode,
    shown: Shown,
    door: &MailDoor,
    error: Option<BearerError>,
    diagnostics: Option<Diagnostics>,
) -> Response {
    let profile = profile(door.profile);
    // Only hybrid servers name their tenant among the issuers of service tokens.
    let tenant = door.tenant.filter(|_| profile == Profile::OnpremHma).map(|id| id.to_string());
    let challenge = profile.challenge(&Door {
        shown,
        basic: if door.basic.is_on() { Basic::Offered } else { Basic::Withheld },
        authorization_uri: Some(&door.authorization_uri),
        tenant: tenant.as_deref(),
        host: &door.host,
        error,
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for line in &challenge.www_authenticate {
        if let Ok(line) = HeaderValue::from_str(line) {
            headers.append(WWW_AUTHENTICATE, line);
        }
    }
    let diagnostics = diagnostics.or(challenge.diagnostics).map(|said| said.to_string());
    if let Some(Ok(said)) = diagnostics.map(|said| HeaderValue::from_str(&said)) {
        headers.insert("x-ms-diagnostics", said);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}

fn profile(profile: ChallengeProfile) -> Profile {
    match profile {
        ChallengeProfile::Exo2017 => Profile::Exo2017,
        ChallengeProfile::Exo2022 => Profile::Exo2022,
        ChallengeProfile::Exo2026 => Profile::Exo2026,
        ChallengeProfile::OnpremAdfs => Profile::OnpremAdfs,
        ChallengeProfile::OnpremHma => Profile::OnpremHma,
    }
}
