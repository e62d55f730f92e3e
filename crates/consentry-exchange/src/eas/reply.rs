//! From a command's outcome to HTTP: WBXML, nothing at all, several parts, or an error.
//!
//! An empty body is success for sending and "nothing changed" for Sync. Every failure that a
//! client can read is a Status in a body of HTTP 200 (MS-ASHTTP 2.2.2, MS-ASCMD 2.2.2).

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use consentry_mailbox::MailError;
use consentry_mailproto::{
    eas::{
        Command, CommonStatus, InvalidBody, InvalidMessage, Message, Version,
        item_operations::multipart,
    },
    wbxml::{self, Element},
};
use consentry_model::EasVersions;
use consentry_service::{MailRefused, ServiceError};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
};

use super::{door, request::Session};

/// The commands that are served, in the order in which servers announce them.
const COMMANDS: &str = "Sync,SendMail,SmartForward,SmartReply,FolderSync,FolderCreate,\
                        FolderDelete,FolderUpdate,MoveItems,GetItemEstimate,Search,Settings,Ping,\
                        ItemOperations,Provision";

/// What a command answers.
#[derive(Debug)]
pub(super) enum Reply {
    /// A body.
    Body(Element),
    /// A body, and the versions and commands that OPTIONS tells too.
    Announced(Element),
    /// Nothing.
    Empty,
    /// A body and raw parts behind it.
    Parts(Element, Vec<Vec<u8>>),
    /// The command failed with a status that all commands share.
    Failed(CommonStatus),
    /// The request cannot be read at all.
    BadRequest,
    /// Somebody who was admitted is so no more.
    Refused(MailRefused),
}

impl Reply {
    /// A message as a body.
    pub(super) fn message(message: &impl Message) -> Self {
        Self::Body(message.to_element())
    }
}

/// Why a command came to no answer of its own.
#[derive(Debug)]
pub(super) enum Stop {
    Reply(Reply),
    Mail(MailError),
    Service(ServiceError),
}

impl From<MailError> for Stop {
    fn from(error: MailError) -> Self {
        Self::Mail(error)
    }
}

impl From<ServiceError> for Stop {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

/// Reads a body; what is no message of this kind is answered as the command wants it.
pub(super) fn read<M: Message>(
    body: &[u8],
    own: impl FnOnce(InvalidMessage) -> Element,
) -> Result<M, Stop> {
    M::from_wbxml(body).map_err(|error| invalid(error, own))
}

/// The answer to a body that is no message.
pub(super) fn invalid(error: InvalidBody, own: impl FnOnce(InvalidMessage) -> Element) -> Stop {
    Stop::Reply(match error {
        InvalidBody::Message(error) => Reply::Body(own(error)),
        InvalidBody::Wbxml(_) => error.status().map_or(Reply::BadRequest, Reply::Failed),
    })
}

/// Reads a body; what is no message gets the status that all commands share.
pub(super) fn read_plainly<M: Message>(body: &[u8]) -> Result<M, Stop> {
    M::from_wbxml(body)
        .map_err(|error| Stop::Reply(error.status().map_or(Reply::BadRequest, Reply::Failed)))
}

/// The response to a command.
pub(super) fn respond(session: &Session, answered: Result<Reply, Stop>) -> Response {
    let (reply, failed) = match answered {
        Ok(reply) | Err(Stop::Reply(reply)) => (Some(reply), None),
        Err(Stop::Mail(error)) => (None, Some(error.to_string())),
        Err(Stop::Service(error)) => (None, Some(error.to_string())),
    };
    let admitted = &session.admitted;
    let response = match reply {
        Some(reply) => write(session, reply),
        None => unavailable(),
    };
    tracing::info!(
        tenant = %admitted.tenant.id,
        user = %admitted.user.id,
        protocol = "EAS",
        command = session.line.command.name(),
        device = %session.device,
        status = response.status().as_u16(),
        error = failed,
        "answered a command"
    );
    marked(response, session.admitted.tenant.settings.eas_versions)
}

fn write(session: &Session, reply: Reply) -> Response {
    match reply {
        Reply::Body(body) => wbxml_body(&body),
        Reply::Announced(body) => {
            let mut response = wbxml_body(&body);
            announce(response.headers_mut(), session.admitted.tenant.settings.eas_versions);
            response
        }
        Reply::Empty => bare(StatusCode::OK),
        Reply::Parts(body, parts) => match multipart::write(&wbxml::encode(&body), &parts) {
            Ok(bytes) => bytes_body(multipart::CONTENT_TYPE, bytes),
            Err(_) => failure(session.line.command, CommonStatus::ServerError),
        },
        Reply::Failed(status) => failure(session.line.command, status),
        Reply::BadRequest => bare(StatusCode::BAD_REQUEST),
        Reply::Refused(MailRefused::Refused { refusal, door }) => match door {
            Some(door) => door::refused(&refusal, session.shown, &door),
            None => bare(StatusCode::UNAUTHORIZED),
        },
        Reply::Refused(MailRefused::Failed(_)) => unavailable(),
    }
}

/// A body that says nothing but that the command failed.
pub(super) fn failure(command: Command, status: CommonStatus) -> Response {
    match command.failure(status) {
        Some(body) => wbxml_body(&body),
        None => bare(StatusCode::NOT_IMPLEMENTED),
    }
}

fn wbxml_body(body: &Element) -> Response {
    bytes_body(wbxml::CONTENT_TYPE, wbxml::encode(body))
}

fn bytes_body(content_type: &'static str, body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, content_type)], Bytes::from(body)).into_response()
}

/// A response without a body.
pub(super) fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}

/// The store cannot be used: the client comes again.
pub(super) fn unavailable() -> Response {
    let mut response = bare(StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
    response
}

/// The answer to OPTIONS.
pub(super) fn options(versions: EasVersions) -> Response {
    let mut response = bare(StatusCode::OK);
    let headers = response.headers_mut();
    announce(headers, versions);
    headers.insert(ALLOW, HeaderValue::from_static("OPTIONS,POST"));
    headers.insert("public", HeaderValue::from_static("OPTIONS,POST"));
    marked(response, versions)
}

fn announce(headers: &mut HeaderMap, versions: EasVersions) {
    let spoken = match versions {
        EasVersions::All => HeaderValue::from_static("14.1,16.0,16.1"),
        EasVersions::Only161 => HeaderValue::from_static("16.1"),
    };
    headers.insert("ms-asprotocolversions", spoken);
    headers.insert("ms-asprotocolcommands", HeaderValue::from_static(COMMANDS));
}

/// What every answer carries.
pub(super) fn marked(mut response: Response, versions: EasVersions) -> Response {
    let newest = match versions {
        EasVersions::All | EasVersions::Only161 => Version::V16_1.as_str(),
    };
    let headers = response.headers_mut();
    headers.insert("ms-server-activesync", HeaderValue::from_static(newest));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    response
}
