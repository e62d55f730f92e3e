//! `/Microsoft-Server-ActiveSync`: OPTIONS and commands (MS-ASHTTP).
//!
//! The way of a command: who is it (`door`), what does he ask (`request`), has the device its
//! policy (`policy`), then the command's own file, then `reply`.

mod body;
mod door;
mod folder_change;
mod folder_sync;
mod get_item_estimate;
mod item_operations;
mod mail;
mod move_items;
mod ping;
mod policy;
mod provision;
mod reply;
mod request;
mod search;
mod send;
mod settings;
mod sync;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    response::Response,
};
use consentry_mailproto::eas::{Command, CommonStatus};
use consentry_service::Service;

use self::{
    reply::{Reply, Stop},
    request::{Opened, Session},
};

/// How often somebody is judged again whose request is held; ruling 17 wants its end within 5 s.
const JUDGED_AGAIN: Duration = Duration::from_secs(4);

/// `OPTIONS`: what the server speaks, told to those who are admitted.
pub(crate) async fn options(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match door::admit(&service, &parts, None).await {
        Ok(entry) => reply::options(entry.admitted.tenant.settings.eas_versions),
        Err(refused) => refused,
    }
}

/// `POST`: a command.
pub(crate) async fn command(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (mut session, body) = match Box::pin(request::open(service, request)).await {
        Opened::Ready(session, body) => (session, body),
        Opened::Answered(response) => return *response,
    };
    let command = session.line.command;
    // Each command's future lives on the heap, and a held one keeps no more than it needs.
    let answered = match command {
        Command::Sync => Box::pin(sync::answer(&session, body)).await,
        Command::Ping => {
            session.known.last_sync = None;
            Box::pin(ping::answer(&session, body)).await
        }
        _ => Box::pin(at_once(&session, &body)).await,
    };
    reply::respond(&session, answered)
}

/// The commands that are answered at once.
async fn at_once(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    match session.line.command {
        Command::Provision => provision::answer(session, body).await,
        Command::FolderSync => folder_sync::answer(session, body).await,
        Command::FolderCreate => folder_change::create(session, body).await,
        Command::FolderUpdate => folder_change::update(session, body).await,
        Command::FolderDelete => folder_change::delete(session, body).await,
        Command::GetItemEstimate => get_item_estimate::answer(session, body).await,
        Command::ItemOperations => item_operations::answer(session, body).await,
        Command::MoveItems => move_items::answer(session, body).await,
        Command::SendMail => send::send_mail(session, body).await,
        Command::SmartReply | Command::SmartForward => send::smart(session, body).await,
        Command::Settings => settings::answer(session, body).await,
        Command::Search => search::answer(session, body).await,
        Command::GetAttachment
        | Command::MeetingResponse
        | Command::ResolveRecipients
        | Command::ValidateCert
        | Command::Find
        | Command::Sync
        | Command::Ping => Ok(Reply::Failed(CommonStatus::CommandNotSupported)),
    }
}
