//! `SendMail`, `SmartReply` and `SmartForward` (MS-ASCMD 2.2.1.17, 2.2.1.19, 2.2.1.20). Success is
//! an empty body; only a failure has one.

use consentry_mailbox::{ItemRef, Patch};
use consentry_mailproto::{
    eas::{
        Command, CommonStatus, InvalidBody, send_mail,
        smart::{self, Kind},
    },
    wbxml,
};
use consentry_service::{Outgoing, SendRefused, Source};

use super::{
    mail::Loaded,
    reply::{Reply, Stop, read_plainly},
    request::Session,
};

/// Answers `SendMail`.
pub(super) async fn send_mail(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: send_mail::Request = read_plainly(body)?;
    if request.account_id.is_some() {
        return Ok(Reply::Failed(CommonStatus::InvalidAccountId));
    }
    let outgoing = Outgoing {
        message: request.mime,
        source: None,
        keep_copy: request.save_in_sent_items,
        once: Some((&session.device, request.client_id.as_str())),
    };
    Ok(match sent(session, outgoing).await? {
        Ok(()) => Reply::Empty,
        Err(status) => Reply::Failed(status),
    })
}

/// Answers `SmartReply` and `SmartForward`.
pub(super) async fn smart(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request = match wbxml::decode(body)
        .map_err(InvalidBody::from)
        .and_then(|root| Ok(smart::Request::from_element(&root)?))
    {
        Ok(request) => request,
        Err(error) => return Ok(error.status().map_or(Reply::BadRequest, Reply::Failed)),
    };
    let named = match request.kind {
        Kind::Reply => Command::SmartReply,
        Kind::Forward => Command::SmartForward,
    };
    if !session.is(named) {
        return Ok(Reply::Failed(CommonStatus::InvalidXml));
    }
    if request.account_id.is_some() {
        return Ok(Reply::Failed(CommonStatus::InvalidAccountId));
    }
    let at = match &request.source {
        smart::Source::Item { item_id, .. } => item_id.as_str().parse::<ItemRef>(),
        smart::Source::LongId(id) => id.parse(),
    };
    let original = match at {
        Ok(at) => Loaded::find(session, at).await?.map(|loaded| (at, loaded)),
        Err(_) => None,
    };
    let Some((at, original)) = original else {
        return Ok(Reply::Failed(CommonStatus::ItemNotFound));
    };
    let source = (!request.replace_mime).then(|| match request.kind {
        Kind::Reply => Source::Quoted(quoted(&original)),
        Kind::Forward => Source::Attached(original.raw),
    });
    let outgoing = Outgoing {
        message: request.mime,
        source,
        keep_copy: request.save_in_sent_items,
        once: Some((&session.device, request.client_id.as_str())),
    };
    if let Err(status) = sent(session, outgoing).await? {
        return Ok(Reply::Failed(status));
    }
    if request.kind == Kind::Reply {
        let answered = Patch { replied: Some(true), ..Patch::default() };
        session.service.mailboxes().mark(session.owner(), at, &answered, None).await?;
    }
    Ok(Reply::Empty)
}

/// Sends; a refusal becomes the status that clients know.
pub(super) async fn sent(
    session: &Session,
    outgoing: Outgoing<'_>,
) -> Result<Result<(), CommonStatus>, Stop> {
    match Box::pin(session.service.send(&session.admitted, outgoing)).await {
        Ok(_) => Ok(Ok(())),
        Err(SendRefused::NoRecipient) => Ok(Err(CommonStatus::MessageHasNoRecipient)),
        Err(SendRefused::TooManyRecipients) => Ok(Err(CommonStatus::SendQuotaExceeded)),
        Err(SendRefused::NotTheSender) => Ok(Err(CommonStatus::MailSubmissionFailed)),
        Err(SendRefused::TooLarge) => Ok(Err(CommonStatus::AttachmentIsTooLarge)),
        Err(SendRefused::Failed(error)) => Err(error.into()),
    }
}

/// The words of a message as an answer carries them on.
fn quoted(original: &Loaded) -> String {
    let headers = &original.summary.headers;
    let received = jiff::Timestamp::from_millisecond(original.summary.received.millis());
    let sent = received.map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
    format!(
        "-----Original Message-----\r\nFrom: {}\r\nSent: {}\r\nTo: {}\r\nSubject: {}\r\n\r\n{}\r\n",
        headers.from,
        sent.unwrap_or_default(),
        headers.to,
        headers.subject,
        original.opened.text()
    )
}
