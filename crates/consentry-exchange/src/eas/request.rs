//! What every command has in common before its own file: admission, request line, version, size
//! and type of the body, the device and its policy.

use std::sync::Arc;

use axum::{extract::Request, response::Response};
use bytes::Bytes;
use consentry_mailbox::{Device, DeviceId, Owner};
use consentry_mailproto::{
    challenge::Shown,
    eas::{Command, CommonStatus, Headers, InvalidRequest, RequestLine, Version},
    wbxml::{self, MAX_BODY},
};
use consentry_model::EasVersions;
use consentry_service::{Admitted, Caller, Service};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::{door, policy, reply};
use crate::context;

/// A command of somebody who was admitted.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) service: Arc<Service>,
    pub(super) admitted: Admitted,
    pub(super) caller: Caller,
    pub(super) shown: Shown,
    pub(super) line: RequestLine,
    pub(super) device: DeviceId,
    /// The device as it was known when the request came.
    pub(super) known: Device,
}

impl Session {
    pub(super) fn owner(&self) -> Owner {
        self.admitted.owner
    }

    pub(super) fn version(&self) -> Version {
        self.line.version
    }
}

/// A request that can go to its command, or was answered.
pub(super) enum Opened {
    Ready(Box<Session>, Bytes),
    Answered(Box<Response>),
}

/// Opens a request.
pub(super) async fn open(service: Arc<Service>, request: Request) -> Opened {
    match session(service, request).await {
        Ok((session, body)) => Opened::Ready(Box::new(session), body),
        Err(response) => Opened::Answered(Box::new(response)),
    }
}

async fn session(service: Arc<Service>, request: Request) -> Result<(Session, Bytes), Response> {
    let (parts, body) = request.into_parts();
    let line = line(&parts.headers, parts.uri.query().unwrap_or_default());
    let entry = door::admit(&service, &parts, line.as_ref().ok()).await?;
    let versions = entry.admitted.tenant.settings.eas_versions;
    let mark = |response| reply::marked(response, versions);
    let line = line.map_err(|error| mark(unreadable(&error)))?;
    if versions == EasVersions::Only161 && line.version < Version::V16_1 {
        return Err(mark(reply::failure(line.command, CommonStatus::VersionNotSupported)));
    }
    check_type(&parts.headers).map_err(|status| mark(reply::bare(status)))?;
    let body = whole(body).await.map_err(|status| mark(reply::bare(status)))?;
    let Ok(device) = line.device_id.as_str().parse::<DeviceId>() else {
        let status = CommonStatus::DeviceIdMissingOrInvalid;
        return Err(mark(reply::failure(line.command, status)));
    };
    let (owner, now) = (entry.admitted.owner, service.clock().now());
    let kind = line.device_type.as_str();
    let known = match service.mailboxes().device_seen(owner, &device, kind, now).await {
        Ok(known) => known,
        Err(error) => {
            tracing::error!(error = %error, "a device could not be noted");
            return Err(reply::unavailable());
        }
    };
    if let Some(status) = policy::missing(line.command, line.policy_key, known.policy) {
        return Err(mark(reply::failure(line.command, status)));
    }
    let door::Entry { admitted, caller, shown } = entry;
    Ok((Session { service, admitted, caller, shown, line, device, known }, body))
}

fn line(headers: &HeaderMap, query: &str) -> Result<RequestLine, InvalidRequest> {
    let text = |name| context::text(headers, name);
    let (version, key, parts) =
        (text("ms-asprotocolversion"), text("x-ms-policykey"), text("ms-asacceptmultipart"));
    RequestLine::parse(
        query,
        &Headers {
            protocol_version: version.as_deref(),
            policy_key: key.as_deref(),
            accept_multipart: parts.as_deref(),
        },
    )
}

fn unreadable(error: &InvalidRequest) -> Response {
    if let Some((command, status)) = error.status() {
        return reply::failure(command, status);
    }
    match error {
        InvalidRequest::UnknownCommand(_) => reply::bare(StatusCode::NOT_IMPLEMENTED),
        _ => reply::bare(StatusCode::BAD_REQUEST),
    }
}

/// A body must be what ActiveSync sends, uncompressed (A87, A96).
fn check_type(headers: &HeaderMap) -> Result<(), StatusCode> {
    let text = |name: http::HeaderName| context::text(headers, name.as_str());
    let encoded = text(CONTENT_ENCODING).is_some_and(|coding| {
        let coding = coding.trim();
        !coding.is_empty() && !coding.eq_ignore_ascii_case("identity")
    });
    if encoded {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let empty = text(CONTENT_LENGTH).is_some_and(|length| length.trim() == "0");
    let Some(kind) = text(CONTENT_TYPE).filter(|_| !empty) else { return Ok(()) };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let fits = kind.eq_ignore_ascii_case(wbxml::CONTENT_TYPE)
        || kind.eq_ignore_ascii_case("application/vnd.ms-sync");
    if fits { Ok(()) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) }
}

async fn whole(body: axum::body::Body) -> Result<Bytes, StatusCode> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

impl Session {
    /// Whether this is a command of that kind; the two smart ones share a handler.
    pub(super) fn is(&self, command: Command) -> bool {
        self.line.command == command
    }
}
